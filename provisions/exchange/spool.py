"""What is to be told of single rows, kept on disk while the import runs: memory stays flat, and a look ahead that is
undone in the database still tells what it saw."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

CHANGED, REJECTED, NOTE = "changed", "rejected", "note"
# A change that is the arrival of something new: told as new, and undone as a change.
ADDED = "row.added"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of which something is to be told.

    `what`: changed, rejected or note; `key` and `name` say which row; `changes` holds per column [old, new].
    """

    what: str
    table: str
    file: str
    row: int
    column: str = ""
    code: str = ""
    key: str = ""
    name: str = ""
    kind: str = ""
    object_id: str = ""
    changes: dict[str, list[Any]] = field(default_factory=dict)


FIELDS = tuple(one.name for one in fields(Line))
_plain = DjangoJSONEncoder().default


class Spool:
    """Lines, written once and read as often as one likes: what is alike together, in the order of the tables."""

    def __init__(self) -> None:
        names = (REJECTED, CHANGED, NOTE)
        self._files = {what: tempfile.TemporaryFile("w+", encoding="utf-8") for what in names}  # noqa: SIM115

    def add(self, line: Line) -> None:
        told = [getattr(line, name) for name in FIELDS]
        self._files[line.what].write(json.dumps(told, default=_plain, ensure_ascii=False) + "\n")

    def lines(self, *what: str) -> Iterator[Line]:
        for name in what or self._files:
            file = self._files[name]
            file.seek(0)
            for text in file:
                yield Line(*json.loads(text))
            file.seek(0, 2)

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *wrong: object) -> None:
        self.close()
