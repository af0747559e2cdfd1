"""Directories for the tests: small ones in HSDS with the dirt real ones have, made in code and of nobody."""

import csv
import io
import os
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from accounts import access
from config.local import ROOT
from provisions.exchange import working
from provisions.exchange.engine import Tally
from provisions.exchange.reading import read_package
from provisions.exchange.spool import ADDED, CHANGED, NOTE, REJECTED, Line, Spool
from tests.cast import AT

REAL = Path(os.environ.get("TREDE_DIRECTORY", ROOT.parent / "shared" / "data" / "provisions" / "open211-miami"))
Rows = list[dict[str, str]]


def rows(columns: str, *lines: str) -> Rows:
    """`rows("id name", "1|De Opgang")`: cells parted by |, a written \\n stays as it is."""
    names = columns.split()
    return [dict(zip(names, line.split("|"), strict=True)) for line in lines]


def write(folder: Path, tables: Mapping[str, Rows], *, sign: str = ",", encoding: str = "utf-8") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in tables.items():
        write_table(folder / f"{name}.csv", lines, sign=sign, encoding=encoding)
    return folder


def write_table(path: Path, lines: Rows, *, sign: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), delimiter=sign)
        writer.writeheader()
        writer.writerows(lines)
    return path


def zipped(tables: Mapping[str, Rows]) -> bytes:
    """The same as a zip, in memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in tables.items():
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
            archive.writestr(f"data/{name}.csv", text.getvalue())
    return out.getvalue()


def small() -> dict[str, Rows]:
    """HSDS 1.1 with one of each kind of dirt that was counted in a real directory."""
    return {
        "organizations": rows(
            "id name description url", r"1|De Opgang|Eerste regel.\n\n###MON###|www.opgang.example", "2|De Brug||"
        ),
        "services": rows(
            "id organization_id name description url",
            r"11|1|Koffieochtend|Iedere week.\nKom gerust.|opgang.example/koffie",
            "12|2|Eettafel|| ",
            "13|9|Van niemand||",
            "14|2|Eettafel|Nog een|https://brug.example/",
        ),
        "locations": rows(
            "id organization_id name latitude longitude",
            "21|1|Het buurthuis|52.73|6.48",
            "22|77|De kerk||",
        ),
        "services_at_location": rows("id service_id location_id", "31|11|21", "32|13|21", "33|12|22"),
        "physical_addresses": rows(
            "id location_id address_1 city state_province postal_code country",
            "41|21|Schutstraat 1|Hoogeveen|DR |7901 EA|NL",
            "42|22|||||",
        ),
        "phones": rows("id service_id location_id number", "51|11||0528-123456", "52|13||0528-000000", "53|12|21|"),
        "regular_schedules": rows(
            "id service_id weekday opens_at closes_at original_text",
            "|11|Monday|1:50pm|3:00pm|1:50pm-3:00pm, Mon",
            "|11|Tuesday|9:00a|5:00pm|9:00a-5:00pm",
            "|12|Friday|||",
        ),
        "languages": rows("id service_id language", "11|11|Dutch", "11|11|Polish", "12|12|Dutch"),
        "eligibility": rows("id service_id eligibility", "|11|Iedereen", "|11|Ook kinderen", "||Niemand"),
        "accessibility_for_disabilities": rows("id location_id accessibility details", "21|21|Rolstoel|"),
        "services_taxonomy": rows("id service_id taxonomy_id", "61|11|A-1", "62|13|A-1"),
        "taxonomy": rows(
            "id name parent_id parent_name vocabulary", "A-1|Ontmoeten|A|Samen|Eigen", "A|Samen|||Eigen", "A-1|Weer|||"
        ),
        "astrology": rows("id sign", "1|Ram", "2|Stier"),
    }


def many(count: int) -> dict[str, Rows]:
    """A clean directory of so many services, each with all that belongs to it."""
    numbers = range(1, count + 1)
    return {
        "organizations": [{"id": f"o{n}", "name": f"Organisatie {n}"} for n in numbers if n % 4 == 1],
        "services": [
            {
                "id": f"s{n}",
                "organization_id": f"o{n - (n - 1) % 4}",
                "name": f"Aanbod {n}",
                "description": f"Wat het is, in woorden, nummer {n}. " * 5,
                "url": f"https://example.org/{n}",
            }
            for n in numbers
        ],
        "locations": [{"id": f"l{n}", "name": f"Plek {n}", "latitude": "52.7", "longitude": "6.4"} for n in numbers],
        "services_at_location": [{"id": f"a{n}", "service_id": f"s{n}", "location_id": f"l{n}"} for n in numbers],
        "phones": [{"id": f"p{n}", "service_id": f"s{n}", "number": f"0528-{n:06}"} for n in numbers],
        "regular_schedules": [
            {"service_id": f"s{n}", "weekday": day, "opens_at": "09:00", "closes_at": "12:00"}
            for n in numbers
            for day in ("Monday", "Wednesday", "Friday")
        ],
    }


class Came:
    """What came of an import: its tallies, and the rows of which something is told."""

    def __init__(self, tallies: Mapping[str, Tally], lines: Iterable[Line]) -> None:
        self.tallies = tallies
        told = list(lines)
        self.rejected = [line for line in told if line.what == REJECTED]
        self.changed = [line for line in told if line.what == CHANGED and line.code != ADDED]
        self.notes = [line for line in told if line.what == NOTE]

    def counts(self, table: str) -> tuple[int, int, int, int, int]:
        """(read, new, changed, unchanged, rejected)."""
        tally = self.tallies[table]
        return tally.read, tally.new, tally.changed, tally.unchanged, tally.rejected

    def total(self, name: str) -> int:
        return sum(getattr(tally, name) for tally in self.tallies.values())

    def reasons(self, table: str) -> dict[int, str]:
        return {line.row: line.code for line in self.rejected if line.table == table}


def bring(
    path: Path, *, source: str = "lijst", municipality: str = "hoogeveen", dry: bool = False, **more: Any
) -> Came:
    """Import as the command does."""
    package = read_package(path)
    place: dict[str, Any] = {
        "municipality": municipality,
        "source": source,
        "went": more.pop("went", lambda done: None),
    }
    with Spool() as spool, access.system("import_provisions", at=AT, origin="command"):
        if dry:
            tallies = working.try_now(package=package, spool=spool, **place)
        else:
            tallies = working.enter_now(package=package, name=path.name, spool=spool, at=AT, **place)
        return Came(tallies, list(spool.lines()))
