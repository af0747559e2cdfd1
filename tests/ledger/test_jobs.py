"""Periodic work runs once per slot, however many schedulers there are."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from ledger import jobs, tasks
from ledger.models import IdempotencyKey, JobRun, OutboxMessage
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


@pytest.mark.parametrize(
    ("every", "at", "slot"),
    [
        (timedelta(minutes=1), AT + timedelta(seconds=59), "2026-03-03T09:30:00+00:00"),
        (timedelta(hours=6), AT, "2026-03-03T06:00:00+00:00"),
        (jobs.DAY, AT, "2026-03-03"),
        (jobs.DAY, AT.replace(hour=23, minute=30), "2026-03-04"),
    ],
    ids=["minute", "six hours", "day", "the day is the day here"],
)
def test_a_moment_lies_in_one_slot(every: timedelta, at: datetime, slot: str) -> None:
    assert jobs.slot_of(at, every=every) == slot


def test_a_period_longer_than_a_day_has_to_be_named() -> None:
    with pytest.raises(ValueError, match="longer than a day"):
        jobs.first_run("report", every=timedelta(days=7), at=AT)


@pytest.mark.django_db(transaction=True)
def test_of_three_schedulers_the_first_runs_in_each_period() -> None:
    hour = timedelta(hours=1)
    for passed in (timedelta(), hour):
        outcomes = storm(3, lambda _, passed=passed: jobs.first_run("remind", every=hour, at=AT + passed))
        assert sorted(outcomes.won) == [False, False, True]


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


def test_what_left_long_ago_and_old_runs_are_forgotten_once_a_day() -> None:
    for age in (1, 40):
        then = AT - timedelta(days=age)
        OutboxMessage.objects.create(
            kind="test", key=str(age), payload={}, state="done", due_at=then, delivered_at=then
        )
        JobRun.objects.create(job="test", slot=str(age), at=then)
    with time_machine.travel(AT, tick=False):
        tasks.tidy()
        tasks.tidy()
    assert [message.key for message in OutboxMessage.objects.all()] == ["1"]
    assert sorted(JobRun.objects.values_list("job", "slot")) == [("test", "1"), ("tidy", "2026-03-03")]
