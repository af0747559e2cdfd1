"""A period in which nothing was, has not been or cannot be: a sentence, never an error and never a division by zero."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from reporting.catalogue import FIGURES
from tests.cast import MAX, NOORD
from tests.pages.hands import message, signed_in
from tests.reporting import golden

pytestmark = pytest.mark.usefixtures("world")
WRONG = {
    "not yet": ({"since": "2999-01-01"}, "nog niet"),
    "backwards": ({"since": "2026-03-01", "until": "2026-02-01"}, "eindigt voor ze begint"),
    "no such day": ({"since": "2026-02-31"}, "datum"),
    "no day at all": ({"until": "gisteren"}, "datum"),
    "long ago": ({"since": "1999-01-01"}, "voor 2015"),
    "another's team": ({"team": "0a0a0a0a-0000-0000-0000-000000000000"}, "Kies een van uw teams"),
    "another law": ({"law": "zvw"}, "Kies een van de wetten"),
}
WRONG_YEARS = {
    "backwards": ({"first": "2026", "last": "2025"}, "eindigt voor ze begint"),
    "no year": ({"first": "gisteren"}, "Kies een jaar uit de lijst"),
    "not yet": ({"last": "2999"}, "Kies een jaar uit de lijst"),
    "long ago": ({"first": "1999"}, "Kies een jaar uit de lijst"),
    "another law": WRONG["another law"],
    "another's team": WRONG["another's team"],
}
YEARLY = [name for name, figure in FIGURES.items() if figure.yearly]
PAGES = [("reporting:figures", []), *[("reporting:figure", [name]) for name in FIGURES if name not in YEARLY]]
PATHS = [reverse(door, args=args) for door, args in PAGES]


@pytest.mark.parametrize("path", PATHS)
def test_a_period_that_cannot_be_is_told_beside_its_box(path: str) -> None:
    client = signed_in(MAX)
    for wrong, (asked, sentence) in WRONG.items():
        answer = client.get(path, asked)
        assert (wrong, answer.status_code) == (wrong, 422)
        assert sentence in message(answer), wrong
        if asked.keys() & {"since", "until"}:
            kept = all(f'value="{given}"' in answer.content.decode() for given in asked.values())
            assert kept, f"{wrong}: what was typed stays"


@pytest.mark.parametrize("name", YEARLY)
def test_years_that_cannot_be_are_told_beside_their_box(name: str) -> None:
    client = signed_in(MAX)
    for wrong, (asked, sentence) in WRONG_YEARS.items():
        answer = client.get(reverse("reporting:figure", args=[name]), asked)
        assert (wrong, answer.status_code) == (wrong, 422)
        assert sentence in message(answer), wrong


@pytest.mark.parametrize("name", YEARLY)
def test_years_in_which_nothing_was_say_what_is_missing(name: str) -> None:
    answer = signed_in(MAX).get(reverse("reporting:figure", args=[name]), {"first": "2015", "last": "2015"})
    assert answer.status_code == 200
    assert "ingelezen" in message(answer)


NOTHING: dict[str, dict[str, Any]] = {
    "a house that began today": {},
    "a period without anything": {"since": "2015-01-01", "until": "2015-01-31"},
    "a team without cases": {"team": str(NOORD)},
    "an end that is to come": {"until": "2999-12-31"},
}


@pytest.mark.parametrize("path", PATHS)
def test_where_nothing_was_a_sentence_says_so(path: str) -> None:
    client = signed_in(MAX)
    for nothing, asked in NOTHING.items():
        answer = client.get(path, asked)
        assert (nothing, answer.status_code) == (nothing, 200)
        assert any(said in message(answer) for said in ("niets geteld", "nog geen onderzoek afgerond")), nothing


@pytest.mark.parametrize("name", FIGURES)
def test_a_file_of_nothing_has_its_heads_and_its_definition(name: str) -> None:
    client, asked = signed_in(MAX), {"since": "2015-01-01", "until": "2015-01-31"}
    for kind in ("csv", "xlsx", "ods"):
        answer = client.get(reverse("reporting:export", args=[name, kind]), asked)
        assert (kind, answer.status_code) == (kind, 200)
        assert answer.content


@pytest.mark.parametrize("name", FIGURES)
def test_one_finished_case_divides_by_nothing(name: str) -> None:
    golden.enter()
    client = signed_in(MAX)
    for day in ("2026-02-04", "2026-04-10", "2026-06-30"):
        answer = client.get(reverse("reporting:figure", args=[name]), {"since": day, "until": day})
        assert answer.status_code == 200


@pytest.mark.parametrize("name", FIGURES)
def test_the_command_says_the_same_in_one_line(name: str) -> None:
    for wrong in (["--from", "2999-01-01"], ["--from", "2026-03-01", "--to", "2026-02-01"], ["--from", "31-31"]):
        with pytest.raises(CommandError) as refused:
            call_command("report", name, *wrong, stdout=StringIO())
        assert refused.value.returncode == 2
        assert "\n" not in str(refused.value)
