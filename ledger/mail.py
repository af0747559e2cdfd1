"""Mail: at most once, with a list of what is in doubt. An address or a text never stands in the outbox.

A message is marked as being sent, and that is committed, before anything leaves. Who finds it so later knows that
somebody may have sent it: it is not sent again unless a person says so. `claim` and `settle` are the two transactions;
between them the mail leaves, outside any.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings

from ledger import journal, operation, outbox, smtp
from ledger.models import OutboxMessage
from ledger.outbox import Payload, State
from ledger.smtp import Fate, Mail, Outcome
from workflows.refusal import Text

# Longer than a task may last (settings.CELERY_TASK_TIME_LIMIT): whoever sends is gone by then, whatever became of it.
SENDING = timedelta(seconds=150)
NO_SERVER = "no_mail_server"
LOOKS_AGAIN = timedelta(minutes=10)
KIND = "mail."

Composer = Callable[[Payload, datetime], Mail | None]
_composers: dict[str, Composer] = {}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that was claimed and composed, ready to leave."""

    mail: Mail
    message_id: str


def register(kind: str, compose: Composer, *, name: Text = "") -> None:
    """Rooms above say in their AppConfig how a mail of this kind is made, and how it is called on screen.

    `compose(payload, at)` looks up address and text in the job `deliver`, and notes in the journal whose data leave.
    None: it is not to be sent any more, because what it was about was withdrawn.
    """
    _composers[kind] = compose
    outbox.call(KIND + kind, name or kind)


def put(
    kind: str, *, key: str, payload: Payload, at: datetime, stream: UUID | None = None, municipality: str | None = None
) -> None:
    """Write beside its cause that a mail must leave; as `ledger.outbox.put`. A job names the `municipality`."""
    outbox.put(KIND + kind, key=f"{KIND}{key}", payload=payload, at=at, stream=stream, municipality=municipality)


def is_mail(kind: str) -> bool:
    return kind.startswith(KIND)


def claim(message_id: int, *, at: datetime) -> Letter | None:
    """Mark a message as being sent and compose its mail, in the caller's transaction. None: there is nothing to send.

    Commit before sending. Raises what the composer raises.
    """
    message = OutboxMessage.objects.select_for_update().filter(id=message_id, state=State.WAITING).first()
    if message is None:
        return None
    if not smtp.is_named():
        _wait_for_a_server(message, at)
        return None
    if message.municipality:
        operation.current().municipality = message.municipality
    mail = _composers[message.kind.removeprefix(KIND)](message.payload, at)
    message.state, message.leased_until = (State.SENDING, at + SENDING) if mail else (State.DROPPED, None)
    message.save(update_fields=["state", "leased_until"])
    return Letter(mail, message_id_of(message.key)) if mail else None


def settle(message_id: int, outcome: Outcome, *, at: datetime) -> None:
    """Write down what became of it. Raises nothing new when a person decided meanwhile: that stays."""
    message = OutboxMessage.objects.select_for_update().get(id=message_id)
    if message.state not in (State.SENDING, State.DOUBTFUL):
        return
    if outcome.fate is Fate.AGAIN:
        outbox.count(message, error=outcome.why, again_at=at + pause_after(message.failures + 1))
    else:
        message.state = {Fate.ACCEPTED: State.DONE, Fate.REFUSED: State.DEAD, Fate.DOUBTFUL: State.DOUBTFUL}[
            outcome.fate
        ]
        message.delivered_at = at if outcome.fate is Fate.ACCEPTED else None
        message.leased_until, message.last_error = None, outcome.why
        message.save(update_fields=["state", "delivered_at", "leased_until", "last_error"])
    operation.current().municipality = message.municipality
    journal.note(f"mail:{outcome.fate}", about=about(message), reason=message.kind)


def doubt(*, at: datetime) -> int:
    """Lay aside what is marked as being sent and whose sender must be gone; how many."""
    stuck = OutboxMessage.objects.filter(state=State.SENDING, leased_until__lt=at)
    return stuck.update(state=State.DOUBTFUL, leased_until=None, last_error="sender_gone")


def pause_after(failures: int) -> timedelta:
    """How long to wait before the next try: 1, 8, 64 minutes, 8.5 hours. A server that greylists wants some minutes."""
    return timedelta(minutes=8 ** (failures - 1))


def message_id_of(key: str) -> str:
    """The Message-ID of what has this key, the same at every try. It gives no id away."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def about(message: OutboxMessage) -> tuple[str, UUID | None]:
    """The first thing that a message names, as the journal wants it."""
    for name, value in message.payload.items():
        try:
            return name, UUID(str(value))
        except ValueError:
            continue
    return "", None


def _wait_for_a_server(message: OutboxMessage, at: datetime) -> None:
    """Not the mail's fault: it is not counted against it."""
    log.warning("mail waits: no mail server is named. Set EMAIL_URL and MAIL_FROM, see .env.example")
    message.due_at, message.leased_until, message.last_error = at + LOOKS_AGAIN, None, NO_SERVER
    message.save(update_fields=["due_at", "leased_until", "last_error"])
