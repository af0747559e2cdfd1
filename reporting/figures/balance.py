"""What stands beside the escalation, always: less maatwerk is no success by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from ledger.models import Event
from reporting.facts.models import Course
from reporting.figures.scope import Asked, moments

RETURNS = {"back_within_6_months": timedelta(days=183), "back_within_12_months": timedelta(days=365)}


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
    "objections_upheld": (
        Q(kind="objection:decided", reason__in=["upheld", "partly"]),
        Q(kind="objection:decided"),
    ),
    "urgent": (Q(kind="investigation:finished", reason="urgent"), Q(kind="investigation:finished")),
    "stepped_down": (Q(kind="need:stepped_down"), Q(kind="need:maatwerk:granted")),
    "reopened": (Q(kind="need:reopened"), Q(kind__in=["need:covered", "need:maatwerk:granted"])),
    "referral_helped": (
        Q(kind="referral:completed", reason__in=["helped", "partly"]),
        Q(kind="referral:completed"),
    ),
}


def balance(asked: Asked) -> list[Counter]:
    """Per law, what helped and what came back in the period; none where there was nothing to count."""
    told = _told(asked)
    columns = {f"{what}_of": Count("id", filter=of) for what, (_part, of) in EVENTS.items()}
    columns |= {what: Count("id", filter=part) for what, (part, _of) in EVENTS.items()}
    rows: Iterable[Mapping[str, Any]] = told.exclude(law="").values("law").annotate(**columns).order_by("law")
    found = [
        Counter(row["law"], what, row[what], row[f"{what}_of"])
        for row in rows
        for what in EVENTS
        if row[what] or row[f"{what}_of"]
    ]
    return found + [counter for what in RETURNS for counter in _came_back(asked, what)]


def beside(asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any]":
    """What a number counts: case, law and day. KeyError when none is called so."""
    if what in RETURNS:
        which = {"number": _back(RETURNS[what]), "of": Q()}[counted]
        return _ended(asked).filter(which).annotate(day=F("ended_on")).values("case", "law", "day")
    part, of = EVENTS[what]
    which = {"number": part, "of": of}[counted]
    return _told(asked).filter(which).exclude(law="").annotate(day=TruncDate("at")).values("case", "law", "day")


def _told(asked: Asked) -> "QuerySet[Event]":
    since, until = moments(asked.since, asked.until)
    return Event.objects.filter(asked.within, at__gte=since, at__lt=until)


def _ended(asked: Asked) -> "QuerySet[Course]":
    return Course.objects.filter(asked.within, ended_on__gte=asked.since, ended_on__lte=asked.until)


def _back(within: timedelta) -> Q:
    return Q(back_on__gte=F("ended_on"), back_on__lte=F("ended_on") + within)


def _came_back(asked: Asked, what: str) -> list[Counter]:
    """Of the courses that ended in the period, those whose case was followed by a new report in time.

    A new report on a closed case is a case that follows it: that link is counted, not a name or a number. Who ended
    lately had less time to come back.
    """
    back = Count("id", filter=_back(RETURNS[what]))
    rows = _ended(asked).values("law").annotate(of=Count("id"), number=back).order_by("law")
    return [Counter(row["law"], what, row["number"], row["of"]) for row in rows]
