"""The number that is clicked is the length of the list, for every number on every page of figures."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.catalogue import FIGURES
from tests.cast import MAX, NOORD, open_case
from tests.pages.hands import message, signed_in
from tests.reporting import golden
from tests.reporting.finishings import finished
from tests.reporting.test_split import QUERY, told  # noqa: F401

pytestmark = pytest.mark.usefixtures("world")
PERIOD = {"since": "2026-01-01", "until": "2026-03-31"}
LINKS = re.compile(r'<a href="(/figures/[a-z-]+/cases/\?[^"]+)">([^<]+)<')
NAMES = ("escalation", "funnel", "waiting", "balance", "quality")


@pytest.fixture
def client() -> Client:
    golden.enter()
    return signed_in(MAX)


def links(client: Client, path: str, **asked: Any) -> list[tuple[str, int]]:
    page = client.get(path, PERIOD | asked).content.decode()
    return [(unescape(url), int(number)) for url, number in LINKS.findall(page)]


def length(client: Client, url: str) -> tuple[int, int]:
    """What the head of the list says, and how many lines there are over all its pages."""
    page, lines = client.get(url).content.decode(), 0
    said = int(re.search(r'<span class="count">(\d+)</span>', page).group(1))  # type: ignore[union-attr]
    while True:
        lines += page.count('<th role="rowheader"')
        further = re.search(r'href="(\?[^"]*from=\d+[^"]*)" rel="next"', page)
        if not further:
            return said, lines
        page = client.get(url.split("?")[0] + unescape(further.group(1))).content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_a_figure_is_as_long_as_its_list(client: Client, name: str) -> None:
    for asked in ({}, {"law": "wmo"}, {"team": str(NOORD)}, {"until": "2026-03-12"}):
        found = links(client, reverse("reporting:figure", args=[name]), **asked)
        assert len(found) > 3, asked
        assert [(url, number, number) for url, number in found] == [(url, *length(client, url)) for url, _n in found]


def test_every_number_of_the_first_page_is_as_long_as_its_list(client: Client) -> None:
    found = links(client, reverse("reporting:figures"))
    assert len(found) > 20
    assert [(url, number, number) for url, number in found] == [(url, *length(client, url)) for url, _n in found]


def test_a_long_list_goes_by_fifty(client: Client) -> None:
    for _time in range(101):
        finished("general_facility", law="jeugd")
    url = reverse("reporting:behind", args=["escalation"])
    asked = f"{url}?since=2026-03-01&until=2026-03-31&law=jeugd&counted=nearby"
    assert length(client, asked) == (101, 101)


def test_the_case_is_there_to_open_and_one_that_is_elsewhere_keeps_its_line() -> None:
    case = open_case()
    url = reverse("reporting:behind", args=["funnel"])
    client = signed_in(MAX)
    page = client.get(url, {"what": "registered", "counted": "number"}).content.decode()
    assert reverse("cases:case", args=[case.id]) in page
    golden.enter()
    assert "een ander team" in message(client.get(url, PERIOD | {"what": "registered", "counted": "number"}))


NO_NUMBER: tuple[dict[str, str], ...] = (
    {},
    {"counted": "nothing"},
    {"counted": "number", "what": "nothing"},
    {"counted": "id"},
    {"since": "2999-01-01"},
)


@pytest.mark.parametrize("name", FIGURES)
def test_a_number_that_is_not_there_leads_back_to_the_figure(name: str) -> None:
    client = signed_in(MAX)
    for asked in NO_NUMBER:
        answer = client.get(reverse("reporting:behind", args=[name]), asked)
        assert (asked, answer.status_code) == (asked, 302)
        assert answer["Location"].startswith(reverse("reporting:figure", args=[name]))


def test_a_figure_that_is_not_there_is_not_found() -> None:
    assert signed_in(MAX).get(reverse("reporting:behind", args=["nothing"])).status_code == 404


class TestSplitByOneThing:
    """Over real cases: where, whom and what about are of what was recorded, not of the events alone."""

    @pytest.fixture
    def counted(self, told: None) -> Client:  # noqa: F811
        return signed_in(MAX)

    @pytest.mark.parametrize("name", ["escalation-by", "escalation-needs", "demand"])
    def test_every_number_is_as_long_as_its_list(self, counted: Client, name: str) -> None:
        for by in FIGURES[name].by:
            found = links(counted, reverse("reporting:figure", args=[name]), by=by, **QUERY)
            assert found, by
            lists = [(url, *length(counted, url)) for url, _number in found]
            assert [(url, number, number) for url, number in found] == lists

    @pytest.mark.parametrize("name", ["escalation-cohort", "escalation-reasons", "gaps", "terms"])
    def test_and_of_what_is_not_split(self, counted: Client, name: str) -> None:
        found = links(counted, reverse("reporting:figure", args=[name]), **QUERY)
        assert found
        assert [(url, number, number) for url, number in found] == [(url, *length(counted, url)) for url, _n in found]
