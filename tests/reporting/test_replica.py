"""Figures from a copy of the database: the copy is what is read, under the same walls, and its loss is no loss."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import InternalError, OperationalError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from config.local import Local
from ledger.models import Event
from reporting import replica
from reporting.replica import Source, said
from tests import database
from tests.cast import MAX, TESS, ZUID
from tests.pages.hands import message, signed_in
from tests.reporting.finishings import finished

ROUTER = "reporting.replica.ReportsReadTheCopy"
NOON = datetime(2026, 3, 3, 11, 0, tzinfo=UTC)
ESCALATION = reverse("reporting:figure", args=["escalation"])
FIGURES = reverse("reporting:figures")


@pytest.fixture
def copied(servers: Local, settings: Any) -> Iterator[Callable[[], None]]:
    """Makes a copy as the database is at this moment, and tells the house of it."""
    name = database.own_name("_copy")
    replica._lost_until[0] = 0.0

    def make() -> None:
        own = connection.settings_dict
        connections.close_all()
        database.clone(servers, own["NAME"], name)
        options = own["OPTIONS"] | {"options": "-c default_transaction_read_only=on", "pool": False}
        connections.settings[replica.ALIAS] = {**own, "NAME": name, "OPTIONS": options}
        settings.DATABASE_ROUTERS = [ROUTER]
        opens()

    yield make
    if replica.ALIAS in connections.settings:
        connections[replica.ALIAS].close()
        del connections[replica.ALIAS]
        del connections.settings[replica.ALIAS]
    database.drop(servers, name)
    replica._lost_until[0] = 0.0


def opens() -> None:
    """pytest-django lets no test open a connection that it was not told of before: this one does as in production."""
    copy = connections[replica.ALIAS]

    def ensure_connection() -> None:
        if copy.connection is None:
            with copy.wrap_database_errors:
                copy.connect()

    copy.ensure_connection = ensure_connection


def twelve(**more: Any) -> None:
    for _time in range(12):
        finished("own_strength", on=timezone.localdate(), **more)


def page(path: str = FIGURES, **asked: Any) -> str:
    return message(signed_in(MAX).get(path, asked))


commits = pytest.mark.django_db(transaction=True)


@commits
def test_figures_come_from_the_copy(world: None, copied: Callable[[], None]) -> None:
    twelve()
    copied()
    twelve()
    assert "12 afgeronde onderzoeken" in page()
    assert "Cijfers van" in page()
    assert "24 afgeronde onderzoeken" not in page(ESCALATION)


@commits
def test_the_walls_stand_in_the_copy_too(world: None, copied: Callable[[], None]) -> None:
    twelve(team=ZUID)
    copied()
    assert "12 afgeronde onderzoeken" not in page()


@commits
def test_whoever_gives_no_context_sees_nothing_there(world: None, copied: Callable[[], None]) -> None:
    twelve()
    copied()
    with transaction.atomic(using=replica.ALIAS):
        assert Event.objects.using(replica.ALIAS).count() == 0


@commits
def test_nothing_is_written_there(world: None, copied: Callable[[], None]) -> None:
    copied()
    with pytest.raises(InternalError, match="read-only"):
        User.objects.using(replica.ALIAS).filter(pk=TESS.id).update(name="x")
    assert replica.ReportsReadTheCopy().db_for_write(User) == "default"


@commits
def test_a_lost_copy_is_said_and_the_primary_answers(world: None, copied: Callable[[], None]) -> None:
    twelve()
    copied()
    connections[replica.ALIAS].settings_dict["NAME"] = "nowhere"
    shown = page()
    assert "12 afgeronde onderzoeken" in shown
    assert "antwoordt niet" in shown
    assert replica._lost_until[0] > 0


@commits
def test_a_copy_that_is_lost_halfway_is_no_error(world: None, copied: Callable[[], None], monkeypatch: Any) -> None:
    twelve()
    copied()
    monkeypatch.setattr(replica, "_on_the_copy", _breaks)
    assert "antwoordt niet" in page(ESCALATION)


def _breaks(_work: Any) -> Any:
    raise OperationalError("the connection is lost")


@commits
def test_a_copy_too_far_behind_is_not_read(world: None, copied: Callable[[], None], monkeypatch: Any) -> None:
    copied()
    twelve()
    monkeypatch.setattr(replica, "_age", lambda: timezone.now() - timedelta(minutes=16))
    assert "12 afgeronde onderzoeken" in page()


@pytest.mark.usefixtures("world")
def test_without_a_copy_nothing_is_said() -> None:
    twelve()
    assert "Cijfers van" not in page()
    assert replica.read(lambda: 1, at=NOON) == (1, Source())


@pytest.mark.parametrize(
    ("behind", "words"),
    [
        (timedelta(0), "Figures as of 12:00."),
        (timedelta(seconds=59), "Figures as of 11:59."),
        (timedelta(minutes=1), "Figures as of 11:59, 1 minute behind."),
        (timedelta(minutes=3), "Figures as of 11:57, 3 minutes behind."),
    ],
)
def test_how_old_figures_are_is_said(behind: timedelta, words: str) -> None:
    with translation.override("en"):
        assert said(Source(as_of=NOON - behind), at=NOON) == words
