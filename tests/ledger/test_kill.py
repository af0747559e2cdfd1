"""kill -9 in the middle of a delivery: with effect and mark in one transaction nothing is lost and nothing doubled."""

import random
import signal
import subprocess
import sys

import pytest
from django.db import connection

from accounts.models import Notice
from config.local import ROOT, Local
from ledger.models import OutboxMessage
from tests import database
from tests.cast import IRIS, NOORD, TESS, acting, open_case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers]
SIZES = [(2, 12), pytest.param(100, 2_000, marks=pytest.mark.soak)]


def worker(receiver: str, fatal: int) -> int:
    """Run a worker that is killed at its n-th message (0: never); how it ended."""
    environment = database.environment_for(Local.of(), connection.settings_dict["NAME"])
    return subprocess.run(
        [sys.executable, "tests/ledger/doomed.py", receiver, str(fatal)],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        timeout=300,
        check=False,
    ).returncode


def after(receiver: str, *, kills: int, messages: int) -> int:
    """How many notices Tess has when so many messages met so many killed workers."""
    for _ in range(messages):
        open_case(by=IRIS, team=NOORD)
    dice = random.Random(kills)
    for _ in range(kills):
        assert worker(receiver, dice.randint(1, max(1, messages // (2 * kills)))) == -signal.SIGKILL
    assert worker(receiver, 0) == 0
    assert not OutboxMessage.objects.exclude(state="done").exists()
    with acting(TESS):
        return Notice.objects.count()


@pytest.mark.parametrize(("kills", "messages"), SIZES)
def test_killed_workers_lose_nothing_and_double_nothing(world: None, kills: int, messages: int) -> None:
    assert after("atomic", kills=kills, messages=messages) == messages


@pytest.mark.parametrize(("kills", "messages"), SIZES)
def test_must_fail_with_the_mark_in_a_transaction_of_its_own(world: None, kills: int, messages: int) -> None:
    assert after("plain", kills=kills, messages=messages) == messages + kills
