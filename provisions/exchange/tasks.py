"""What is done in the background by the clock: clearing away what is no longer needed of an import."""

from celery import shared_task
from django.utils import timezone

from accounts import access
from ledger import journal
from provisions.exchange import storing
from provisions.exchange.models import DirectoryImport, ImportLine, ImportProgress
from workflows.import_flow import BUSY, UNDO_FOR


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
