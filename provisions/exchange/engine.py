"""One import: table after table, chunk after chunk, each row told as accepted, unchanged or rejected.

It runs in the transaction that is open, and keeps no rows in memory: what is to be told of single rows goes to a spool.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from import_export.results import RowResult
from tablib import Dataset

from provisions.exchange import cells, seen
from provisions.exchange.preparing import Prepared, Shape, chunks, prepared
from provisions.exchange.resources import KEY, DirectoryResource, codes_of, model_of, resource_class
from provisions.exchange.shapes import Kind
from provisions.exchange.spool import ADDED, CHANGED, NOTE, REJECTED, Line, Spool
from provisions.exchange.tables import Package, Table
from provisions.exchange.vocabulary import BY_NAME, KINDS, kind_of, plain

NEW, UPDATED, SAME = RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE, RowResult.IMPORT_TYPE_SKIP


class NotImported(RuntimeError):
    """A chunk could not be written: nothing of the import holds."""


@dataclass(slots=True)
class Tally:
    """What came of a table. `codes` counts the reasons of the rejections, `notes` what was said of rows taken."""

    file: str = ""
    kind: str = ""
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    absent: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def accepted(self) -> int:
        return self.new + self.changed


@dataclass(slots=True)
class Run:
    """Where it goes, and what came of it. `made(kind, ids)` hears of new rows, `went(rows)` how far it is."""

    municipality: str
    source: str
    spool: Spool
    made: Callable[[str, list[str]], None] = lambda kind, ids: None
    went: Callable[[int], None] = lambda rows: None
    tallies: dict[str, Tally] = field(default_factory=dict)
    done: int = 0

    def resource(self, kind: str, **more: bool) -> DirectoryResource:
        return resource_class(kind)(municipality=self.municipality, source=self.source, **more)

    def tell(self, table: Table, what: str, row: int, **more: Any) -> None:
        self.spool.add(Line(what=what, table=table.name, file=table.file, row=row, **more))

    def advance(self, rows: int) -> None:
        self.done += rows
        self.went(self.done)


def run(package: Package, run: Run) -> dict[str, Tally]:
    """Import every table of a package of HSDS, in the order in which they refer to each other."""
    seen.begin()
    for table, kind in in_order(package):
        run.tallies[table.name] = Tally(file=table.file, kind=kind)
        if not kind:
            not_kept(run, table)
        elif BY_NAME[kind].fold:
            _fold(run, BY_NAME[kind], table, package)
        else:
            _import(run, BY_NAME[kind], table)
    seen.end()
    return run.tallies


def in_order(package: Package) -> Iterator[tuple[Table, str]]:
    """Terms before what they say, organisations before services; what we do not know comes last."""
    places = {kind.name: place for place, kind in enumerate(KINDS)}
    named = [(table, _kind_in(package, table)) for table in package.tables]
    return iter(sorted(named, key=lambda one: places.get(one[1], len(places))))


def _kind_in(package: Package, table: Table) -> str:
    """`taxonomy` is the terms in HSDS 1.1 and their list in 3, where the terms have a table of their own."""
    names = [kind_of(one.name) for one in package.tables]
    if plain(table.name) == "taxonomy" and names.count("taxonomy_term") > 1:
        return "taxonomy"
    return kind_of(table.name)


def _import(run: Run, kind: Kind, table: Table) -> None:
    shape, tally = Shape.of(kind, table), run.tallies[table.name]
    resource = run.resource(kind.name)
    for note in table.notes:
        tally.notes[note] += 1
        run.tell(table, NOTE, 1, code=note)
    for chunk in chunks(table.rows()):
        enter(run, resource, table, prepared(shape, chunk), shape.names)
        run.advance(len(chunk))
    _finish(run, kind, table)


def enter(run: Run, resource: DirectoryResource, table: Table, rows: list[Prepared], names: list[str]) -> None:
    """Hand a chunk to the Resource, and write down what came of each row."""
    tally, kind = run.tallies[table.name], resource.kind
    tally.read += len(rows)
    ready = [row for row in rows if row.refused is None]
    dataset = Dataset(*(tuple(row.values.get(name, "") for name in names) for row in ready), headers=names)
    result = resource.import_data(dataset, use_transactions=False, raise_errors=False)
    if result.base_errors:
        raise NotImported from result.base_errors[0].error
    for row, came in zip(ready, result.rows, strict=True):
        _came(run, table, kind, row, came)
    for row in rows:
        if row.refused:
            refuse(run, table, row)
    refused = [row.key for row in rows if row.refused and row.key and row.refused[1] != "id.double"]
    if refused and not kind.leaf:
        seen.refuse(kind.name, refused)
    numbers = {row.key: row.number for row in ready}
    seen.later(kind.name, ((key, parent, numbers[key]) for key, parent in resource.later))
    if resource.made:
        run.made(kind.name, [str(one.pk) for one in resource.made])


def _came(run: Run, table: Table, kind: Kind, row: Prepared, came: Any) -> None:
    tally = run.tallies[table.name]
    if came.import_type == RowResult.IMPORT_TYPE_INVALID:
        row.refused = next(iter(codes_of(came.validation_error, kind)))
        return
    if came.errors:
        raise NotImported from came.errors[0].error
    if came.import_type == NEW:
        tally.new += 1
    elif came.import_type == SAME:
        tally.unchanged += 1
    else:
        tally.changed += 1
        tell_change(run, table, row, kind.name, came)
    for column, code in (*row.notes, *came.notes):
        tally.notes[code] += 1
        run.tell(table, NOTE, row.number, column=column, code=code, key=row.key)


def tell_change(run: Run, table: Table, row: Prepared, kind: str, came: Any, *, code: str = "") -> None:
    """By the names of our own columns: undoing reads them back."""
    changes = {name: [old, new] for name, (old, new) in came.changes.items()}
    about = {"key": row.key, "name": _name_of(row), "kind": kind, "object_id": str(came.object_id)}
    run.tell(table, CHANGED, row.number, code=code, changes=changes, **about)


def refuse(run: Run, table: Table, row: Prepared) -> None:
    tally, (column, code) = run.tallies[table.name], row.refused or ("", "")
    tally.rejected += 1
    tally.codes[code] += 1
    run.tell(table, REJECTED, row.number, column=column, code=code, key=row.key, name=_name_of(row))


def _name_of(row: Prepared) -> str:
    return str(row.values.get("name", ""))[:100]


def _finish(run: Run, kind: Kind, table: Table) -> None:
    """Links within the table, now that all its rows are there; and what an earlier import brought and this one not."""
    place = {"municipality": run.municipality, "source": run.source}
    model = model_of(kind.name)._meta.db_table
    if any(column.attribute == "parent_id" for column in kind.columns):
        for key, _parent, number in seen.link_later(kind.name, table=model, **place):
            code = f"{kind.name}.unknown"
            run.tallies[table.name].notes[code] += 1
            run.tell(table, NOTE, number, column="parent_id", code=code, key=key)
    run.tallies[table.name].absent = seen.absent(kind.name, table=model, **place)


def not_kept(run: Run, table: Table) -> None:
    """A table we have no place for: every row of it is told as not kept."""
    tally = run.tallies[table.name]
    for chunk in chunks(table.rows()):
        for row in chunk:
            tally.read += 1
            tally.rejected += 1
            tally.codes["table.not_kept"] += 1
            run.tell(table, REJECTED, row.number, code="table.not_kept")
        run.advance(len(chunk))


def _fold(run: Run, kind: Kind, table: Table, package: Package) -> None:
    """Rows that became a column of the service in HSDS 3: gathered per service, in the order they stand in."""
    column, target = kind.fold or ("", "")
    shape, tally = Shape.of(kind, table), run.tallies[table.name]
    for chunk in chunks(table.rows()):
        ready = prepared(shape, chunk)
        tally.read += len(ready)
        parts = []
        for row in ready:
            row.refused = row.refused or _of_no_service(row, column)
            if row.refused:
                refuse(run, table, row)
            else:
                parts.append((row.values["service_id"].strip(), row.number, row.values[column]))
                for code in row.notes:
                    tally.notes[code[1]] += 1
                    run.tell(table, NOTE, row.number, column=code[0], code=code[1], key=row.key)
        seen.stage(parts)
        run.advance(len(chunk))
    resource = run.resource("service", only_known=True)
    for page in seen.gathered():
        _enter_folded(run, resource, table, page, target)


def _of_no_service(row: Prepared, column: str) -> tuple[str, str] | None:
    if not row.values.get("service_id", "").strip():
        return ("service_id", "service.missing")
    try:
        row.values[column], notes = cells.tidy(row.values.get(column, ""))
    except ValueError as wrong:
        return (column, str(wrong))
    row.notes += [(column, note) for note in notes]
    return None if row.values[column] else (column, "cell.needed")


def _enter_folded(
    run: Run, resource: DirectoryResource, table: Table, page: list[tuple[str, str, list[int]]], target: str
) -> None:
    tally = run.tallies[table.name]
    dataset = Dataset(*((key, words) for key, words, _rows in page), headers=[KEY, target])
    result = resource.import_data(dataset, use_transactions=False, raise_errors=False)
    if result.base_errors:
        raise NotImported from result.base_errors[0].error
    refused = seen.refused("service", [key for key, _words, _rows in page])
    for (key, words, rows), came in zip(page, result.rows, strict=True):
        ready = [Prepared(number, {"name": words}, key) for number in rows]
        if came.import_type == RowResult.IMPORT_TYPE_INVALID:
            reasons = list(codes_of(came.validation_error, resource.kind))
            if key in refused:
                reasons = [("service_id", "service.rejected")]
            for one in ready:
                one.refused = reasons[0]
                refuse(run, table, one)
        elif came.import_type == SAME:
            tally.unchanged += len(rows)
        elif not came.changes[_attribute_of(resource.kind, target)][0]:
            tally.new += len(rows)
            tell_change(run, table, ready[0], resource.kind.name, came, code=ADDED)
        else:
            tally.changed += len(rows)
            tell_change(run, table, ready[0], resource.kind.name, came)


def _attribute_of(kind: Kind, name: str) -> str:
    return next(column.attribute for column in kind.columns if column.name == name)
