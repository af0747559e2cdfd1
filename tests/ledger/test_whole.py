"""All of it or nothing: a whole within a whole is part of it."""

from contextlib import suppress

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from ledger import operation, outbox
from ledger.models import OutboxMessage
from tests.cast import AT, TESS, acting

pytestmark = pytest.mark.usefixtures("world")


class Stopped(Exception):
    pass


def put(key: str, *, stops: bool = False) -> None:
    with operation.whole():
        outbox.put("test", key=key, payload={}, at=AT)
        if stops:
            raise Stopped


def put_two(*, stops: bool) -> None:
    with operation.whole():
        put("outer")
        put("inner", stops=stops)


def catch_and_go_on() -> None:
    with operation.whole():
        with suppress(Stopped):
            put("inner", stops=True)
        put("outer")


def there() -> set[str]:
    return set(OutboxMessage.objects.filter(kind="test").values_list("key", flat=True))


def test_what_breaks_off_undoes_itself_and_nothing_around_it() -> None:
    with acting(TESS):
        put("before")
        with pytest.raises(Stopped):
            put("broken", stops=True)
        put("after")
        assert there() == {"before", "after"}


def test_what_breaks_off_within_another_undoes_all_of_that_one() -> None:
    with acting(TESS):
        put("before")
        with pytest.raises(Stopped):
            put_two(stops=True)
        put("after")
        assert there() == {"before", "after"}


def test_who_catches_in_between_and_goes_on_is_stopped() -> None:
    with acting(TESS):
        with pytest.raises(TransactionManagementError):
            catch_and_go_on()
        assert there() == set()


def test_it_asks_for_one_savepoint() -> None:
    with acting(TESS), CaptureQueriesContext(connection) as asked, operation.whole():
        put("inner")
    assert sum("SAVEPOINT" in query["sql"] for query in asked.captured_queries) == 2
