"""What is to be told of single rows, kept on disk while the import runs: memory stays flat, and a look ahead that is
undone in the database still tells what it saw."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

CHANGED, REJECTED, NOTE = "changed", "rejected", "note"


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
    """Lines, written once and read as often as one likes."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by close()
        self.count = 0

    def add(self, line: Line) -> None:
        told = [getattr(line, name) for name in FIELDS]
        self._file.write(json.dumps(told, default=_plain, ensure_ascii=False))
        self._file.write("\n")
        self.count += 1

    def lines(self, *what: str) -> Iterator[Line]:
        self._file.seek(0)
        for text in self._file:
            line = Line(*json.loads(text))
            if not what or line.what in what:
                yield line
        self._file.seek(0, 2)

    def close(self) -> None:
        self._file.close()
