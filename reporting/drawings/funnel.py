"""The way to help as bars."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.words import LAW_NAMES
from reporting.asked import Question
from reporting.catalogue.funnel import WORDS
from reporting.charts.axis import NARROW
from reporting.charts.bars import Bar, bars_svg
from reporting.figures.funnel import REACHED, Stage


def bars(rows: Sequence[Stage], _given: Question, *, today: date) -> list[dict[str, Any]]:
    """Per law the stages and how it ended, as bars."""
    drawn = []
    for law in dict.fromkeys(row.law for row in rows):
        drawn_bars = [
            Bar(str(WORDS[row.stage]), row.number, row.of, stage=row.stage in REACHED) for row in rows if row.law == law
        ]
        title = _("From report to help, %(law)s") % {"law": LAW_NAMES[law]}
        words: dict[str, Any] = {
            "prefix": f"funnel-{law}",
            "title": title,
            "description": _("The same numbers stand in the table."),
        }
        drawn.append(
            {
                "name": words["prefix"],
                "title": title,
                "wide": bars_svg(drawn_bars, **words),
                "narrow": bars_svg(drawn_bars, **words, size=NARROW),
            }
        )
    return drawn
