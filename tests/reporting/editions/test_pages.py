"""The pages of the figures for policy, and their files: protected numbers, and nothing else."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from reporting.tasks import make_due
from tests.cast import ADA, ANNE, MAX, journal
from tests.pages.hands import message, signed_in
from tests.reporting.finishings import finished

pytestmark = pytest.mark.usefixtures("world")
FEBRUARY = datetime(2026, 2, 1, 9, tzinfo=UTC)
TABLE = reverse("reporting:published_table", args=["steps-by-law"])


def counted() -> None:
    for layer, number in (("own_strength", 31), ("social_network", 23), ("general_facility", 3)):
        for _time in range(number):
            finished(layer, on=date(2025, 2, 10))
    make_due(at=FEBRUARY)


def ask(path: str = TABLE, **asked: Any) -> Any:
    return signed_in(ANNE).get(path, asked)


def file(kind: str = "csv", **asked: Any) -> Any:
    return ask(reverse("reporting:published_export", args=["steps-by-law", kind]), **asked)


def test_before_anything_was_made_a_sentence_says_so() -> None:
    assert "nog geen cijfers gemaakt" in message(ask())
    assert "nog geen" in message(ask(reverse("reporting:published")))


def test_the_catalogue_names_the_years() -> None:
    counted()
    assert "?year=2025" in ask(reverse("reporting:published")).content.decode()


def test_a_small_number_is_hidden_and_another_with_it() -> None:
    counted()
    shown = ask().content.decode()
    assert "verborgen" in shown
    assert ">57<" in shown
    assert ">3<" not in shown
    assert ">54<" not in shown


def test_the_file_holds_what_the_page_shows() -> None:
    counted()
    answer = file()
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    numbers = {cell for row in rows[1:26] for cell in row if cell.isdigit()}
    assert "57" in numbers
    assert not numbers & {"1", "2", "3", "4"}
    assert any("5" in row[0] and "verborgen" in row[0] for row in rows)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_it_comes_as_a_sheet_too(kind: str) -> None:
    counted()
    assert file(kind).status_code == 200


@pytest.mark.parametrize("asked", [{"year": "1999"}, {"audience": "everybody"}, {"place": "coevorden"}, {"year": "x"}])
def test_what_is_not_there_is_answered_with_a_sentence(asked: Any) -> None:
    counted()
    answer = ask(**asked)
    assert answer.status_code == 422
    assert file(**asked).status_code == 404


def test_there_are_no_other_filters() -> None:
    counted()
    assert message(ask(law="wmo", team="x", since="2025-01-01")).count("verborgen") == message(ask()).count("verborgen")


def test_the_publication_says_its_own_threshold() -> None:
    counted()
    assert "onder de 10" in message(ask(audience="publication"))
    assert "onder de 5" in message(ask())


def test_an_unknown_table_is_not_here_and_journalled() -> None:
    assert ask(reverse("reporting:published_table", args=["nothing"])).status_code == 404
    assert [entry.result for entry in journal(act="figures:published")] == ["denied"]


def test_a_look_and_a_file_are_journalled() -> None:
    counted()
    ask()
    file()
    assert [entry.reason for entry in journal(act="figures:published")] == ["steps-by-law"]
    assert [entry.reason for entry in journal(act="figures:published_exported")] == ["steps-by-law"]


@pytest.mark.parametrize("who", [MAX, ADA])
def test_others_do_not_come_in(who: Any) -> None:
    assert signed_in(who).get(TABLE).status_code == 403


def test_an_adviser_sees_no_figures_of_a_team_and_no_case() -> None:
    client = signed_in(ANNE)
    for door in ("reporting:figures", "cases:list", "reporting:team"):
        assert client.get(reverse(door)).status_code == 403
