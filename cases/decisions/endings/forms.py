"""The form that ends granted support."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import ActForm, DateInput
from cases.needs.models import SteppedDownBecause

FURTHEST = 366


class EndSupportForm(ActForm):
    reason = forms.ChoiceField(
        label=_("Why does this support end?"), choices=SteppedDownBecause.choices, widget=forms.RadioSelect
    )
    ends_on = forms.DateField(
        label=_("From which day?"),
        help_text=_("Give the resident time to get used to it, unless they want it sooner."),
        widget=DateInput(),
    )
    motivation = forms.CharField(
        label=_("What do you tell the resident?"),
        help_text=_("The resident reads this."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
    )
    article = forms.CharField(
        label=_("Article of the ordinance or the law"),
        help_text=_("For example article 2.3.10 of the Wmo 2015."),
        widget=forms.TextInput(attrs={"list": "articles"}),
        max_length=200,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["ends_on"].initial = today

    def clean_ends_on(self) -> date:
        ends_on: date = self.cleaned_data["ends_on"]
        if (ends_on - self.today).days > FURTHEST:
            raise forms.ValidationError(_("This day is too far away. Choose a day within a year."))
        return ends_on
