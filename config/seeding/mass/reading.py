"""Reading what was grown: all rows that real work left behind, tied together by the ids that stand in them.

No table is named here but those that are left out: a new table that hangs from a case is copied by itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection
from django.db.models import AutoField, DateField, DateTimeField, Field, JSONField, Model
from psycopg import sql

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CASES, CONVERSATIONS, RESIDENTS, EVENTS = "cases_case", "intake_conversation", "cases_resident", "ledger_event"
# Counted or written anew (numbers, tallies, the journal), or gone once it was done: nothing of these is a case's own.
LEFT_OUT = {
    "cases_casenumber": "the last numbers given are set by who copies",
    "cases_knock": "who tried a link this hour",
    "ledger_idempotencykey": "forms that were sent",
    "ledger_jobrun": "jobs that ran",
    "ledger_journalentry": "one entry per batch instead",
    "ledger_journalhead": "the ends of the chains",
    "ledger_outboxmessage": "what left, or was dropped, months ago",
    "ledger_worker": "machines",
    "provisions_provisiontally": "counted from the copies",
    "reporting_casearea": "made anew with the facts",
    "reporting_commitment": "facts",
    "reporting_course": "facts: made anew from the copied events",
    "reporting_edition": "tables that were made of closed years",
    "reporting_figurefile": "files somebody asked for, gone in a day",
    "reporting_figurefilepart": "their content",
    "reporting_finished": "facts",
    "reporting_finishedmonth": "sums of facts",
    "reporting_eventmonth": "sums of events",
    "reporting_finishedneed": "facts",
    "reporting_gap": "facts",
    "reporting_reported": "facts",
    "reporting_term": "facts: made anew from the copied clocks",
    "reporting_remark": "what managers wrote at charts",
}
Row = tuple[str, ...]


class Unreadable(RuntimeError):
    """Something stands in the tables that this way of copying does not know."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table to copy. Kinds: `day`, `moment`, `json` or `text`; a key that the database counts itself is no column."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    key: str

    def place(self, column: str) -> int:
        return self.columns.index(column)


@dataclass(slots=True)
class Bundle:
    """What hangs together: mostly one case, with its resident and conversation; or a conversation by itself.

    Cells are as COPY writes them, moments in the local time of the municipality.
    """

    rows: dict[Table, list[Row]] = field(default_factory=dict)

    def of(self, table: str) -> Iterator[Mapping[str, str]]:
        """The rows of a table by column."""
        for found, rows in self.rows.items():
            if found.name == table:
                yield from (dict(zip(found.columns, row, strict=True)) for row in rows)

    def ids(self) -> list[str]:
        """The keys of its rows, those of its conversations first."""
        tables = sorted(self.rows, key=lambda table: (table.name != CONVERSATIONS, table.name))
        return [row[table.place(table.key)] for table in tables if table.key for row in self.rows[table]]


def sizes() -> dict[str, int]:
    """How many rows each table of our own holds."""
    with connection.cursor() as cursor:
        found = {}
        for model in _models():
            name = model._meta.db_table
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            found[name] = int(cursor.fetchone()[0])
    return found


def bundles(before: Mapping[str, int], *, zone: str) -> list[Bundle]:
    """What was grown since the tables were as large as `before`, in no table that held something then.

    Raises Unreadable when a table grew that held something before, or a row refers by a number that nobody maps.
    """
    tables = [_table(model) for model in _models() if _grew(model._meta.db_table, before)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, false)", [zone])
        rows = {table: _rows(table) for table in tables}
    return _tied(rows)


def _grew(table: str, before: Mapping[str, int]) -> bool:
    now = sizes_of(table)
    if table in LEFT_OUT or now == before[table]:
        return False
    if before[table]:
        raise Unreadable(f"{table} held rows before and grew: whose the new ones are cannot be told.")
    return True


def sizes_of(table: str) -> int:
    """How many rows one table holds."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        return int(cursor.fetchone()[0])


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.managed and not model.__module__.startswith("django.")]


def _table(model: type[Model]) -> Table:
    counted = isinstance(model._meta.pk, AutoField)
    fields = [one for one in model._meta.concrete_fields if not (counted and one.primary_key)]
    for one in fields:
        _refuse_unknown_numbers(model._meta.db_table, one)
    key = "" if counted else str(model._meta.pk.column)
    return Table(
        model._meta.db_table, tuple(str(one.column) for one in fields), tuple(_kind(one) for one in fields), key
    )


def _refuse_unknown_numbers(table: str, one: "Field[object, object]") -> None:
    refers = one.related_model
    if isinstance(refers, type) and isinstance(refers._meta.pk, AutoField) and (table, one.column) not in NUMBERS:
        raise Unreadable(f"{table}.{one.column} refers by a number.")


NUMBERS = {(RESIDENTS, "neighbourhood_id")}


def _kind(one: "Field[object, object]") -> str:
    for kind, of in (("moment", DateTimeField), ("day", DateField), ("json", JSONField)):
        if isinstance(one, of):
            return kind
    return "text"


def _rows(table: Table) -> list[Row]:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    asked = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(columns, sql.Identifier(table.name))
    with connection.cursor() as cursor, cursor.copy(asked) as copy:
        text = b"".join(bytes(block) for block in copy).decode()
    rows = [tuple(line.split("\t")) for line in text.split("\n")[:-1]]
    return sorted(rows, key=lambda row: _in_time(table, row))


def _in_time(table: Table, row: Row) -> tuple[str, int, str]:
    """An order that does not depend on ids thrown by the machine."""
    if table.name == EVENTS:
        return row[table.place("at")], int(row[table.place("seq")]), ""
    return "", 0, UUID.sub("", "\t".join(row))


def _tied(rows: Mapping[Table, Iterable[Row]]) -> list[Bundle]:
    """Rows that name each other's keys, directly or along others, are one bundle."""
    known = {row[table.place(table.key)] for table, found in rows.items() if table.key for row in found}
    leads = {key: key for key in known}

    def end(key: str) -> str:
        while leads[key] != key:
            leads[key] = key = leads[leads[key]]
        return key

    named: list[tuple[Table, Row, str]] = []
    for table, found in rows.items():
        for row in found:
            first, *others = [key for key in UUID.findall("\t".join(row)) if key in known]
            for other in others:
                leads[end(other)] = end(first)
            named.append((table, row, first))
    made: dict[str, Bundle] = {}
    for table, row, first in named:
        made.setdefault(end(first), Bundle()).rows.setdefault(table, []).append(row)
    return sorted(made.values(), key=_order)


def _order(bundle: Bundle) -> tuple[str, ...]:
    return tuple(sorted(f"{row['started_at']} {row['text']}" for row in bundle.of(CONVERSATIONS)))
