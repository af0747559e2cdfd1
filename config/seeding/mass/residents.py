"""Who the copies are about: invented people at invented addresses, without a number."""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cases.residents.querysets import plain
from config.municipality.pack import Pack
from config.municipality.persons import neighbourhood_of
from config.seeding.mass.template import NULL, Person

NAMES = Path(__file__).parents[1] / "names.toml"
HOUSES = 240
UNKNOWN = "o"
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Street:
    name: str
    postcode: str
    place: str
    area: str


@dataclass(frozen=True, slots=True)
class Town:
    """The people there can be: per gender (first name, family name, name to search by, name as shown), and streets."""

    people: Mapping[str, Sequence[tuple[str, str, str, str]]]
    streets: Sequence[Street]


@cache
def stock() -> dict[str, Any]:
    """The names of invented people: `family`, and `first` by gender."""
    return tomllib.loads(NAMES.read_text(encoding="utf-8"))


def town(pack: Pack) -> Town:
    """The town of a pack, with its neighbourhoods as they are entered."""
    by_gender = {gender: _named(first) for gender, first in stock()["first"].items()}
    by_gender[UNKNOWN] = [*by_gender["v"], *by_gender["m"]]
    areas = {home.neighbourhood: neighbourhood_of(home) for home in pack.homes}
    streets = {
        Street(home.street, home.postcode, home.place, str(areas[home.neighbourhood] or NULL)): None
        for home in pack.homes
    }
    return Town(by_gender, tuple(streets))


def _named(first: Sequence[str]) -> list[tuple[str, str, str, str]]:
    return [
        (one, family, plain(f"{family} {one}"), f"{one[0]}. {family}") for one in first for family in stock()["family"]
    ]


def somebody(place: int, like: Person, town: Town, thrown: random.Random, *, days_earlier: int) -> dict[str, str]:
    """Values for the holes of resident number `place`: of the same gender and, at the time, about the same age."""
    throw = thrown.random
    stock_of = town.people.get(like.gender) or town.people[UNKNOWN]
    first, family, search, shown = stock_of[int(throw() * len(stock_of))]
    street = town.streets[int(throw() * len(town.streets))]
    return {
        f"first{place}": first,
        f"family{place}": family,
        f"search{place}": search,
        f"name{place}": shown,
        f"year{place}": str(like.birth_year - round(days_earlier / YEAR)),
        f"month{place}": str(1 + int(throw() * 12)),
        f"day{place}": str(1 + int(throw() * 28)),
        f"street{place}": street.name,
        f"house{place}": str(1 + int(throw() * HOUSES)),
        f"postcode{place}": street.postcode,
        f"place{place}": street.place,
        f"area{place}": street.area,
    }
