"""The figures: one function each, dates in, typed rows out, counted from the events as they were then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from accounts.access import Actor
from ledger.models import Event
from workflows.layers import Law, Layer, StepFour

FINISHED = "investigation:finished"


@dataclass(frozen=True, slots=True)
class Escalation:
    """Finished investigations of one month, team and law, by the heaviest step a need ended in."""

    month: date
    team: str
    law: str
    finished: int
    own: int
    around: int
    nearby: int
    tailored: int
    own_decision: int


def escalation(*, actor: Actor, since: date, until: date) -> list[Escalation]:
    """Finished investigations in `since`..`until` (both included) in the actor's teams and laws, newest month first."""
    events = (
        Event.objects.filter(kind=FINISHED, at__date__gte=since, at__date__lte=until)
        .filter(_scope(actor))
        .annotate(month=TruncMonth("at"))
        .values("month", "team", "law")
        .annotate(
            finished=Count("id"),
            own=_ended_in(Layer.OWN_STRENGTH, Layer.USUAL_HELP),
            around=_ended_in(Layer.SOCIAL_NETWORK),
            nearby=_ended_in(Layer.GENERAL_FACILITY),
            tailored=_ended_in(Layer.TAILORED_PROVISION),
            own_decision=_ended_in(StepFour.OWN_DECISION),
        )
        .order_by("-month", "team", "law")
    )
    return [_typed(row) for row in events]


def _typed(row: Mapping[str, Any]) -> Escalation:
    return Escalation(**{**row, "month": row["month"].date(), "team": str(row["team"])})


def _ended_in(*layers: str) -> Count:
    return Count("id", filter=Q(layer__in=[str(layer) for layer in layers]))


def _scope(actor: Actor) -> Q:
    scope = Q(pk__in=[])
    for team, laws in actor.laws_per_team().items():
        scope |= Q(team=team, law__in=sorted(laws))
    return scope


def knows_tailored(law: str) -> bool:
    """Whether step 4 of this law is maatwerk."""
    return law in (Law.WMO, Law.JEUGD)
