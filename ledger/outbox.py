"""The outbox is the record, Redis the doorbell: an effect is a row, and stays one until it is done.

An effect is of one of three classes, and each has its own promise.

* Inside PostgreSQL (a notice, a count): `register` a handler. It runs in the transaction that marks the message done:
  exactly once.
* Outside, and the receiver can't tell a second one from the first (mail, a letter): ledger.mail. At most once, and
  whoever may not have got it stands in a list for a person.
* Outside, and the receiver honours a key (a registry of one's own): nothing in Trede needs it yet. Its handler sends
  the message's `key` along, always the same, and only fails when the receiver did not confirm; the message is then
  tried again, and the receiver writes key and effect in one transaction.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ledger import operation, statements
from ledger.models import CODE, OutboxMessage
from workflows.refusal import Text

LEASE = timedelta(seconds=30)
# How many are in the workers' hands at once. More would lie in Redis until their lease ends, and be rung for twice.
WINDOW = 200
MOST_FAILURES = 5
KEPT = timedelta(days=30)
LONGEST_CODE = 60

State = OutboxMessage.State
Payload = dict[str, Any]
Handler = Callable[[Payload, datetime], None]
_handlers: dict[str, Handler] = {}
_names: dict[str, Text] = {}
_patience: dict[str, int] = {}


class NotAnId(ValueError):
    """A payload holds something else than ids and codes: that would stand in the outbox and pass through Redis."""


def register(kind: str, handler: Handler, *, name: Text = "", seconds: int = 0) -> None:
    """Rooms above say in their AppConfig what a message of this kind does, and how it is called on screen.

    `seconds`: for how long it may run (0: as any task).

    The handler runs in the transaction that marks the message done: inside the database its effect is exactly once.
    """
    _handlers[kind] = handler
    call(kind, name)
    if seconds:
        _patience[kind] = seconds


def patience(ids: list[int]) -> dict[int, int]:
    """The seconds that messages of a slow kind may take."""
    if not _patience or not ids:
        return {}
    slow = OutboxMessage.objects.filter(id__in=ids, kind__in=_patience).values_list("id", "kind")
    return {message: _patience[kind] for message, kind in slow}


def call(kind: str, name: Text) -> None:
    """How messages of this kind are called on screen."""
    _names[kind] = name or kind


def name_of(kind: str) -> str:
    return str(_names.get(kind, kind))


def put(
    kind: str,
    *,
    key: str,
    payload: Payload,
    at: datetime,
    stream: UUID | None = None,
    municipality: str | None = None,
) -> None:
    """Write an effect beside its cause, as `message` makes it."""
    send(message(kind, key=key, payload=payload, at=at, stream=stream, municipality=municipality))


def message(
    kind: str,
    *,
    key: str,
    payload: Payload,
    at: datetime,
    stream: UUID | None = None,
    municipality: str | None = None,
) -> OutboxMessage:
    """An effect, to be written beside its cause. `key` is the same for the same effect; the payload holds ids only.

    `municipality`: where the cause is, when the current operation does not say it. Raises NotAnId.
    """
    for name, value in payload.items():
        if not _only_ids(value):
            raise NotAnId(name)
    return OutboxMessage(
        kind=kind,
        key=key,
        payload=payload,
        stream=stream,
        due_at=at,
        municipality=operation.municipality() if municipality is None else municipality,
    )


def send(message: OutboxMessage) -> None:
    statements.together(statements.inserting([message]))


def in_hand(*, at: datetime) -> int:
    """How many messages are leased at this moment."""
    return OutboxMessage.objects.filter(state=State.WAITING, leased_until__gte=at).count()


def claim(*, at: datetime, limit: int = WINDOW) -> list[int]:
    """Lease the messages that are due, oldest first, each stream in order, until so many are in hand.

    Two relays never lease the same one.
    """
    room = limit - in_hand(at=at)
    if room <= 0:
        return []
    earlier = OutboxMessage.objects.filter(
        stream=OuterRef("stream"), id__lt=OuterRef("id"), state__in=OutboxMessage.UNDER_WAY
    )
    with transaction.atomic():
        due = (
            OutboxMessage.objects.filter(state=State.WAITING, due_at__lte=at)
            .filter(Q(leased_until=None) | Q(leased_until__lt=at))
            .exclude(Exists(earlier))
            .order_by("id")
            .select_for_update(skip_locked=True)
            .values_list("id", flat=True)[:room]
        )
        ids = list(due)
        OutboxMessage.objects.filter(id__in=ids).update(leased_until=at + LEASE)
    return ids


def release(ids: list[int]) -> None:
    """Give leases back: the doorbell did not ring."""
    OutboxMessage.objects.filter(id__in=ids, state=State.WAITING).update(leased_until=None)


def kind_of(message_id: int) -> str:
    """The kind of a message that waits; empty when it was dealt with, as when it was rung for twice."""
    waiting = OutboxMessage.objects.filter(id=message_id, state=State.WAITING)
    return waiting.values_list("kind", flat=True).first() or ""


def deliver(message_id: int, *, at: datetime) -> bool:
    """Do what the message asks and mark it done, in the caller's transaction. False: it was done before."""
    message = OutboxMessage.objects.select_for_update().get(id=message_id)
    if message.state != State.WAITING:
        return False
    _handlers[message.kind](message.payload, at)
    message.state, message.delivered_at = State.DONE, at
    message.save(update_fields=["state", "delivered_at"])
    return True


def failed(message_id: int, *, error: str, at: datetime) -> None:
    """Count a failure and wait longer each time; after five the message is laid aside for a person."""
    message = OutboxMessage.objects.select_for_update().filter(id=message_id, state=State.WAITING).first()
    if message:
        count(message, error=error, again_at=at + timedelta(seconds=5 * 2 ** (message.failures + 1)))


def count(message: OutboxMessage, *, error: str, again_at: datetime) -> None:
    """One failure more of a message that is locked: it waits until `again_at`, or is laid aside."""
    message.failures += 1
    message.last_error = error
    message.leased_until = None
    message.due_at = again_at
    message.state = State.DEAD if message.failures >= MOST_FAILURES else State.WAITING
    message.save(update_fields=["failures", "last_error", "leased_until", "due_at", "state"])


def forget(*, at: datetime) -> int:
    """Remove what was done, or needed by nobody, long ago; how many. What waits for a person stays."""
    old = Q(state=State.DONE, delivered_at__lt=at - KEPT) | Q(state=State.DROPPED, due_at__lt=at - KEPT)
    return OutboxMessage.objects.filter(old).delete()[0]


def _only_ids(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_only_ids, value))
    if isinstance(value, str):
        return len(value) <= LONGEST_CODE and bool(re.match(CODE, value))
    return value is None or isinstance(value, int)
