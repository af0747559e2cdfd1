"""Tests connect as the runtime role, to a cluster of their own: what row-level security hides is hidden here too."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

NOT_FROM_OUTSIDE = (
    "DATABASE_URL DATABASE_OWNER_URL REDIS_URL SECRET_KEY DATA_KEYS INDEX_KEY ANCHOR_KEY ANCHOR_DIR STATIC_ROOT HTTPS"
    " TREDE_DEMO TREDE_ROLE MUNICIPALITY DEBUG ALLOWED_HOSTS"
).split()
for name in NOT_FROM_OUTSIDE:
    os.environ.pop(name, None)
os.environ["TREDE_LOCAL"] = ".local/test"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"


def pytest_configure() -> None:
    """Settings are read here and not by pytest's ini, which would be before the cluster of the tests is named."""
    from django.conf import settings

    settings.DATABASES["default"]["OPTIONS"].pop("pool")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(scope="session")
def servers() -> Iterator[Any]:
    """PostgreSQL and Redis of the tests, up from the first test that needs them until the last process is done."""
    from config.local import Local, using

    local = Local.of()
    with using(local, kind="test"):
        yield local


@pytest.fixture(scope="session")
def fresh_database(servers: Any) -> Iterator[Callable[[], None]]:
    """Makes this process's database, and makes it again."""
    from django.db import connections

    from tests import database

    template, name = database.migrated_template(servers), database.own_name()

    def make() -> None:
        connections.close_all()
        database.clone(servers, template, name)

    make()
    connections.settings["default"]["NAME"] = connections["default"].settings_dict["NAME"] = name
    yield make
    connections.close_all()
    database.drop(servers, name)


@pytest.fixture(scope="session")
def django_db_setup(
    fresh_database: Callable[[], None], django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """In place of pytest-django's: tests that commit end with another clone instead of a flush."""
    from django.test import TransactionTestCase

    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: fresh_database()
    with django_db_blocker.unblock():
        yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture
def world(db: None) -> None:
    """The municipalities, teams and people of tests/cast.py."""
    from tests import cast

    cast.enter()


@pytest.fixture
def as_owner(world: None) -> Callable[[], AbstractContextManager[None]]:
    """`with as_owner():` the tables' owner looks or meddles. Only where tests commit: it is another session."""
    from django.db import connection, connections

    from config.local import environment
    from config.local.roles import OWNER

    @contextmanager
    def switched() -> Iterator[None]:
        from urllib.parse import unquote, urlsplit

        assert not connection.in_atomic_block, "mark the test transactional: the owner sees only what was committed"
        runtime = dict(connection.settings_dict)
        password = unquote(urlsplit(environment()["DATABASE_OWNER_URL"]).password or "")
        connections.close_all()
        connection.settings_dict |= {"USER": OWNER, "PASSWORD": password}
        try:
            yield
        finally:
            connections.close_all()
            connection.settings_dict |= runtime

    return switched
