"""A figure as a file: its table, and under it what it is, of which period, made when and by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from import_export.formats import base_formats
from tablib import Dataset

from provisions.exchange.escaping import written

FORMATS = {"csv": base_formats.CSV, "xlsx": base_formats.XLSX, "ods": base_formats.ODS}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content_type: str
    content: bytes


def file_of(name: str, kind: str, *, heads: Sequence[str], rows: Iterable[Sequence[Any]], notes: Iterable[str]) -> File:
    """The table as csv, xlsx or ods. Texts that a spreadsheet could run are marked as text. Raises KeyError."""
    shape = FORMATS[kind]()
    table = Dataset(headers=list(heads), title=name[:31])
    for row in rows:
        table.append([_cell(value) for value in row])
    for note in ["", *notes]:
        table.append([_cell(note), *[""] * (len(heads) - 1)])
    made = shape.export_data(table)
    content = made.encode("utf-8-sig") if isinstance(made, str) else made
    return File(f"{name}.{shape.get_extension()}", shape.get_content_type(), content)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return value if isinstance(value, int | float) else written(value)
