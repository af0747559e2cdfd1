"""A figure as a file: its table, and under it what it is, of which period, made when and by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from import_export.formats.base_formats import ODS
from tablib import Dataset

from provisions.exchange.escaping import written
from provisions.exchange.sheets import SafeCsv, SafeXlsx

FORMATS = {"csv": SafeCsv, "xlsx": SafeXlsx, "ods": ODS}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content_type: str
    content: bytes


def file_of(name: str, kind: str, *, heads: Sequence[str], rows: Iterable[Sequence[Any]], notes: Iterable[str]) -> File:
    """The table as csv, xlsx or ods. Texts that a spreadsheet could run are marked as text. Raises KeyError."""
    shape = FORMATS[kind]()
    told = [*rows, [""], *([note] for note in notes)]
    table = Dataset(headers=list(heads), title=name[:31])
    for row in told:
        cells = [*row, *[""] * (len(heads) - len(row))]
        table.append([_marked(cell) if shape.get_extension() == "ods" else cell for cell in cells])
    made = shape.export_data(table)
    content = made.encode() if isinstance(made, str) else made
    return File(f"{name}.{shape.get_extension()}", shape.get_content_type(), content)


def _marked(value: Any) -> Any:
    return value if isinstance(value, int | float | Decimal) else written(value)
