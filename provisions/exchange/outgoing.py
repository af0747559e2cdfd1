"""Rows of the directory as tables of HSDS 3.0: read in a stream, each with the ids and words of the standard.

What a column of the standard may not hold (an address that is none, an extension with letters) goes beside it, under
the same name after `trede_`, and what we keep for which there is no column under `trede_extra`: nothing is lost.
"""

import json
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from provisions.exchange.resources import CHUNK, OURS_IN_EXTRA, model_of
from provisions.exchange.schemas import Schema, schema_of
from provisions.exchange.shapes import BESIDE, Kind, Link
from provisions.exchange.vocabulary import BY_NAME

NAMESPACE = uuid.UUID("6f0f4a0e-5f9a-4f6e-9d0f-2d5a9d7f2c11")
ALL_EXTRA = f"{BESIDE}extra"
ENTITIES = {
    "provision": "service",
    "at_location": "service_at_location",
    "location": "location",
    "organisation": "organization",
}
DEEPEST = 3
Out = dict[str, str]


def rows_of(kind: str, *, municipality: str) -> Iterator[Out]:
    """The rows of one table that are offered today, with every column of the standard and then ours."""
    known, schema = BY_NAME[kind], schema_of(kind)
    links = _links(known)
    names = ["pk", "source_id", "extra"]
    names += [column.attribute for column in known.columns if not isinstance(column.read, Link)]
    for name in links:
        names += [f"{name}_id", f"{name}__source_id", f"{name}__withdrawn_on"]
    names = list(dict.fromkeys(names))
    for values in offered(known, municipality).order_by("pk").values_list(*names).iterator(chunk_size=CHUNK):
        yield _row(known, schema, links, dict(zip(names, values, strict=True)))


def offered(kind: Kind, municipality: str) -> "QuerySet[Any]":
    """Not withdrawn, and nothing they belong to is."""
    found = model_of(kind.name)._default_manager.filter(municipality=municipality, withdrawn_on=None)
    found = found.filter(_standing(kind, "", DEEPEST))
    return found.filter(term__isnull=False) if kind.name == "attribute" else found


def _standing(kind: Kind, before: str, depth: int) -> Q:
    standing = Q()
    for column in kind.columns:
        if isinstance(column.read, Link) and column.read.belongs and depth:
            name = f"{before}{column.attribute.removesuffix('_id')}"
            deeper = _standing(BY_NAME[column.read.to], f"{name}__", depth - 1)
            standing &= Q(**{f"{name}__isnull": True}) | (Q(**{f"{name}__withdrawn_on": None}) & deeper)
    return standing


def _links(kind: Kind) -> dict[str, str]:
    """Per foreign key the kind it names."""
    return {
        column.attribute.removesuffix("_id"): column.read.to for column in kind.columns if isinstance(column.read, Link)
    }


def outside_id(kind: str, pk: Any, source_id: str) -> str:
    """The id others see: the one it came with where that is a UUID, or one that is always the same for this row."""
    try:
        if str(uuid.UUID(source_id)) == source_id:
            return source_id
    except ValueError:
        pass
    return str(pk) if isinstance(pk, uuid.UUID) else str(uuid.uuid5(NAMESPACE, f"{kind}/{pk}"))


def _row(kind: Kind, schema: Schema, links: dict[str, str], row: dict[str, Any]) -> Out:
    said: Out = {"id": outside_id(kind.name, row["pk"], row["source_id"])}
    beside: Out = {}
    for column in kind.columns:
        name = column.attribute.removesuffix("_id")
        if isinstance(column.read, Link):
            said[column.name] = _linked(row, name, links[name])
        elif column.name not in said:
            _say(schema, said, beside, column.name, as_text(row[column.attribute]))
    if kind.name == "attribute":
        _entity(said, links)
    return {**dict.fromkeys(schema.columns, ""), **said, **beside, ALL_EXTRA: _extra(row["extra"])}


def _say(schema: Schema, said: Out, beside: Out, name: str, text: str) -> None:
    """In its column, or beside it when the standard does not take it there."""
    fits = schema.takes(name, text)
    said[name] = text if fits else ""
    if (name in schema.columns and schema.columns[name].get("type") == "number") or not fits:
        beside[f"{BESIDE}{name}"] = "" if fits else text
    elif schema.columns.get(name, {}).get("format") in ("email", "uri"):
        beside[f"{BESIDE}{name}"] = ""


def _linked(row: dict[str, Any], name: str, kind: str) -> str:
    """A link to what was withdrawn is no link any more."""
    if row[f"{name}_id"] is None or row[f"{name}__withdrawn_on"]:
        return ""
    return outside_id(kind, row[f"{name}_id"], row[f"{name}__source_id"])


def _entity(said: Out, links: dict[str, str]) -> None:
    """HSDS 3 says what an attribute is about by a word and an id."""
    for kind in ENTITIES.values():
        found = said.pop(f"{kind}_id", "")
        if found:
            said["link_entity"], said["link_id"] = kind, found


def _extra(extra: dict[str, Any]) -> str:
    kept = {name: value for name, value in extra.items() if name != OURS_IN_EXTRA}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""


def as_text(value: Any) -> str:
    """As the readers of this room read it back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Decimal, float)):
        return format(Decimal(str(value)).normalize(), "f")
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, list):
        return ";".join(map(str, value))
    return str(value)
