"""The escalation to maatwerk: days in, typed rows out, counted from the events as they were then.

An investigation counts once per law, team and month: in the month in which the outcome was given to the resident, with
the heaviest step a need of that law ended in. Finished again in the same month (after a need was opened again) the
last time counts; finished again in a later month it counts there too, and the earlier month stays as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import add, attrgetter
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, TruncDate, TruncMonth

from accounts.access import Actor
from ledger.models import Event
from reporting.facts.models import Finished, FinishedMonth
from reporting.figures.scope import ONE_DAY, Asked, moments, months_within, narrowed, scope_of
from reporting.figures.steps import EXTERNAL, KNOW_TAILORED, OUTCOMES, ended_in

FINISHED = "investigation:finished"
URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Escalation:
    """Finished investigations of one month, team and law, by the heaviest step a need ended in.

    The five steps and `nowhere` add up to `finished`. `urgent` is how many of those went first because it could not
    wait. `external` stands apart: every need was referred from outside (GP, judge, certified institution).
    """

    month: date
    municipality: str
    team: str
    law: str
    finished: int
    own: int
    around: int
    nearby: int
    tailored: int
    own_decision: int
    nowhere: int
    urgent: int
    external: int


def escalation(
    *,
    actor: Actor | None,
    since: date,
    until: date,
    team: UUID | None = None,
    law: str = "",
    now: date | None = None,
) -> list[Escalation]:
    """Finished investigations in `since`..`until` (both included), newest month first.

    Of the teams and laws whose figures `actor` may read; None is whoever runs the house, and counts all. Whole months
    are read from the sums that the database keeps, and so is the one that runs, up to `now`, the day on which it is
    asked; only the days around these are counted from the events.
    """
    whole = months_within(since, until, now)
    if whole is None:
        return recounted(actor=actor, since=since, until=until, team=team, law=law)
    first, last = whole
    rows = summed_up(actor=actor, since=first, until=last, team=team, law=law)
    if last < until:
        rows = recounted(actor=actor, since=last + ONE_DAY, until=until, team=team, law=law) + rows
    if since < first:
        rows += recounted(actor=actor, since=since, until=first - ONE_DAY, team=team, law=law)
    return rows


def summed_up(
    *, actor: Actor | None, since: date, until: date, team: UUID | None = None, law: str = ""
) -> list[Escalation]:
    """The sums of whole months, with the confidential cases that `actor` was let into, which are in no sum."""
    within = Q(month__gte=since, month__lte=until) & scope_of(actor) & narrowed(team, law)
    named = ("month", "municipality", "who", "law")
    who = Cast("team", CharField())
    kept = FinishedMonth.objects.filter(within).annotate(who=who).values_list(*named, *COUNTS)
    hidden = Finished.objects.filter(within, confidential=True).annotate(who=who).values_list(*named)
    found: dict[tuple[Any, ...], tuple[int, ...]] = {}
    for row in kept.union(hidden.annotate(**_counts()).order_by(), all=True):
        key, counts = row[: len(named)], row[len(named) :]
        found[key] = tuple(map(add, found[key], counts)) if key in found else counts
    # A month in which everything was finished again later, or closed off, has a sum of nothing.
    typed = [Escalation(*key, *sums) for key, sums in found.items() if sums[FINISHED_IN_ALL] or sums[FROM_OUTSIDE]]
    typed.sort(key=attrgetter("municipality", "team", "law"))
    return sorted(typed, key=attrgetter("month"), reverse=True)


KEYS = ("month", "municipality", "team", "law")
COUNTS = ("finished", "own", "around", "nearby", "tailored", "own_decision", "nowhere", "urgent", "external")
FINISHED_IN_ALL, FROM_OUTSIDE = COUNTS.index("finished"), COUNTS.index("external")


def recounted(
    *, actor: Actor | None, since: date, until: date, team: UUID | None = None, law: str = ""
) -> list[Escalation]:
    """The same counted anew from the events, for any two days."""
    events = (
        _last_of_the_month(until)
        .filter(at__date__gte=since)
        .filter(scope_of(actor), narrowed(team, law))
        .values(*KEYS)
        .annotate(**_counts())
        .order_by("-month", "municipality", "team", "law")
    )
    return [_typed(row) for row in events]


def knows_tailored(law: str) -> bool:
    """Whether step 4 of this law is maatwerk."""
    return law in KNOW_TAILORED


def _last_of_the_month(until: date) -> "QuerySet[Any, Any]":
    """Each finishing up to a day, without those the same team finished again, later in that month, under that law."""
    finishings = Event.objects.filter(kind=FINISHED, at__date__lte=until).annotate(month=TruncMonth("at"))
    again = finishings.filter(
        case=OuterRef("case"),
        law=OuterRef("law"),
        team=OuterRef("team"),
        month=OuterRef("month"),
        seq__gt=OuterRef("seq"),
    )
    return finishings.filter(~Exists(again))


def _typed(row: Mapping[str, Any]) -> Escalation:
    return Escalation(**{**row, "month": row["month"].date(), "team": str(row["team"])})


def finishings(asked: Asked, _code: str, counted: str) -> "QuerySet[Any, Any]":
    """The finished investigations that a number of these counts: case, law and day. KeyError when none is called so."""
    which = _which()
    which["step_four"] = which["tailored"] | which["own_decision"]
    since, until = moments(asked.since, asked.until)
    found = _last_of_the_month(asked.until).filter(asked.within, which[counted], at__gte=since, at__lt=until)
    rows: QuerySet[Any, Any] = found.annotate(day=TruncDate("at")).values("case", "law", "day")
    return rows


def _which() -> dict[str, Q]:
    return {
        **{outcome: ended_in(outcome) for outcome in OUTCOMES},
        "finished": ~ended_in(EXTERNAL),
        "urgent": Q(reason=URGENT),
    }


def _counts() -> dict[str, Count]:
    """How many finished in all, by the heaviest step, and for a reason."""
    which = _which()
    return {name: Count("id", filter=which[name]) for name in COUNTS}
