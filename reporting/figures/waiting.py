"""How long people wait between one step of the procedure and the next, per law."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from reporting.facts.models import Course
from reporting.figures.durations import backwards, median_and_p90
from reporting.figures.scope import Asked

# Per stretch the days it runs between; it counts in the period in which it ended.
STRETCHES = {
    "first_talk": ("registered_on", "talked_on"),
    "report_letter": ("registered_on", "finished_on"),
    "decision": ("applied_on", "decided_on"),
    "start": ("granted_on", "supported_on"),
}


@dataclass(frozen=True, slots=True)
class Wait:
    """Stretches of one kind and law that ended in the period: how many, the median and P90 in days.

    `doubtful`: ended before they began, by the dates; those are in `number` and in neither of the two.
    """

    law: str
    stretch: str
    number: int
    median_days: float | None
    p90_days: float | None
    doubtful: int


def waiting(asked: Asked) -> list[Wait]:
    """Report to first talk, report to report letter, application to decision, grant to start; per law."""
    columns: dict[str, Any] = {}
    either = Q(pk__in=[])
    for name, (since, until) in STRETCHES.items():
        ended = _ended(asked, name)
        either |= ended
        columns[name] = Count("id", filter=ended)
        columns[f"{name}_days"] = median_and_p90(since, until, ended)
        columns[f"{name}_doubtful"] = Count("id", filter=ended & backwards(since, until))
    rows: Iterable[Mapping[str, Any]] = (
        Course.objects.filter(asked.within, either).values("law").annotate(**columns).order_by("law")
    )
    return [
        Wait(row["law"], name, row[name], *_two(row[f"{name}_days"]), row[f"{name}_doubtful"])
        for row in rows
        for name in STRETCHES
        if row[name]
    ]


def _two(found: Sequence[float] | None) -> tuple[float | None, float | None]:
    return (found[0], found[1]) if found else (None, None)


def _ended(asked: Asked, stretch: str) -> Q:
    since, until = STRETCHES[stretch]
    return Q(**{f"{until}__gte": asked.since, f"{until}__lte": asked.until, f"{since}__isnull": False})


def waited(asked: Asked, stretch: str, counted: str) -> "QuerySet[Any, Any]":
    """The stretches that a number counts: case, law and the day it ended. KeyError when none is called so."""
    ended = _ended(asked, stretch)
    since, until = STRETCHES[stretch]
    which = {"number": ended, "doubtful": ended & backwards(since, until)}[counted]
    return Course.objects.filter(asked.within, which).annotate(day=F(until)).values("case", "law", "day")


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A stretch that ends before it begins, of one case and law: a date that somebody should look at."""

    case: Any
    law: str
    stretch: str
    since: Any
    until: Any


def doubtful(asked: Asked) -> list[Doubtful]:
    """All such stretches that ended in the period, by case."""
    found = []
    for name, (since, until) in STRETCHES.items():
        ended = {f"{until}__gte": asked.since, f"{until}__lte": asked.until, f"{until}__lt": F(since)}
        rows = Course.objects.filter(asked.within, **ended).values_list("case", "law", since, until)
        found += [Doubtful(case, law, name, begun, done) for case, law, begun, done in rows]
    return sorted(found, key=lambda one: (str(one.case), one.law, one.stretch))
