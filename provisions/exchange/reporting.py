"""What came of an import, told to a machine or a file: the tables with their counts, the rows with their reasons."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from django.core.serializers.json import DjangoJSONEncoder

from provisions.exchange.escaping import written
from provisions.exchange.reasons import noted, why
from provisions.exchange.spool import ADDED, CHANGED, NOTE, REJECTED, Line, Spool
from provisions.exchange.vocabulary import BY_NAME

if TYPE_CHECKING:
    from provisions.exchange.engine import Tally


class Writes(Protocol):
    def write(self, text: str, /) -> object: ...


HEAD = ("what", "table", "file", "row", "column", "code", "reason", "name", "old", "new")


def counts_of(tally: "Tally") -> dict[str, Any]:
    """A tally as it is kept and answered."""
    told = {**asdict(tally), "accepted": tally.accepted}
    return told | {"codes": dict(tally.codes), "notes": dict(tally.notes)}


def write_json(out: Writes, *, about: Mapping[str, Any], tallies: Mapping[str, "Tally"], spool: Spool) -> None:
    """One object. The rows are written as they are read from the spool, so that they cost no memory."""
    out.write(_open(about) + ', "tables": {')
    rejected, changed = _ByTable(spool.lines(REJECTED)), _ByTable(spool.lines(CHANGED))
    for place, (name, tally) in enumerate(tallies.items()):
        out.write(f"{', ' if place else ''}{json.dumps(name)}: {_open(counts_of(tally))}")
        _write_list(out, "rejections", (rejection(line) for line in rejected.of(name)))
        _write_list(out, "changes", (change(line) for line in changed.of(name) if line.code != ADDED))
        out.write("}")
    out.write("}}\n")


def _open(told: Mapping[str, Any]) -> str:
    """An object that is not closed yet."""
    return json.dumps(dict(told), ensure_ascii=False)[:-1]


def _write_list(out: Writes, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    out.write(f', "{name}": [')
    for place, row in enumerate(rows):
        out.write((", " if place else "") + json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False))
    out.write("]")


class _ByTable:
    """Lines that come table after table, taken one table at a time."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._next = next(lines, None)

    def of(self, table: str) -> Iterator[Line]:
        while self._next is not None and self._next.table == table:
            line, self._next = self._next, next(self._lines, None)
            yield line


def rejection(line: Line) -> dict[str, Any]:
    return {"file": line.file, "row": line.row, "column": line.column, "code": line.code, "reason": why(line.code)}


def change(line: Line) -> dict[str, Any]:
    changes = {name: {"old": old, "new": new} for name, (old, new) in told_changes(line.kind, line.changes).items()}
    return {"file": line.file, "row": line.row, "name": line.name, "changes": changes}


def told_changes(kind: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes by the names of the columns, without what Trede counts for itself."""
    names = {column.attribute: column.name for column in reversed(BY_NAME[kind].columns)}
    return {names.get(name, name): values for name, values in changes.items() if name != "version"}


def write_csv(out: TextIO, lines: Iterable[Any]) -> None:
    """The rows of which something is told, as a table that a spreadsheet opens and runs nothing of."""
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerow(HEAD)
    for line in lines:
        said = noted(line.code) if line.what == NOTE else why(line.code) if line.code else ""
        about = (line.what, line.table, line.file, line.row, line.column)
        changes = told_changes(line.kind, line.changes) if line.changes else {}
        for column, (old, new) in changes.items() or [("", ("", ""))]:
            named = (*about[:4], column or line.column)
            writer.writerow([written(one) for one in (*named, line.code, said, line.name, old, new)])
