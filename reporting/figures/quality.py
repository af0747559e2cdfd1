"""What was recorded too little or cannot be: where the other figures say less than they seem to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from ledger.models import Event
from reporting.facts.models import Course
from reporting.figures.durations import backwards
from reporting.figures.scope import Asked, moments
from reporting.figures.waiting import STRETCHES

Rows = Iterable[Mapping[str, Any]]
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
    found = [*_of_courses(asked), *(check for what in OF_EVENTS for check in _of_events(asked, what))]
    order = {what: place for place, what in enumerate((*OF_COURSES, *OF_EVENTS))}
    return sorted(found, key=lambda one: (one.law, order[one.what]))


def to_look_at(asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any]":
    """The rows that a number counts: case, law and day. KeyError when none is called so."""
    if what in OF_EVENTS:
        which = {"number": Q(answered=False), "of": Q()}[counted]
        rows: QuerySet[Any, Any] = OF_EVENTS[what].rows(asked)
    else:
        check = OF_COURSES[what]
        which = {"number": check.part, "of": Q()}[counted]
        rows = Course.objects.filter(asked.within, check.there(asked)).annotate(day=F(check.day))
    return rows.filter(which).values("case", "law", "day")


@dataclass(frozen=True, slots=True)
class OfCourses:
    """Courses of which a stage was reached in the period and so long ago, and the part of these to look at."""

    day: str
    part: Q
    ago: timedelta = timedelta()
    known: Q = field(default_factory=Q)

    def there(self, asked: Asked) -> Q:
        return Q(**{f"{self.day}__gte": asked.since, f"{self.day}__lte": _last(asked, self.ago)}) & self.known


@dataclass(frozen=True, slots=True)
class OfEvents:
    """Events of a kind in the period and so long ago; to look at is what got none of these answers on its need."""

    kind: str
    ago: timedelta
    answers: tuple[str, ...]

    def rows(self, asked: Asked) -> "QuerySet[Event, Any]":
        since, end = moments(asked.since, _last(asked, self.ago))
        after = Event.objects.filter(case=OuterRef("case"), need=OuterRef("need"), seq__gt=OuterRef("seq"))
        rows = Event.objects.filter(asked.within, kind=self.kind, at__gte=since, at__lt=end).exclude(law="")
        return rows.annotate(day=TruncDate("at"), answered=Exists(after.filter(kind__in=self.answers)))


def _last(asked: Asked, ago: timedelta) -> date:
    return min(asked.until, (asked.now or asked.until) - ago)


def _of_courses(asked: Asked) -> list[Check]:
    """All checks of courses in one go: each course is read once."""
    either, columns = Q(pk__in=[]), {}
    for what, check in OF_COURSES.items():
        there = check.there(asked)
        either |= there
        columns[what], columns[f"{what}_of"] = Count("id", filter=there & check.part), Count("id", filter=there)
    rows: Rows = Course.objects.filter(asked.within, either).values("law").annotate(**columns)
    return [
        Check(row["law"], what, row[what], row[f"{what}_of"])
        for row in rows
        for what in OF_COURSES
        if row[f"{what}_of"]
    ]


def _of_events(asked: Asked, what: str) -> list[Check]:
    rows = OF_EVENTS[what].rows(asked).order_by().values("law")
    counted = rows.annotate(of=Count("id"), number=Count("id", filter=Q(answered=False)))
    return [Check(row["law"], what, row["number"], row["of"]) for row in counted]


def _stretch(since: str, until: str) -> OfCourses:
    return OfCourses(until, backwards(since, until), known=Q(**{f"{since}__isnull": False}))


OF_COURSES: Mapping[str, OfCourses] = {
    "nothing_since": OfCourses(
        "registered_on", Q(talked_on=None, finished_on=None, decided_on=None, ended_on=None), ago=A_TALK
    ),
    "no_channel": OfCourses("registered_on", Q(channel="")),
    **{f"backwards_{name}": _stretch(since, until) for name, (since, until) in STRETCHES.items()},
    "ended_too_early": OfCourses("ended_on", backwards("registered_on", "ended_on")),
    "no_reason": OfCourses("ended_on", Q(ended_because__endswith=":")),
    "no_start": OfCourses("granted_on", Q(supported_on=None, ended_on=None), ago=A_START),
}
OF_EVENTS: Mapping[str, OfEvents] = {
    "not_asked": OfEvents("need:covered", AN_ANSWER, ("need:worked", "need:reopened")),
    "no_answer": OfEvents("referral:sent", A_PARTNER, ANSWERED),
}
