"""The form that takes a file with numbers of residents."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.answers import AskingForm
from cases.dossier.forms import DateInput
from reporting.population.actions import AHEAD, LONGEST_SOURCE, From
from reporting.population.sheet import CSV


class PopulationForm(AskingForm):
    """A CSV, whose numbers they are, and the day they are about. `too_large` says that it was cut off while it came."""

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

    def __init__(
        self, *args: Any, places: Iterable[Mapping[str, str]], today: date, too_large: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.too_large = today, too_large
        self.places = [(place["code"], place["name"]) for place in places]
        if len(self.places) > 1:
            self.fields["municipality"] = forms.ChoiceField(label=_("Municipality"), choices=self.places)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(str(AHEAD.reason))
        return on

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.too_large and "file" in self.errors:
            self.errors["file"].clear()
            self.add_error("file", _("This file is too large. Divide it in parts."))
        given.setdefault("municipality", self.places[0][0] if self.places else "")
        return given

    @property
    def given(self) -> From:
        said = self.cleaned_data
        return From(source=said["source"], on=said["on"], name=said["file"].name)
