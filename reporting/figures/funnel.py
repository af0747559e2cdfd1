"""Where people are on the way from a report to help that helped: one cohort, followed to today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, When
from django.db.models.functions import Least

from reporting.facts.models import Course
from reporting.figures.durations import backwards, median
from reporting.figures.scope import Asked
from reporting.figures.steps import OUTCOMES, ended_in

REACHED = {
    "registered": "registered_on",
    "talked": "talked_on",
    "finished": "finished_on",
    "started": "begun_on",
    "helped": "helped_on",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """How many of the `of` people who reported under a law in the period reached a stage or an outcome.

    `median_days` since the report; None when nobody did, or when no day is known. `doubtful`: reached before the
    report, by the dates; those are not in the median.
    """

    law: str
    stage: str
    number: int
    of: int
    median_days: float | None
    doubtful: int


def funnel(asked: Asked) -> list[Stage]:
    """Per law the stages in their order, then how the finished ones ended; of who reported in the period."""
    columns: dict[str, Any] = {"of": Count("id")}
    for stage, day in REACHED.items():
        columns[stage] = Count("id", filter=Q(**{f"{day}__isnull": False}))
        columns[f"{stage}_days"] = median("registered_on", day)
        columns[f"{stage}_doubtful"] = Count("id", filter=backwards("registered_on", day))
    for outcome in OUTCOMES:
        columns[outcome] = Count("id", filter=Q(finished_on__isnull=False) & ended_in(outcome))
    rows: Iterable[Mapping[str, Any]] = cohort(asked).values("law").annotate(**columns).order_by("law")
    return [stage for row in rows for stage in _stages(row)]


def cohort(asked: Asked) -> "QuerySet[Course]":
    """The courses of who reported in the period, with the day on which help began on whatever step."""
    supported = Case(When(granted_on__isnull=False, then=F("supported_on")), output_field=DateField())
    within = Course.objects.filter(asked.within, registered_on__gte=asked.since, registered_on__lte=asked.until)
    return within.annotate(begun_on=Least("covered_on", supported))


def reached(asked: Asked, stage: str, counted: str) -> "QuerySet[Any, Any]":
    """The courses that a number of a stage counts: case, law and day. KeyError when none is called so."""
    day = REACHED.get(stage, "finished_on")
    there = Q(**{f"{day}__isnull": False})
    if stage not in REACHED:
        there &= {outcome: ended_in(outcome) for outcome in OUTCOMES}[stage]
    which = {"number": there, "doubtful": there & backwards("registered_on", day)}[counted]
    return cohort(asked).filter(which).annotate(day=F(day)).values("case", "law", "day")


def _stages(row: Mapping[str, Any]) -> list[Stage]:
    reached = [
        Stage(row["law"], stage, row[stage], row["of"], row[f"{stage}_days"], row[f"{stage}_doubtful"])
        for stage in REACHED
    ]
    ended = [Stage(row["law"], outcome, row[outcome], row["finished"], None, 0) for outcome in OUTCOMES]
    return reached[:3] + [one for one in ended if one.number] + reached[3:]
