"""What stands beside the escalation, always: less maatwerk is no success by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncDate

from ledger.models import Event
from reporting.facts.models import Course, EventMonth
from reporting.figures.scope import ONE_DAY, Asked, moments, months_within

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter-indicator under one law: `number` of the `of` it is about."""

    law: str
    what: str
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Which:
    """Events of these kinds; of these reasons where some are named."""

    kinds: tuple[str, ...]
    reasons: tuple[str, ...] = ()

    @property
    def rows(self) -> Q:
        return Q(kind__in=self.kinds) & (Q(reason__in=self.reasons) if self.reasons else Q())

    def holds(self, kind: str, reason: str) -> bool:
        return kind in self.kinds and (not self.reasons or reason in self.reasons)


WORKED, GRANTED, DENIED = Which(("need:worked",)), "need:maatwerk:granted", "need:maatwerk:denied"
OBJECTED, FINISHED = Which(("objection:decided",)), Which(("investigation:finished",))
REFERRED = Which(("referral:completed",))
# Per counter: the events it counts, and the events it is a part of.
EVENTS: dict[str, tuple[Which, Which]] = {
    "worked": (replace(WORKED, reasons=("yes",)), WORKED),
    "worked_partly": (replace(WORKED, reasons=("partly",)), WORKED),
    "worked_not": (replace(WORKED, reasons=("no",)), WORKED),
    "referral_helped": (replace(REFERRED, reasons=("helped", "partly")), REFERRED),
    "reopened": (Which(("need:reopened",)), Which(("need:covered", GRANTED))),
    "stepped_down": (Which(("need:stepped_down",)), Which((GRANTED,))),
    "denied": (Which((DENIED,)), Which((DENIED, GRANTED))),
    "objections_upheld": (replace(OBJECTED, reasons=("upheld", "partly")), OBJECTED),
    "crisis": (Which(("need:marked_urgent",)), Which(("need:named",))),
    "urgent": (replace(FINISHED, reasons=("urgent",)), FINISHED),
}
KINDS = sorted({kind for pair in EVENTS.values() for which in pair for kind in which.kinds})
SOON, HALF_A_YEAR, A_YEAR = timedelta(weeks=4), timedelta(days=183), timedelta(days=365)


def balance(asked: Asked) -> list[Counter]:
    """Per law, what helped and what came back in the period; none where there was nothing to count."""
    return _counted(asked) + _again(asked) + _courses(asked)


def _counted(asked: Asked) -> list[Counter]:
    counts: dict[str, dict[str, list[int]]] = {}
    for law, kind, reason, number in _by_kind(asked):
        sums = counts.setdefault(law, {what: [0, 0] for what in EVENTS})
        for what, pair in EVENTS.items():
            for place, which in enumerate(pair):
                sums[what][place] += number if which.holds(kind, reason) else 0
    return [
        Counter(law, what, number, of)
        for law, sums in sorted(counts.items())
        for what, (number, of) in sums.items()
        if number or of
    ]


def _by_kind(asked: Asked) -> Iterable[tuple[str, str, str, int]]:
    """How many events per law, kind and reason. Of whole months the database keeps sums; in those no case is that was
    closed off, so of these come the events, as far as one was let in, and so do those of the days around them.
    """
    parts = ("law", "kind", "reason")
    whole = months_within(asked.since, asked.until, asked.now)
    if whole is None:
        return _numbers(_told(asked), parts)
    first, last = whole
    months = EventMonth.objects.filter(asked.within, month__gte=first, month__lte=last).order_by()
    hidden = _told(replace(asked, since=first, until=last)).filter(
        case__in=Course.objects.filter(confidential=True).values("case")
    )
    around = [(asked.since, first - ONE_DAY), (last + ONE_DAY, asked.until)]
    edges = [_told(replace(asked, since=since, until=until)) for since, until in around if since <= until]
    kept = months.values_list(*parts).annotate(count=Sum("number"))
    return kept.union(*(_numbers(rows, parts) for rows in (hidden, *edges)), all=True)


def _numbers(told: "QuerySet[Event]", parts: tuple[str, ...]) -> "QuerySet[Any, Any]":
    return told.order_by().values_list(*parts).annotate(count=Count("id"))


def beside(asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any]":
    """What a number counts: case, law and day. KeyError when none is called so."""
    if what in COURSES:
        day, part = COURSES[what]
        there = _in_period(asked, day)
        courses = Course.objects.filter(asked.within, {"number": there & part, "of": there}[counted])
        return courses.annotate(day=F(day)).values("case", "law", "day")
    if what == "granted_again":
        stepped = _granted_again(asked).filter({"number": Q(again=True), "of": Q()}[counted])
        return stepped.values("case", "law", "day")
    which = dict(zip(("number", "of"), EVENTS[what], strict=True))[counted]
    return _told(asked).filter(which.rows).annotate(day=TruncDate("at")).values("case", "law", "day")


def _told(asked: Asked) -> "QuerySet[Event]":
    since, until = moments(asked.since, asked.until)
    return Event.objects.filter(asked.within, kind__in=KINDS, at__gte=since, at__lt=until).exclude(law="")


def _back(within: timedelta) -> Q:
    """A new report on a closed case is a case that follows it: that link is counted, not a name or a number."""
    return Q(back_on__gte=F("ended_on"), back_on__lte=F("ended_on") + within)


# Of the courses that reached a stage in the period, which count. Who ended lately had less time to come back.
COURSES: Mapping[str, tuple[str, Q]] = {
    "started_soon": ("granted_on", Q(supported_on__lte=F("granted_on") + SOON)),
    "back_within_6_months": ("ended_on", _back(HALF_A_YEAR)),
    "back_within_12_months": ("ended_on", _back(A_YEAR)),
}


def _in_period(asked: Asked, day: str) -> Q:
    return Q(**{f"{day}__gte": asked.since, f"{day}__lte": asked.until})


def _courses(asked: Asked) -> list[Counter]:
    first, *others = (_reached(asked, day, whats) for day, whats in _BY_DAY.items())
    found = [
        Counter(law, what, number, of)
        for day, law, of, *numbers in first.union(*others, all=True)
        for what, number in zip(_BY_DAY[day], numbers, strict=False)
    ]
    return sorted(found, key=lambda one: (list(COURSES).index(one.what), one.law))


def _reached(asked: Asked, day: str, whats: Sequence[str]) -> "QuerySet[Any, Any]":
    """Of who reached a stage in the period: how many, and how many of these in each way, as many ways as the most have.

    All that it asks lies in the index on that stage, so no id is counted.
    """
    ways = {f"way_{place}": Count(day, filter=COURSES[what][1]) for place, what in enumerate(whats)}
    none = {f"way_{place}": Value(0) for place in range(len(whats), max(map(len, _BY_DAY.values())))}
    there = Course.objects.filter(asked.within, _in_period(asked, day)).annotate(day=Value(day))
    rows: QuerySet[Any, Any] = there.values_list("day", "law").annotate(of=Count("*"), **ways, **none).order_by()
    return rows


_BY_DAY = {on: [what for what, (day, _part) in COURSES.items() if day == on] for on in ("granted_on", "ended_on")}


def _granted_again(asked: Asked) -> "QuerySet[Any, Any]":
    """The needs that were stepped down in the period, and whether individual support was granted again (`again`)."""
    after = Event.objects.filter(case=OuterRef("case"), need=OuterRef("need"), seq__gt=OuterRef("seq"))
    stepped = _told(asked).filter(kind="need:stepped_down")
    return stepped.annotate(again=Exists(after.filter(kind="need:maatwerk:granted")), day=TruncDate("at"))


def _again(asked: Asked) -> list[Counter]:
    rows = _granted_again(asked).values("law").annotate(of=Count("id"), number=Count("id", filter=Q(again=True)))
    return [Counter(row["law"], "granted_again", row["number"], row["of"]) for row in rows.order_by("law")]
