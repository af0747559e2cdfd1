"""The form that takes a file with numbers of residents."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import DateInput
from provisions.exchange.forms import OneFileForm
from reporting.population.actions import AHEAD, LONGEST_SOURCE, From
from reporting.population.sheet import CSV


class PopulationForm(OneFileForm):
    """A CSV, whose numbers they are, and the day they are about."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A table as .csv with the columns buurtcode, jaar, inwoners, and leeftijd when it is per age."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": CSV}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Choose another one.")},
    )
    source = forms.CharField(
        label=_("Whose numbers are these?"),
        help_text=_("For instance CBS, Kerncijfers wijken en buurten 2025."),
        max_length=LONGEST_SOURCE,
    )
    on = forms.DateField(label=_("On which day were they right?"), widget=DateInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(str(AHEAD.reason))
        return on

    def why_too_large(self) -> str:
        return gettext("This file is too large. Divide it in parts.")

    @property
    def given(self) -> From:
        said = self.cleaned_data
        return From(source=said["source"], on=said["on"], name=said["file"].name)
