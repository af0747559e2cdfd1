"""The messages a person must look at: what may or may not have arrived, and what did not leave."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from ledger.models import OutboxMessage
from ledger.outbox import State
from workflows.doubt import Decision, may_decide
from workflows.refusal import Refused


def of(municipalities: Collection[str]) -> QuerySet[OutboxMessage]:
    """The messages of these municipalities, and those of nowhere in particular, which would else be nobody's."""
    return OutboxMessage.objects.filter(municipality__in=[*municipalities, ""])


def for_a_person(municipalities: Collection[str]) -> QuerySet[OutboxMessage]:
    """What waits for a decision, newest first."""
    return of(municipalities).filter(state__in=OutboxMessage.FOR_A_PERSON).order_by("-due_at", "-id")


def decide(message: OutboxMessage, decision: Decision, *, at: datetime) -> None:
    """Write a decision down on a message that is locked. Raises Refused."""
    refusal = may_decide(message.state, decision)
    if refusal:
        raise Refused(refusal)
    if decision is Decision.AGAIN:
        message.state, message.due_at, message.failures, message.last_error = State.WAITING, at, 0, ""
    elif decision is Decision.ARRIVED:
        message.state, message.delivered_at = State.DONE, at
    else:
        message.state = State.DROPPED
    message.leased_until = None
    message.save(update_fields=["state", "due_at", "failures", "last_error", "delivered_at", "leased_until"])
