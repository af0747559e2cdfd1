"""`import_provisions` and `export_provisions`, as a machine calls them."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from provisions.exchange.models import DirectoryImport, ImportLine
from provisions.models import Provision
from tests.provisions.exchange.packages import many, small, write, zipped

pytestmark = pytest.mark.usefixtures("world")


def run(name: str, *arguments: Any) -> tuple[int, str]:
    """How it ended, and what it said."""
    out = StringIO()
    try:
        call_command(name, *map(str, arguments), stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "lijst", small())


def test_the_answer_for_machines(folder: Path) -> None:
    code, said = run("import_provisions", folder, "--json", "--municipality", "hoogeveen")
    told = json.loads(said)
    assert code == 1
    for name, table in told["tables"].items():
        assert table["read"] == table["accepted"] + table["unchanged"] + table["rejected"] == len(small()[name])
        assert len(table["rejections"]) == table["rejected"]
    assert told["tables"]["services"]["rejections"] == [
        {
            "file": "services.csv",
            "row": 4,
            "column": "organization_id",
            "code": "organization.unknown",
            "reason": told["tables"]["services"]["rejections"][0]["reason"],
        }
    ]
    assert Provision.objects.count() == 3


def test_exit_codes(tmp_path: Path, folder: Path) -> None:
    clean = write(tmp_path / "schoon", many(3))
    assert run("import_provisions", clean)[0] == 0
    assert run("import_provisions", folder)[0] == 1
    for wrong in (
        (tmp_path / "nergens",),
        (folder, "--format", "csv"),
        (folder, "--municipality", "nergens"),
        (folder / "services.csv", "--format", "hsds"),
        (folder, "--report", tmp_path / "nee" / "a.json"),
    ):
        with pytest.raises(CommandError) as refused:
            run("import_provisions", *wrong)
        assert refused.value.returncode == 2
        assert "\n" not in str(refused.value)
    assert DirectoryImport.objects.count() == 2


def test_a_look_ahead_leaves_nothing(folder: Path) -> None:
    code, said = run("import_provisions", folder, "--dry-run", "--json")
    assert (code, json.loads(said)["dry_run"]) == (1, True)
    assert not Provision.objects.exists()
    assert not DirectoryImport.objects.exists()


def test_again_says_that_nothing_changed(folder: Path) -> None:
    run("import_provisions", folder)
    told = json.loads(run("import_provisions", folder, "--json")[1])
    assert sum(table["accepted"] for table in told["tables"].values()) == 0


def test_it_stands_on_the_page_and_in_the_journal(folder: Path) -> None:
    run("import_provisions", folder)
    found = DirectoryImport.objects.get()
    assert (found.state, found.name, found.source, found.by) == ("applied", "lijst", "hsds", None)
    assert ImportLine.objects.filter(run=found.pk, what="rejected").count() == sum(
        told["rejected"] for told in found.tallies.values()
    )


def test_a_report_holds_every_row_of_which_something_is_told(tmp_path: Path, folder: Path) -> None:
    run("import_provisions", folder, "--report", tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text())["tables"]["services"]["rejected"] == 1
    run("import_provisions", folder, "--report", tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    assert {"rejected", "note"} == {line["what"] for line in lines}
    assert all(line["reason"] and line["row"] for line in lines)


def test_other_kinds_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(many(2)))
    assert run("import_provisions", tmp_path / "a.zip", "--format", "hsds", "--source", "zip")[0] == 0
    (tmp_path / "a.csv").write_text("naam;plaats\nSoep;Hoogeveen\n", encoding="utf-8")
    told = json.loads(run("import_provisions", tmp_path / "a.csv", "--format", "csv", "--json")[1])
    assert told["tables"]["a"]["accepted"] == 1


def test_the_directory_goes_out(tmp_path: Path, folder: Path) -> None:
    run("import_provisions", folder)
    code, said = run("export_provisions", tmp_path / "uit", "--json")
    assert code == 0
    assert json.loads(said)["tables"]["services"] == 3
    assert json.loads((tmp_path / "uit" / "datapackage.json").read_text())["version"] == "3.0.0"
    (tmp_path / "bestand").write_text("")
    with pytest.raises(CommandError) as refused:
        run("export_provisions", tmp_path / "bestand")
    assert refused.value.returncode == 2
