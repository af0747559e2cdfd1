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
FEW, MANY = 60, 600
MOST = 1.3


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
