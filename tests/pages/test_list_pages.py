"""The list of cases, a page at a time: each case once, in one order, counted as far as is told."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.course.listing import MOST_COUNTED, PAGE
from cases.dossier.models import Case
from tests.cast import TESS, acting
from tests.pages.hands import signed_in
from tests.pages.test_statements import cases

pytestmark = pytest.mark.usefixtures("world")
LAST = 20


def asked(client: Client, start: int) -> Any:
    return client.get(reverse("cases:list"), {"from": start}).context


def test_each_case_stands_on_one_page_in_the_order_of_work() -> None:
    cases(2 * PAGE + LAST)
    client = signed_in(TESS)
    pages = [asked(client, start) for start in (0, PAGE, 2 * PAGE)]
    assert [len(page["rows"]) for page in pages] == [PAGE, PAGE, LAST]
    assert [page["count"] for page in pages] == [2 * PAGE + LAST] * 3
    assert [bool(page["page"]["next_url"]) for page in pages] == [True, True, False]
    with acting(TESS):
        in_order = list(Case.objects.visible_to(TESS).worklist(TESS).values_list("pk", flat=True))
    assert [row["case"].pk for page in pages for row in page["rows"]] == in_order


def test_after_the_last_page_the_count_still_stands() -> None:
    cases(LAST)
    beyond = asked(signed_in(TESS), 10 * PAGE)
    assert (beyond["rows"], beyond["count"], beyond["page"]["next_url"]) == ([], LAST, "")
    assert beyond["page"]["previous_url"]


def test_what_is_more_than_is_counted_is_said_and_can_be_walked_to() -> None:
    cases(MOST_COUNTED + LAST)
    client = signed_in(TESS)
    first, last = asked(client, 0), asked(client, MOST_COUNTED)
    assert first["count"] == last["count"] == f"meer dan {MOST_COUNTED}"
    assert (len(first["rows"]), len(last["rows"]), last["page"]["next_url"]) == (PAGE, LAST, "")
    with acting(TESS):
        in_order = list(Case.objects.visible_to(TESS).worklist(TESS).values_list("pk", flat=True))
    assert [row["case"].pk for row in last["rows"]] == in_order[MOST_COUNTED:]
