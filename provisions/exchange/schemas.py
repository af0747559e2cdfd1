"""The published JSON schemas of HSDS 3.0, as far as a table is concerned: its file and what each column must be."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from provisions.exchange.vocabulary import KINDS

FOLDER = Path(__file__).parent / "hsds"
FORMATS = {
    "email": re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}"),
    "uri": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+"),
}
NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Schema:
    """One table: `columns` by name, each as the schema has it; `required` must be there, if only empty."""

    kind: str
    path: str
    columns: Mapping[str, Mapping[str, Any]]
    required: frozenset[str]

    def takes(self, column: str, text: str) -> bool:
        """Whether this text may stand in that column."""
        told = self.columns.get(column, {})
        if not text or (column.endswith("id") and told.get("format") == "uuid"):
            return True
        if told.get("type") == "number":
            return bool(NUMBER.fullmatch(text))
        asked = FORMATS.get(told.get("format", ""))
        return asked is None or bool(asked.fullmatch(text))

    def resource(self, heads: list[str]) -> dict[str, Any]:
        """Its part of datapackage.json."""
        fields = [{"name": name, "type": self._type(name)} for name in heads]
        return {
            "name": self.kind,
            "path": self.path,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {"fields": fields},
        }

    def _type(self, name: str) -> str:
        told = self.columns.get(name, {})
        return str(told.get("datapackage_type") or told.get("type") or "string")


@cache
def schema_of(kind: str) -> Schema:
    told = json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8"))
    columns = {
        name: one for name, one in told["properties"].items() if one.get("type") in ("string", "number", "boolean")
    }
    required = frozenset(told.get("required", ())) | frozenset(told.get("tabular_required", ()))
    return Schema(kind, told["path"], columns, required & columns.keys())


def standard_kinds() -> list[str]:
    """Our kinds that are tables of HSDS 3.0, in an order in which they refer to each other."""
    return [kind.name for kind in KINDS if kind.model]
