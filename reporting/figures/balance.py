"""What stands beside the escalation, always: less maatwerk is no success by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q

from ledger.models import Event
from reporting.facts.models import Course
from reporting.figures.scope import Asked

HALF_A_YEAR, A_YEAR = timedelta(days=183), timedelta(days=365)


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
    told = Event.objects.filter(asked.within, at__date__gte=asked.since, at__date__lte=asked.until)
    columns = {f"{what}_of": Count("id", filter=of) for what, (_part, of) in EVENTS.items()}
    columns |= {what: Count("id", filter=part) for what, (part, _of) in EVENTS.items()}
    rows: Iterable[Mapping[str, Any]] = told.exclude(law="").values("law").annotate(**columns).order_by("law")
    found = [
        Counter(row["law"], what, row[what], row[f"{what}_of"])
        for row in rows
        for what in EVENTS
        if row[what] or row[f"{what}_of"]
    ]
    return (
        found
        + _came_back(asked, "back_within_6_months", HALF_A_YEAR)
        + _came_back(asked, "back_within_12_months", A_YEAR)
    )


def _came_back(asked: Asked, what: str, within: timedelta) -> list[Counter]:
    """Of the courses that ended in the period, those whose case was followed by a new report in time.

    A new report on a closed case is a case that follows it: that link is counted, not a name or a number. Who ended
    lately had less time to come back.
    """
    back = Q(back_on__gte=F("ended_on"), back_on__lte=F("ended_on") + within)
    ended = Course.objects.filter(asked.within, ended_on__gte=asked.since, ended_on__lte=asked.until)
    rows = ended.values("law").annotate(of=Count("id"), number=Count("id", filter=back)).order_by("law")
    return [Counter(row["law"], what, row["number"], row["of"]) for row in rows]
