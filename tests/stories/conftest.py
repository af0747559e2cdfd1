"""Stories make their own databases: they need the servers of the tests, and none of pytest's databases."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from config.local.roles import RUNTIME

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def stage(servers: Any, django_db_blocker: Any) -> Iterator[None]:
    """PostgreSQL answers, and stories may use it."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def demo_database(stage: None) -> Iterator[None]:
    """A scratch database as the current one, connected as the runtime role, as the demo has it."""
    from config.stories.scratch import connected, scratch

    with scratch() as name, connected(RUNTIME, name):
        yield
