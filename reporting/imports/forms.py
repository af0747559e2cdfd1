"""The form that takes a file of costs."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import DateInput
from provisions.exchange.forms import OneFileForm
from provisions.exchange.limits import suffix_of
from reporting.imports.models import CostImport

ENDINGS = (".csv", ".xlsx")


class CostsForm(OneFileForm):
    """A file, what is in it, from which source, and of which day."""

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

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

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
