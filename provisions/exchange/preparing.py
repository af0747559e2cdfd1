"""Rows as they stand in a file, made ready for a Resource: named by the columns of HSDS 3, each with its key."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from provisions.exchange import seen
from provisions.exchange.resources import CHUNK, EXTRA, KEY
from provisions.exchange.shapes import BESIDE, Column, Kind, Link
from provisions.exchange.tables import Row, Table, too_long
from provisions.exchange.vocabulary import columns_of, plain, says_by_itself

LONGEST_KEY = 200
OF_ENTITY = {
    "service": "service_id",
    "location": "location_id",
    "service_at_location": "service_at_location_id",
    "organization": "organization_id",
}


@dataclass(slots=True)
class Prepared:
    """One row: its number and values by column; or why it is not taken. `notes` are (column, code)."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    refused: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """How a table is read: which column stands where, which of them has the key, what is kept beside, what it says."""

    kind: Kind
    table: Table
    columns: Mapping[int, Column]
    key: int | None
    beside: Mapping[int, str]
    says: Mapping[str, str]

    @classmethod
    def of(cls, kind: Kind, table: Table) -> "Shape":
        columns = columns_of(kind, table.columns)
        key = next((place for place, name in enumerate(table.columns) if plain(name) == "id"), None)
        beside = {place: name for place, name in enumerate(table.columns) if place not in columns and place != key}
        present = {column.name for column in columns.values()}
        says = {name: value for name, value in says_by_itself(kind, table.name).items() if name not in present}
        return cls(kind, table, columns, key, beside, says)

    @property
    def names(self) -> list[str]:
        """The columns of the dataset, in order."""
        links = [*OF_ENTITY.values()] if self.by_entity else []
        return list(dict.fromkeys([KEY, *(one.name for one in self.columns.values()), *links, *self.says, EXTRA]))

    @property
    def by_entity(self) -> bool:
        """HSDS 3 names what an attribute is about by a word and an id."""
        present = {column.name for column in self.columns.values()}
        return self.kind.name == "attribute" and "link_entity" in present and "service_id" not in present


def chunks(rows: Iterable[Row], size: int = CHUNK) -> Iterator[list[Row]]:
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk


def prepared(shape: Shape, rows: list[Row]) -> list[Prepared]:
    """A chunk, with its keys told apart from those of the chunks before."""
    ready = [_row(shape, row) for row in rows]
    taken = [one for one in ready if one.refused is None]
    if shape.kind.leaf:
        _number(shape.kind, taken)
    else:
        tell_apart(shape.kind, taken)
    if shape.kind.name in ("organization", "service"):
        _repeated(shape.kind, [one for one in taken if one.refused is None])
    return ready


def _row(shape: Shape, row: Row) -> Prepared:
    ready, width = Prepared(row.number), len(shape.table.columns)
    cells, ready.refused = row.cells, unfit(shape.table, row)
    if ready.refused:
        return ready
    if len(cells) < width:
        cells = cells + [""] * (width - len(cells))
        if shape.table.file != shape.table.name:
            ready.notes.append(("", "row.short"))
    ready.values = {column.name: cells[place] for place, column in shape.columns.items()}
    ready.values |= shape.says
    ready.values[EXTRA] = {name: cells[place] for place, name in shape.beside.items() if cells[place].strip()}
    _ours_back(ready)
    if shape.by_entity:
        _of_entity(ready.values)
    ready.key = cells[shape.key].strip() if shape.key is not None else ""
    if len(ready.key) > LONGEST_KEY or not ready.key.isprintable():
        ready.refused = ("id", "id.unusable")
    return ready


def _ours_back(row: Prepared) -> None:
    """What our own export put beside the columns of the standard goes back in them."""
    ours = {name: text for name, text in row.values[EXTRA].items() if name.startswith(BESIDE)}
    if not ours:
        return
    kept = {name: text for name, text in row.values[EXTRA].items() if name not in ours}
    for name, text in ours.items():
        column = name.removeprefix(BESIDE)
        if column == EXTRA:
            kept |= _loaded(text)
        elif not row.values.get(column):
            row.values[column] = text
    row.values[EXTRA] = kept


def _loaded(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {f"{BESIDE}{EXTRA}": text}
    return found if isinstance(found, dict) else {f"{BESIDE}{EXTRA}": text}


def unfit(table: Table, row: Row) -> tuple[str, str] | None:
    """Why a row can't be taken as it stands, whatever its columns mean: (column, code)."""
    width = len(table.columns)
    if any(row.cells[width:]):
        return ("", "row.too_wide")
    if not any(cell.strip() for cell in row.cells):
        return ("", "row.empty")
    if row.formula:
        return (table.columns[min(row.formula[0], width - 1)], "cell.formula")
    place = too_long(row.cells)
    return None if place is None else (table.columns[place], "text.too_long")


def _of_entity(values: dict[str, Any]) -> None:
    """An attribute's word and id, as the link they are; of another kind of row both stay as they are."""
    link = OF_ENTITY.get(values.get("link_entity", "").strip().lower())
    values |= dict.fromkeys(OF_ENTITY.values(), "")
    if link:
        values[link] = values.get("link_id", "")
        values["link_entity"] = values["link_id"] = ""


def _number(kind: Kind, rows: list[Prepared]) -> None:
    """Nothing refers to these rows, so an id may lack or come twice: they are told apart by their place."""
    names = [row.key or _whose(kind, row) for row in rows]
    for row, name, place in zip(rows, names, seen.places(kind.name, names), strict=True):
        if row.key and place > 1:
            row.notes.append(("id", "id.repeated"))
        row.key = f"{name}#{place}" if place > 1 or not row.key else name
        row.values[KEY] = row.key
    seen.meet(kind.name, [row.key for row in rows], [row.number for row in rows])


def _whose(kind: Kind, row: Prepared) -> str:
    """What a row without an id belongs to."""
    links = (column.name for column in kind.columns if isinstance(column.read, Link) and column.read.belongs)
    whose = "/".join(f"{name}={key}" for name in links if (key := row.values.get(name, "").strip()))
    return f"~{whose or row.values.get('service_id', '')}"[: LONGEST_KEY - 12]


def tell_apart(kind: Kind, rows: list[Prepared]) -> None:
    """Others refer to these rows: each needs an id, and none may come twice."""
    here: dict[str, int] = {}
    for row in rows:
        row.values[KEY] = row.key
        if not row.key:
            row.refused = ("id", "id.missing")
        elif row.key in here:
            row.refused = ("id", "id.double")
        else:
            here[row.key] = row.number
    before = seen.meet(kind.name, list(here), list(here.values()))
    for row in rows:
        if row.refused is None and row.key in before:
            row.refused = ("id", "id.double")


def _repeated(kind: Kind, rows: list[Prepared]) -> None:
    """The same name again is no fault: it is said, so that somebody can look."""
    names = [str(row.values.get("name", "")).strip().casefold() for row in rows]
    for row, name, place in zip(rows, names, seen.places(f"name:{kind.name}", names), strict=True):
        if name and place > 1:
            row.notes.append(("name", "name.repeated"))
