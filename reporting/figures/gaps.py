"""Where facilities nearby did not do: needs by neighbourhood, life area and why, and how many of them went on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from reporting.facts import demand as facts
from reporting.figures.codes import codes_of
from reporting.figures.places import names_of
from reporting.figures.scope import Asked

REASONS = ("nothing_near", "no_room", "does_not_fit", "cannot_get_there", "cannot_bear_cost")


@dataclass(frozen=True, slots=True)
class Gap:
    """Needs of which it was said in the period why what is nearby did not do; `went_on`: those that got to step 4.

    A need counts once under each reason. `name`: of the neighbourhood; both are empty where it is not known.
    """

    neighbourhood: str
    name: str
    life_area: str
    reason: str
    needs: int
    went_on: int


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood with its needs that went on, each once, of all of which a reason was given there."""

    neighbourhood: str
    name: str
    needs: int
    went_on: int


def gaps(asked: Asked) -> list[Gap]:
    """By name of the neighbourhood (not known last), life area and reason."""
    rows = _within(asked).values("neighbourhood", "life_area", "reason").annotate(needs=Count("id"), went_on=_WENT_ON)
    found = [Gap(name=name, **row) for name, row in _named(rows)]
    order = {reason: place for place, reason in enumerate(REASONS)}
    return sorted(found, key=lambda row: (*_by_name(row), row.life_area, order[row.reason]))


def places(asked: Asked) -> list[Place]:
    """Each need once, however many reasons it has; by name."""
    needs = Count("need", distinct=True)
    went_on = Count("need", distinct=True, filter=Q(went_on=True))
    rows = _within(asked).values("neighbourhood").annotate(needs=needs, went_on=went_on)
    return sorted((Place(name=name, **row) for name, row in _named(rows)), key=_by_name)


def needs(asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any]":
    """The needs that a number counts: case, law and day. KeyError when none is called so."""
    neighbourhood, life_area, reason = codes_of(what, 3)
    which = {"needs": Q(), "went_on": Q(went_on=True)}[counted]
    found = _within(asked).filter(which, neighbourhood=neighbourhood, life_area=life_area, reason=reason)
    return found.annotate(day=F("answered_on")).values("case", "law", "day")


_WENT_ON = Count("id", filter=Q(went_on=True))


def _within(asked: Asked) -> "QuerySet[facts.Gap]":
    return facts.Gap.objects.filter(asked.within, answered_on__gte=asked.since, answered_on__lte=asked.until)


def _named(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    found = list(rows)
    names = names_of({row["neighbourhood"] for row in found} - {""})
    return [(names.get(row["neighbourhood"], row["neighbourhood"]), row) for row in found]


def _by_name(row: Gap | Place) -> tuple[bool, str, str]:
    return not row.neighbourhood, row.name.casefold(), row.neighbourhood
