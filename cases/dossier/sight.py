"""What of one case is in sight: of the other laws in it nothing shows, not even that they are there."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.access import Actor
from cases.dossier.models import Case
from ledger.models import Event


def laws_in_sight(actor: Actor, case: Case) -> list[str]:
    """The case's laws that this actor works for."""
    mine = actor.laws_per_team().get(case.team_id, frozenset())
    return [law for law in case.laws if law in mine]


def events_in_sight(actor: Actor, case: Case) -> "QuerySet[Event]":
    """The case's events, newest first: those of no law, and those of the laws in sight."""
    laws = laws_in_sight(actor, case)
    return Event.objects.filter(Q(law="") | Q(law__in=laws), case=case.id).order_by("-seq")


def due_in_sight(actor: Actor, case: Case) -> date | None:
    """The nearest legal end, where all laws of the case are in sight; else a list can't tell whose it is."""
    return case.due_on if len(laws_in_sight(actor, case)) == len(case.laws) else None
