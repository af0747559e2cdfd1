"""The directory goes out in an open format: valid by the published schemas, complete, and nothing in it runs."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from accounts import access
from provisions.exchange.escaping import unwritten, written
from provisions.exchange.schemas import Schema, schema_of, standard_kinds
from provisions.exchange.writer import export_list, export_package
from provisions.models import Organisation, Phone, Provision
from tests.cast import AT, TODAY
from tests.provisions.exchange.packages import bring, many, rows, small, write

PAYLOADS = (
    "=1+1", "+31612345678", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", "%0A=1", "|cmd", "\ufeff=1", "\u200b=1",
    "\u200e=1+1", "\u2060=1", '"=1+1', "'=1+1", "' =1", "\u00a0=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM",
    "=HYPERLINK(\"x\")", "  =1", "a\tb", "a\nb",
)  # fmt: skip


def out(folder: Path, municipality: str = "hoogeveen") -> dict[str, int]:
    with access.system("export_provisions", at=AT, origin="command"):
        return export_package(folder, municipality=municipality)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_instance(schema: Schema, row: dict[str, str]) -> dict[str, Any]:
    """A row of CSV as the value the schema speaks of: what is empty and not asked for is not there."""
    told: dict[str, Any] = {}
    for name, text in row.items():
        if name in schema.columns and (text or name in schema.required):
            told[name] = float(text) if schema.columns[name]["type"] == "number" else text
    return told


def faults(folder: Path) -> list[str]:
    """Everything that the published schemas have against what was written."""
    found = []
    for kind in standard_kinds():
        schema = schema_of(kind)
        path = folder / schema.path
        if not path.exists():
            continue
        whole = json.loads((Path(schema_file(kind))).read_text())
        whole["properties"] = {name: one for name, one in whole["properties"].items() if name in schema.columns}
        whole["required"] = sorted(schema.required)
        checks = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
        for place, row in enumerate(table(path), 2):
            found += [f"{path.name} {place}: {one.message}" for one in checks.iter_errors(as_instance(schema, row))]
    return found


def schema_file(kind: str) -> str:
    from provisions.exchange.schemas import FOLDER

    return str(FOLDER / f"{kind}.json")


def content(folder: Path) -> dict[str, set[tuple[tuple[str, str], ...]]]:
    return {path.name: {tuple(row.items()) for row in table(path)} for path in sorted(folder.glob("*.csv"))}


@pytest.mark.usefixtures("world")
class TestPackage:
    def test_every_row_is_valid_by_the_published_schemas(self, tmp_path: Path) -> None:
        dirty = small()
        dirty["organizations"][1] |= {"url": "geen adres", "email": "n.v.t."}
        dirty["phones"][0]["extension"] = "toestel 3"
        for phone in dirty["phones"][1:]:
            phone["extension"] = ""
        dirty["organizations"][0]["email"] = "info@opgang.example"
        bring(write(tmp_path / "in", dirty))
        out(tmp_path / "out")
        assert faults(tmp_path / "out") == []

    def test_a_link_names_a_row_that_is_there(self, tmp_path: Path) -> None:
        bring(write(tmp_path / "in", small()))
        out(tmp_path / "out")
        ids = {path.stem: {row["id"] for row in table(path)} for path in (tmp_path / "out").glob("*.csv")}
        for row in table(tmp_path / "out" / "services.csv"):
            assert row["organization_id"] in ids["organizations"]
        for row in table(tmp_path / "out" / "attributes.csv"):
            assert (row["link_entity"], row["link_id"] in ids["services"]) == ("service", True)
            assert row["taxonomy_term_id"] in ids["taxonomy_terms"]

    def test_out_in_and_out_again_is_the_same(self, tmp_path: Path) -> None:
        strange = small()
        strange["organizations"][1] |= {"url": "geen adres"}
        strange["services"][0]["mascot"] = "Uil"
        for service in strange["services"][1:]:
            service["mascot"] = ""
        bring(write(tmp_path / "in", strange))
        Provision.objects.filter(source_id="11").update(
            needs_intake=True, laws=["wmo", "pw"], room="room", room_as_of=AT, minimum_age="12.50", confirmed_on=TODAY
        )
        out(tmp_path / "first")
        came = bring(tmp_path / "first", municipality="coevorden", source="trede")
        assert came.total("rejected") == 0
        out(tmp_path / "second", "coevorden")
        assert content(tmp_path / "second") == content(tmp_path / "first")

    def test_what_is_withdrawn_stays_here_with_all_that_belongs_to_it(self, tmp_path: Path) -> None:
        bring(write(tmp_path / "in", small()))
        Organisation.objects.filter(source_id="1").update(withdrawn_on=TODAY)
        out(tmp_path / "out")
        assert {row["name"] for row in table(tmp_path / "out" / "services.csv")} == {"Eettafel"}
        assert not (tmp_path / "out" / "phones.csv").exists()
        assert faults(tmp_path / "out") == []

    def test_only_the_own_municipality_goes_out(self, tmp_path: Path) -> None:
        bring(write(tmp_path / "in", small()), municipality="coevorden")
        assert out(tmp_path / "out") == {}

    def test_the_statements_do_not_grow_with_the_rows(self, tmp_path: Path, django_assert_max_num_queries: Any) -> None:
        bring(write(tmp_path / "in", many(60)))
        with django_assert_max_num_queries(70):
            out(tmp_path / "out")


class TestNothingRuns:
    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_a_formula_is_marked_as_text_and_read_back(self, payload: str) -> None:
        assert written(payload) == f"'{payload}"
        assert unwritten(written(payload)) == payload

    @pytest.mark.parametrize(
        "plain", ["Koffie", "", "12,50", "-3", "-3.5", "0528-123456", "'t Noaberhoes", "a=b", "50%"]
    )
    def test_plain_text_and_numbers_stay_as_they_are(self, plain: str) -> None:
        assert written(plain) == plain

    @pytest.mark.usefixtures("world")
    def test_no_cell_of_a_list_is_a_formula(self, tmp_path: Path) -> None:
        lines = [f"{place}|o|{place} naam" for place, _one in enumerate(PAYLOADS)]
        services = rows("id organization_id name", *lines)
        bring(write(tmp_path / "in", {"organizations": rows("id name", "o|=1+1"), "services": services}))
        for place, payload in enumerate(PAYLOADS):
            Provision.objects.filter(source_id=str(place)).update(description=payload, name=f"{payload}{place}")
        with access.system("export_provisions", at=AT, origin="command"):
            text, book = (export_list(format, municipality="hoogeveen") for format in ("csv", "xlsx"))
        assert text.startswith(b"\xef\xbb\xbf")
        cells = [cell for row in csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";") for cell in row]
        assert not [cell for cell in cells if cell != written(cell) and not cell.startswith("'")]
        sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"<f " not in sheet


@pytest.mark.usefixtures("world")
def test_a_phone_keeps_its_plus(tmp_path: Path) -> None:
    tables = small()
    tables["phones"][0]["number"] = "+31 528 123456"
    bring(write(tmp_path / "in", tables))
    out(tmp_path / "out")
    assert table(tmp_path / "out" / "phones.csv")[0]["number"] == Phone.objects.get().number == "+31 528 123456"
