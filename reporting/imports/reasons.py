"""Why a row of these files is not taken, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from provisions.exchange import reasons
from workflows.refusal import Text

WHY: Mapping[str, Text] = {
    "money.unreadable": _("This is no amount. Write it as 1.234,56 or 1234.56."),
    "money.ambiguous": _("This may be a thousand or a part of one. Write the cents too: 1.234,00 or 1,23."),
    "money.cents": _("This amount has more than two decimals. Round it to cents."),
    "money.negative": _("A tariff is not below zero."),
    "year.unreadable": _("This is no year. Write it as 2026."),
    "month.unreadable": _("This is no month. Write it as 1 to 12."),
    "valid.order": _("The last day lies before the first."),
    "key.double": _("The same stands before in this file. Put them together in one row."),
    "period.both": _("There is an amount for the whole year and one for a month of it: that counts twice."),
    "area.unknown": _("There is no neighbourhood of this name or code in this municipality."),
}


def why(code: str) -> str:
    """The sentence of a code."""
    return str(WHY[code]) if code in WHY else reasons.why(code)
