"""`manage.py report`: the same rows as the page, with the definition, for people and for machines."""

import csv
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Team
from tests.cast import COEVORDEN, MAX, NOORD, ZUID, journal
from tests.reporting.finishings import APRIL, MARCH, finished, rows

pytestmark = pytest.mark.usefixtures("world")
YEAR = ("--from", "2026-01-01", "--to", "2026-06-30")


def report(*options: str) -> str:
    out = StringIO()
    call_command("report", "escalation", *options, stdout=out)
    return out.getvalue()


def told(*options: str) -> list[dict[str, Any]]:
    return list(json.loads(report(*options, "--json"))["rows"])


@pytest.fixture(autouse=True)
def finishings(world: None) -> None:
    finished("tailored_provision", on=MARCH)
    finished("general_facility", on=APRIL, law="jeugd")
    finished("own_strength", on=MARCH, team=ZUID)
    finished("own_strength", on=MARCH, team=COEVORDEN)


def test_json_holds_the_definition_the_period_and_every_team() -> None:
    answer = json.loads(report(*YEAR, "--json"))
    assert (answer["figure"], answer["from"], answer["to"]) == ("escalation", "2026-01-01", "2026-06-30")
    assert "never `tailored`" in answer["definition"]
    assert [(row["month"], row["municipality"], row["team"], row["law"]) for row in answer["rows"]] == [
        ("2026-04", "hoogeveen", "noord", "jeugd"),
        ("2026-03", "coevorden", "coevorden", "wmo"),
        *sorted([("2026-03", "hoogeveen", "noord", "wmo"), ("2026-03", "hoogeveen", "zuid", "wmo")], key=by_id),
    ]


def by_id(row: tuple[str, ...]) -> str:
    return str({"noord": NOORD, "zuid": ZUID}[row[2]])


def test_the_rows_are_those_of_the_page() -> None:
    shown = [(row.law, row.finished, row.tailored, row.nearby) for row in rows(actor=MAX)]
    printed = told(*YEAR, "--team", "noord")
    assert [(row["law"], row["finished"], row["tailored"], row["nearby"]) for row in printed] == shown


def test_csv_has_a_head_and_a_line_per_row() -> None:
    lines = list(csv.DictReader(StringIO(report(*YEAR, "--format", "csv", "--law", "wmo"))))
    assert {line["team"] for line in lines} == {"noord", "zuid", "coevorden"}
    assert all(line["law"] == "wmo" for line in lines)


def test_text_is_for_reading() -> None:
    assert "Finished investigations" in report(*YEAR)


def test_team_and_law_narrow() -> None:
    assert [row["team"] for row in told(*YEAR, "--team", "hoogeveen/zuid")] == ["zuid"]
    assert [row["law"] for row in told(*YEAR, "--law", "jeugd")] == ["jeugd"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "2026-02-30"], "no day"),
        (["--from", "2026-06-30", "--to", "2026-01-01"], "ends"),
        (["--from", "2999-01-01", "--to", "2999-02-01"], "has not come yet"),
        (["--team", "west"], "Known are: coevorden/coevorden, hoogeveen/noord"),
        (["--team", "drenthe/noord"], "There is no team"),
        (["--json", "--format", "csv"], "Choose one"),
    ],
)
def test_bad_input_is_one_clear_line(options: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said) as bad:
        report(*options)
    assert bad.value.returncode == 2
    assert "\n" not in str(bad.value)


def test_an_unknown_figure_or_law_is_refused() -> None:
    for words in (["report", "happiness"], ["report", "escalation", "--law", "awb"]):
        with pytest.raises(CommandError):
            call_command(*words)


def test_a_code_of_two_municipalities_asks_which() -> None:
    Team.objects.create(municipality_id="coevorden", code="noord", name="Noord", kind="neighbourhood")
    with pytest.raises(CommandError, match="coevorden/noord, hoogeveen/noord"):
        report("--team", "noord")


def test_that_it_ran_is_journalled() -> None:
    report(*YEAR)
    assert [entry.act for entry in journal(job="report")] == ["system:ran"]
