"""A date that may lack its day or month: how it is typed, and how it is told."""

import re
from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.representation import Birth

TYPED = re.compile(r"(?:(?:(?P<day>\d{1,2})[-/.])?(?P<month>\d{1,2})[-/.])?(?P<year>\d{4})", re.ASCII)


class PartialDateField(forms.CharField):
    """`29-11-1939`, `11-1939`, `1939`, or nothing; gives a Birth or None."""

    def __init__(self, **more: object) -> None:
        super().__init__(max_length=10, **more)  # type: ignore[arg-type]  # what CharField takes

    def clean(self, value: object) -> Birth | None:
        text = super().clean(value).strip()
        if not text:
            return None
        found = TYPED.fullmatch(text)
        if not found:
            raise forms.ValidationError(gettext_lazy("Write the day as 29-11-1939, or only the year: 1939."))
        year, month, day = (int(found[part]) if found[part] else None for part in ("year", "month", "day"))
        try:
            date(year or 0, month or 1, day or 1)
        except ValueError as error:
            raise forms.ValidationError(gettext_lazy("This day does not exist. Write it as 29-11-1939.")) from error
        return Birth(year, month, day)


def typed(known: Birth | None) -> str:
    """As it would be typed."""
    parts = (known.day, known.month, known.year) if known else ()
    return "-".join(str(part) for part in parts if part)


def told(known: Birth | None) -> str:
    """In words: `29 November 1939`, `November 1939 (day not known)`, `1939 (day and month not known)`."""
    if known is None or known.earliest is None:
        return _("not known")
    if known.is_complete:
        return date_format(known.earliest, "j F Y")
    if known.month:
        return _("%(month)s (day not known)") % {"month": date_format(known.earliest, "F Y")}
    return _("%(year)s (day and month not known)") % {"year": known.year}
