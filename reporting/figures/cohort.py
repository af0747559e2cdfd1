"""The escalation by cohort: of who reported in a month, how they ended so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from reporting.facts.models import Course
from reporting.figures.scope import Asked
from reporting.figures.steps import KNOW_TAILORED, OUTSIDE, of_step

DONE = Q(finished_on__isnull=False)
WHICH = {
    "reported": Q(),
    "finished": DONE & ~OUTSIDE,
    "tailored": DONE & ~OUTSIDE & of_step("tailored"),
    "running": Q(finished_on=None, ended_on=None),
    "stopped": Q(finished_on=None, ended_on__isnull=False),
    "external": DONE & OUTSIDE,
}


@dataclass(frozen=True, slots=True)
class Cohort:
    """Reports of one month under one law, followed to today.

    `finished`, `external`, `running` and `stopped` (ended without a finished investigation) add up to `reported`. Of
    `finished` so many ended in maatwerk, by the last finishing.
    """

    month: date
    law: str
    reported: int
    finished: int
    tailored: int
    running: int
    stopped: int
    external: int


def cohorts(asked: Asked) -> list[Cohort]:
    """Per month of the report and law that knows maatwerk, the newest first; of the team that got the report."""
    rows: Iterable[Mapping[str, Any]] = (
        _of_then(asked)
        .annotate(month=TruncMonth("registered_on"))
        .values("month", "law")
        .annotate(**{name: Count("id", filter=when) for name, when in WHICH.items()})
        .order_by("-month", "law")
    )
    return [Cohort(**row) for row in rows]


def reports(asked: Asked, _what: str, counted: str) -> "QuerySet[Any, Any]":
    """The reports that a number counts: case, law and day. KeyError when none is called so."""
    return _of_then(asked).filter(WHICH[counted]).annotate(day=F("registered_on")).values("case", "law", "day")


def _of_then(asked: Asked) -> "QuerySet[Course]":
    return Course.objects.filter(
        asked.within, registered_on__gte=asked.since, registered_on__lte=asked.until, law__in=KNOW_TAILORED
    )
