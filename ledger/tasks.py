"""Work in the background. Task arguments are ids; what is to be done stands in the database."""

import logging
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from ledger import anchor, canary, jobs, journal, mail, operation, outbox, smtp
from ledger.deaf import own_name
from ledger.models import IdempotencyKey
from ledger.operation import Operation

log = logging.getLogger(__name__)
KEYS_KEPT = timedelta(days=2)
import_module(settings.TASKS_APP)


@shared_task  # type: ignore[untyped-decorator]
def deliver(message_id: int) -> None:
    """Deliver one outbox message; a failure is counted in a transaction of its own."""
    at = timezone.now()
    try:
        kind = outbox.kind_of(message_id)
        canary.heard(own_name(), kind=kind, at=at)
        if mail.is_mail(kind):
            _send(message_id, at=at)
        elif kind:
            with _running("deliver", at):
                outbox.deliver(message_id, at=at)
    except Exception as error:
        # The name alone: what an error says may hold an address.
        log.warning("message %s failed: %s", message_id, type(error).__name__)
        with _running("deliver", at):
            outbox.failed(message_id, error=type(error).__name__, at=at)


def _send(message_id: int, *, at: datetime) -> None:
    """Claim and commit, send outside any transaction, write down what became of it."""
    with _running("deliver", at):
        letter = mail.claim(message_id, at=at)
    if letter is None:
        return
    outcome = smtp.send(letter.mail, message_id=letter.message_id)
    at = timezone.now()
    with _running("deliver", at):
        mail.settle(message_id, outcome, at=at)


@shared_task  # type: ignore[untyped-decorator]
def anchor_journal() -> None:
    """Sign the heads of the journal once a day, whatever the scheduler does."""
    at = timezone.now()
    with _running("anchor", at):
        if settings.ANCHOR_KEY and jobs.first_run("anchor", every=jobs.DAY, at=at):
            anchor.write(at=at)
            journal.note("journal:anchored")


@shared_task  # type: ignore[untyped-decorator]
def clear_keys() -> None:
    """Forget idempotency keys that no open form can still send."""
    at = timezone.now()
    with _running("clear_keys", at):
        IdempotencyKey.objects.filter(at__lt=at - KEYS_KEPT).delete()


@shared_task  # type: ignore[untyped-decorator]
def tidy() -> None:
    """Forget, once a day, what left the outbox long ago and which jobs ran."""
    at = timezone.now()
    with _running("tidy", at):
        if jobs.first_run("tidy", every=jobs.DAY, at=at):
            outbox.forget(at=at)
            jobs.forget(at=at)


def _running(job: str, at: datetime) -> AbstractContextManager[Operation]:
    return operation.running(at=at, job=job, origin="task")
