"""The gaps in what is nearby as bars, one per neighbourhood."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from reporting.asked import Question
from reporting.charts.axis import NARROW
from reporting.charts.bars import Bar, bars_svg
from reporting.figures.gaps import Gap, places


def bars_by_place(rows: Sequence[Gap], given: Question, *, today: date) -> list[dict[str, Any]]:
    """How many needs went on, by name of the neighbourhood: a need with several reasons once."""
    if not rows or given.asked is None:
        return []
    drawn = [Bar(one.name or _("Not known"), one.went_on, one.needs) for one in places(given.asked)]
    title = _("Needs that went on to step 4, by neighbourhood")
    words: dict[str, Any] = {
        "prefix": "gaps",
        "title": title,
        "description": _(
            "By name, each need once, however many reasons it has; the share is of all needs there that had a reason. "
            "This is no ranking."
        ),
    }
    return [
        {
            "name": words["prefix"],
            "title": title,
            "sentence": words["description"],
            "wide": bars_svg(drawn, **words),
            "narrow": bars_svg(drawn, **words, size=NARROW),
        }
    ]
