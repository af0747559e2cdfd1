"""A figure as a file: its table, and under it what it is, of which period, made when and by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tablib import Dataset

from provisions.exchange.delimited import csv_of
from provisions.exchange.escaping import written

FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content_type: str
    content: bytes


def file_of(name: str, kind: str, *, heads: Sequence[str], rows: Iterable[Sequence[Any]], notes: Iterable[str]) -> File:
    """The table as csv, xlsx or ods. Texts that a spreadsheet could run are marked as text. Raises KeyError."""
    table, below = _filled(rows, len(heads)), _filled([[""], *([note] for note in notes)], len(heads))
    made = csv_of([heads], table, below).encode() if kind == "csv" else _sheet(kind, name, heads, [*table, *below])
    return File(f"{name}.{kind}", FORMATS[kind], made)


def _filled(rows: Iterable[Sequence[Any]], width: int) -> list[Sequence[Any]]:
    """Each row as wide as the table."""
    return [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows]


def _sheet(kind: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """By import-export, which takes a whole table at once."""
    from reporting import workbooks

    table = Dataset(headers=list(heads), title=name[:31])
    for row in rows:
        table.append([_marked(cell) for cell in row] if kind == "ods" else row)
    made: bytes = workbooks.FORMATS[kind]().export_data(table)
    return made


def _marked(value: Any) -> Any:
    return value if isinstance(value, int | float | Decimal) else written(value)
