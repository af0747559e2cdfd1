"""What stands beside the escalation, always: less maatwerk is no success by itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from ledger.models import Event
from reporting.facts.models import Course, EventMonth
from reporting.figures.scope import Asked, moments

Rows = Iterable[Mapping[str, Any]]
# What was asked in; which of the rows count, and the rows, each with a law and a day.
Followed = Callable[[Asked], "tuple[Q, QuerySet[Any, Any]]"]


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter-indicator under one law: `number` of the `of` it is about."""

    law: str
    what: str
    number: int
    of: int


# Per counter: the events it counts, and the events it is a part of. A reason narrows where there is one.
EVENTS: dict[str, tuple[Q, Q]] = {
    "worked": (Q(kind="need:worked", reason="yes"), Q(kind="need:worked")),
    "worked_partly": (Q(kind="need:worked", reason="partly"), Q(kind="need:worked")),
    "worked_not": (Q(kind="need:worked", reason="no"), Q(kind="need:worked")),
    "referral_helped": (
        Q(kind="referral:completed", reason__in=["helped", "partly"]),
        Q(kind="referral:completed"),
    ),
    "reopened": (Q(kind="need:reopened"), Q(kind__in=["need:covered", "need:maatwerk:granted"])),
    "stepped_down": (Q(kind="need:stepped_down"), Q(kind="need:maatwerk:granted")),
    "denied": (Q(kind="need:maatwerk:denied"), Q(kind__in=["need:maatwerk:denied", "need:maatwerk:granted"])),
    "objections_upheld": (
        Q(kind="objection:decided", reason__in=["upheld", "partly"]),
        Q(kind="objection:decided"),
    ),
    "crisis": (Q(kind="need:marked_urgent"), Q(kind="need:named")),
    "urgent": (Q(kind="investigation:finished", reason="urgent"), Q(kind="investigation:finished")),
}
KINDS = (
    "need:worked",
    "need:named",
    "need:marked_urgent",
    "need:covered",
    "need:reopened",
    "need:stepped_down",
    "need:maatwerk:granted",
    "need:maatwerk:denied",
    "referral:completed",
    "objection:decided",
    "investigation:finished",
)
SOON, HALF_A_YEAR, A_YEAR = timedelta(weeks=4), timedelta(days=183), timedelta(days=365)


def balance(asked: Asked) -> list[Counter]:
    """Per law, what helped and what came back in the period; none where there was nothing to count."""
    whole = asked.since.day == 1 and (asked.until + timedelta(days=1)).day == 1
    counts = _added(*_summed(asked)) if whole else _added(_per_law(_told(asked), _events))
    found = [
        Counter(law, what, counted[what], counted[f"{what}_of"])
        for law, counted in sorted(counts.items())
        for what in EVENTS
        if counted[what] or counted[f"{what}_of"]
    ]
    return found + [counter for what in FOLLOWED for counter in _followed(asked, what)]


def _summed(asked: Asked) -> "tuple[Rows, Rows]":
    """Of whole months the sums that the database keeps, and the confidential cases one was let into, in no sum."""
    months = EventMonth.objects.filter(asked.within, month__gte=asked.since, month__lte=asked.until)
    hidden = Course.objects.filter(confidential=True).values("case")
    return _per_law(months, _sums), _per_law(_told(asked).filter(case__in=hidden), _events)


def _per_law(rows: "QuerySet[Any, Any]", number: Callable[[Q], Aggregate]) -> Rows:
    counts = {}
    for what, (part, of) in EVENTS.items():
        counts[what], counts[f"{what}_of"] = number(part), number(of)
    found: Rows = rows.values("law").annotate(**counts).order_by("law")
    return found


def _events(which: Q) -> Aggregate:
    return Count("id", filter=which)


def _sums(which: Q) -> Aggregate:
    return Sum("number", filter=which, default=0)


def _added(*several: Rows) -> dict[str, dict[str, int]]:
    """By law and by what is counted, all rows together."""
    found: dict[str, dict[str, int]] = {}
    for rows in several:
        for row in rows:
            sums = found.setdefault(row["law"], {name: 0 for name in row if name != "law"})
            for name in sums:
                sums[name] += row[name]
    return found


def beside(asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any]":
    """What a number counts: case, law and day. KeyError when none is called so."""
    if what in FOLLOWED:
        part, rows = FOLLOWED[what](asked)
        return rows.filter({"number": part, "of": Q()}[counted]).values("case", "law", "day")
    part, of = EVENTS[what]
    which = {"number": part, "of": of}[counted]
    return _told(asked).filter(which).annotate(day=TruncDate("at")).values("case", "law", "day")


def _told(asked: Asked) -> "QuerySet[Event]":
    since, until = moments(asked.since, asked.until)
    return Event.objects.filter(asked.within, kind__in=KINDS, at__gte=since, at__lt=until).exclude(law="")


def _followed(asked: Asked, what: str) -> list[Counter]:
    part, rows = FOLLOWED[what](asked)
    counts = rows.order_by().values("law").annotate(of=Count("id"), number=Count("id", filter=part)).order_by("law")
    return [Counter(row["law"], what, row["number"], row["of"]) for row in counts]


def _back(within: timedelta) -> Followed:
    """Of the courses that ended in the period, those whose case was followed by a new report in time.

    A new report on a closed case is a case that follows it: that link is counted, not a name or a number. Who ended
    lately had less time to come back.
    """

    def followed(asked: Asked) -> "tuple[Q, QuerySet[Any, Any]]":
        ended = Course.objects.filter(asked.within, ended_on__gte=asked.since, ended_on__lte=asked.until)
        back = Q(back_on__gte=F("ended_on"), back_on__lte=F("ended_on") + within)
        return back, ended.annotate(day=F("ended_on"))

    return followed


def _started_soon(asked: Asked) -> "tuple[Q, QuerySet[Any, Any]]":
    """Of what was granted in the period, what began within four weeks of it."""
    granted = Course.objects.filter(asked.within, granted_on__gte=asked.since, granted_on__lte=asked.until)
    return Q(supported_on__lte=F("granted_on") + SOON), granted.annotate(day=F("granted_on"))


def _granted_again(asked: Asked) -> "tuple[Q, QuerySet[Any, Any]]":
    """Of the needs that were stepped down in the period, those for which individual support was granted again."""
    after = Event.objects.filter(case=OuterRef("case"), need=OuterRef("need"), seq__gt=OuterRef("seq"))
    again = Exists(after.filter(kind="need:maatwerk:granted"))
    stepped = _told(asked).filter(kind="need:stepped_down")
    return Q(again=True), stepped.annotate(again=again, day=TruncDate("at"))


FOLLOWED: Mapping[str, Followed] = {
    "granted_again": _granted_again,
    "started_soon": _started_soon,
    "back_within_6_months": _back(HALF_A_YEAR),
    "back_within_12_months": _back(A_YEAR),
}
