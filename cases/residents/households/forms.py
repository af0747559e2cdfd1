"""The forms of a household: who moves in, who leaves."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.answers import OnceForm
from cases.residents.forms import WhoElseForm
from cases.residents.households.actions import Housemate
from cases.residents.models import HouseholdMember


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "short"}, format="%Y-%m-%d")


class MoveInForm(WhoElseForm):
    """A resident who was looked up, or somebody in words."""

    described_as = forms.CharField(
        label=_("Or in words"), help_text=_("For example: son, 20."), max_length=120, required=False
    )
    relation = forms.ChoiceField(
        label=_("What is this person in the household?"),
        choices=[("", _("not known")), *HouseholdMember.Relation.choices],
        required=False,
    )
    since = forms.DateField(
        label=_("Lives here since"),
        widget=DayInput,
        error_messages={"required": _("Fill in since when. An estimate is fine.")},
    )
    until = forms.DateField(label=_("Until and including"), widget=DayInput, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.searches and not given.get("person") and not given.get("described_as", "").strip():
            raise forms.ValidationError(_("Choose a person, or say in words who it is: son, 20."))
        return given

    def housemate(self) -> Housemate:
        given = self.answers
        person = given.pop("person")
        return Housemate(person=UUID(person) if person else None, **given)


class LastDayForm(OnceForm):
    until = forms.DateField(
        label=_("Last day"), widget=DayInput, error_messages={"required": _("Fill in the last day.")}
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = today
