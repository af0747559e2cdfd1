"""Periodic work runs once per slot, however many schedulers there are."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from ledger import jobs, tasks
from ledger.models import IdempotencyKey, JobRun
from tests.cast import AT, TESS, acting, break_off, journal
from tests.storm import storm

pytestmark = pytest.mark.usefixtures("world")


@pytest.mark.django_db(transaction=True)
def test_three_schedulers_run_a_job_once_per_slot() -> None:
    outcomes = storm(3, lambda _: jobs.first_in_slot("anchor", slot="2026-03-03", at=AT))
    assert sorted(outcomes.won) == [False, False, True]


def test_the_next_slot_runs_again() -> None:
    assert jobs.first_in_slot("anchor", slot="2026-03-03", at=AT)
    assert jobs.first_in_slot("anchor", slot="2026-03-04", at=AT)


def test_a_run_that_fails_gives_its_slot_back() -> None:
    break_off(lambda: jobs.first_in_slot("anchor", slot="2026-03-03", at=AT))
    assert jobs.first_in_slot("anchor", slot="2026-03-03", at=AT)


def test_the_journal_is_anchored_once_a_day(settings: Any, tmp_path: Path) -> None:
    settings.ANCHOR_DIR = str(tmp_path)
    with time_machine.travel(AT, tick=False):
        tasks.anchor_journal()
        tasks.anchor_journal()
    assert len((tmp_path / "journal-anchors.jsonl").read_text().splitlines()) == 1
    assert len(journal(act="journal:anchored")) == 1
    assert JobRun.objects.get().slot == "2026-03-03"


def test_keys_that_no_form_can_still_send_are_forgotten() -> None:
    with acting(TESS):
        for age in (timedelta(days=1), timedelta(days=3)):
            IdempotencyKey.objects.create(actor=TESS.id, key=uuid4(), fingerprint="a", answer=uuid4(), at=AT - age)
    with time_machine.travel(AT, tick=False):
        tasks.clear_keys()
    with acting(TESS):
        assert [key.at for key in IdempotencyKey.objects.all()] == [AT - timedelta(days=1)]
