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
    """Every sheet that holds rows, as a table; only its first row is read now. Raises BadFile."""
    look_into(path, workbook=True).close()
    tables = tuple(_table(path, sheet, row, about) for sheet, about, row in _all_rows(path, "--heads"))
    if not tables:
        raise BadFile("empty", _("%(file)s is empty.") % {"file": path.name})
    return tables


def _table(path: Path, sheet: str, head: Row, about: int) -> Table:
    if len(head.cells) > MOST_COLUMNS:
        said = {"file": sheet, "most": MOST_COLUMNS}
        raise BadFile("too_many_columns", _("%(file)s has more than %(most)s columns.") % said)

    def rows() -> Iterator[Row]:
        of_this = (row for name, _about, row in _all_rows(path) if name == sheet)
        next(of_this, None)
        return of_this

    columns = head_of(head.cells, file=sheet)
    return Table(name=sheet, file=sheet, columns=columns, lines=max(about - head.number, 0), rows=rows)


def _all_rows(path: Path, *how: str) -> Iterator[tuple[str, int, Row]]:
    """Per row its sheet, and about how many rows that has."""
    with _child(path, *how) as lines:
        sheet, about = "", 0
        for line in lines:
            told: Any = json.loads(line)
            if isinstance(told, dict):
                sheet, about = told["sheet"], told["rows"]
            else:
                number, cells, formulas = told
                yield sheet, about, Row(number, cells, tuple(formulas))


@contextmanager
def _child(path: Path, *how: str) -> Iterator[Any]:
    """The child's lines. Left early, it is ended; ended badly, the workbook is refused."""
    command = [sys.executable, "-I", str(Path(workbook_child.__file__)), str(path), *how]
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
