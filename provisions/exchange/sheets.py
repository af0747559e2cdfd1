"""The formats of import-export, with the stricter rule for what a spreadsheet might run."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from import_export.formats.base_formats import CSV, XLSX
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from tablib import Dataset

from provisions.exchange.escaping import written


class SafeCsv(CSV):  # type: ignore[misc]  # the package has no types
    """UTF-8 with its mark, semicolons, every cell in quotation marks: Dutch and English spreadsheets open it alike.

    The package's own escaping takes a sign out of the text; here a mark of text is put before it.
    """

    def export_data(self, dataset: Dataset, **kwargs: Any) -> str:
        return csv_of([dataset.headers], list(dataset))


def csv_of(*blocks: Sequence[Sequence[Any]]) -> str:
    """Rows as such a CSV; those of a block are equally long. A column is escaped at once: most say a few things."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for block in blocks:
        writer.writerows(zip(*map(_escaped, zip(*block, strict=True)), strict=True))
    return out.getvalue()


def _escaped(column: Sequence[Any]) -> Sequence[Any]:
    kinds = set(map(type, column))
    if kinds == {int}:
        return column
    if kinds == {str}:
        texts = {text: written(text) for text in set(column)}
        return [texts[text] for text in column]
    return [written(value) for value in column]


class SafeXlsx(XLSX):  # type: ignore[misc]
    """Every text is typed as text: none is a formula, and a phone number keeps its zero. Numbers are numbers."""

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Trede")
        for row in (dataset.headers, *dataset):
            sheet.append([cell if isinstance(cell, int | float | Decimal) else _text(sheet, str(cell)) for cell in row])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def _text(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell
