"""A table of text: which sign parts the cells, then row by row, however its lines end."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from provisions.exchange.encoding import Letters, Open, letters_of
from provisions.exchange.limits import MOST_ROWS, BadFile
from provisions.exchange.tables import Row, Table, head_of

SIGNS = (",", ";", "\t", "|")
LOOKED_AT = 50
LONGEST_FIELD = 1024 * 1024
csv.field_size_limit(LONGEST_FIELD)


def text_table(open_: Open, *, name: str, file: str) -> Table:
    """The table of one file. Raises BadFile."""
    letters = letters_of(open_)
    sign = _sign(open_, letters, file=file)
    with_head = _records(open_, letters, sign, file=file)
    head = next(with_head, None)
    if head is None:
        raise BadFile("empty", _("%(file)s is empty.") % {"file": file})
    columns = head_of(head[1], file=file)
    if letters.lines > MOST_ROWS + 2 and sum(1 for _one in islice(with_head, MOST_ROWS + 1)) > MOST_ROWS:
        raise BadFile(
            "too_many_rows", _("There are more than %(most)s rows in one table.") % {"most": f"{MOST_ROWS:,}"}
        )

    def rows() -> Iterator[Row]:
        records = _records(open_, letters, sign, file=file)
        next(records, None)
        return (Row(number, cells) for number, cells in records)

    notes = () if letters.encoding.startswith("utf-8") else (f"encoding.{letters.encoding.replace('-', '')}",)
    return Table(name=name, file=file, columns=columns, lines=max(letters.lines - 2, 0), rows=rows, notes=notes)


def _records(open_: Open, letters: Letters, sign: str, *, file: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered from 1, blank lines counted and left out. Raises BadFile where quotation marks do not end."""
    number = 0
    with open_() as raw, io.TextIOWrapper(raw, encoding=letters.encoding, newline="") as text:
        reader = csv.reader(text, delimiter=sign, strict=False)
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as bad:
                said = {"file": file, "row": number + 1}
                why = _("%(file)s can't be read at row %(row)s. Perhaps a quotation mark is open there.")
                raise BadFile("broken_row", why % said) from bad
            if cells is None:
                return
            number += 1
            if cells:
                yield number, cells


def _sign(open_: Open, letters: Letters, *, file: str) -> str:
    """The sign that gives the head the most columns, and as many in the rows that follow."""
    best, most = ",", (0, 0)
    for sign in SIGNS:
        records = _records(open_, letters, sign, file=file)
        head = next(records, (0, []))[1]
        alike = sum(len(cells) == len(head) for _number, cells in islice(records, LOOKED_AT))
        weight = (alike if len(head) > 1 else 0, len(head))
        records.close()  # type: ignore[attr-defined]  # a generator
        if weight > most:
            best, most = sign, weight
    return best
