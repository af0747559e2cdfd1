"""The outbox is the record, Redis the doorbell: an effect is a row, and stays one until it is done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ledger.models import OutboxMessage

LEASE = timedelta(seconds=30)
MOST_FAILURES = 5

Payload = dict[str, Any]
Handler = Callable[[Payload, datetime], None]
_handlers: dict[str, Handler] = {}
_patience: dict[str, int] = {}


def register(kind: str, handler: Handler, *, seconds: int = 0) -> None:
    """Rooms above say in their AppConfig what a message of this kind does, and for how long it may (0: as any task).

    The handler runs in the transaction that marks the message done: inside the database its effect is exactly once.
    """
    _handlers[kind] = handler
    if seconds:
        _patience[kind] = seconds


def patience(ids: list[int]) -> dict[int, int]:
    """The seconds that messages of a slow kind may take."""
    if not _patience or not ids:
        return {}
    slow = OutboxMessage.objects.filter(id__in=ids, kind__in=_patience).values_list("id", "kind")
    return {message: _patience[kind] for message, kind in slow}


def put(kind: str, *, key: str, payload: Payload, at: datetime, stream: UUID | None = None) -> None:
    """Write an effect beside its cause. `key` is the same for the same effect; the payload holds ids only."""
    OutboxMessage.objects.create(kind=kind, key=key, payload=payload, stream=stream, due_at=at)


def claim(*, at: datetime, limit: int = 100) -> list[int]:
    """Lease the messages that are due, oldest first, each stream in order. Two relays never lease the same one."""
    earlier = OutboxMessage.objects.filter(
        stream=OuterRef("stream"), id__lt=OuterRef("id"), state=OutboxMessage.State.WAITING
    )
    with transaction.atomic():
        due = (
            OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, due_at__lte=at)
            .filter(Q(leased_until=None) | Q(leased_until__lt=at))
            .exclude(Exists(earlier))
            .order_by("id")
            .select_for_update(skip_locked=True)
            .values_list("id", flat=True)[:limit]
        )
        ids = list(due)
        OutboxMessage.objects.filter(id__in=ids).update(leased_until=at + LEASE)
    return ids


def release(ids: list[int]) -> None:
    """Give leases back: the doorbell did not ring."""
    OutboxMessage.objects.filter(id__in=ids, state=OutboxMessage.State.WAITING).update(leased_until=None)


def deliver(message_id: int, *, at: datetime) -> bool:
    """Do what the message asks and mark it done, in the caller's transaction. False: it was done before."""
    message = OutboxMessage.objects.select_for_update().get(id=message_id)
    if message.state != OutboxMessage.State.WAITING:
        return False
    _handlers[message.kind](message.payload, at)
    message.state, message.delivered_at = OutboxMessage.State.DONE, at
    message.save(update_fields=["state", "delivered_at"])
    return True


def failed(message_id: int, *, error: str, at: datetime) -> None:
    """Count a failure and wait longer each time; after five the message is laid aside for a person."""
    message = OutboxMessage.objects.select_for_update().get(id=message_id)
    if message.state != OutboxMessage.State.WAITING:
        return
    message.failures += 1
    message.last_error = error
    message.leased_until = None
    message.due_at = at + timedelta(seconds=5 * 2**message.failures)
    if message.failures >= MOST_FAILURES:
        message.state = OutboxMessage.State.DEAD
    message.save(update_fields=["failures", "last_error", "leased_until", "due_at", "state"])
