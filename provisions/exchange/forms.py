"""The forms of an import: which file from which directory, and what its columns mean."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.answers import AskingForm, OnceForm
from provisions.exchange.limits import MIB, MOST_BYTES, suffix_of
from provisions.exchange.meanings import BY_NAME, MEANINGS
from provisions.exchange.storing import ENDINGS

BESIDE = "beside"


class OneFileForm(AskingForm):
    """A field `file`, of one of the `places`. `too_large` says that it was cut off while it came."""

    def __init__(self, *args: Any, places: Iterable[Mapping[str, Any]], too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        self.places = [(place["code"], place["name"]) for place in places]
        if len(self.places) > 1:
            self.fields["municipality"] = forms.ChoiceField(label=_("Municipality"), choices=self.places)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.too_large and "file" in self.errors:
            self.errors["file"].clear()
            self.add_error("file", self.why_too_large())
        given.setdefault("municipality", self.places[0][0] if self.places else "")
        return given

    def why_too_large(self) -> str:
        return gettext("This file is larger than %(most)s MiB. Divide it in parts.") % {"most": MOST_BYTES // MIB}


class FileForm(OneFileForm, OnceForm):
    """A file to look through."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A list as .csv or .xlsx, or a directory in HSDS as .zip. At most 50 MiB."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Choose another one.")},
    )
    source = forms.CharField(
        label=_("Which directory does it come from?"),
        help_text=_("Use the same name each time: then Trede knows which rows it has already."),
        max_length=100,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if suffix_of(file.name) not in ENDINGS:
            raise forms.ValidationError(_("Send a .csv, an .xlsx, or a .zip with a directory in HSDS."))
        return file


class ColumnsForm(forms.Form):
    """Per column of a flat list what it holds, with the first values beside it."""

    def __init__(self, *args: Any, columns: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(columns)
        meanings = [(BESIDE, _("Keep it beside, under its own name")), *((one.name, one.label) for one in MEANINGS)]
        for place, (name, meaning) in enumerate(columns.items()):
            known = meaning if meaning in BY_NAME else BESIDE
            self.fields[f"column_{place}"] = forms.ChoiceField(label=name, choices=meanings, initial=known)

    @property
    def columns(self) -> dict[str, str]:
        said = {name: self.cleaned_data[f"column_{place}"] for place, name in enumerate(self.names)}
        return {name: "" if meaning == BESIDE else meaning for name, meaning in said.items()}
