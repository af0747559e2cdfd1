"""Fixtures of the whole house: the servers, the database of this process, the cast, the owner's view."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase

from config.local import Local, environment, using
from config.local.roles import OWNER
from tests import cast, database
from tests.browser import chromium

pytest_terminal_summary = chromium.pytest_terminal_summary


@pytest.fixture(scope="session")
def servers() -> Iterator[Local]:
    """PostgreSQL and Redis of the tests, up from the first test that needs them until the last process is done."""
    local = Local.of()
    with using(local, kind="test"):
        yield local


@pytest.fixture(scope="session")
def fresh_database(servers: Local) -> Iterator[Callable[[], None]]:
    """Makes this process's database, and makes it again."""
    template, name = database.migrated_template(servers), database.own_name()

    def make() -> None:
        connections.close_all()
        database.clone(servers, template, name)

    make()
    connection.settings_dict["NAME"] = name
    yield make
    connections.close_all()
    database.drop(servers, name)


@pytest.fixture(scope="session")
def django_db_setup(
    fresh_database: Callable[[], None], django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """In place of pytest-django's: a test that commits ends with another clone instead of a flush."""
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: fresh_database()
    with django_db_blocker.unblock():
        yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture
def world(db: None) -> None:
    """The municipalities, teams and people of tests/cast.py."""
    cast.enter()


@pytest.fixture
def owned(django_db_setup: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """The whole test in one session of the tables' owner, undone at its end."""
    with _session_of_the_owner():
        request.getfixturevalue("db")
        yield


@pytest.fixture
def owned_world(owned: None) -> None:
    """The world, for the owner."""
    cast.enter()


@pytest.fixture
def as_owner(world: None) -> Callable[[], AbstractContextManager[None]]:
    """`with as_owner():` the tables' owner looks or meddles. Only where tests commit: it is another session."""
    assert not connection.in_atomic_block, "mark the test transactional: the owner sees only what was committed"
    return _session_of_the_owner


@contextmanager
def _session_of_the_owner() -> Iterator[None]:
    runtime = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    password = unquote(urlsplit(environment()["DATABASE_OWNER_URL"]).password or "")
    connections.close_all()
    connection.settings_dict.update(USER=OWNER, PASSWORD=password)
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict.update(runtime)
