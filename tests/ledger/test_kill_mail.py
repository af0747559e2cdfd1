"""kill -9 while mail leaves: each arrives at most once, and whatever is not surely sent stands in the list.

Twice: a worker that is killed at the worst places of one mail, and the whole of it (relay, Redis, workers, a real mail
server) while messages of both classes go out.
"""

import logging
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts import actions
from accounts.models import Notice
from config.local import ROOT
from ledger import mail, outbox
from ledger.models import OutboxMessage
from tests.cast import NOORD, TESS, WIM, acting
from tests.ledger.post_office import PostOffice, under_way, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers, pytest.mark.enable_socket]
log = logging.getLogger(__name__)
ONE_MAIL = [(1, 6), pytest.param(20, 1_000, marks=pytest.mark.soak)]
WHOLE = [(1, 1, 60), pytest.param(20, 3, 5_000, marks=pytest.mark.soak)]
MAIL_EVERY = 3


def put_mail(number: int) -> None:
    mail.put("test", key=f"test:{number}", payload={"letter": str(uuid4())}, at=timezone.now())


def put_notice(number: int) -> None:
    what = {"role": "team", "kind": "case_for_team", "law": "wmo", "case": uuid4(), "cause": str(number)}
    outbox.send(actions.team_notice(team=NOORD, at=timezone.now(), **what))


def worker(office: PostOffice, way: str, fatal: int) -> int:
    command = [sys.executable, "tests/ledger/doomed_mail.py", way, str(fatal)]
    return subprocess.run(command, cwd=ROOT, env=office.environ, timeout=300, check=False).returncode


def after(office: PostOffice, way: str, *, kills: int, messages: int) -> None:
    """Let so many mails meet so many workers that are killed, and one that lives."""
    with acting(TESS):
        for number in range(messages):
            put_mail(number)
    dice = random.Random(kills)
    for _ in range(kills):
        assert worker(office, way, dice.randint(1, max(1, messages // (2 * kills)))) == -signal.SIGKILL
    assert worker(office, way, 0) == 0
    mail.doubt(at=timezone.now() + mail.SENDING + timedelta(seconds=1))


def states() -> dict[str, set[str]]:
    """Message-IDs by the state of their row."""
    found: dict[str, set[str]] = {}
    for message in OutboxMessage.objects.filter(kind="mail.test"):
        found.setdefault(message.state, set()).add(mail.message_id_of(message.key))
    return found


@pytest.fixture(autouse=True)
def same_sender(settings: object, office: PostOffice) -> None:
    """The Message-ID is made of the sender's domain too."""
    settings.DEFAULT_FROM_EMAIL = office.environ["MAIL_FROM"]


@pytest.mark.parametrize(("kills", "messages"), ONE_MAIL)
@pytest.mark.parametrize(("way", "arrived"), [("sent", True), ("unsent", False)])
def test_a_worker_killed_at_a_mail_leaves_that_one_in_doubt_and_doubles_none(
    office: PostOffice, way: str, arrived: bool, kills: int, messages: int
) -> None:
    after(office, way, kills=kills, messages=messages)
    received, found = office.server.received(), states()
    assert set(received.values()) == {1}
    assert {state: len(ids) for state, ids in found.items()} == {"done": messages - kills, "doubtful": kills}
    assert found["done"] <= received.keys()
    assert len(received) == (messages if arrived else messages - kills)


@pytest.mark.parametrize(("kills", "messages"), ONE_MAIL)
def test_must_fail_to_send_and_then_mark(office: PostOffice, kills: int, messages: int) -> None:
    after(office, "naive", kills=kills, messages=messages)
    received = office.server.received()
    assert (sum(received.values()), len(received)) == (messages + kills, messages)
    assert states().keys() == {"done"}


@pytest.mark.parametrize(("worker_kills", "redis_kills", "messages"), WHOLE)
def test_workers_and_redis_are_killed_while_messages_go_out(
    office: PostOffice, worker_kills: int, redis_kills: int, messages: int
) -> None:
    office.server.behaves("slow")
    office.start("redis", "worker", "relay")
    with acting(TESS):
        for number in range(messages):
            (put_notice if number % MAIL_EVERY else put_mail)(number)
    started = time.monotonic()
    for what in _shuffled(["worker"] * worker_kills + ["redis"] * redis_kills):
        _let_work(office, messages // (2 * (worker_kills + redis_kills)))
        log.warning("after %.0f s %s to go: %s", time.monotonic() - started, under_way(), what)
        office.kill(what)
        office.start(what)
    assert until(lambda: under_way() == 0, seconds=messages), office.logs()
    _all_is_accounted_for(office, messages)
    log.warning("%s messages in %.0f s: %s", messages, time.monotonic() - started, _counted())


def _let_work(office: PostOffice, number: int) -> None:
    """Wait until so many more were dealt with, so that the next one is killed at work."""
    before = under_way()
    assert until(lambda: under_way() <= max(0, before - number), seconds=120), office.logs()


def _shuffled(what: list[str]) -> list[str]:
    random.Random(7).shuffle(what)
    return what


def _all_is_accounted_for(office: PostOffice, messages: int) -> None:
    mails = len(range(0, messages, MAIL_EVERY))
    notices = OutboxMessage.objects.filter(kind="notice")
    assert set(notices.values_list("state", flat=True)) == {"done"}
    for colleague in (TESS, WIM):
        with acting(colleague):
            told = list(Notice.objects.values_list("case", flat=True))
            assert (len(told), len(set(told))) == (messages - mails, messages - mails)
    received, found = office.server.received(), states()
    assert set(received.values()) == {1}
    assert found.keys() <= {"done", "doubtful"}
    assert sum(map(len, found.values())) == mails
    assert found["done"] <= received.keys() <= found["done"] | found.get("doubtful", set())
    for_a_person = OutboxMessage.objects.filter(state__in=OutboxMessage.FOR_A_PERSON)
    assert {mail.message_id_of(one.key) for one in for_a_person} == found.get("doubtful", set())


def _counted() -> dict[tuple[str, str], int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, state, count(*) FROM ledger_outboxmessage GROUP BY 1, 2 ORDER BY 1, 2")
        return {(kind, state): number for kind, state, number in cursor.fetchall()}
