"""A CSV as a dataset for import-export: its columns under our names, each row with the number it has in the file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from tablib import Dataset

from provisions.exchange.limits import BadFile
from provisions.exchange.reading import read_package
from provisions.exchange.tables import Table

SHEET, CSV = "csv", ".csv"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`numbers`: of each row of the dataset the row of the file, the head being 1."""

    dataset: Dataset
    numbers: list[int]


def read_sheet(
    path: Path, *, name: str, columns: Mapping[str, Collection[str]], needed: Collection[str], most: int
) -> Sheet:
    """The rows of a CSV of at most `most` rows. `columns`: per name of ours what it may be called, in small letters.

    What is called otherwise is left out. Raises BadFile, also when a `needed` column is not there.
    """
    if not name.lower().endswith(CSV):
        raise BadFile("not_csv", _("Send a table as .csv."))
    table = read_package(path, format=SHEET, name=name).tables[0]
    places = _places(table, columns)
    missing = [columns[one] for one in needed if one not in places]
    if missing:
        said = {"file": table.file, "name": next(iter(missing[0]))}
        raise BadFile("no_column", _("%(file)s has no column called %(name)s.") % said)
    rows = [row for row in table.rows() if any(cell.strip() for cell in row.cells)]
    if len(rows) > most:
        raise BadFile("too_many_rows", _("There are more than %(most)s rows in one table.") % {"most": f"{most:,}"})
    cells = [[_cell(row.cells, places.get(one)) for one in columns] for row in rows]
    return Sheet(Dataset(*cells, headers=list(columns)), [row.number for row in rows])


def _places(table: Table, columns: Mapping[str, Collection[str]]) -> dict[str, int]:
    heads = {head.strip().lower(): place for place, head in enumerate(table.columns)}
    return {
        ours: next(heads[name] for name in names if name in heads)
        for ours, names in columns.items()
        if any(name in heads for name in names)
    }


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""
