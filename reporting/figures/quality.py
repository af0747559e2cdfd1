"""What was recorded too little or cannot be: where the other figures say less than they seem to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from ledger.models import Event
from reporting.facts.models import Course
from reporting.figures.durations import backwards
from reporting.figures.scope import Asked, moments
from reporting.figures.waiting import STRETCHES

# After how many days something should have been recorded: what came later than that can still be on its way.
A_TALK, A_START, AN_ANSWER, A_PARTNER = (timedelta(weeks=weeks) for weeks in (8, 8, 13, 3))
ANSWERED = (
    "referral:received",
    "referral:contact_made",
    "referral:waiting_list",
    "referral:started",
    "referral:does_not_fit",
    "referral:declined",
    "referral:no_show",
    "referral:completed",
    "referral:withdrawn",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at under one law: `number` of the `of` rows that somebody should look at."""

    law: str
    what: str
    number: int
    of: int


def quality(asked: Asked) -> list[Check]:
    """Per law and check; none of which nothing was there to look at."""
    found = []
    for what in CHECKS:
        part, rows = _looked_at(asked, what)
        counted = rows.order_by().values("law").annotate(of=Count("id"), number=Count("id", filter=part))
        found += [Check(row["law"], what, row["number"], row["of"]) for row in counted]
    return sorted(found, key=lambda one: (one.law, list(CHECKS).index(one.what)))


def to_look_at(asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any]":
    """The rows that a number counts: case, law and day. KeyError when none is called so."""
    part, rows = _looked_at(asked, what)
    which = {"number": part, "of": Q()}[counted]
    return rows.filter(which).values("case", "law", "day")


def _looked_at(asked: Asked, what: str) -> "tuple[Q, QuerySet[Any, Any]]":
    return CHECKS[what](asked, asked.now or asked.until)


def _courses(asked: Asked, day: str, *, until: date | None = None, part: Q) -> "tuple[Q, QuerySet[Any, Any]]":
    """Courses of which a stage was reached in the period, and no later than a day."""
    last = min(asked.until, until) if until else asked.until
    within = Course.objects.filter(asked.within, **{f"{day}__gte": asked.since, f"{day}__lte": last})
    return part, within.annotate(day=F(day))


def _events(asked: Asked, kind: str, *, until: date, without: tuple[str, ...]) -> "tuple[Q, QuerySet[Any, Any]]":
    """Events of a kind in the period and no later than a day, of whose need nothing of that sort came after it."""
    since, end = moments(asked.since, min(asked.until, until))
    after = Event.objects.filter(case=OuterRef("case"), need=OuterRef("need"), seq__gt=OuterRef("seq"))
    rows = Event.objects.filter(asked.within, kind=kind, at__gte=since, at__lt=end).exclude(law="")
    told = rows.annotate(day=TruncDate("at"), answered=Exists(after.filter(kind__in=without)))
    return Q(answered=False), told


def _stretch(name: str) -> "Callable[[Asked, date], tuple[Q, QuerySet[Any, Any]]]":
    since, until = STRETCHES[name]
    known = Q(**{f"{since}__isnull": False})

    def looked_at(asked: Asked, _now: date) -> "tuple[Q, QuerySet[Any, Any]]":
        part, rows = _courses(asked, until, part=backwards(since, until))
        return part, rows.filter(known)

    return looked_at


def _nothing_since(asked: Asked, now: date) -> "tuple[Q, QuerySet[Any, Any]]":
    silent = Q(talked_on=None, finished_on=None, decided_on=None, ended_on=None)
    return _courses(asked, "registered_on", until=now - A_TALK, part=silent)


def _no_channel(asked: Asked, _now: date) -> "tuple[Q, QuerySet[Any, Any]]":
    return _courses(asked, "registered_on", part=Q(channel=""))


def _no_start(asked: Asked, now: date) -> "tuple[Q, QuerySet[Any, Any]]":
    return _courses(asked, "granted_on", until=now - A_START, part=Q(supported_on=None, ended_on=None))


def _no_reason(asked: Asked, _now: date) -> "tuple[Q, QuerySet[Any, Any]]":
    return _courses(asked, "ended_on", part=Q(ended_because__endswith=":"))


def _ended_too_early(asked: Asked, _now: date) -> "tuple[Q, QuerySet[Any, Any]]":
    return _courses(asked, "ended_on", part=backwards("registered_on", "ended_on"))


def _not_asked(asked: Asked, now: date) -> "tuple[Q, QuerySet[Any, Any]]":
    return _events(asked, "need:covered", until=now - AN_ANSWER, without=("need:worked", "need:reopened"))


def _no_answer(asked: Asked, now: date) -> "tuple[Q, QuerySet[Any, Any]]":
    return _events(asked, "referral:sent", until=now - A_PARTNER, without=ANSWERED)


CHECKS: "Mapping[str, Callable[[Asked, date], tuple[Q, QuerySet[Any, Any]]]]" = {
    "nothing_since": _nothing_since,
    "no_channel": _no_channel,
    **{f"backwards_{name}": _stretch(name) for name in STRETCHES},
    "ended_too_early": _ended_too_early,
    "no_reason": _no_reason,
    "no_start": _no_start,
    "not_asked": _not_asked,
    "no_answer": _no_answer,
}
