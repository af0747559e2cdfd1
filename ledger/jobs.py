"""Periodic work: one run per job and slot, however many schedulers or retries there are."""

from datetime import datetime

from django.db import connection

_CLAIM = "INSERT INTO ledger_jobrun (job, slot, at) VALUES (%s, %s, %s) ON CONFLICT (job, slot) DO NOTHING"


def first_in_slot(job: str, *, slot: str, at: datetime) -> bool:
    """True for the run that gets the slot; a run that fails gives it back with its transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [job, slot, at])
        return bool(cursor.rowcount)
