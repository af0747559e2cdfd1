"""Every figure over cases worked by hand (golden.py): the numbers here were written down with a pencil."""

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts import access
from reporting.figures.balance import balance
from reporting.figures.escalation import escalation
from reporting.figures.funnel import funnel
from reporting.figures.scope import Asked
from reporting.figures.waiting import doubtful, waiting
from tests.cast import AT, MAX, NOORD
from tests.pages.hands import signed_in
from tests.reporting import golden

pytestmark = pytest.mark.usefixtures("world")
QUARTER = {"since": date(2026, 1, 1), "until": date(2026, 3, 31)}
PERIOD = {"since": "2026-01-01", "until": "2026-03-31"}
FUNNEL = [
    ("jeugd", "registered", 3, 3, 0.0, 0), ("jeugd", "talked", 2, 3, 4.0, 0), ("jeugd", "finished", 3, 3, 30.0, 0),
    ("jeugd", "tailored", 1, 3, None, 0), ("jeugd", "nowhere", 1, 3, None, 0), ("jeugd", "external", 1, 3, None, 0),
    ("jeugd", "started", 2, 3, 61.0, 0), ("jeugd", "helped", 0, 3, None, 0),
    ("pw", "registered", 1, 1, 0.0, 0), ("pw", "talked", 1, 1, 2.0, 0), ("pw", "finished", 1, 1, 18.0, 0),
    ("pw", "own_decision", 1, 1, None, 0), ("pw", "started", 0, 1, None, 0), ("pw", "helped", 0, 1, None, 0),
    ("wgs", "registered", 1, 1, 0.0, 0), ("wgs", "talked", 1, 1, 18.0, 0), ("wgs", "finished", 1, 1, 28.0, 0),
    ("wgs", "own_decision", 1, 1, None, 0), ("wgs", "started", 0, 1, None, 0), ("wgs", "helped", 0, 1, None, 0),
    ("wmo", "registered", 14, 14, 0.0, 0), ("wmo", "talked", 12, 14, 7.0, 1), ("wmo", "finished", 11, 14, 21.0, 0),
    ("wmo", "own", 3, 11, None, 0), ("wmo", "around", 1, 11, None, 0), ("wmo", "nearby", 1, 11, None, 0),
    ("wmo", "tailored", 6, 11, None, 0), ("wmo", "started", 6, 14, 18.5, 0), ("wmo", "helped", 2, 14, 63.5, 0),
]  # fmt: skip
WAITING = [
    ("jeugd", "first_talk", 2, 4.0, 6.4, 0), ("jeugd", "report_letter", 3, 30.0, 36.4, 0),
    ("jeugd", "decision", 1, 12.0, 12.0, 0), ("jeugd", "start", 2, 35.0, 39.0, 0),
    ("pw", "first_talk", 1, 2.0, 2.0, 0), ("pw", "report_letter", 1, 18.0, 18.0, 0),
    ("pw", "decision", 1, 39.0, 39.0, 0),
    ("wgs", "first_talk", 1, 18.0, 18.0, 0), ("wgs", "report_letter", 1, 28.0, 28.0, 0),
    ("wmo", "first_talk", 12, 7.0, 9.0, 1), ("wmo", "report_letter", 11, 21.0, 46.0, 0),
    ("wmo", "decision", 3, 11.5, 13.5, 1), ("wmo", "start", 2, 5.0, 9.0, 0),
]  # fmt: skip
BALANCE = {
    ("jeugd", "urgent", 0, 3), ("jeugd", "stepped_down", 0, 2), ("jeugd", "reopened", 0, 2),
    ("pw", "urgent", 0, 1), ("wgs", "urgent", 0, 1),
    ("wmo", "worked", 1, 2), ("wmo", "worked_partly", 1, 2), ("wmo", "worked_not", 0, 2), ("wmo", "urgent", 1, 13),
    ("wmo", "stepped_down", 0, 3), ("wmo", "reopened", 0, 7),
    ("wmo", "back_within_6_months", 0, 2), ("wmo", "back_within_12_months", 0, 2),
}  # fmt: skip
# Month, law, whether of Noord: finished, own, around, nearby, tailored, own decision, nowhere, urgent, external.
ESCALATION = {
    (1, "wmo", True): (3, 2, 1, 0, 0, 0, 0, 0, 0), (2, "wmo", True): (3, 0, 0, 1, 2, 0, 0, 0, 0),
    (3, "wmo", True): (1, 0, 0, 0, 1, 0, 0, 1, 0), (1, "jeugd", True): (0, 0, 0, 0, 0, 0, 0, 0, 1),
    (2, "jeugd", True): (2, 0, 0, 0, 1, 0, 1, 0, 0), (1, "pw", True): (1, 0, 0, 0, 0, 1, 0, 0, 0),
    (2, "wmo", False): (3, 0, 0, 1, 2, 0, 0, 0, 0), (3, "wmo", False): (2, 1, 0, 0, 1, 0, 0, 0, 0),
    (3, "wgs", False): (1, 0, 0, 0, 0, 1, 0, 0, 0),
}  # fmt: skip


def told(rows: Any) -> list[tuple[Any, ...]]:
    return [tuple(_rounded(getattr(row, name)) for name in row.__slots__) for row in rows]


def _rounded(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value


@pytest.fixture
def house() -> Asked:
    golden.enter()
    return Asked(actor=None, **QUARTER)


def test_the_way_to_help(house: Asked) -> None:
    with access.system("report", at=AT):
        assert told(funnel(house)) == FUNNEL


def test_the_waits(house: Asked) -> None:
    with access.system("report", at=AT):
        assert told(waiting(house)) == WAITING


def test_an_end_before_its_beginning_is_named_and_never_averaged(house: Asked) -> None:
    with access.system("report", at=AT):
        found = [(one.stretch, (one.until - one.since).days) for one in doubtful(house)]
    assert sorted(found) == [("decision", -31), ("first_talk", -9)]


def test_what_stands_beside_it(house: Asked) -> None:
    with access.system("report", at=AT):
        assert set(told(balance(house))) == BALANCE


@pytest.mark.parametrize("until", [date(2026, 3, 31), date(2026, 3, 30)], ids=["from the sums", "from the events"])
def test_the_escalation(house: Asked, until: date) -> None:
    with access.system("report", at=AT):
        rows = escalation(actor=None, since=house.since, until=until)
    found = {(row.month.month, row.law, row.team == str(NOORD)): told([row])[0][4:] for row in rows}
    assert found == ESCALATION


class TestPageCommandAndFileSayTheSame:
    @pytest.mark.parametrize(("name", "numbers"), [("funnel", FUNNEL), ("waiting", WAITING)])
    def test_the_command(self, house: Asked, name: str, numbers: list[tuple[Any, ...]]) -> None:
        out = StringIO()
        call_command("report", name, "--from", "2026-01-01", "--to", "2026-03-31", "--json", stdout=out)
        answer = json.loads(out.getvalue())
        assert [tuple(_rounded(value) for value in row.values()) for row in answer["rows"]] == numbers
        assert answer["definition"]

    def test_the_page(self, house: Asked) -> None:
        page = signed_in(MAX).get(reverse("reporting:figure", args=["waiting"]), PERIOD | {"law": "jeugd"})
        words = page.content.decode()
        assert ">35 d" in words
        assert ">6,4 d" in words

    def test_every_file(self, house: Asked) -> None:
        client = signed_in(MAX)
        sheet = _file(client, "xlsx")
        book = load_workbook(BytesIO(sheet)).active
        rows = [list(row) for row in book.iter_rows(values_only=True)]
        numbers = [row[2:6] for row in rows[1:5]]
        assert numbers == [[2, 4, 6.4, 0], [3, 30, 36.4, 0], [1, 12, 12, 0], [2, 35, 39, 0]]
        lines = list(csv.reader(StringIO(_file(client, "csv").decode("utf-8-sig")), delimiter=";"))
        assert [line[2:6] for line in lines[1:3]] == [["2", "4.0", "6.4", "0"], ["3", "30.0", "36.4", "0"]]
        assert any("1 januari 2026" in cell for line in lines for cell in line), "the period stands under it"
        assert any(MAX.name in cell for line in lines for cell in line), "and who made it"
        assert _file(client, "ods")[:2] == b"PK"


def _file(client: Client, kind: str) -> bytes:
    answer = client.get(reverse("reporting:export", args=["waiting", kind]), PERIOD | {"law": "jeugd"})
    assert answer.status_code == 200
    return answer.content
