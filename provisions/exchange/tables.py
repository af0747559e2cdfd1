"""What every reader gives: tables with a name, a head of columns and rows that know their number."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from provisions.exchange.limits import LONGEST_CELL, LONGEST_HEADER, MOST_COLUMNS, BadFile

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands: `number` counts from the head, which is 1, as a spreadsheet shows it."""

    number: int
    cells: Cells
    formula: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is that of the file without its ending, or of the sheet; `lines` about how many rows it has.

    `rows()` reads from the start each time and holds one row in memory. `notes` are codes about the file as a whole.
    """

    name: str
    file: str
    columns: tuple[str, ...]
    lines: int
    rows: Callable[[], Iterator[Row]] = field(repr=False)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """A directory as it was given: its tables, and what it says of itself. `absent` are files named and not there.

    `flat`: one table in which a row is an offer with all that belongs to it; else the tables are those of HSDS.
    """

    format: str
    tables: tuple[Table, ...]
    flat: bool = False
    name: str = ""
    version: str = ""
    absent: tuple[str, ...] = ()


def head_of(cells: Cells, *, file: str) -> tuple[str, ...]:
    """The names of the columns; empty ones at the end are no columns. Raises BadFile."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise BadFile("no_head", _("%(file)s has no row with the names of its columns.") % {"file": file})
    if len(names) > MOST_COLUMNS:
        raise BadFile(
            "too_many_columns", _("%(file)s has more than %(most)s columns.") % {"file": file, "most": MOST_COLUMNS}
        )
    if any(len(name) > LONGEST_HEADER for name in names):
        raise BadFile("no_head", _("The first row of %(file)s holds no names of columns.") % {"file": file})
    double = {name for name in names if name and names.count(name) > 1}
    if double:
        said = {"file": file, "name": sorted(double)[0]}
        raise BadFile("double_column", _("%(file)s has two columns called %(name)s. Rename one of them.") % said)
    return tuple(name or f"#{place}" for place, name in enumerate(names, 1))


def too_long(cells: Cells) -> int | None:
    """The place of a cell that is longer than a spreadsheet can hold."""
    return next((place for place, cell in enumerate(cells) if len(cell) > LONGEST_CELL), None)
