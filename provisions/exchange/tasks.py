"""What is done in the background: the work of an import, and clearing away what is no longer needed of it."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from accounts import access
from ledger import journal, outbox
from provisions.exchange import actions, storing
from provisions.exchange.models import DirectoryImport, ImportLine, ImportProgress
from workflows.import_flow import BUSY, UNDO_FOR

PATIENCE = 1800


def register() -> None:
    """Say to the outbox who does this work, and that it may take its time."""
    outbox.register(actions.LOOK, look_through, seconds=PATIENCE)
    outbox.register(actions.APPLY, enter, seconds=PATIENCE)
    outbox.register(actions.UNDO, take_out, seconds=PATIENCE)


def look_through(payload: outbox.Payload, at: datetime) -> None:
    # The workers import what they work with when they do: the web, which only registers, stays light.
    from provisions.exchange import working

    working.look_through(payload, at)


def enter(payload: outbox.Payload, at: datetime) -> None:
    from provisions.exchange import working

    working.enter(payload, at)


def take_out(payload: outbox.Payload, at: datetime) -> None:
    from provisions.exchange import working

    working.take_out(payload, at)


@shared_task  # type: ignore[untyped-decorator]
def clear_imports() -> None:
    """Remove files and lines once an import can no longer be undone; the counts stay."""
    at = timezone.now()
    with access.system("clear_imports", at=at):
        old = at - UNDO_FOR
        for found in DirectoryImport.objects.exclude(state__in=BUSY).filter(at__lt=old, stored__gt=""):
            if found.applied_at is None or found.applied_at < old:
                ImportLine.objects.filter(run=found.pk).delete()
                ImportProgress.objects.filter(run=found.pk).delete()
                storing.remove(found.stored)
                found.stored = ""
                found.save(update_fields=["stored"])
                journal.note("import:clear", about=("import", found.pk))
        kept = set(DirectoryImport.objects.filter(stored__gt="").values_list("stored", flat=True))
        for name in storing.older_than(old.timestamp()):
            if name not in kept:
                storing.remove(name)
