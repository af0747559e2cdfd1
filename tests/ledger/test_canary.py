"""A worker that runs and takes no work is found deaf, whatever it answers to a ping; one that works is not."""

import os
import signal
from datetime import timedelta

import pytest
from celery import Celery
from django.db import connection
from django.utils import timezone

from config.local import health
from ledger import canary, deaf, outbox
from ledger.models import OutboxMessage, Worker
from tests.cast import AT
from tests.ledger.post_office import PostOffice, until
from tests.storm import storm

pytestmark = pytest.mark.usefixtures("world")
ME = deaf.own_name()
SHORT = timedelta(seconds=1)


def is_deaf(*, name: str = ME, limit: timedelta = deaf.LIMIT) -> bool:
    with connection.cursor() as cursor:
        return deaf.is_deaf(cursor, name=name, limit=limit)


def put_canary(*, ago: timedelta) -> None:
    OutboxMessage.objects.create(kind="canary", key=f"canary:{ago}", payload={}, due_at=timezone.now() - ago)


def test_without_a_canary_nobody_is_blamed() -> None:
    assert not is_deaf()


def test_a_canary_that_nobody_took_in_time_says_so() -> None:
    put_canary(ago=deaf.LIMIT - timedelta(seconds=5))
    assert not is_deaf()
    put_canary(ago=deaf.LIMIT + timedelta(seconds=5))
    assert is_deaf()


def test_who_was_heard_after_it_is_not_deaf() -> None:
    put_canary(ago=deaf.LIMIT + timedelta(seconds=5))
    canary.heard(ME, kind="notice", at=timezone.now() - deaf.LIMIT)
    assert not is_deaf()


def test_of_two_workers_the_one_that_works_does_not_hide_the_one_that_does_not() -> None:
    canary.heard("other", kind="canary", at=timezone.now())
    canary.heard("silent", kind="canary", at=timezone.now() - timedelta(minutes=10))
    put_canary(ago=deaf.LIMIT + timedelta(seconds=5))
    assert (is_deaf(name="other"), is_deaf(name="silent")) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_three_relays_put_one_canary_a_minute() -> None:
    assert storm(3, lambda _: canary.put(at=AT)).errors == []
    canary.put(at=AT + timedelta(seconds=20))
    assert OutboxMessage.objects.count() == 1
    canary.put(at=AT + deaf.EVERY)
    assert OutboxMessage.objects.count() == 2


def test_each_worker_that_was_heard_lately_gets_one() -> None:
    for name, ago in (("a", 1), ("b", 50), ("gone", 61)):
        Worker.objects.create(name=name, heard_at=AT - timedelta(minutes=ago))
    canary.put(at=AT)
    assert OutboxMessage.objects.filter(kind="canary").count() == 2


def test_old_canaries_are_removed() -> None:
    canary.put(at=AT - timedelta(hours=2))
    canary.put(at=AT)
    assert OutboxMessage.objects.count() == 1


def test_other_work_is_a_sign_of_life_now_and_then_only() -> None:
    for seconds in (0, 5, 19, 21):
        canary.heard("busy", kind="notice", at=AT + timedelta(seconds=seconds))
    assert Worker.objects.get(name="busy").heard_at == AT + timedelta(seconds=21)
    canary.heard("busy", kind="notice", at=AT + timedelta(seconds=22))
    assert Worker.objects.get(name="busy").heard_at == AT + timedelta(seconds=21)


def a_new_canary(office: PostOffice) -> None:
    """Put one now, whatever was put this minute, and let the relay ring for it."""
    now = timezone.now()
    outbox.put("canary", key=f"canary:{now.isoformat()}", payload={}, at=now)


def heard_since(moment: object) -> bool:
    return Worker.objects.filter(name=ME, heard_at__gte=moment).exists()


def takes_canaries(office: PostOffice) -> bool:
    since = timezone.now()
    a_new_canary(office)
    return until(lambda: heard_since(since), seconds=30)


def found_deaf(office: PostOffice, *, seconds: float = 20) -> bool:
    a_new_canary(office)
    return until(lambda: health.is_deaf(office.environ, limit=SHORT), seconds=seconds)


def ping(office: PostOffice) -> list[object]:
    with Celery(broker=office.environ["REDIS_URL"]) as app:
        return list(app.control.ping(timeout=5))


@pytest.mark.django_db(transaction=True)
@pytest.mark.servers
class TestRealWorkers:
    @pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.soak)])
    def test_a_healthy_worker_is_well_and_a_frozen_one_is_found_each_time(self, office: PostOffice, times: int) -> None:
        office.start("redis", "worker", "relay")
        for _time in range(times):
            assert takes_canaries(office), office.log("worker")
            assert not health.is_deaf(office.environ, limit=timedelta(seconds=30))
            os.killpg(office.parts["worker"].pid, signal.SIGSTOP)
            assert found_deaf(office)
            os.killpg(office.parts["worker"].pid, signal.SIGCONT)
            assert until(lambda: not health.is_deaf(office.environ, limit=SHORT), seconds=20)

    def test_a_worker_that_answers_a_ping_and_takes_no_work_is_found(self, office: PostOffice) -> None:
        """Must fail: to go by the ping. Its consumer stopped; the channel for pings still works."""
        office.start("redis", "worker", "relay")
        assert takes_canaries(office), office.log("worker")
        with Celery(broker=office.environ["REDIS_URL"]) as app:
            app.control.cancel_consumer("celery", reply=True)
        assert found_deaf(office)
        assert ping(office)
