"""Statements whose text is the same every time: written once, and planned once by PostgreSQL.

The plan is kept with the connection (`prepare_threshold`; not behind PGBouncer, where each statement may have another
session); row-level security is judged anew each time. Rows of several tables are written by one statement: whatever
it sets off (the keepers of the facts, for one) happens when all of them are there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model
from django.db.models.fields import NOT_PROVIDED

SHAPES = 256
COUNT = "SELECT count(*) FROM "
Fields = tuple[Any, ...]


class NotWritten(DatabaseError):
    """A row that was to be written is not there, or not in sight, or not any more as it must be."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of SQL with its values; of a statement that writes, `rows` are what it writes."""

    sql: str
    values: Sequence[Any] = ()
    rows: Sequence[Model] = ()

    def where(self, condition: str, *values: Any) -> "Part":
        """The same, for rows of which this holds as well."""
        return replace(self, sql=f"{self.sql} AND {condition}", values=[*self.values, *values])


def rows(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns and the rows."""
    with cursor() as asked:
        asked.execute(sql, values)
        # Not by `description`: it makes an object of all that is known of a column.
        result = asked.cursor.pgresult
        return [result.fname(place).decode() for place in range(result.nfields)], asked.fetchall()


def done(sql: str, values: Sequence[Any]) -> int:
    """How many rows were written."""
    with cursor() as asked:
        asked.execute(sql, values)
        return int(asked.rowcount)


def cursor() -> CursorWrapper:
    """Binds on the server: with its values in it, as Django binds, a text is never the same twice.

    Whoever listens to the statements gets Django's: of a plan that is kept there is no text to hear.
    """
    connection.ensure_connection()
    if connection.queries_logged:
        return connection.cursor()
    binding: Any = psycopg.Cursor(connection.connection)
    return connection.make_cursor(binding)


def inserting(written: Sequence[Model]) -> Part:
    """These rows of one table, new. A column with a default of the database is left to it."""
    model = type(written[0])
    text, fields = _insert(model, len(written))
    return Part(text, [stored(field, row) for row in written for field in fields], written)


def changing(row: Model, names: frozenset[str], computed: Mapping[str, Part] | None = None) -> Part:
    """These fields of a row that is there, as they are in the object; what is `computed` is what its SQL says."""
    text, fields = _update(type(row), names, tuple((name, part.sql) for name, part in (computed or {}).items()))
    told = [value for part in (computed or {}).values() for value in part.values]
    return Part(text, [*(stored(field, row) for field in fields), *told, row.pk], [row])


def together(*parts: Part) -> None:
    """All of it in one statement; no part sees what another one writes. Raises NotWritten when one wrote less."""
    for part, wrote in zip(parts, counted(*parts), strict=True):
        if wrote != len(part.rows):
            raise NotWritten(part.sql)


def counted(*parts: Part) -> list[int]:
    """The same; how many rows each part wrote."""
    names = [f"p{place}" for place in range(len(parts))]
    texts = ", ".join(f"{name} AS ({part.sql} RETURNING 1)" for name, part in zip(names, parts, strict=True))
    counts = ", ".join("(" + COUNT + name + ")" for name in names)
    _names, found = rows(f"WITH {texts} SELECT {counts}", [value for part in parts for value in part.values])
    for part in parts:
        there(part.rows)
    return list(found[0])


def there(written: Sequence[Model]) -> None:
    """Django knows from now on that these rows are in the database."""
    for row in written:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def stored(field: "Field[Any, Any]", row: Model) -> Any:
    """What the database gets of a field of this row."""
    return field.get_db_prep_save(getattr(row, field.attname), connection)


@lru_cache(maxsize=SHAPES)
def _insert(model: type[Model], number: int) -> tuple[str, Fields]:
    fields = told_by_us(model)
    row = "(" + ", ".join(["%s"] * len(fields)) + ")"
    columns = ", ".join(quoted(field) for field in fields)
    return " ".join(("INSERT INTO", table(model), f"({columns}) VALUES", ", ".join([row] * number))), fields


@lru_cache(maxsize=SHAPES)
def _update(model: type[Model], names: frozenset[str], computed: tuple[tuple[str, str], ...]) -> tuple[str, Fields]:
    fields = tuple(model._meta.get_field(name) for name in sorted(names - {name for name, _sql in computed}))
    put = [f"{quoted(field)} = %s" for field in fields]
    put += [f"{quoted(model._meta.get_field(name))} = {sql}" for name, sql in computed]
    return " ".join(("UPDATE", table(model), "SET", ", ".join(put), "WHERE", quoted(model._meta.pk), "= %s")), fields


def told_by_us(model: type[Model]) -> Fields:
    """The fields that the database does not fill in by itself."""
    meta = model._meta
    return tuple(
        field
        for field in meta.local_concrete_fields
        if field.db_default is NOT_PROVIDED and field is not meta.auto_field and not field.generated
    )


def table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def type_of(field: Any) -> str:
    return str(field.db_type(connection))
