"""Work in the background. Task arguments are ids; what is to be done stands in the database."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from ledger import anchor, jobs, journal, operation, outbox
from ledger.models import IdempotencyKey

log = logging.getLogger(__name__)
KEYS_KEPT = timedelta(days=2)


@shared_task  # type: ignore[untyped-decorator]
def deliver(message_id: int) -> None:
    """Deliver one outbox message; a failure is counted in a transaction of its own."""
    at = timezone.now()
    try:
        with operation.running(at=at, job="deliver", origin="task"):
            outbox.deliver(message_id, at=at)
    except Exception as error:
        log.warning("message %s failed: %s", message_id, type(error).__name__)
        with operation.running(at=at, job="deliver", origin="task"):
            outbox.failed(message_id, error=type(error).__name__, at=at)


@shared_task  # type: ignore[untyped-decorator]
def anchor_journal() -> None:
    """Sign the heads of the journal once a day, whatever the scheduler does."""
    at = timezone.now()
    with operation.running(at=at, job="anchor", origin="task"):
        slot = timezone.localdate(at).isoformat()
        if settings.ANCHOR_KEY and jobs.first_in_slot("anchor", slot=slot, at=at):
            anchor.write(at=at)
            journal.note("journal:anchored")


@shared_task  # type: ignore[untyped-decorator]
def clear_keys() -> None:
    """Forget idempotency keys that no open form can still send."""
    at = timezone.now()
    with operation.running(at=at, job="clear_keys", origin="task"):
        IdempotencyKey.objects.filter(at__lt=at - KEYS_KEPT).delete()
