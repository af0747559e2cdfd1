"""Rows as comma-separated values, with the stricter rule for what a spreadsheet might run."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from tablib import Dataset

from provisions.exchange.escaping import written


class SafeCsv:
    """UTF-8 with its mark, semicolons, every cell in quotation marks: Dutch and English spreadsheets open it alike.

    The package's own escaping takes a sign out of the text; here a mark of text is put before it. It is asked as a
    format of import-export is, and is none: those come with all that reads and writes workbooks.
    """

    def export_data(self, dataset: Dataset) -> str:
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
