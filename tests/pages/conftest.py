from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.access import Actor
from tests.pages.hands import Statements, signed_in


@pytest.fixture
def browse(world: None) -> Callable[[Actor], Client]:
    return signed_in


@pytest.fixture
def counted() -> Callable[[], Iterator[Statements]]:
    from django.db import connection

    @contextmanager
    def count() -> Iterator[Statements]:
        found = Statements()
        with CaptureQueriesContext(connection) as captured:
            yield found
        found.heard = [query["sql"] for query in captured.captured_queries]

    return count
