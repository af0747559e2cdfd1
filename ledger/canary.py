"""The canary: a message that does nothing but go through outbox, Redis and worker. Who does not take it is deaf.

The relay puts it, not beat: beat speaks to the workers through Redis, and a deaf one would never be asked. There are as
many as there are workers: those that wait get them in turn.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from ledger import jobs, outbox
from ledger.deaf import EVERY, KIND
from ledger.models import OutboxMessage, Worker

KEPT = timedelta(hours=1)
OFTEN = timedelta(seconds=20)
_HEARD = """
INSERT INTO ledger_worker (name, heard_at) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET heard_at = greatest(ledger_worker.heard_at, excluded.heard_at)
"""
_signs: dict[str, datetime] = {}


def put(*, at: datetime) -> None:
    """A canary for each worker that was heard lately, at least one; once a minute, however many relays there are."""
    with transaction.atomic():
        if not jobs.first_run(KIND, every=EVERY, at=at):
            return
        OutboxMessage.objects.filter(kind=KIND, due_at__lt=at - KEPT).delete()
        Worker.objects.filter(heard_at__lt=at - KEPT).delete()
        for number in range(max(1, Worker.objects.count())):
            outbox.put(KIND, key=f"{KIND}:{jobs.slot_of(at, every=EVERY)}:{number}", payload={}, at=at)


def heard(name: str, *, kind: str, at: datetime) -> None:
    """A worker takes work. Written for every canary, and else only now and then: all work proves that it hears."""
    signed = _signs.get(name)
    if kind != KIND and signed and signed <= at < signed + OFTEN:
        return
    with connection.cursor() as cursor:
        cursor.execute(_HEARD, [name, at])
    _signs[name] = at


def answer(payload: outbox.Payload, at: datetime) -> None:
    """What a canary asks for: nothing."""
