"""The forms of a case's course."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import ActForm


class FirstTalkForm(ActForm):
    wants = forms.TypedChoiceField(
        label=_("Does the resident want further help with debts?"),
        help_text=_(
            "The first talk is the application (Wgs art. 4a). Only who wants no further help gets no decision."
        ),
        choices=[("yes", _("yes, a decision follows")), ("no", _("no, the resident said so in this talk"))],
        initial="yes",
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )

    @property
    def answers(self) -> dict[str, Any]:
        return {"waives": not self.cleaned_data["wants"]}
