"""Every figure over cases worked by hand (golden.py): the numbers here were written down with a pencil."""

import csv
import itertools
import json
import re
from datetime import date
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from accounts import access
from reporting.catalogue import FIGURES
from reporting.figures.balance import balance
from reporting.figures.escalation import recounted, summed_up
from reporting.figures.funnel import funnel
from reporting.figures.quality import quality
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
    ("jeugd", "denied", 0, 2), ("jeugd", "started_soon", 0, 2), ("wmo", "denied", 0, 3), ("wmo", "started_soon", 2, 3),
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


SECOND = {"since": date(2026, 4, 1), "until": date(2026, 6, 30)}
SECOND_FUNNEL = [
    ("jeugd", "registered", 2, 2, 0.0, 0), ("jeugd", "talked", 1, 2, 5.0, 0), ("jeugd", "finished", 2, 2, 11.5, 0),
    ("jeugd", "tailored", 1, 2, None, 0), ("jeugd", "external", 1, 2, None, 0),
    ("jeugd", "started", 2, 2, 37.5, 0), ("jeugd", "helped", 0, 2, None, 0),
    ("pw", "registered", 1, 1, 0.0, 0), ("pw", "talked", 1, 1, 2.0, 0), ("pw", "finished", 1, 1, 20.0, 0),
    ("pw", "own_decision", 1, 1, None, 0), ("pw", "started", 0, 1, None, 0), ("pw", "helped", 0, 1, None, 0),
    ("wgs", "registered", 1, 1, 0.0, 0), ("wgs", "talked", 1, 1, 2.0, 0), ("wgs", "finished", 1, 1, 28.0, 0),
    ("wgs", "own_decision", 1, 1, None, 0), ("wgs", "started", 0, 1, None, 0), ("wgs", "helped", 0, 1, None, 0),
    ("wmo", "registered", 17, 17, 0.0, 0), ("wmo", "talked", 14, 17, 2.0, 0), ("wmo", "finished", 13, 17, 18.0, 0),
    ("wmo", "own", 1, 13, None, 0), ("wmo", "around", 1, 13, None, 0), ("wmo", "nearby", 4, 13, None, 0),
    ("wmo", "tailored", 7, 13, None, 0), ("wmo", "started", 11, 17, 17.0, 0), ("wmo", "helped", 1, 17, 54.0, 0),
]  # fmt: skip
SECOND_WAITING = [
    ("jeugd", "first_talk", 1, 5.0, 5.0, 0), ("jeugd", "report_letter", 2, 11.5, 17.5, 0),
    ("jeugd", "decision", 1, 14.0, 14.0, 0), ("jeugd", "start", 2, 19.0, 26.2, 0),
    ("pw", "first_talk", 1, 2.0, 2.0, 0), ("pw", "report_letter", 1, 20.0, 20.0, 0),
    ("pw", "decision", 1, 22.0, 22.0, 0),
    ("wgs", "first_talk", 1, 2.0, 2.0, 0), ("wgs", "report_letter", 1, 28.0, 28.0, 0),
    ("wmo", "first_talk", 14, 2.0, 4.0, 0), ("wmo", "report_letter", 13, 18.0, 28.0, 0),
    ("wmo", "decision", 6, 11.0, 12.0, 0), ("wmo", "start", 5, 7.0, 9.4, 0),
]  # fmt: skip
SECOND_BALANCE = {
    ("jeugd", "urgent", 0, 2), ("jeugd", "stepped_down", 0, 2), ("jeugd", "reopened", 0, 2),
    ("pw", "urgent", 0, 1), ("pw", "back_within_6_months", 0, 1), ("pw", "back_within_12_months", 0, 1),
    ("wgs", "urgent", 0, 1),
    ("wmo", "worked", 1, 2), ("wmo", "worked_partly", 0, 2), ("wmo", "worked_not", 1, 2),
    ("wmo", "objections_upheld", 1, 2), ("wmo", "urgent", 1, 14), ("wmo", "stepped_down", 1, 6),
    ("jeugd", "denied", 0, 2), ("jeugd", "started_soon", 2, 2), ("wmo", "denied", 2, 8), ("wmo", "started_soon", 5, 5),
    ("wmo", "crisis", 1, 3), ("wmo", "granted_again", 1, 1), ("wmo", "reopened", 2, 15),
    ("wmo", "referral_helped", 1, 2),
    ("wmo", "back_within_6_months", 0, 4), ("wmo", "back_within_12_months", 0, 4),
}  # fmt: skip
SECOND_ESCALATION = {
    (4, "wmo", True): (2, 0, 0, 1, 1, 0, 0, 0, 0), (4, "jeugd", True): (0, 0, 0, 0, 0, 0, 0, 0, 1),
    (4, "wmo", False): (2, 0, 0, 1, 1, 0, 0, 0, 0),
    (5, "wmo", True): (3, 0, 1, 0, 2, 0, 0, 1, 0), (5, "jeugd", True): (1, 0, 0, 0, 1, 0, 0, 0, 0),
    (5, "pw", True): (1, 0, 0, 0, 0, 1, 0, 0, 0), (5, "wgs", True): (1, 0, 0, 0, 0, 1, 0, 0, 0),
    (5, "wmo", False): (6, 0, 0, 3, 3, 0, 0, 0, 0), (6, "wmo", False): (1, 1, 0, 0, 0, 0, 0, 0, 0),
}  # fmt: skip
# As it stood on the last day of the second quarter.
QUALITY = [
    ("jeugd", "nothing_since", 0, 2), ("jeugd", "no_channel", 1, 2), ("jeugd", "backwards_first_talk", 0, 1),
    ("jeugd", "backwards_report_letter", 0, 2), ("jeugd", "backwards_decision", 0, 1),
    ("jeugd", "backwards_start", 0, 2), ("jeugd", "no_start", 0, 1),
    ("pw", "nothing_since", 0, 1), ("pw", "no_channel", 0, 1), ("pw", "backwards_first_talk", 0, 1),
    ("pw", "backwards_report_letter", 0, 1), ("pw", "backwards_decision", 0, 1),
    ("pw", "ended_too_early", 0, 1), ("pw", "no_reason", 0, 1),
    ("wgs", "nothing_since", 0, 1), ("wgs", "no_channel", 0, 1), ("wgs", "backwards_first_talk", 0, 1),
    ("wgs", "backwards_report_letter", 0, 1),
    ("wmo", "nothing_since", 1, 16), ("wmo", "no_channel", 0, 17), ("wmo", "backwards_first_talk", 0, 14),
    ("wmo", "backwards_report_letter", 0, 13), ("wmo", "backwards_decision", 0, 6), ("wmo", "backwards_start", 0, 5),
    ("wmo", "ended_too_early", 1, 4), ("wmo", "no_reason", 1, 4), ("wmo", "no_start", 0, 1),
    ("wmo", "no_answer", 1, 3),
]  # fmt: skip
# Counted of what cases say beside their events; they have hand counts of their own.
NEEDS_REAL_CASES = ("gaps", "terms", "escalation-reasons")
QUARTERS = {
    "first": (QUARTER, FUNNEL, WAITING, BALANCE, ESCALATION),
    "second": (SECOND, SECOND_FUNNEL, SECOND_WAITING, SECOND_BALANCE, SECOND_ESCALATION),
}


def told(rows: Any) -> list[tuple[Any, ...]]:
    return [tuple(_rounded(getattr(row, name)) for name in row.__slots__) for row in rows]


def _rounded(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value


@pytest.fixture
def house() -> None:
    golden.enter()


@pytest.fixture(params=QUARTERS, ids=str)
def quarter(request: pytest.FixtureRequest, house: None) -> tuple[Any, ...]:
    """What is asked, then what must come out: the way to help, the waits, what stands beside it, the escalation."""
    period, *expected = QUARTERS[request.param]
    return Asked(actor=None, **period), *expected


def test_the_way_to_help(quarter: tuple[Any, ...]) -> None:
    asked, expected, *_rest = quarter
    with access.system("report", at=AT):
        assert told(funnel(asked)) == expected


def test_the_waits(quarter: tuple[Any, ...]) -> None:
    asked, _funnel, expected, *_rest = quarter
    with access.system("report", at=AT):
        assert told(waiting(asked)) == expected


def test_what_stands_beside_it(quarter: tuple[Any, ...]) -> None:
    asked, _funnel, _waiting, expected, _escalation = quarter
    with access.system("report", at=AT):
        assert set(told(balance(asked))) == expected


@pytest.mark.parametrize("sums", [True, False], ids=["from the sums", "from the events"])
def test_the_escalation(quarter: tuple[Any, ...], sums: bool) -> None:
    asked, *_rest, expected = quarter
    count = summed_up if sums else recounted
    with access.system("report", at=AT):
        rows = count(actor=None, since=asked.since, until=asked.until)
    found = {(row.month.month, row.law, row.team == str(NOORD)): told([row])[0][4:] for row in rows}
    assert found == expected


def test_an_end_before_its_beginning_is_named_and_never_averaged(house: None) -> None:
    with access.system("report", at=AT):
        found = [(one.stretch, (one.until - one.since).days) for one in doubtful(Asked(actor=None, **QUARTER))]
    assert sorted(found) == [("decision", -31), ("first_talk", -9)]


def test_a_decision_923_days_before_its_application_is_told_and_never_averaged(house: None) -> None:
    then = Asked(actor=None, since=date(2023, 11, 1), until=date(2023, 11, 30))
    with access.system("report", at=AT):
        assert told(waiting(then)) == [("wmo", "decision", 1, None, None, 1)]
        assert [(one.until - one.since).days for one in doubtful(then)] == [-923]
        assert ("wmo", "backwards_decision", 1, 1) in told(quality(then))


def test_the_quality_of_the_data(house: None) -> None:
    with access.system("report", at=AT):
        assert told(quality(Asked(actor=None, **SECOND))) == QUALITY


def test_whether_it_worked_is_missed_after_thirteen_weeks(house: None) -> None:
    later = Asked(actor=None, now=date(2026, 9, 30), **SECOND)
    with access.system("report", at=AT):
        assert ("wmo", "not_asked", 6, 9) in told(quality(later))


class TestPageCommandAndFileSayTheSame:
    @pytest.mark.parametrize(("name", "numbers"), [("funnel", FUNNEL), ("waiting", WAITING)])
    def test_the_command(self, house: None, name: str, numbers: list[tuple[Any, ...]]) -> None:
        out = StringIO()
        call_command("report", name, "--from", "2026-01-01", "--to", "2026-03-31", "--json", stdout=out)
        answer = json.loads(out.getvalue())
        assert [tuple(_rounded(value) for value in row.values()) for row in answer["rows"]] == numbers
        assert answer["definition"]

    @pytest.mark.parametrize("name", [name for name, figure in FIGURES.items() if not figure.yearly])
    def test_every_figure(self, house: None, name: str) -> None:
        """Number by number: the command's rows, the cells of the page, and the lines of the file."""
        client, figure, asked = signed_in(MAX), FIGURES[name], {"since": "2026-04-01", "until": "2026-06-30"}
        out = StringIO()
        call_command(
            "report", name, "--from", asked["since"], "--to", asked["until"], "--team", "noord", "--json", stdout=out
        )
        numbers = [column for column in figure.columns if column.kind in ("number", "days")]
        said = [[row[column.field] for column in numbers] for row in json.loads(out.getvalue())["rows"]]
        assert said or name in NEEDS_REAL_CASES
        lines = csv.DictReader(StringIO(_file(client, "csv", name, asked).decode("utf-8-sig")), delimiter=";")
        with translation.override("nl"):
            labels = [str(column.label) for column in numbers]
        assert [[_number(line[label]) for label in labels] for line in itertools.islice(lines, len(said))] == said
        page = unescape(client.get(reverse("reporting:figure", args=[name]), asked).content.decode())
        shown = re.findall(r'<td role="cell" class="num" data-label="([^"]+)">(?:<a [^>]*>)?([^<]*)', page)
        told = [cell for label, cell in shown if label in labels]
        assert [_number(cell) for cell in told[-len(said) * len(labels) :]] == [one for row in said for one in row]

    def test_the_page(self, house: None) -> None:
        page = signed_in(MAX).get(reverse("reporting:figure", args=["waiting"]), PERIOD | {"law": "jeugd"})
        words = page.content.decode()
        assert ">35 d" in words
        assert ">6,4 d" in words

    def test_every_file(self, house: None) -> None:
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


def _number(text: str) -> float | None:
    """A number as a cell has it: with a comma and the word for days, or with a point."""
    found = re.search(r"[\d.,]+", text)
    return float(found.group().replace(",", ".")) if found else None


def _file(client: Client, kind: str, name: str = "waiting", asked: dict[str, str] | None = None) -> bytes:
    answer = client.get(reverse("reporting:export", args=[name, kind]), asked or PERIOD | {"law": "jeugd"})
    assert answer.status_code == 200
    return answer.content
