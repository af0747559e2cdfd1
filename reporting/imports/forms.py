"""The form that takes a file of costs."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.answers import AskingForm
from cases.dossier.forms import DateInput
from provisions.exchange.limits import MIB, MOST_BYTES, suffix_of
from reporting.imports.models import CostImport

ENDINGS = (".csv", ".xlsx")


class CostsForm(AskingForm):
    """A file, what is in it, from which source, and of which day. `too_large`: it was cut off while it came."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("What is in the file?"), choices=CostImport.Kind.choices)
    file = forms.FileField(
        label=_("File"),
        help_text=_("A list as .csv or .xlsx, with the names of the columns in the first row."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Choose another one.")},
    )
    source = forms.CharField(
        label=_("Where do the amounts come from?"),
        help_text=_("Such as the purchasing contract, the ledger or the budget that the council adopted."),
        max_length=200,
    )
    dated = forms.DateField(
        label=_("Of which day are they?"), widget=DateInput(), help_text=_("The day on which they were drawn up.")
    )

    def __init__(
        self, *args: Any, places: Iterable[Mapping[str, str]], today: date, too_large: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.too_large = today, too_large
        self.places = [(place["code"], place["name"]) for place in places]
        if len(self.places) > 1:
            self.fields["municipality"] = forms.ChoiceField(label=_("Municipality"), choices=self.places)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if suffix_of(file.name) not in ENDINGS:
            raise forms.ValidationError(_("Send a .csv or an .xlsx."))
        return file

    def clean_dated(self) -> date:
        dated: date = self.cleaned_data["dated"]
        if dated > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return dated

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.too_large and "file" in self.errors:
            self.errors["file"].clear()
            most = MOST_BYTES // MIB
            self.add_error("file", _("This file is larger than %(most)s MiB. Divide it in parts.") % {"most": most})
        given.setdefault("municipality", self.places[0][0] if self.places else "")
        return given
