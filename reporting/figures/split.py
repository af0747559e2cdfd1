"""The escalation split: finished investigations, and their needs, by where, whom, what about and how they came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Count, F, Func, Q, QuerySet, Value, When

from reporting.facts.models import Finished, FinishedNeed
from reporting.figures.codes import codes_of
from reporting.figures.scope import Asked
from reporting.figures.steps import EXTERNAL, KNOW_TAILORED, OUTSIDE, of_step

URGENT = "urgent"
Rows = Iterable[Mapping[str, Any]]
# Of laws that know maatwerk, as all these rows are.
IN_MAATWERK = ~OUTSIDE & of_step("tailored")
ORDINARY = ~Q(reason__in=[URGENT, EXTERNAL])


@dataclass(frozen=True, slots=True)
class Part:
    """Finished investigations of one group and law, and how many of them ended in maatwerk.

    Of those `urgent` went first, `tried` came after steps 1 to 3 had covered a need before, `direct` is the rest: the
    three add up to `tailored`. `external` stands apart, outside `finished`.
    """

    group: str
    law: str
    finished: int
    tailored: int
    direct: int
    tried: int
    urgent: int
    external: int


@dataclass(frozen=True, slots=True)
class NeedPart:
    """Needs of finished investigations of one group and law: the step they ended in, and what became of maatwerk.

    The steps and `nowhere` add up to `finished`. Of `tailored` so many were `decided` by today, and `granted`; each by
    its last decision. What was referred from outside is not in it.
    """

    group: str
    law: str
    finished: int
    own: int
    around: int
    nearby: int
    tailored: int
    nowhere: int
    decided: int
    granted: int


def parts(asked: Asked) -> list[Part]:
    """Of the laws that know maatwerk, by `asked.by`: team, neighbourhood, life_area, age, channel or route.

    By life area an investigation counts in each of the areas of its needs, and there as maatwerk when a need of that
    area ended so; elsewhere each counts once.
    """
    if asked.by == "life_area":
        counts = {name: Count(INVESTIGATION, filter=when, distinct=True) for name, when in PARTS.items()}
        return [Part(**row) for row in _grouped(FinishedNeed, asked, counts)]
    return [Part(**{**row, "group": str(row["group"])}) for row in _grouped(Finished, asked, _rows(PARTS))]


def investigations(asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any]":
    """The investigations that a number of a part counts: case, law and month. KeyError when none is called so."""
    table = FinishedNeed if asked.by == "life_area" else Finished
    return _in_group(table, asked, what).filter(PARTS[counted]).values("case", "law", "team", "day").distinct()


def need_parts(asked: Asked) -> list[NeedPart]:
    """The same per need, by `asked.by`."""
    rows = _grouped(FinishedNeed, asked, _rows(OF_NEEDS), ~OUTSIDE)
    return [NeedPart(**{**row, "group": str(row["group"])}) for row in rows]


def needs(asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any]":
    """The needs that a number of a part counts: case, law and month. KeyError when none is called so."""
    return _in_group(FinishedNeed, asked, what).filter(~OUTSIDE, OF_NEEDS[counted]).values("case", "law", "day")


def whole_months(asked: Asked) -> Q:
    """What was asked, widened to the months it touches: facts are kept per month."""
    return asked.within & Q(month__gte=asked.since.replace(day=1), month__lte=asked.until, law__in=KNOW_TAILORED)


def _rows(which: Mapping[str, Q]) -> dict[str, Count]:
    return {name: Count("id", filter=when) for name, when in which.items()}


def _in_group(table: type[Finished | FinishedNeed], asked: Asked, what: str) -> "QuerySet[Any, Any]":
    """Split by team the question itself is narrowed to one."""
    rows = table._default_manager.filter(whole_months(asked)).annotate(group=GROUPS[asked.by], day=F("month"))
    if asked.by == "team":
        return rows
    (group,) = codes_of(what, 1)
    return rows.filter(group=group)


def _grouped(
    table: type[Finished | FinishedNeed], asked: Asked, counts: Mapping[str, Count], which: Q | None = None
) -> Rows:
    grouped = table._default_manager.filter(whole_months(asked), which or Q()).annotate(group=GROUPS[asked.by])
    return grouped.values("group", "law").annotate(**counts).order_by("group", "law")


PARTS = {
    "finished": ~OUTSIDE,
    "tailored": IN_MAATWERK,
    "direct": IN_MAATWERK & ORDINARY & Q(tried=False),
    "tried": IN_MAATWERK & ORDINARY & Q(tried=True),
    "urgent": IN_MAATWERK & Q(reason=URGENT),
    "external": OUTSIDE,
}
OF_NEEDS = {
    **{name: of_step(name) for name in ("own", "around", "nearby", "tailored", "nowhere")},
    "finished": Q(),
    "decided": of_step("tailored") & ~Q(decision=""),
    "granted": of_step("tailored") & Q(decision="granted"),
}
# What makes rows of needs one investigation again.
INVESTIGATION = Func("case", "law", "team", "month", template="(%(expressions)s)")
# By which a figure may be split, and what tells the group of a row: an id, a code, or nothing where it is not known.
GROUPS: Mapping[str, Any] = {
    "team": F("team"),
    "neighbourhood": F("neighbourhood"),
    "life_area": F("life_area"),
    "age": F("age"),
    "channel": F("channel"),
    "route": Choose(When(reason__in=[URGENT, EXTERNAL], then=F("reason")), default=Value("ordinary")),
}
