"""Hostile and broken files: refused with a reason, fast and in little memory; or imported unharmed. Never half."""

import codecs
import os
import resource
import time
from pathlib import Path

import pytest

from provisions.exchange.limits import BadFile
from provisions.exchange.reading import read_package
from provisions.exchange.storing import keep, path_of
from provisions.models import Organisation, Provision
from tests.provisions.exchange.hostile import CSV, HOSTILE, book_of, zip_of
from tests.provisions.exchange.packages import Came, bring, rows, write

MEMORY = 256 * 1024
SECONDS = 1.0


def spent() -> tuple[float, int]:
    """Seconds of this process, its peak memory in KiB so far."""
    return time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def read_whole(path: Path) -> None:
    for table in read_package(path).tables:
        for _row in table.rows():
            pass


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_with_a_reason_and_costs_little(what: str, tmp_path: Path) -> None:
    """Measured in time of the processor: a busy machine is no fault of ours."""
    name, content, code = HOSTILE[what]
    path = tmp_path / name
    path.write_bytes(content())
    seconds, memory = spent()
    with pytest.raises(BadFile) as refused:
        read_whole(path)
    after, peak = spent()
    assert refused.value.refusal.code == f"file.{code}"
    assert len(str(refused.value)) > 10
    assert after - seconds < SECONDS
    assert peak - memory < MEMORY


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("what", ["zip bomb", "a million rows", "empty bytes far on", "workbook that is no XML"])
def test_nothing_of_it_is_kept(what: str, tmp_path: Path) -> None:
    name, content, _code = HOSTILE[what]
    path = tmp_path / name
    path.write_bytes(content())
    with pytest.raises(BadFile):
        bring(path)
    assert not Organisation.objects.exists()


def flat(folder: Path, content: bytes, name: str = "lijst.csv") -> Came:
    path = folder / name
    path.write_bytes(content)
    return bring(path)


@pytest.mark.usefixtures("world")
class TestUnharmed:
    WORDS = "Café \u2019t Hoekje \u2013 12 € voor één coördinatrice"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_letters_are_kept(self, tmp_path: Path, encoding: str) -> None:
        flat(tmp_path, f"naam;plaats\r\n{self.WORDS};Hoogeveen\r\n".encode(encoding))
        assert Provision.objects.get().name == self.WORDS

    def test_utf16_of_the_other_order(self, tmp_path: Path) -> None:
        flat(tmp_path, codecs.BOM_UTF16_BE + f"naam\r\n{self.WORDS}\r\n".encode("utf-16-be"))
        assert Provision.objects.get().name == self.WORDS

    def test_how_it_was_read_is_said_where_it_was_a_guess(self, tmp_path: Path) -> None:
        came = flat(tmp_path, "naam\r\nCafé\r\n".encode("cp1252"))
        assert [(line.row, line.code) for line in came.notes] == [(1, "encoding.cp1252")]

    def test_letters_put_together_stay_as_they_are(self, tmp_path: Path) -> None:
        flat(tmp_path, "naam\nCafe\u0301\n".encode())
        assert Provision.objects.get().name == "Cafe\u0301"

    @pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
    def test_cells_are_parted_by_any_of_the_usual_signs(self, tmp_path: Path, sign: str) -> None:
        text = sign.join(["naam", "plaats", "omschrijving"]) + "\n" + sign.join(["A", "B", '"Een; twee, drie | vier"'])
        flat(tmp_path, f"{text}\n".encode())
        assert Provision.objects.get().description == "Een; twee, drie | vier"

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_lines_end_in_any_way(self, tmp_path: Path, end: str) -> None:
        flat(tmp_path, end.join(["naam,plaats", "A,B", "C,D", ""]).encode())
        assert set(Provision.objects.values_list("name", flat=True)) == {"A", "C"}

    def test_lines_end_in_all_ways_at_once(self, tmp_path: Path) -> None:
        came = flat(tmp_path, b'naam,omschrijving\r\nA,"een\r\ntwee"\nC,drie\rD,vier\r\n')
        assert came.counts("lijst") == (3, 3, 0, 0, 0)
        assert Provision.objects.get(name="A").description == "een\ntwee"

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            ("a\x07b", "text.control"),
            ("a\x9bb", "text.control"),
            ("a\u202eb", "text.bidi"),
            ("a\u2066b", "text.bidi"),
            ("x" * 40_000, "text.too_long"),
            ("x" * 301, "text.too_long"),
            ("", "cell.needed"),
        ],
    )
    def test_a_cell_that_can_not_be_rejects_its_row_alone(self, tmp_path: Path, cell: str, code: str) -> None:
        came = flat(tmp_path, f'naam,plaats\n"{cell}",B\nGoed,B\n'.encode())
        assert came.counts("lijst") == (2, 1, 0, 0, 1)
        assert came.reasons("lijst") == {2: code}

    def test_rows_of_another_width_are_told(self, tmp_path: Path) -> None:
        came = flat(tmp_path, b"naam,plaats,postcode\nA,B,7901AA,te veel\nC\n,,\nD,E,7901AB\n")
        assert came.reasons("lijst") == {2: "row.too_wide", 4: "row.empty"}
        assert came.counts("lijst") == (4, 2, 0, 0, 2)

    def test_formulas_in_every_column_come_in_as_text(self, tmp_path: Path) -> None:
        columns = "naam;organisatie;omschrijving;doelgroep;adres;plaats;telefoon;categorie;openingstijden;mascotte"
        flat(tmp_path, f"{columns}\n{';'.join(['=HYPERLINK(1)'] * 10)}\n".encode())
        row = Provision.objects.get()
        assert row.name == row.description == row.extra["mascotte"] == row.organisation.name == "=HYPERLINK(1)"

    def test_a_formula_in_a_workbook_rejects_its_row(self, tmp_path: Path) -> None:
        came = flat(tmp_path, book_of([["naam", "plaats"], ["=1+1", "Hoogeveen"], ["Goed", "Hoogeveen"]]), "lijst.xlsx")
        assert came.reasons("Sheet") == {2: "cell.formula"}

    def test_a_workbook_comes_in_with_its_days_times_and_numbers(self, tmp_path: Path) -> None:
        from datetime import date

        head = ["id", "naam", "lat", "lon", "gecontroleerd", "leeftijd_van", "intake"]
        flat(tmp_path, book_of([head, [7, "Soep", 52.5, 6.25, date(2026, 2, 1), 18.0, True]]), "lijst.xlsx")
        row = Provision.objects.get()
        assert (row.source_id, row.confirmed_on, row.minimum_age, row.needs_intake) == ("7", date(2026, 2, 1), 18, True)
        assert row.at_locations.get().location.latitude == 52.5

    def test_a_workbook_with_the_tables_of_hsds_is_read_as_such(self, tmp_path: Path) -> None:
        from io import BytesIO

        from openpyxl import Workbook

        book = Workbook()
        book.active.title = "services"
        for row in (["id", "organization_id", "name"], ["s1", "o1", "Soep"]):
            book.active.append(row)
        organizations = book.create_sheet("organizations")
        for row in (["id", "name"], ["o1", "De Brug"]):
            organizations.append(row)
        out = BytesIO()
        book.save(out)
        came = flat(tmp_path, out.getvalue(), "kaart.xlsx")
        assert (came.counts("services"), came.counts("organizations")) == ((1, 1, 0, 0, 0), (1, 1, 0, 0, 0))


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "a", {"organizations": rows("id name", "1|x")})
    (tmp_path / "a" / "services.csv").symlink_to("/etc/passwd")
    with pytest.raises(BadFile) as refused:
        read_package(tmp_path / "a")
    assert refused.value.refusal.code == "file.link"


TRAVERSAL = [
    f"{prefix}{'../' * depth}{name}"
    for prefix in ("", "/", "..\\", "C:\\", "a/b/", "~/", "%2e%2e/", "file:///", "\\\\host\\", "./", "....//")
    for depth in (0, 1, 5)
    for name in ("evil.csv", "etc/passwd.csv", "x.csv")
]


@pytest.mark.parametrize("name", TRAVERSAL)
def test_a_name_never_decides_where_a_file_lies(name: str, tmp_path: Path, settings: object) -> None:
    settings.IMPORT_DIR = str(tmp_path / "in" / "imports")
    stored = keep([CSV], name=name)
    assert path_of(stored).parent == tmp_path / "in" / "imports"
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {stored}
    for outside in (name, "../secret.csv", "/etc/passwd", f"../{stored}", "a.csv"):
        with pytest.raises(BadFile):
            path_of(outside)


def test_the_child_that_reads_workbooks_is_held_short() -> None:
    from provisions.exchange import workbook_child

    assert workbook_child.MEMORY <= 768 * 1024 * 1024
    assert os.path.basename(workbook_child.__file__) == "workbook_child.py"


def test_a_good_zip_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of({"map/data/organizations.csv": CSV, "__MACOSX/x.csv": b"\0\0"}))
    assert [table.name for table in read_package(path).tables] == ["organizations"]
