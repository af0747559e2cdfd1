"""What is recorded beside the steps, in one line each: `Zorgverzekering (Zvw): geldt niet`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.needs.models import PriorScheme
from cases.needs.querysets import FOUR_QUESTIONS
from workflows.beside import is_commonly_used

Row = Mapping[str, Any]


def schemes_in_words(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Other schemes, each with what was found and the note."""
    return [
        _line(str(PriorScheme.Scheme(row["scheme"]).label), str(PriorScheme.Finding(row["finding"]).label), row)
        for row in rows
    ]


def items_in_words(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Things anybody would buy, each with what its four answers come to."""
    words = {True: _("commonly used"), False: _("not commonly used"), None: _("not all four questions asked yet")}
    return [_line(row["item"], words[is_commonly_used(row[name] for name in FOUR_QUESTIONS)], row) for row in rows]


def _line(what: str, found: str, row: Row) -> dict[str, str]:
    return {"what": what[:1].upper() + what[1:], "found": found, "note": row["note"]}
