"""What somebody asks of the finder, and what each wish is in SQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from provisions.finder.spoken import names_of
from provisions.finder.typed import Typed, typed

# `least` passes over what is not known: without a place there would be half the earth between.
KM = (
    "(CASE WHEN f.lat IS NOT NULL THEN"
    " 12742 * asin(least(1, sqrt(pow(sin(radians(f.lat - %(lat)s) / 2), 2) + cos(radians(%(lat)s))"
    " * cos(radians(f.lat)) * pow(sin(radians(f.lon - %(lon)s) / 2), 2)))) END)"
)


@dataclass(frozen=True, slots=True)
class Near:
    """A point in degrees (WGS 84), what it is called, and the neighbourhood it stands for, if it is one."""

    lat: float
    lon: float
    name: str = ""
    neighbourhood: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What must fit. `weekday` 0 is Monday; `at` asks a moment of that day. `language` is an ISO code: tr, ar, nl.

    `within` (km) makes the distance a wish; without it the nearest still comes first. `everywhere`: other
    municipalities too. `must`: codes of the wishes without which a provision is no answer at all.
    """

    words: str = ""
    life_area: str = ""
    law: str = ""
    near: Near | None = None
    within: float | None = None
    weekday: int | None = None
    at: time | None = None
    age: int | None = None
    language: str = ""
    free: bool = False
    room: bool = False
    no_intake: bool = False
    general_only: bool = False
    everywhere: bool = False
    must: frozenset[str] = frozenset()

    @property
    def typed(self) -> Typed:
        return typed(self.words)


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing asked: `yes` holds when it is known to fit, `no` when it is known not to; else it is not known.

    `may` holds when it fits or is not known, said so that an index can answer it.
    """

    code: str
    yes: str
    no: str
    may: str = ""

    @property
    def may_fit(self) -> str:
        return self.may or f"({self.no}) IS NOT TRUE"


def wishes(asked: Asked) -> list[Wish]:
    """The wishes, in the order in which reasons are told. Their SQL is about `f`, a findable row, and `values`."""
    return [*_about_what(asked), *_about_where_and_when(asked), *_about_whom(asked), *_tapped(asked)]


def _about_what(asked: Asked) -> Iterator[Wish]:
    if len(asked.typed.terms) > 1:
        yield Wish("words", "f.words @@ query.every", "NOT f.words @@ query.every")
    if asked.life_area:
        yield _listed("need", "f.life_areas", "%(life_area)s")
    if asked.law:
        yield _listed("law", "f.laws", "%(law)s")


def _about_where_and_when(asked: Asked) -> Iterator[Wish]:
    if asked.near and asked.within is not None:
        yield Wish("near", f"{KM} <= %(within)s", f"{KM} > %(within)s")
    if asked.near and asked.near.neighbourhood:
        mine = "%(neighbourhood)s = ANY (f.only_for)"
        yield Wish("area", f"(f.only_for = '{{}}' OR {mine})", f"NOT (f.only_for = '{{}}' OR {mine})")
    if asked.weekday is not None:
        opened = "f.open_at && int4multirange(int4range(%(opens)s, %(closes)s))"
        yield Wish("open", opened, f"(f.open_at <> '{{}}' AND NOT {opened})")


def _about_whom(asked: Asked) -> Iterator[Wish]:
    if asked.age is not None:
        yield Wish("age", "%(age)s BETWEEN f.youngest AND f.oldest", "NOT %(age)s BETWEEN f.youngest AND f.oldest")
    if asked.language:
        yield _spoken(asked.language)


def _tapped(asked: Asked) -> Iterator[Wish]:
    if asked.free:
        yield Wish("free", "f.free", "f.free = false")
    if asked.room:
        yield Wish("room", "f.room = 'room'", "f.room IN ('waiting_list', 'full')")
    if asked.no_intake:
        yield Wish("intake", "NOT f.needs_intake", "f.needs_intake")


def _listed(code: str, column: str, value: str) -> Wish:
    """A list that holds what is asked; an empty list says nothing."""
    holds = f"{column} @> ARRAY[{value}]::varchar[]"
    return Wish(code, holds, f"({column} <> '{{}}' AND NOT {holds})", f"({holds} OR {column} = '{{}}')")


def _spoken(language: str) -> Wish:
    """Where nothing is said, Dutch is spoken."""
    holds = "f.languages && %(languages)s::varchar[]"
    may, no = f"({holds} OR f.languages = '{{}}')", f"(f.languages <> '{{}}' AND NOT {holds})"
    return Wish("language", may if language == "nl" else holds, no, may)


def values(asked: Asked) -> dict[str, Any]:
    """What the SQL of the wishes names."""
    return {
        "life_area": asked.life_area,
        "law": asked.law,
        "lat": asked.near.lat if asked.near else None,
        "lon": asked.near.lon if asked.near else None,
        "neighbourhood": asked.near.neighbourhood if asked.near else None,
        "within": asked.within,
        "age": asked.age,
        "languages": names_of(asked.language),
        **_minutes(asked),
        **asked.typed.values,
    }


def _minutes(asked: Asked) -> dict[str, int]:
    if asked.weekday is None:
        return {}
    midnight = asked.weekday * 1440
    if asked.at is None:
        return {"opens": midnight, "closes": midnight + 1440}
    minute = midnight + asked.at.hour * 60 + asked.at.minute
    return {"opens": minute, "closes": minute + 1}
