"""Finding provisions: for the page, for the three that are advised, and for whoever else asks."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Value

from provisions.directory.freshness import is_stale
from provisions.directory.models import Findable
from provisions.directory.page import for_ages
from provisions.finder import reasons
from provisions.finder.asked import Asked, Near, wishes
from provisions.finder.ranking import IN_PART, PAGE, ranked
from provisions.finder.shown import LONGEST_LINE, shown
from workflows.layers import Layer

ADVISED_AT_MOST = 3


class Found(NamedTuple):
    """A provision that was found, with why. `km`: to what it was asked near to. `in_part`: something does not fit.

    `open_to_all`: a general facility that needs no intake (Wmo 2015, art. 1.1.1); `freely`: and no waiting list is
    known. `aside`: what stands in the way of that.
    `used` tells how it went before: "5 times referred, 4 started".
    """

    id: UUID
    name: str
    organisation: str
    municipality: str
    what: str
    where: str
    open_when: str
    cost: str
    ages: str
    km: float | None
    freely: bool
    open_to_all: bool
    in_part: bool
    fits: tuple[str, ...]
    unknown: tuple[str, ...]
    fits_not: tuple[str, ...]
    aside: tuple[str, ...]
    fresh: str
    stale: bool
    used: str
    example: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """One stretch of what was found. `fitting` of the `total` fit or may fit; `more`: there are others after it.

    What is after the stretch is not counted: then `fitting` and `total` end where it ends.
    """

    found: list[Found] = field(default_factory=list)
    fitting: int = 0
    total: int = 0
    more: bool = False


def find(asked: Asked, *, municipality: str, on: date, limit: int = PAGE, in_one: bool = False) -> list[Found]:
    """What fits best, in the order of ranking.py; at most `limit`, and never more than ranking.MOST."""
    return look(asked, municipality=municipality, on=on, size=limit, in_one=in_one).found


def look(
    asked: Asked, *, municipality: str, on: date, start: int = 0, size: int = PAGE, in_one: bool = False
) -> Ranking:
    """The same with its counts, from row `start` on."""
    ending = start + size
    rows = ranked(asked, municipality=municipality, start=start, size=size, in_one=in_one)
    asked_for = wishes(asked)
    stretch = shown(rows[start:ending]) if rows[start:ending] else []
    telling = reasons.telling(asked, asked_for)
    found = [_found(row, telling.reasons(row), on=on) for row in stretch]
    fitting = sum(row["level"] < IN_PART for row in rows[:ending])
    return Ranking(found, fitting, len(rows[:ending]), more=len(rows) > ending)


def best_for(
    *,
    life_area: str,
    law: str,
    municipality: str,
    on: date,
    near: Near | None = None,
    age: int | None = None,
    languages: Collection[str] = (),
    leave_out: Collection[UUID] = (),
) -> list[Found]:
    """At most three general facilities for a need, the best first, none of which something is known not to fit.

    What is freely available goes before what has an intake or a waiting list; those say so in `aside`. A provision is
    only advised when it is known to be for this life area.
    """
    asked = Asked(
        life_area=life_area,
        law=law,
        near=near,
        age=age,
        language=_asked_in(languages),
        general_only=True,
        must=frozenset({"need"}),
    )
    found = find(asked, municipality=municipality, on=on, in_one=True)
    return [one for one in found if not one.in_part and one.id not in leave_out][:ADVISED_AT_MOST]


def kind_exists(*, life_area: str, law: str, municipality: str) -> bool:
    """Whether the directory knows any general facility for this life area under this law."""
    kind = {"municipality": Value(municipality), "life_area": Value(life_area), "law": Value(law)}
    return Findable.objects.of_kind(**kind).exists()


def _asked_in(languages: Collection[str]) -> str:
    """Who speaks Dutch is helped everywhere; else the first language decides."""
    spoken = list(languages)
    return "" if not spoken or "nl" in spoken else spoken[0]


def _found(row: dict[str, Any], told: dict[str, list[str]], *, on: date) -> Found:
    return Found(
        id=row["id"],
        name=row["name"],
        organisation=row["organisation"],
        municipality=row["municipality"],
        what=shortened(row["what"]),
        where=_where(row),
        open_when=row["open_when"],
        cost=shortened(row["costs"]),
        ages=for_ages(row["minimum_age"], row["maximum_age"]),
        km=row["km"],
        freely=row["standing"] == Findable.FREELY,
        open_to_all=row["layer"] == Layer.GENERAL_FACILITY and not row["needs_intake"],
        in_part=row["level"] == IN_PART,
        fits=tuple(told[reasons.FITS]),
        unknown=tuple(told[reasons.UNKNOWN]),
        fits_not=tuple(told[reasons.NOT]),
        aside=tuple(reasons.standing(row)),
        fresh=reasons.fresh(row["confirmed_on"], on=on),
        stale=is_stale(row["confirmed_on"], on=on),
        used=reasons.used(row["referred"], row["started"]),
        example=row["example"],
    )


def _where(row: dict[str, Any]) -> str:
    """The place's name, its address and its neighbourhood, each once."""
    parts = [row["place"], row["address"], row["neighbourhood"]]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def shortened(text: str) -> str:
    """The beginning of a long text, on one line."""
    line = " ".join(text[: 2 * LONGEST_LINE].split())
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE].rsplit(' ', 1)[0]} …"
