"""What goes to prevention per year, as bars."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reporting.asked import Question
from reporting.charts.axis import NARROW
from reporting.charts.bars import Bar, bars_svg
from reporting.figures.prevention import Prevention

THOUSAND = Decimal(1000)


def shares(rows: Sequence[Prevention], _given: Question, *, today: date) -> list[dict[str, Any]]:
    """The years of which a share is known, the oldest first; nothing where there is none."""
    bars = [_bar(row.year, row.prevention, row.spent) for row in reversed(rows) if row.share is not None]
    if not bars:
        return []
    title = _("Spent on steps 1 to 3 per year, in thousands of euros")
    words: dict[str, Any] = {
        "prefix": "prevention",
        "title": title,
        "description": _("With the share of all spending. The same numbers stand in the table."),
    }
    return [{"title": title, "wide": bars_svg(bars, **words), "narrow": bars_svg(bars, **words, size=NARROW)}]


def _bar(year: int, part: Decimal | None, whole: Decimal | None) -> Bar:
    return Bar(str(year), _thousands(part), _thousands(whole))


def _thousands(amount: Decimal | None) -> int:
    return max(round((amount or Decimal(0)) / THOUSAND), 0)
