"""The page of the figures: the sentence, the filters with what is wrong in them, and the tables."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import MAX, NOORD, ZUID
from tests.pages.hands import message, signed_in
from tests.reporting.finishings import finished

pytestmark = pytest.mark.usefixtures("world")
TODAY = timezone.localdate()


@pytest.fixture
def ask() -> Callable[..., Any]:
    client = signed_in(MAX)
    return lambda **asked: client.get(reverse("reporting:figures"), asked)


def many(layer: str, number: int, **more: Any) -> None:
    for _time in range(number):
        finished(layer, on=TODAY, **more)


def test_nothing_finished_says_so(ask: Callable[..., Any]) -> None:
    assert "nog geen onderzoek afgerond" in message(ask())


def test_over_ten_a_percentage_under_ten_none(ask: Callable[..., Any]) -> None:
    many("tailored_provision", 3)
    many("general_facility", 6)
    shown = message(ask())
    assert "3/9" in shown
    assert "33%" not in shown
    many("general_facility", 1)
    assert "30%" in message(ask())


def test_income_has_no_headline_and_no_share(ask: Callable[..., Any]) -> None:
    many("own_decision", 12, law="pw")
    shown = message(ask())
    assert "Eigen besluit" in shown
    assert "12/12" not in shown


def test_outside_and_urgent_stand_beside_it(ask: Callable[..., Any]) -> None:
    many("tailored_provision", 2, reason="external", law="jeugd")
    many("tailored_provision", 1, reason="urgent", law="jeugd")
    shown = message(ask())
    assert "2 van buiten verwezen" in shown
    assert "Hiervan was er 1 met spoed" in shown
    assert "1/1" in shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "2026-13-45"}, "datum"),
        ({"since": "gisteren"}, "datum"),
        ({"since": (TODAY + timedelta(days=1)).isoformat()}, "Kies een periode die begonnen is"),
        ({"since": "1015-01-01"}, "Van voor 2015 zijn er geen cijfers"),
        ({"since": "2026-03-01", "until": "2026-02-01"}, "De periode eindigt voor ze begint"),
        ({"team": str(ZUID)}, "Kies een van uw teams"),
        ({"team": "noord"}, "Kies een van uw teams"),
        ({"law": "awb"}, "Kies een van de wetten"),
    ],
)
def test_a_wrong_question_is_answered_with_a_sentence(ask: Callable[..., Any], asked: Any, said: str) -> None:
    answer = ask(**asked)
    assert answer.status_code == 422
    assert said in message(answer)


def test_what_was_typed_stays(ask: Callable[..., Any]) -> None:
    assert 'value="2026-03-01"' in ask(since="2026-03-01", until="2026-02-01").content.decode()


def test_an_end_that_is_still_to_come_is_today(ask: Callable[..., Any]) -> None:
    many("tailored_provision", 1)
    answer = ask(since=TODAY.isoformat(), until=(TODAY + timedelta(days=90)).isoformat())
    assert answer.status_code == 200
    assert "1/1" in message(answer)


def test_team_and_law_narrow_what_is_shown(ask: Callable[..., Any]) -> None:
    many("tailored_provision", 1, law="jeugd")
    assert "1/1" in message(ask(team=str(NOORD), law="jeugd"))
    assert "1/1" not in message(ask(law="wmo"))


def test_it_opens_for_a_manager_only(world: None) -> None:
    assert Client().get(reverse("reporting:figures")).status_code == 302
