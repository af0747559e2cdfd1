import gc
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from accounts.kept import Kept, KeptFor
from config.local import environment
from config.local.roles import with_database
from tests import cast
from tests.walls import city


@pytest.fixture(scope="module")
def built(fresh_database: Callable[[], None], django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The city, committed once for the tests of a file; those tests only look."""
    with django_db_blocker.unblock():
        cast.enter()
        city.build()
        yield
        fresh_database()


@pytest.fixture
def truth(db: None) -> Iterator[city.Ask]:
    """Asks as the owner, who sees every row that was committed."""
    from django.db import connection

    address = with_database(environment()["DATABASE_OWNER_URL"], connection.settings_dict["NAME"])
    with psycopg.connect(address) as owner:
        yield lambda query: owner.execute(query.encode()).fetchall()


@pytest.fixture
def written_anew() -> Iterator[None]:
    """No statement that was written with the check in it, and afterwards none without."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    for one in gc.get_objects():
        if type(one) is KeptFor:
            one._kept.cache_clear()
        elif type(one) is Kept:
            vars(one).pop("_written", None)
