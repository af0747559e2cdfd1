"""Statements that are asked on every page: written once by the ORM, and planned once by PostgreSQL.

To write such a statement takes Django several times what the answer takes, and to plan it takes PostgreSQL longer than
to run it. Plans are kept as ledger.statements tells.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, F, Field, Func, Model, QuerySet, UUIDField, Value
from django.db.models.expressions import Col
from django.db.models.query import get_related_populators

from accounts.access import Actor
from ledger.statements import rows

M = TypeVar("M", bound=Model)


@dataclass
class Kept(Generic[M]):
    """A question with open ends, such as who asks: `question` is asked once, with a stand-in for each of them.

    Each stand-in must be a value that nothing else in the statement has. Raises ValueError when it is not in there,
    unless it is one of those that `may_miss`. `around`: SQL around what the ORM writes ({}), for what it cannot say;
    the ends it has of its own are `besides`, in order.
    """

    question: Callable[..., "QuerySet[M]"]
    stand_ins: dict[str, Any] = field(default_factory=dict)
    may_miss: frozenset[str] = frozenset()
    around: str = "{}"
    besides: tuple[str, ...] = ()

    def ask(self, **ends: Any) -> list[M]:
        """What the question finds when its ends are these; what it annotates is set on each."""
        if self._written is None:
            return []
        sql, open_ends, made = self._written
        _names, found = rows(sql, [ends[end.name] if isinstance(end, _End) else end for end in open_ends])
        return [made(row) for row in found]

    def values(self, **ends: Any) -> list[tuple[Any, ...]]:
        """What a question for values (`values_list`) finds."""
        found: list[Any] = self.ask(**ends)
        return found

    @cached_property
    def _written(self) -> tuple[str, list[Any], Callable[[tuple[Any, ...]], M]] | None:
        """None: whatever its ends are, the question finds nothing."""
        asked = self.question(**self.stand_ins)
        compiler = asked.query.get_compiler(connection=connection)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            return None
        ends = [self._end(value) for value in values]
        missed = set(self.stand_ins) - {end.name for end in ends if isinstance(end, _End)}
        if missed - self.may_miss:
            raise ValueError(f"Not every stand-in of {sorted(self.stand_ins)} is in the statement: {sql}")
        sql, ends = _with_what_is_fixed(sql, ends)
        return self.around.format(sql), [*ends, *map(_End, self.besides)], _maker(asked.model, compiler)

    def _end(self, value: Any) -> Any:
        ends = (_End(name) for name, stand_in in self.stand_ins.items() if stand_in == value)
        return next(ends, value)


class KeptFor(Generic[M]):
    """A question of somebody, with open ends as those of `Kept`: kept once for all who have the same posts.

    `question` gets somebody in their stead: with the same roles and laws, under another id and in other teams. So it
    may look at what an actor may do, and must ask for id and teams as values of their own.
    """

    def __init__(self, question: Callable[..., "QuerySet[M]"], stand_ins: dict[str, Any], **around: Any) -> None:
        self._question, self._stand_ins, self._around = question, stand_ins, around
        self._kept = lru_cache(maxsize=SHAPES)(self._made)

    def ask(self, actor: Actor, **ends: Any) -> list[M]:
        """What the question finds for this actor when its ends are these."""
        alike, teams = _alike(actor)
        return self._kept(alike).ask(**ends, **_names(actor.id, teams))

    def values(self, actor: Actor, **ends: Any) -> list[tuple[Any, ...]]:
        """What a question for values (`values_list`) finds for this actor."""
        found: list[Any] = self.ask(actor, **ends)
        return found

    def _made(self, alike: Actor) -> Kept[M]:
        whose = _names(alike.id, list(dict.fromkeys(_teams(alike))))

        def question(**ends: Any) -> "QuerySet[M]":
            return self._question(alike, **{name: end for name, end in ends.items() if name not in whose})

        return Kept(question, self._stand_ins | whose, may_miss=frozenset(whose), **self._around)


SHAPES = 32
SOMEBODY, SOMEWHERE = 1 << 64, 1 << 65


def _alike(actor: Actor) -> tuple[Actor, list[UUID]]:
    """Somebody else with the same posts, and the teams of this actor in the order of the other's."""
    teams = list(dict.fromkeys(_teams(actor)))
    other = {team: UUID(int=SOMEWHERE + place) for place, team in enumerate(teams)}
    posts = (replace(post, team=other[post.team], team_name="", municipality_name="") for post in actor.posts)
    widened = frozenset((other[team], law) for team, law in actor.widened)
    return Actor(UUID(int=SOMEBODY), posts=tuple(posts), mandates=actor.mandates, widened=widened), teams


def _teams(actor: Actor) -> list[UUID]:
    return [post.team for post in actor.posts] + sorted(team for team, _law in actor.widened)


def _names(somebody: UUID, teams: list[UUID]) -> dict[str, Any]:
    return {"somebody": somebody} | {f"team_{place}": team for place, team in enumerate(teams)}


def one_of(column: str, values: Collection[Any], of: "Field[Any, Any] | None" = None) -> Func:
    """That a column is one of these (ids, or values `of` a field): with as many as you like the text is the same."""
    given = Value(list(values), output_field=ArrayField(of or UUIDField()))
    return Func(F(column), given, template="(%(expressions)s))", arg_joiner=" = ANY (", output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class _End:
    name: str


def _with_what_is_fixed(sql: str, values: list[Any]) -> tuple[str, list[Any]]:
    """Writes what is no open end into the text: only then a plan that is kept knows it, and uses a partial index."""
    if "%%" in sql:
        return sql, values
    places = ["%s" if isinstance(value, _End) else _literal(value) for value in values]
    texts = sql.split("%s")
    written = "".join(part for pair in zip(texts, [*places, ""], strict=True) for part in pair)
    return written, [value for value in values if isinstance(value, _End)]


def _literal(value: Any) -> str:
    connection.ensure_connection()
    return psycopg.sql.Literal(value).as_string(connection.connection).replace("%", "%%")


def _maker(model: type[M], compiler: Any) -> Callable[[tuple[Any, ...]], M]:
    """Makes an object of a row, as the ORM does; of values, the values. It does not hold on to how it was asked."""
    converted = _converter(compiler)
    if not compiler.query.default_cols:  # values were asked for, not objects
        return converted
    places = compiler.klass_info["select_fields"]
    names = [compiler.select[place][0].target.attname for place in places]
    annotated = list(compiler.annotation_col_map.items())
    # The stubs are of a later Django.
    related = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]

    def made(row: tuple[Any, ...]) -> M:
        values = converted(row)
        one: M = model.from_db(DEFAULT_DB_ALIAS, names, [values[place] for place in places])
        for other in related:
            other.populate(values, one)
        for name, place in annotated:
            setattr(one, name, values[place])
        return one

    return made


def _converter(compiler: Any) -> Callable[[tuple[Any, ...]], Any]:
    """From what the driver gives to what the fields of the columns make of it.

    An expression holds its whole query, which would stay in memory for each shape of posts; converters for PostgreSQL
    look at columns alone.
    """
    found = compiler.get_converters([column[0] for column in compiler.select])
    kept = [(place, how, of if isinstance(of, Col) else None) for place, (how, of) in found.items()]

    def converted(row: tuple[Any, ...]) -> Any:
        values = list(row)
        for place, how, of in kept:
            for convert in how:
                values[place] = convert(values[place], of, connection)
        return tuple(values)

    return converted if kept else tuple
