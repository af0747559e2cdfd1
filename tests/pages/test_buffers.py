"""How many pages of the database a list touches: as many in a team with ten times the work."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.urls import reverse

from config.bench.asking import buffers_of
from tests.cast import TESS
from tests.pages.test_statements import cases

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db(transaction=True)]
FEW, MANY, VERY_MANY = 60, 600, 3000
MOST, RUNNING = 1.3, 60
WITH_ENDED = 1.2  # where those that ended are read, it is 1.33


def test_a_list_touches_as_much_with_ten_times_the_cases(browse: Any, as_owner: Callable[[], Any]) -> None:
    client, held, touched = browse(TESS), 0, {}
    for size in (FEW, MANY):
        cases(size - held)
        held = size
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) cases_case, cases_resident")
        touched[size] = buffers_of(connections["default"], lambda: client.get(reverse("cases:list")))
    assert touched[FEW] > 50
    assert touched[MANY] <= MOST * touched[FEW], touched


def test_my_work_touches_as_much_however_many_cases_ended(browse: Any, as_owner: Callable[[], Any]) -> None:
    """Ended cases keep who coordinated them, or that nobody did: of a busy colleague in time thousands."""
    client, ended, touched = browse(TESS), 0, {}
    for size in (FEW, VERY_MANY):
        cases(size - ended)
        ended = size
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET state = 'closed', coordinator_id = %s", [TESS.id])
        cases(RUNNING)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) cases_case, cases_resident")
        touched[size] = buffers_of(connections["default"], lambda: client.get(reverse("my_work")))
    assert touched[FEW] > 50
    assert touched[VERY_MANY] <= WITH_ENDED * touched[FEW], touched
