"""The escalation split: finished investigations, and their needs, by where, whom, what about and how they came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Choose
from django.db.models import CharField, Count, F, Func, Q, Value, When
from django.db.models.functions import Cast

from reporting.facts.models import Finished, FinishedNeed
from reporting.figures.scope import Asked
from reporting.figures.steps import EXTERNAL, KNOW_TAILORED, ended_in

URGENT = "urgent"
Rows = Iterable[Mapping[str, Any]]
IN_MAATWERK = ended_in("tailored")
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
    which = {
        "finished": ~ended_in(EXTERNAL),
        "tailored": IN_MAATWERK,
        "direct": IN_MAATWERK & ORDINARY & Q(tried=False),
        "tried": IN_MAATWERK & ORDINARY & Q(tried=True),
        "urgent": IN_MAATWERK & Q(reason=URGENT),
        "external": ended_in(EXTERNAL),
    }
    if asked.by == "life_area":
        counts = {name: Count(INVESTIGATION, filter=when, distinct=True) for name, when in which.items()}
        return [Part(**row) for row in _grouped(FinishedNeed, asked, counts)]
    return [Part(**row) for row in _grouped(Finished, asked, _rows(which))]


def need_parts(asked: Asked) -> list[NeedPart]:
    """The same per need, by `asked.by`."""
    steps = ("own", "around", "nearby", "tailored", "nowhere")
    which = {name: ended_in(name) for name in steps} | {
        "finished": ~ended_in(EXTERNAL),
        "decided": IN_MAATWERK & ~Q(decision=""),
        "granted": IN_MAATWERK & Q(decision="granted"),
    }
    return [NeedPart(**row) for row in _grouped(FinishedNeed, asked, _rows(which)) if row["finished"]]


def whole_months(asked: Asked) -> Q:
    """What was asked, widened to the months it touches: facts are kept per month."""
    return asked.within & Q(month__gte=asked.since.replace(day=1), month__lte=asked.until, law__in=KNOW_TAILORED)


def _rows(which: Mapping[str, Q]) -> dict[str, Count]:
    return {name: Count("id", filter=when) for name, when in which.items()}


def _grouped(table: type[Finished | FinishedNeed], asked: Asked, counts: Mapping[str, Count]) -> Rows:
    grouped = table._default_manager.filter(whole_months(asked)).annotate(group=GROUPS[asked.by])
    return grouped.values("group", "law").annotate(**counts).order_by("group", "law")


# What makes rows of needs one investigation again.
INVESTIGATION = Func("case", "law", "team", "month", template="(%(expressions)s)")
# By which a figure may be split, and what tells the group of a row. An empty group is: not known.
GROUPS: Mapping[str, Any] = {
    "team": Cast("team", CharField()),
    "neighbourhood": F("neighbourhood"),
    "life_area": F("life_area"),
    "age": F("age"),
    "channel": F("channel"),
    "route": Choose(When(reason__in=[URGENT, EXTERNAL], then=F("reason")), default=Value("ordinary")),
}
