"""The pages of cost and prevention: in years, with what is missing, as a file and as a command."""

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook

from tests.cast import MAX, NOORD
from tests.pages.hands import signed_in
from tests.reporting.amounts import budgeted, granted, spent, tariff

pytestmark = pytest.mark.usefixtures("world")
YEAR = timezone.localdate().year


@pytest.fixture
def ask() -> Callable[..., Any]:
    client = signed_in(MAX)
    return lambda name, export="", **asked: client.get(
        f"/figures/{name}/" + (f"export/{export}/" if export else ""), asked
    )


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("name", ["cost", "cost-by-area", "prevention"])
def test_without_any_import_the_page_says_what_to_import(ask: Callable[..., Any], name: str) -> None:
    answer = ask(name)
    assert answer.status_code == 200
    assert len(answer.context["notes"]) >= 2


def test_the_amounts_as_they_are_written_here(ask: Callable[..., Any]) -> None:
    tariff("38.50")
    granted()
    spent("1234567.8", law="wmo")
    shown = text(ask("cost", first=2026, last=2026))
    assert "€\N{NO-BREAK SPACE}6.022,50" in shown
    assert "€\N{NO-BREAK SPACE}1.234.567,80" in shown


def test_a_year_of_which_nothing_was_imported_is_named(ask: Callable[..., Any]) -> None:
    spent("5", year=2025)
    budgeted("5", year=2026)
    notes = " ".join(ask("prevention", first=2025, last=2026).context["notes"])
    assert "2026" in notes
    assert "2025" in notes


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": "2026", "last": "2025"},
        {"first": str(YEAR + 1)},
        {"last": "later"},
        {"first": "2014"},
        {"team": "geen"},
        {"law": "wlz"},
    ],
)
def test_a_wrong_question_gets_a_sentence(ask: Callable[..., Any], wrong: dict[str, str]) -> None:
    for export in ("", "csv"):
        assert ask("cost", export, **wrong).status_code == 422


def test_days_of_another_figure_in_the_address_do_no_harm(ask: Callable[..., Any]) -> None:
    assert ask("cost", since="2999-01-01", team=str(NOORD)).status_code == 200


def test_the_file_holds_numbers_the_definition_and_what_is_missing(ask: Callable[..., Any]) -> None:
    tariff("38.50")
    granted()
    sheet = load_workbook(BytesIO(ask("cost", "xlsx", first=2026, last=2026).content)).active
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert told[1][4] == 6022.5
    words = " ".join(str(row[0]) for row in told)
    assert "2026" in words
    lines = list(
        csv.reader(StringIO(ask("cost", "csv", first=2026, last=2026).content.decode("utf-8-sig")), delimiter=";")
    )
    assert lines[1][4] == "6022.50"
    assert ask("cost", "ods", first=2026, last=2026).status_code == 200


def test_a_share_and_its_shift_are_shown_and_drawn(ask: Callable[..., Any]) -> None:
    for year, lower in ((2025, "20000"), (2026, "30000")):
        spent(lower, year=year, layer="general_facility")
        spent(str(100000 - int(lower)), year=year)
    answer = ask("prevention", first=2025, last=2026)
    shown = text(answer)
    assert "30,0%" in shown
    assert "+10,0" in shown
    assert len(answer.context["drawings"]) == 1
    assert "<svg" in shown


def test_the_command_tells_the_same_exactly() -> None:
    tariff("38.50")
    granted()
    out = StringIO()
    call_command("report", "cost", "--from", "2026-01-01", "--to", "2026-12-31", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert [(row["year"], row["committed"], row["spent"]) for row in told["rows"]] == [(2026, "6022.50", None)]
    assert len(told["missing"]) == 2
    assert Decimal(told["rows"][0]["committed"]) == Decimal("6022.50")
    assert date.fromisoformat(told["from"]).year == 2026
