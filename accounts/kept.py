"""Statements that are asked on every page: written once by the ORM, and planned once by PostgreSQL.

To write such a statement takes Django several times what the answer takes, and to plan it takes PostgreSQL longer than
to run it. The plan is kept with the connection (`prepare_threshold`; not behind PGBouncer, where each statement may
have another session); row-level security is judged anew each time.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField, F, Func, Model, QuerySet, UUIDField, Value

M = TypeVar("M", bound=Model)


def rows(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns and the rows, of a statement whose text is the same every time."""
    with _cursor() as cursor:
        cursor.execute(sql, values)
        return [column.name for column in cursor.description or ()], cursor.fetchall()


@dataclass
class Kept(Generic[M]):
    """A question with open ends, such as who asks: `question` is asked once, with a stand-in for each of them.

    Each stand-in must be a value that nothing else in the statement has. Raises ValueError when it is not in there.
    """

    question: Callable[..., "QuerySet[M]"]
    stand_ins: dict[str, Any] = field(default_factory=dict)

    def ask(self, **ends: Any) -> list[M]:
        """What the question finds when its ends are these; what it annotates is set on each."""
        sql, open_ends, made = self._written
        _names, found = rows(sql, [ends[end.name] if isinstance(end, _End) else end for end in open_ends])
        return [made(row) for row in found]

    @cached_property
    def _written(self) -> tuple[str, list[Any], Callable[[tuple[Any, ...]], M]]:
        asked = self.question(**self.stand_ins)
        compiler = asked.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        ends = [self._end(value) for value in values]
        if {end.name for end in ends if isinstance(end, _End)} != set(self.stand_ins):
            raise ValueError(f"Not every stand-in of {sorted(self.stand_ins)} is in the statement: {sql}")
        return sql, ends, _maker(asked.model, compiler)

    def _end(self, value: Any) -> Any:
        ends = (_End(name) for name, stand_in in self.stand_ins.items() if stand_in == value)
        return next(ends, value)


def one_of(column: str, ids: Collection[UUID]) -> Func:
    """That a column is one of these: with as many ids as you like the text of the statement is the same."""
    given = Value(list(ids), output_field=ArrayField(UUIDField()))
    return Func(F(column), given, template="(%(expressions)s))", arg_joiner=" = ANY (", output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class _End:
    name: str


def _maker(model: type[M], compiler: Any) -> Callable[[tuple[Any, ...]], M]:
    """Makes an object of a row, as the ORM does."""
    places = compiler.klass_info["select_fields"]
    names = [compiler.select[place][0].target.attname for place in places]
    annotated = compiler.annotation_col_map.items()
    converters = compiler.get_converters([column[0] for column in compiler.select])

    def made(row: tuple[Any, ...]) -> M:
        converted = next(compiler.apply_converters([row], converters)) if converters else row
        one: M = model.from_db(connection.alias, names, [converted[place] for place in places])
        for name, place in annotated:
            setattr(one, name, converted[place])
        return one

    return made


def _cursor() -> CursorWrapper:
    """Binds on the server: with its values in it, as Django binds, a text is never the same twice.

    Whoever listens to the statements gets Django's: of a plan that is kept there is no text to hear.
    """
    connection.ensure_connection()
    if connection.queries_logged:
        return connection.cursor()
    binding: Any = psycopg.Cursor(connection.connection)
    return connection.make_cursor(binding)
