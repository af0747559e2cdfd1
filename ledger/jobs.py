"""Periodic work: one run per job and slot, however many schedulers or retries there are."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.timezone import localdate

from ledger.models import JobRun

KEPT = timedelta(days=30)
DAY = timedelta(days=1)
_START = datetime(2000, 1, 1, tzinfo=UTC)
_CLAIM = "INSERT INTO ledger_jobrun (job, slot, at) VALUES (%s, %s, %s) ON CONFLICT (job, slot) DO NOTHING"


def first_run(job: str, *, every: timedelta, at: datetime) -> bool:
    """True for the first run of a job in its period: a day of the calendar here, or any shorter time.

    Let beat call more often than that: who comes too soon hears False, and a call that was missed costs little.
    """
    return first_in_slot(job, slot=slot_of(at, every=every), at=at)


def first_in_slot(job: str, *, slot: str, at: datetime) -> bool:
    """True for the run that gets the slot; a run that fails gives it back with its transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [job, slot, at])
        return bool(cursor.rowcount)


def slot_of(at: datetime, *, every: timedelta) -> str:
    """The name of the period that `at` lies in. Raises ValueError for one that is longer than a day."""
    if every > DAY:
        raise ValueError(f"{every} is longer than a day: name the slot yourself, for first_in_slot")
    if every == DAY:
        return localdate(at).isoformat()
    return (at - (at - _START) % every).isoformat()


def forget(*, at: datetime) -> int:
    """Remove runs of long ago; how many."""
    return JobRun.objects.filter(at__lt=at - KEPT).delete()[0]
