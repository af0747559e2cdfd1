"""Reports per 1,000 residents and gaps, by page, file and command alike."""

import csv
import json
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from reporting import detail
from reporting.population.models import Population, PopulationImport
from tests.cast import AT, MAX, TESS, journal, name_need, open_case, propose, weigh_all
from tests.pages.hands import message, signed_in
from tests.reporting.areas import LINDE, VENEN, enter_areas, living_in

pytestmark = pytest.mark.usefixtures("world")
PERIOD = {"since": "2026-03-01", "until": "2026-03-31"}
SPAN = ("--from", "2026-03-01", "--to", "2026-03-31")
BY = ("law", "neighbourhood", "channel", "life_area")


@pytest.fixture(autouse=True)
def march(world: None) -> None:
    """Two reports from De Linde, one from nobody knows where; for one need nothing was near, and it went on."""
    enter_areas()
    need = name_need(open_case(resident=living_in(LINDE)), life_area="safety")
    propose(weigh_all(need))
    open_case(resident=living_in(LINDE))
    open_case()


@pytest.fixture
def max_() -> Client:
    return signed_in(MAX)


def page(client: Client, name: str, **asked: Any) -> Any:
    return client.get(reverse("reporting:figure", args=[name]), PERIOD | asked)


def filed(client: Client, name: str, kind: str, **asked: Any) -> Any:
    return client.get(reverse("reporting:export", args=[name, kind]), PERIOD | asked)


def told(name: str, *options: str) -> Any:
    out = StringIO()
    call_command("report", name, *SPAN, "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def lines(answer: Any) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def entered(source: str = "CBS", **numbers: int) -> None:
    made = PopulationImport.objects.create(
        municipality_id="hoogeveen", source=source, on=date(2026, 1, 1), name="x.csv", rows=1, at=AT
    )
    Population.objects.bulk_create(
        Population(imported=made, neighbourhood=code, year=2026, residents=number) for code, number in numbers.items()
    )


@pytest.mark.parametrize("by", BY)
def test_a_page_for_every_way_to_divide(max_: Client, by: str) -> None:
    answer = page(max_, "demand", by=by)
    assert answer.status_code == 200
    assert f'<option value="{by}" selected' in answer.content.decode()


def test_the_name_of_a_neighbourhood_shows_and_its_code_does_not(max_: Client) -> None:
    shown = message(page(max_, "demand", by="neighbourhood"))
    assert "De Linde" in shown
    assert LINDE not in shown


def test_without_residents_the_page_says_which_are_missing_and_where_to_enter_them(max_: Client) -> None:
    assert told("demand", "--team", "noord")["notes"] == [
        "Nothing is told per 1,000 residents: the numbers of residents were not entered yet. "
        "An administrator can enter them: Administration, Residents per neighbourhood."
    ]
    entered(**{VENEN: 500})
    (missing, source) = told("demand", "--team", "noord")["notes"]
    assert missing.startswith("The number of residents is not known of: De Linde.")
    assert source == "Residents: CBS, as of 1 January 2026."
    assert "De Linde" in message(page(max_, "demand"))
    assert "CBS" in message(page(max_, "demand"))


def test_with_residents_page_file_and_command_tell_the_same(max_: Client) -> None:
    entered(**{LINDE: 400, VENEN: 100})
    (row,) = told("demand", "--team", "noord")["rows"]
    assert (row["month"], row["group"], row["reports"], row["residents"], row["per_thousand"]) == (
        "2026-03", "wmo", 3, 500, 6.0
    )  # fmt: skip
    assert lines(filed(max_, "demand", "csv"))[1][:5] == ["2026-03", "Wmo", "3", "6.0", "500"]
    (sheet,) = load_workbook(BytesIO(filed(max_, "demand", "xlsx").content)).worksheets
    assert [cell.value for cell in sheet[2]][2:5] == [3, 6, 500]
    assert filed(max_, "demand", "ods").status_code == 200
    assert "CBS" in filed(max_, "demand", "csv").content.decode()


def test_a_source_that_a_spreadsheet_could_run_is_text(max_: Client) -> None:
    entered("=1+1", **{LINDE: 400, VENEN: 100})
    notes = [line[0] for line in lines(filed(max_, "demand", "csv")) if "=1+1" in line[0]]
    assert len(notes) == 1
    assert not notes[0].startswith("=")


def test_the_command_divides_and_refuses_what_it_cannot_divide_by() -> None:
    rows = told("demand", "--by", "neighbourhood")["rows"]
    assert [(row["group"], row["reports"]) for row in rows] == [(LINDE, 2), ("", 1)]
    for name, by in (("demand", "weather"), ("funnel", "law")):
        with pytest.raises(CommandError) as wrong:
            told(name, "--by", by)
        assert wrong.value.returncode == 2


def test_gaps_by_page_file_and_command(max_: Client) -> None:
    (row,) = told("gaps")["rows"]
    assert (row["neighbourhood"], row["life_area"], row["reason"], row["needs"], row["went_on"]) == (
        LINDE, "safety", "nothing_near", 1, 1
    )  # fmt: skip
    assert lines(filed(max_, "gaps", "csv"))[1][0] == "De Linde"
    assert lines(filed(max_, "gaps", "csv"))[1][-2:] == ["1", "1"]
    answer = page(max_, "gaps")
    assert "De Linde" in message(answer)
    assert answer.content.decode().count('role="img"') == 2, "a wide and a narrow one"


def test_it_is_journalled_who_read_and_who_took_out(max_: Client) -> None:
    page(max_, "gaps")
    filed(max_, "demand", "csv")
    assert [entry.reason for entry in journal(act="figures:read")] == ["gaps"]
    assert [entry.reason for entry in journal(act="figures:exported")] == ["demand"]


@pytest.mark.parametrize("name", ["demand", "gaps"])
def test_an_empty_period_is_a_sentence_and_no_drawing(max_: Client, name: str) -> None:
    answer = max_.get(reverse("reporting:figure", args=[name]), {"since": "2020-01-01", "until": "2020-12-31"})
    assert answer.status_code == 200
    assert "chart--narrow" not in answer.content.decode()
    assert "data cards" not in answer.content.decode()


@pytest.mark.parametrize("name", ["demand", "gaps"])
@pytest.mark.parametrize(
    "asked",
    [
        {"since": (timezone.localdate() + timedelta(days=1)).isoformat(), "until": ""},
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"since": "gisteren"},
        {"since": "1015-01-01"},
    ],
)
def test_a_wrong_period_is_answered_with_a_sentence(max_: Client, name: str, asked: Any) -> None:
    assert page(max_, name, **asked).status_code == 422


def test_what_it_cannot_be_divided_by_is_said(max_: Client) -> None:
    assert page(max_, "demand", by="weather").status_code == 422
    assert filed(max_, "demand", "csv", by="weather").status_code == 422


def test_it_opens_for_a_manager_only() -> None:
    for name in ("demand", "gaps"):
        assert page(signed_in(TESS), name).status_code == 403


def test_a_long_table_is_shown_a_stretch_at_a_time_and_filed_whole(max_: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(detail, "PAGE", 1)
    first, second, beyond = (page(max_, "demand", by="neighbourhood", **{"from": place}) for place in ("0", "1", "99"))
    told = [answer.context["rows"][0][1].text for answer in (first, second, beyond)]
    assert [len(answer.context["rows"]) for answer in (first, second, beyond)] == [1, 1, 1]
    assert told[0] == told[2] != told[1]
    assert first.context["page"]["shown"] == "Rijen 1 tot en met 1 van 2"
    following = {"previous_url": "", "next_url": f"?{urlencode(PERIOD | {'by': 'neighbourhood', 'from': '1'})}#table"}
    assert first.context["page"].items() >= following.items()
    assert "from=" not in second.context["page"]["previous_url"]
    assert second.context["page"]["next_url"] == ""
    file = filed(max_, "demand", "csv", by="neighbourhood", **{"from": "1"}).content.decode()
    assert all(name in file for name in told)
