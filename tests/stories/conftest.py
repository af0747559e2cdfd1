"""Stories make their own databases: they need the servers of the tests, and none of pytest's databases."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from config.local.roles import RUNTIME
from tests.stories import mass_town

grown, town = mass_town.grown, mass_town.town

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def stage(servers: Any, django_db_blocker: Any) -> Iterator[None]:
    """PostgreSQL answers, and stories may use it."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def stages(servers: Any, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """Per municipality a database in which a story can be told, to be cloned for each."""
    from config.municipality import pack as packs
    from config.stories.telling import stage

    with django_db_blocker.unblock(), ExitStack() as stack:
        yield {code: stack.enter_context(stage(packs.read(code), at=AT)) for code in packs.known()}


@pytest.fixture
def demo_database(stage: None) -> Iterator[None]:
    """A scratch database as the current one, connected as the runtime role, as the demo has it."""
    from config.stories.scratch import connected, scratch

    with scratch() as name, connected(RUNTIME, name):
        yield
