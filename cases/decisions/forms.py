"""The forms of an application and its decision."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.decisions.models import Decision
from cases.dossier.forms import ActForm, DateInput, law_field

EARLIEST = date(2015, 1, 1)


class ApplyForm(ActForm):
    def __init__(self, *args: Any, laws: Iterable[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["law"] = law_field(laws)
        self.fields["received_on"] = forms.DateField(
            label=_("Received on"), widget=DateInput(), initial=today, help_text=_("The term counts from this day.")
        )

    def clean_received_on(self) -> date:
        received: date = self.cleaned_data["received_on"]
        if received < EARLIEST:
            raise forms.ValidationError(_("This day is too long ago. Fill in a day after 2014."))
        if received > self.today:
            raise forms.ValidationError(_("This day is still to come. Fill in the day the application arrived."))
        return received


class DecideForm(ActForm):
    outcome = forms.ChoiceField(
        label=_("What do you decide?"), choices=Decision.Outcome.choices, widget=forms.RadioSelect
    )
    motivation = forms.CharField(
        label=_("Why?"),
        help_text=_("The resident reads this. A refusal needs it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
        required=False,
    )
    article = forms.CharField(
        label=_("Article of the ordinance or the law"),
        help_text=_("Needed for a refusal. A policy rule alone does not carry it."),
        max_length=200,
        required=False,
    )
