"""The form of who speaks for a resident."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.residents.forms import WhoElseForm
from cases.residents.households.forms import DayInput
from cases.residents.models import Representative
from cases.residents.representatives.actions import Speaker


class SpeakerForm(WhoElseForm):
    """A resident who was looked up, or a name; always with what it rests on."""

    name = forms.CharField(label=_("Or the name"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("As what?"),
        choices=Representative.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose as what this person speaks.")},
    )
    source = forms.CharField(
        label=_("What does this rest on?"),
        help_text=_("For example: authority register 3 May 2026, decision of the judge, signed letter."),
        max_length=200,
        error_messages={"required": _("Say on what this rests: the authority register, a judge's decision, a letter.")},
    )
    since = forms.DateField(
        label=_("Since"), widget=DayInput, error_messages={"required": _("Fill in since when this holds.")}
    )
    until = forms.DateField(label=_("Until and including"), widget=DayInput, required=False)
    contact = forms.CharField(label=_("Phone or e-mail"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    address_hidden = forms.BooleanField(
        label=_("Keep this address from the others"),
        help_text=_("It is then not on the pages of the resident or of the other parent, and not in print or export."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.searches and not given.get("person") and not given.get("name", "").strip():
            raise forms.ValidationError(_("Choose a person, or fill in a name."))
        return given

    def speaker(self) -> Speaker:
        given = self.answers
        person = given.pop("person")
        return Speaker(person=UUID(person) if person else None, **given)
