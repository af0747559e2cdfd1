"""The workbook of import-export, with the stricter rule for what a spreadsheet might run.

Heavy: a web process loads it with the first workbook that is asked of it.
"""

import io
from decimal import Decimal
from typing import Any

from import_export.formats.base_formats import XLSX
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from tablib import Dataset


class SafeXlsx(XLSX):  # type: ignore[misc]  # the package has no types
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
