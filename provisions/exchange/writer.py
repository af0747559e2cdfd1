"""The directory out: HSDS 3.0 as a datapackage in a folder, or one list of facilities as CSV or workbook."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from tablib import Dataset

from provisions.exchange.delimited import SafeCsv
from provisions.exchange.outgoing import as_text, offered, rows_of
from provisions.exchange.resources import CHUNK
from provisions.exchange.schemas import schema_of, standard_kinds
from provisions.exchange.sheets import SafeXlsx
from provisions.exchange.vocabulary import BY_NAME

PACKAGE = {"profile": "tabular-data-package", "version": "3.0.0", "homepage": "http://docs.openreferral.org"}
LIST = {
    "id": "id",
    "organisatie": "organisation__name",
    "naam": "name",
    "wat": "what",
    "omschrijving": "description",
    "doelgroep": "eligibility",
    "leeftijd_van": "minimum_age",
    "leeftijd_tot": "maximum_age",
    "website": "url",
    "email": "email",
    "openingstijden": "open_when",
    "kosten": "cost",
    "aanmelden": "application_process",
    "intake": "needs_intake",
    "wachtlijst": "wait_time",
    "gecontroleerd": "confirmed_on",
    "upl": "upl",
}
FORMATS: dict[str, type[Any]] = {"csv": SafeCsv, "xlsx": SafeXlsx}


def export_package(folder: Path, *, municipality: str, name: str = "trede") -> dict[str, int]:
    """Write a datapackage of HSDS 3.0; gives the number of rows per table. OSError when it can't be written."""
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    resources: list[dict[str, Any]] = []
    for kind in standard_kinds():
        schema = schema_of(kind)
        rows = rows_of(kind, municipality=municipality)
        first = next(rows, None)
        if first is None:
            (folder / schema.path).unlink(missing_ok=True)
            continue
        with (folder / schema.path).open("w", encoding="utf-8", newline="") as file:
            counts[Path(schema.path).stem] = _write(file, list(first), chain([first], rows))
        resources.append(schema.resource(list(first)))
    told = {"name": name, "title": f"Trede: {municipality}", **PACKAGE, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return counts


def _write(file: TextIO, heads: list[str], rows: Iterable[Mapping[str, str]]) -> int:
    """Plain CSV: a package is read by machines, which need each cell as it is."""
    writer = csv.DictWriter(file, heads, lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return count


def export_list(format: str, *, municipality: str) -> bytes:
    """What is offered as one list for a spreadsheet, by import-export's formats; nothing in it runs."""
    dataset = Dataset(headers=list(LIST))
    for row in _listed(municipality):
        dataset.append(row)
    told = FORMATS[format]().export_data(dataset)
    return told.encode() if isinstance(told, str) else bytes(told)


def _listed(municipality: str) -> Iterator[tuple[str, ...]]:
    found = offered(BY_NAME["service"], municipality).order_by("organisation__name", "name", "pk")
    for values in found.values_list(*LIST.values()).iterator(chunk_size=CHUNK):
        yield tuple(map(as_text, values))
