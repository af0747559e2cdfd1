"""Numbers of residents: a file goes in whole or not at all, and what was entered is kept when it is corrected."""

import json
import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Municipality
from reporting.population.actions import From, Outcome, enter, import_population
from reporting.population.models import Population, PopulationImport
from reporting.population.rates import all_ages, limits, per_thousand
from tests.cast import ADA, AT, MAX, TODAY, acting, journal, refusal_of
from tests.pages.hands import message, signed_in
from tests.reporting.areas import KERN, LINDE, VENEN, enter_areas

ON = date(2026, 1, 1)
HEAD = "buurtcode;jaar;inwoners\r\n"
GOOD = f"{HEAD}{LINDE};2026;1200\r\n{VENEN};2026;840\r\n"


class TestRules:
    """Without a database."""

    @pytest.mark.parametrize(
        ("band", "found"),
        [
            ("0-17", (0, 17)),
            ("65+", (65, None)),
            ("65-", None),
            ("", None),
            ("17-0", None),
            ("oud", None),
            ("-1", None),
        ],
    )
    def test_what_a_band_of_ages_is(self, band: str, found: Any) -> None:
        assert limits(band) == found

    @pytest.mark.parametrize(
        ("bands", "found"),
        [
            ({"": 50}, 50),
            ({"": 50, "0-17": 10}, 50),
            ({"0-17": 10, "18-64": 20, "65+": 5}, 35),
            ({"0-17": 10, "65+": 5}, None),
            ({"0-17": 10, "17-64": 20, "65+": 5}, None),
            ({"0-17": 10, "18-64": 20}, None),
            ({"18-64": 10, "65+": 20}, None),
            ({"0+": 10, "65+": 20}, None),
            ({}, None),
        ],
    )
    def test_a_part_of_the_ages_is_not_everybody(self, bands: Any, found: Any) -> None:
        assert all_ages(bands) == found

    @pytest.mark.parametrize(
        ("number", "residents", "rate"),
        [(3, 1000, 3.0), (1, 3000, 0.3), (0, 50, 0.0), (5, 9, None), (5, 0, None), (5, None, None)],
    )
    def test_per_thousand_residents(self, number: int, residents: Any, rate: Any) -> None:
        assert per_thousand(number, residents) == rate


@pytest.fixture
def areas(world: None) -> None:
    enter_areas()


@pytest.fixture
def sent(areas: None, tmp_path: Path) -> Any:
    """Enter a file with this content; `on` and `source` as given."""

    def send(content: str | bytes = GOOD, **more: Any) -> Outcome:
        path = tmp_path / "inwoners.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        given = From(**({"source": "CBS", "on": ON, "name": path.name} | more))
        with acting(ADA):
            return import_population(municipality="hoogeveen", path=path, given=given, by=ADA, at=AT)

    return send


def standing() -> dict[tuple[str, int, str], int]:
    rows = Population.objects.in_force().values_list("neighbourhood", "year", "age_band", "residents")
    return {(code, year, band): number for code, year, band, number in rows}


def told(outcome: Outcome) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in outcome.rejected]


def test_a_file_is_entered_with_its_source_and_its_day(sent: Any) -> None:
    outcome = sent()
    assert (outcome.read, outcome.new, outcome.changed, outcome.unchanged, outcome.rejected) == (2, 2, 0, 0, ())
    assert standing() == {(LINDE, 2026, ""): 1200, (VENEN, 2026, ""): 840}
    made = PopulationImport.objects.get()
    assert (made.source, made.on, made.rows, made.by_id) == ("CBS", ON, 2, ADA.id)
    assert [entry.result for entry in journal(act="population:import")] == ["done"]


def test_the_same_file_again_changes_nothing(sent: Any) -> None:
    sent()
    again = sent()
    assert (again.new, again.changed, again.unchanged, again.run) == (0, 0, 2, None)
    assert PopulationImport.objects.count() == 1
    assert Population.objects.count() == 2


def test_a_corrected_file_replaces_and_the_earlier_number_stays_with_its_day(sent: Any) -> None:
    sent()
    later = sent(f"{HEAD}{LINDE};2026;1210\r\n{KERN};2026;50\r\n", on=date(2026, 2, 1), source="CBS, herzien")
    assert (later.new, later.changed) == (1, 1)
    assert standing() == {(LINDE, 2026, ""): 1210, (VENEN, 2026, ""): 840, (KERN, 2026, ""): 50}
    (old,) = Population.objects.filter(replaced_at=AT)
    assert (old.residents, old.imported.source) == (1200, "CBS")
    counts = PopulationImport.objects.with_counts().order_by("on").values_list("rows", "in_force")
    assert list(counts) == [(2, 1), (2, 2)]


def test_what_is_older_does_not_replace_what_is_newer(sent: Any) -> None:
    sent(on=date(2026, 2, 1))
    outcome = sent(f"{HEAD}{LINDE};2026;1100\r\n")
    assert told(outcome) == [(2, "", "row.older")]
    assert standing()[LINDE, 2026, ""] == 1200


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (";2026;5", "neighbourhood", "cell.needed"),
        ("BU01099999;2026;5", "", "neighbourhood.unknown"),
        ("Linde;2026;5", "", "neighbourhood.unknown"),
        ("BU011800010001;2026;5", "neighbourhood", "text.too_long"),
        (f"{KERN};;5", "year", "cell.needed"),
        (f"{KERN};vorig jaar;5", "year", "number.unreadable"),
        (f"{KERN};1950;5", "", "year.range"),
        (f"{KERN};2027;5", "", "year.range"),
        (f"{KERN};2026;", "residents", "cell.needed"),
        (f"{KERN};2026", "residents", "cell.needed"),
        (f"{KERN};2026;.", "residents", "number.unreadable"),
        (f"{KERN};2026;-5", "residents", "number.unreadable"),
        (f"{KERN};2026;5,5", "residents", "number.unreadable"),
        (f"{KERN};2026;=1+1", "residents", "number.unreadable"),
        (f"{KERN};2026;99999999", "residents", "number.range"),
        (f"{LINDE};2026;7", "", "row.double"),
    ],
)
def test_one_bad_row_and_nothing_is_entered(sent: Any, line: str, column: str, code: str) -> None:
    outcome = sent(f"{GOOD}\r\n{line}\r\n")
    assert told(outcome) == [(5, column, code)]
    assert outcome.read == 3
    assert (standing(), PopulationImport.objects.count()) == ({}, 0)
    assert [entry.result for entry in journal(act="population:import")] == ["refused"]


def test_every_bad_row_is_told(sent: Any) -> None:
    outcome = sent(f"{GOOD}x;2026;5\r\n{KERN};1800;y\r\n")
    assert told(outcome) == [(4, "", "neighbourhood.unknown"), (5, "residents", "number.unreadable")]


def test_ages_are_kept_beside_one_another(sent: Any) -> None:
    head = "code,year,age_band,residents\n"
    assert sent(f"{head}{LINDE},2026,0-17,200\n{LINDE},2026,18+,900\n").new == 2
    assert told(sent(f"{head}{LINDE},2026,jong,5\n")) == [(2, "age_band", "age_band.unreadable")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"buurtcode;jaar\r\nBU01180001;2026\r\n", "file.no_column"),
        (b"buurtcode;jaar;inwoners\r\n", "population.empty"),
        (b"PK\x03\x04 no table", "file.not_text"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(sent: Any, content: bytes, code: str) -> None:
    assert refusal_of(sent, content) == code
    assert standing() == {}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"source": " "}, "population.no_source"),
        ({"on": date(2027, 1, 1)}, "population.ahead"),
        ({"name": "inwoners.xlsx"}, "file.not_csv"),
    ],
)
def test_without_source_day_or_csv_it_is_refused(sent: Any, more: Any, code: str) -> None:
    assert refusal_of(sent, **more) == code
    assert [entry.reason for entry in journal(act="population:import")] == [code]


def test_another_municipality_and_another_role_enter_nothing(sent: Any, tmp_path: Path) -> None:
    given = {"path": tmp_path / "x.csv", "given": From(source="CBS", on=ON, name="x.csv"), "at": AT}
    with acting(ADA), pytest.raises(Municipality.DoesNotExist):
        import_population(municipality="coevorden", by=ADA, **given)

    def by_max() -> None:
        with acting(MAX):
            import_population(municipality="hoogeveen", by=MAX, **given)

    assert refusal_of(by_max) == "access.not_your_role"


@pytest.mark.parametrize("write", [{"residents": 1}, {"year": 2000}])
def test_a_number_that_was_entered_is_not_rewritten(sent: Any, write: Any) -> None:
    sent()
    with acting(ADA):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Population.objects.update(**write)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            PopulationImport.objects.all()._raw_delete("default")


class TestCommand:
    @pytest.fixture
    def run(self, areas: None, tmp_path: Path) -> Any:
        def run(content: str = GOOD, *more: str) -> Any:
            path = tmp_path / "inwoners.csv"
            path.write_text(content)
            out = StringIO()
            options = ("--source", "CBS", "--on", "2026-01-01", "--municipality", "hoogeveen", "--json", *more)
            code = 0
            try:
                call_command("import_population", str(path), *options, stdout=out)
            except SystemExit as left:
                code = left.code
            return code, json.loads(out.getvalue())

        return run

    def test_it_enters_and_says_how_many(self, run: Any) -> None:
        code, told_ = run()
        assert (code, told_["read"], told_["accepted"], told_["unchanged"], told_["rejected"]) == (0, 2, 2, 0, 0)
        assert run()[1]["unchanged"] == 2

    def test_rejected_rows_end_with_one_and_a_reason(self, run: Any) -> None:
        code, told_ = run(f"{GOOD}{KERN};2026;?\n")
        assert (code, told_["read"], told_["accepted"], told_["rejected"], told_["held_back"]) == (1, 3, 0, 1, 2)
        (one,) = told_["rejections"]
        assert (one["row"], one["column"], one["code"]) == (4, "residents", "number.unreadable")
        assert one["reason"]

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            (("--on", "gisteren"), "is no day"),
            (("--municipality", "nergens"), "no municipality"),
            (("--source", ""), "numbers|aantallen"),
        ],
    )
    def test_bad_input_is_one_line_and_two(self, run: Any, more: Any, said: str) -> None:
        with pytest.raises(CommandError, match=said) as wrong:
            run(GOOD, *more)
        assert wrong.value.returncode == 2

    def test_a_file_that_is_not_there(self, areas: None) -> None:
        with pytest.raises(CommandError) as wrong:
            call_command("import_population", "/nergens/x.csv", "--source", "CBS", "--on", "2026-01-01")
        assert wrong.value.returncode == 2


class TestPage:
    @pytest.fixture
    def ada(self, areas: None) -> Client:
        return signed_in(ADA)

    def send(self, ada: Client, content: str = GOOD, **more: Any) -> Any:
        file = SimpleUploadedFile("inwoners.csv", content.encode())
        said = {"file": file, "source": "CBS", "on": ON.isoformat()} | more
        return ada.post(reverse("reporting:population"), said, follow=True)

    def test_it_says_what_is_there_with_its_source(self, ada: Client) -> None:
        assert "inwoners.csv" not in message(ada.get(reverse("reporting:population")))
        shown = message(self.send(ada))
        assert "inwoners.csv" in shown
        assert "1 januari 2026" in shown
        assert standing()[LINDE, 2026, ""] == 1200

    def test_a_row_that_cant_be_taken_stands_there_with_its_number(self, ada: Client) -> None:
        answer = self.send(ada, f"{GOOD}{KERN};2026;?\r\n")
        assert answer.status_code == 422
        assert re.search(r"\b4, inwoners\b", message(answer))
        assert standing() == {}

    @pytest.mark.parametrize("more", [{"source": ""}, {"on": ""}, {"on": "2999-01-01"}, {"file": ""}])
    def test_what_is_missing_is_asked_for(self, ada: Client, more: Any) -> None:
        assert self.send(ada, **more).status_code == 422
        assert PopulationImport.objects.count() == 0

    def test_another_municipalitys_files_do_not_show(self, ada: Client) -> None:
        PopulationImport.objects.create(
            municipality_id="coevorden", source="Elders", on=ON, name="elders.csv", rows=1, at=AT
        )
        assert "elders.csv" not in message(ada.get(reverse("reporting:population")))

    def test_a_manager_may_not(self, areas: None) -> None:
        assert signed_in(MAX).get(reverse("reporting:population")).status_code == 403


def test_two_municipalities_keep_their_own(areas: None, tmp_path: Path) -> None:
    """A code of elsewhere is no neighbourhood of here."""
    path = tmp_path / "x.csv"
    path.write_text(GOOD)
    with acting(ADA):
        outcome = enter(
            municipality="coevorden", path=path, given=From(source="CBS", on=TODAY, name="x.csv"), by=None, at=AT
        )
    assert {code for _row, _column, code in told(outcome)} == {"neighbourhood.unknown"}
