"""A workbook, read by a child that is held short: what goes wrong there goes wrong there."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from provisions.exchange import workbook_child
from provisions.exchange.archive import look_into
from provisions.exchange.limits import MOST_COLUMNS, BadFile
from provisions.exchange.tables import Row, Table, head_of


def workbook_tables(path: Path) -> tuple[Table, ...]:
    """Every sheet that holds rows, as a table. Raises BadFile."""
    look_into(path, workbook=True).close()
    heads: dict[str, tuple[str, ...]] = {}
    counts: dict[str, int] = {}
    for sheet, row in _all_rows(path):
        if sheet not in heads:
            if len(row.cells) > MOST_COLUMNS:
                raise BadFile(
                    "too_many_columns",
                    _("%(file)s has more than %(most)s columns.") % {"file": sheet, "most": MOST_COLUMNS},
                )
            heads[sheet], counts[sheet] = head_of(row.cells, file=sheet), -1
        counts[sheet] += 1
    if not heads:
        raise BadFile("empty", _("%(file)s is empty.") % {"file": path.name})
    return tuple(_table(path, sheet, columns, counts[sheet]) for sheet, columns in heads.items())


def _table(path: Path, sheet: str, columns: tuple[str, ...], count: int) -> Table:
    def rows() -> Iterator[Row]:
        of_this = (row for name, row in _all_rows(path) if name == sheet)
        next(of_this, None)
        return of_this

    return Table(name=sheet, file=sheet, columns=columns, lines=count, rows=rows)


def _all_rows(path: Path) -> Iterator[tuple[str, Row]]:
    with _child(path) as lines:
        sheet = ""
        for line in lines:
            told: Any = json.loads(line)
            if isinstance(told, dict):
                sheet = told["sheet"]
            else:
                number, cells, formulas = told
                yield sheet, Row(number, cells, tuple(formulas))


@contextmanager
def _child(path: Path) -> Iterator[Any]:
    """The child's lines. Left early, it is ended; ended badly, the workbook is refused."""
    command = [sys.executable, "-I", str(Path(workbook_child.__file__)), str(path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)  # noqa: S603
    try:
        yield child.stdout
        if child.wait():
            raise BadFile("broken_workbook", _("This workbook can't be read. Save it again as .xlsx, or as CSV UTF-8."))
    finally:
        child.kill()
        if child.stdout:
            child.stdout.close()
        child.wait()
