"""A figure as a file: its table, and under it what it is, of which period, made when and by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from import_export.formats.base_formats import ODS
from tablib import Dataset

from provisions.exchange.escaping import written
from provisions.exchange.sheets import SafeCsv, SafeXlsx, csv_of

FORMATS = {"csv": SafeCsv, "xlsx": SafeXlsx, "ods": ODS}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content_type: str
    content: bytes


def file_of(name: str, kind: str, *, heads: Sequence[str], rows: Iterable[Sequence[Any]], notes: Iterable[str]) -> File:
    """The table as csv, xlsx or ods. Texts that a spreadsheet could run are marked as text. Raises KeyError."""
    shape = FORMATS[kind]()
    table, below = _filled(rows, len(heads)), _filled([[""], *([note] for note in notes)], len(heads))
    made = csv_of([heads], table, below) if kind == "csv" else _sheet(shape, name, heads, [*table, *below])
    content = made.encode() if isinstance(made, str) else made
    return File(f"{name}.{shape.get_extension()}", shape.get_content_type(), content)


def _filled(rows: Iterable[Sequence[Any]], width: int) -> list[Sequence[Any]]:
    """Each row as wide as the table."""
    return [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows]


def _sheet(shape: Any, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Any:
    """By import-export, which takes a whole table at once."""
    marks = shape.get_extension() == "ods"
    table = Dataset(headers=list(heads), title=name[:31])
    for row in rows:
        table.append([_marked(cell) for cell in row] if marks else row)
    return shape.export_data(table)


def _marked(value: Any) -> Any:
    return value if isinstance(value, int | float | Decimal) else written(value)
