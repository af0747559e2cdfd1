"""The forms of what stands beside the steps: another scheme, something anybody would buy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import ActForm
from cases.needs.models import PriorScheme
from cases.needs.querysets import FOUR_QUESTIONS

YES_OR_NO = [("yes", _("Yes")), ("no", _("No")), ("", _("Not asked yet"))]


class PriorSchemeForm(ActForm):
    scheme = forms.ChoiceField(label=_("Which scheme?"), choices=PriorScheme.Scheme.choices, widget=forms.RadioSelect)
    finding = forms.ChoiceField(
        label=_("Does it go first?"), choices=PriorScheme.Finding.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Why?"), max_length=400, required=False)


def _question(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
        required=False,
        coerce=lambda answer: answer == "yes",
        empty_value=None,
    )


class CommonlyUsedForm(ActForm):
    item = forms.CharField(
        label=_("What is it?"), help_text=_("For example: a raised toilet, a grab rail."), max_length=120
    )
    not_only_for_disabled = _question(_("Is it sold to people without a disability too?"))
    available = _question(_("Can it really be bought here?"))
    fitting = _question(_("Does it fit what is needed?"))
    bearable = _question(
        _("Can it be paid on a minimum income?"),
        _("In general: not whether this resident can pay it."),
    )
    note = forms.CharField(label=_("Note"), max_length=400, required=False)

    def clean_item(self) -> str:
        """Written as the first time, an item is the same item."""
        return " ".join(str(self.cleaned_data["item"]).split())

    def finding(self) -> dict[str, Any]:
        return {name: self.answers[name] for name in ("item", *FOUR_QUESTIONS, "note")}
