"""A drawing taken out as a file says by itself what it is, of when, and who made it."""

import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from reporting.catalogue import FIGURES
from tests.cast import MAX
from tests.pages.hands import signed_in
from tests.reporting import golden

pytestmark = pytest.mark.usefixtures("world")
PERIOD = {"since": "2026-01-01", "until": "2026-03-31"}
TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture
def client() -> Client:
    golden.enter()
    return signed_in(MAX)


def words_of(content: bytes) -> str:
    return " ".join(one.text or "" for one in ElementTree.fromstring(content).iter(TEXT))


@pytest.mark.parametrize("name", ["funnel", "escalation"])
def test_every_drawing_of_a_page_can_be_taken_along(client: Client, name: str) -> None:
    page = client.get(reverse("reporting:figure", args=[name]), PERIOD).content.decode()
    drawings = re.findall(r"drawing=([\w-]+)", page)
    assert drawings
    for drawing in drawings:
        answer = client.get(reverse("reporting:export", args=[name, "svg"]), PERIOD | {"drawing": drawing})
        assert answer["Content-Type"] == "image/svg+xml"
        assert f'filename="trede-{drawing}.svg"' in answer["Content-Disposition"]
        said = words_of(answer.content)
        assert MAX.name in said
        assert re.search(r"1 \w+ 20\d\d tot en met \d+ \w+ 20\d\d", said), "the period"
        with translation.override("nl"):
            assert str(FIGURES[name].definition.cannot_say).split(".")[0][:40] in said


def test_the_file_stands_on_its_own(client: Client) -> None:
    answer = client.get(reverse("reporting:export", args=["funnel", "svg"]), PERIOD | {"drawing": "funnel-wmo"})
    drawn = answer.content.decode()
    assert not re.search(r"<style|<script|href=|url\(", drawn)
    whole, inner = (
        re.search(pattern, drawn) for pattern in (r'height="([\d.]+)"', r'<svg width="[\d.]+" height="([\d.]+)"')
    )
    assert whole is not None
    assert inner is not None
    assert float(whole.group(1)) > float(inner.group(1)) + 60, "there is room for what is written under it"


@pytest.mark.parametrize("asked", [{}, {"drawing": "nothing"}, {"drawing": "funnel-pw", "law": "wmo"}], ids=str)
def test_a_drawing_that_is_not_there_leads_back_to_the_figure(client: Client, asked: dict[str, str]) -> None:
    answer = client.get(reverse("reporting:export", args=["funnel", "svg"]), PERIOD | asked)
    assert answer.status_code == 302
