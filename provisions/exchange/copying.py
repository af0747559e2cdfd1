"""New rows by COPY: an INSERT of a thousand rows costs the driver and PostgreSQL more than the rows themselves."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

Model = type[models.Model]


def copy_in(model: Model, rows: Sequence[Any]) -> None:
    """Write new instances of one model; each has its id afterwards. The database's constraints judge them as ever."""
    if not rows:
        return
    _number(model, rows)
    fields = model._meta.concrete_fields
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    names = [(field.attname, _as_given(field)) for field in fields]
    statement = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({quoted}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            held = row.__dict__
            copy.write_row([held[name] if plain else plain_of(held[name]) for name, plain in names])


def _as_given(field: Any) -> bool:
    """Whether the driver writes its values as they are."""
    return not isinstance(field, (models.JSONField, ArrayField))


def plain_of(value: Any) -> Any:
    """JSON and lists of words, as the driver takes them."""
    if isinstance(value, dict):
        return connection.ops.adapt_json_value(value, None)
    return _written_list(tuple(value)) if isinstance(value, list) else value


@lru_cache(maxsize=512)
def _written_list(words: tuple[str, ...]) -> str:
    escaped = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return "{" + ",".join(f'"{word}"' for word in escaped) + "}"


def _number(model: Model, rows: Sequence[Any]) -> None:
    """Ids from the table's own sequence, where it has one."""
    key = model._meta.pk
    if not isinstance(key, models.AutoField):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, key.column, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
