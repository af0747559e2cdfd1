"""A flat list: one row is an offer with its organisation, place, phone and all. It goes in through the same Resources.

The whole row is read before anything of it is written, so a row is taken whole or not at all.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from import_export.results import RowResult
from tablib import Dataset

from provisions.exchange import seen
from provisions.exchange.engine import NotImported, Run, Tally, not_kept, refuse, tell_change
from provisions.exchange.meanings import BY_NAME as MEANINGS
from provisions.exchange.preparing import LONGEST_KEY, Prepared, chunks, tell_apart, unfit
from provisions.exchange.resources import EXTRA, KEY, DirectoryResource, model_of
from provisions.exchange.shapes import Kind, Link
from provisions.exchange.spool import NOTE
from provisions.exchange.tables import Package, Row, Table
from provisions.exchange.vocabulary import BY_NAME

Part = tuple[str, dict[str, Any]]
ORDER = (
    "taxonomy_term",
    "organization",
    "location",
    "service",
    "address",
    "service_at_location",
    "phone",
    "language",
    "service_area",
    "accessibility",
    "attribute",
)
SHARED = frozenset({"taxonomy_term", "organization"})


@dataclass(slots=True)
class Offer:
    """One row and what it is made into: parts of kinds, each with its key."""

    row: Prepared
    parts: list[Part] = field(default_factory=list)
    new: bool = False
    changed: bool = False


def run_flat(package: Package, run: Run, meanings: Mapping[str, str]) -> dict[str, Tally]:
    """Import the first table of a package as a flat list. The others are told as not kept."""
    table, *others = package.tables
    run.tallies[table.name] = Tally(file=table.file, kind="flat")
    seen.begin()
    for note in table.notes:
        run.tallies[table.name].notes[note] += 1
        run.tell(table, NOTE, 1, code=note)
    places = {table.columns.index(column): meaning for column, meaning in meanings.items() if column in table.columns}
    resources = {kind: run.resource(kind) for kind in ORDER}
    for chunk in chunks(table.rows()):
        _enter(run, table, resources, _offers(table, places, chunk))
        run.advance(len(chunk))
    run.tallies[table.name].absent = seen.absent(
        "service", table=model_of("service")._meta.db_table, municipality=run.municipality, source=run.source
    )
    for other in others:
        run.tallies[other.name] = Tally(file=other.file)
        not_kept(run, other)
    seen.end()
    return run.tallies


def _offers(table: Table, places: Mapping[int, str], rows: list[Row]) -> list[Offer]:
    offers = [_offer(table, places, row) for row in rows]
    tell_apart(BY_NAME["service"], [offer.row for offer in offers if offer.row.refused is None])
    return offers


def _offer(table: Table, places: Mapping[int, str], row: Row) -> Offer:
    ready = Prepared(row.number)
    ready.refused = unfit(table, row)
    offer = Offer(ready)
    if ready.refused:
        return offer
    cells = row.cells + [""] * (len(table.columns) - len(row.cells))
    given = {meaning: cells[place] for place, meaning in places.items()}
    beside = {table.columns[place]: cells[place] for place in range(len(table.columns)) if place not in places}
    ready.values = {"name": given.get("name", "").strip()}
    ready.key = given.get("id", "").strip() or _key(given)
    if len(ready.key) > LONGEST_KEY or not ready.key.isprintable():
        ready.refused = ("id", "id.unusable")
        return offer
    offer.parts = list(_parts(ready.key, given, {name: text for name, text in beside.items() if text.strip()}))
    ready.refused = _unreadable(offer.parts)
    return offer


def _key(given: Mapping[str, str]) -> str:
    """A list without numbers: a row is known by its name, its organisation and where it is."""
    said = "|".join(given.get(name, "").strip().casefold() for name in ("name", "organization", "address", "city"))
    return f"~{sha256(said.encode()).hexdigest()[:32]}" if said.strip("|") else "~"


def _named(prefix: str, name: str) -> str:
    return f"{prefix}:{sha256(name.casefold().encode()).hexdigest()[:32]}"


def _parts(key: str, given: Mapping[str, str], beside: dict[str, str]) -> Iterator[Part]:
    """Everything the row is made into. A part of which nothing is said is not made."""
    organization = " ".join((given.get("organization") or given.get("name") or "").split())
    yield "organization", {KEY: _named("org", organization), "name": organization}
    service = {MEANINGS[name].goes[1]: text for name, text in given.items() if MEANINGS[name].goes[0] == "service"}
    service.pop("id", None)
    yield "service", {KEY: key, "organization_id": _named("org", organization), **service, EXTRA: beside}
    yield from _place(key, given)
    if given.get("phone", "").strip():
        yield "phone", {KEY: f"{key}/phone"[:LONGEST_KEY], "service_id": key, "number": given["phone"]}
    if given.get("area", "").strip():
        yield "service_area", {KEY: f"{key}/area"[:LONGEST_KEY], "service_id": key, "name": given["area"]}
    for place, language in enumerate(_several(given.get("language", "")), 1):
        yield "language", {KEY: f"{key}/language/{place}"[:LONGEST_KEY], "service_id": key, "name": language}
    for name in ("category", "subcategory"):
        for term in _several(given.get(name, "")):
            known = _named("term", term)
            yield "taxonomy_term", {KEY: known, "name": term}
            about = f"{key}/{known}"[:LONGEST_KEY]
            yield "attribute", {KEY: about, "service_id": key, "taxonomy_term_id": known}


def _place(key: str, given: Mapping[str, str]) -> Iterator[Part]:
    street = " ".join(f"{given.get('address', '')} {given.get('house_number', '')}".split())
    said = {name: given.get(name, "") for name in ("latitude", "longitude")}
    name = given.get("location", "").strip()
    where = {"postal_code": given.get("postal_code", ""), "city": given.get("city", "")}
    if not any(text.strip() for text in (street, name, *said.values(), *where.values())):
        return
    place = f"{key}/place"[:LONGEST_KEY]
    yield "location", {KEY: place, "name": name, **said}
    at = {KEY: f"{key}/at"[:LONGEST_KEY], "service_id": key, "location_id": place}
    yield "service_at_location", at
    if street or any(text.strip() for text in where.values()):
        # A list that gives the place alone says where it is, too.
        line = street or where["city"].strip() or where["postal_code"].strip()
        address = {KEY: f"{key}/address"[:LONGEST_KEY], "location_id": place, "address_type": "physical"}
        yield "address", {**address, "address_1": line, **where}
    if given.get("accessibility", "").strip():
        said_of = {KEY: f"{key}/accessibility"[:LONGEST_KEY], "location_id": place}
        yield "accessibility", {**said_of, "description": given["accessibility"]}


def _several(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in re.split(r"[;,|/]", text))
    return list(dict.fromkeys(part for part in parts if part))


def _unreadable(parts: list[Part]) -> tuple[str, str] | None:
    """The first cell that can't be read, before anything of the row is written."""
    for kind, values in parts:
        for column in BY_NAME[kind].columns:
            if column.name in values and not isinstance(column.read, Link):
                try:
                    column.read(values[column.name])
                except ValueError as wrong:
                    return (_meaning_of(kind, column.name), str(wrong))
    ages = next((values for kind, values in parts if kind == "service"), {})
    return ("minimum_age", "age.order") if _turned(ages) else None


def _turned(values: Mapping[str, Any]) -> bool:
    youngest, oldest = (values.get(name, "").strip() for name in ("minimum_age", "maximum_age"))
    return bool(youngest and oldest) and float(youngest.replace(",", ".")) > float(oldest.replace(",", "."))


def _meaning_of(kind: str, column: str) -> str:
    return next((one.name for one in MEANINGS.values() if one.goes == (kind, column)), column)


def _enter(run: Run, table: Table, resources: Mapping[str, DirectoryResource], offers: list[Offer]) -> None:
    tally = run.tallies[table.name]
    tally.read += len(offers)
    taken = [offer for offer in offers if offer.row.refused is None]
    for kind in ORDER:
        _enter_kind(run, table, resources[kind], taken)
    for offer in offers:
        if offer.row.refused:
            refuse(run, table, offer.row)
        elif offer.new:
            tally.new += 1
        elif offer.changed:
            tally.changed += 1
        else:
            tally.unchanged += 1


def _enter_kind(run: Run, table: Table, resource: DirectoryResource, offers: list[Offer]) -> None:
    kind = resource.kind
    told: dict[str, tuple[Offer, dict[str, Any]]] = {}
    for offer in offers:
        for name, values in offer.parts:
            if name == kind.name:
                told.setdefault(values[KEY], (offer, values))
    if not told:
        return
    names = list(dict.fromkeys(name for _offer, values in told.values() for name in values))
    given = [tuple(values.get(name, {} if name == EXTRA else "") for name in names) for _offer, values in told.values()]
    result = resource.import_data(Dataset(*given, headers=names), use_transactions=False, raise_errors=False)
    if result.base_errors:
        raise NotImported from result.base_errors[0].error
    for (offer, _values), came in zip(told.values(), result.rows, strict=True):
        _came(run, table, kind, offer, came)
    if resource.made:
        run.made(kind.name, [str(one.pk) for one in resource.made])


def _came(run: Run, table: Table, kind: Kind, offer: Offer, came: Any) -> None:
    if came.errors or came.validation_error:
        raise NotImported from (came.errors[0].error if came.errors else came.validation_error)
    row = offer.row
    if came.import_type == RowResult.IMPORT_TYPE_NEW:
        offer.new = offer.new or kind.name == "service"
        offer.changed = offer.changed or kind.name not in SHARED
    elif came.import_type == RowResult.IMPORT_TYPE_UPDATE:
        offer.changed = True
        tell_change(run, table, row, kind.name, came)
    for column, code in came.notes:
        run.tallies[table.name].notes[code] += 1
        run.tell(table, NOTE, row.number, column=_meaning_of(kind.name, column), code=code, key=row.key)
