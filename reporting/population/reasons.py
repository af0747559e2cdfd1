"""What the codes of an import of residents say."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from provisions.exchange import reasons
from workflows.refusal import Text

ABOUT_ROWS: Mapping[str, Text] = {
    "neighbourhood.unknown": _(
        "This is no neighbourhood of this municipality. Write the CBS code, such as BU01180001."
    ),
    "year.range": _("This year is before 1990, or after the day the numbers are about."),
    "age_band.unreadable": _("Write ages as 0-17 or 65+, or leave them out for all ages."),
    "row.double": _("This neighbourhood, year and age stands in the file before."),
    "row.older": _("There is a number already that is about a later day."),
}


def why(code: str) -> str:
    """The sentence of a rejection."""
    return str(ABOUT_ROWS.get(code) or reasons.why(code))
