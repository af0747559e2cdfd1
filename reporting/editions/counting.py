"""What an edition counts, by all dimensions of its family together. Only the worker sees these numbers."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Count, F, Func, Min, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractQuarter

from accounts.models import Neighbourhood
from cases.dossier.models import Channel
from reporting.cells.tables import CountTable, Dimension
from reporting.editions.catalogue import (
    DIMENSIONS,
    ENDED,
    FINISHED,
    NEIGHBOURHOOD,
    REPORTED,
    UNKNOWN,
    Published,
    neighbourhoods,
    tables_of,
)
from reporting.facts.models import Course, Finished
from reporting.figures.balance import A_YEAR

Cell = Mapping[str, str]
DAY = {FINISHED: "month", REPORTED: "registered_on", ENDED: "ended_on"}
OF = {FINISHED: Finished, REPORTED: Course, ENDED: Course}


def first_year(family: str, municipality: str) -> int | None:
    """The first year there is anything to count of; None when there is nothing yet."""
    day = _told(family, municipality).aggregate(first=Min(DAY[family]))["first"]
    return day.year if day else None


def counted(family: str, municipality: str, year: int) -> tuple[list[CountTable], dict[str, str]]:
    """The unprotected tables of a family over a year, in the order of the catalogue, and the names of its areas."""
    period = {f"{DAY[family]}__gte": date(year, 1, 1), f"{DAY[family]}__lte": date(year, 12, 31)}
    told = _told(family, municipality).filter(**period)
    areas = list(
        Neighbourhood.objects.current(municipality).order_by("code").values_list("id", "code", "name", "district")
    )
    cells = CELLS[family](told, {number: code for number, code, _name, _district in areas})
    dimensions = {**DIMENSIONS, NEIGHBOURHOOD: _areas(areas)}
    names = {code: name for _id, code, name, _district in areas}
    return [_table(one, dimensions, cells) for one in tables_of(family)], names


def _areas(areas: list[tuple[int, str, str, str]]) -> Dimension:
    return neighbourhoods([(code, district) for _id, code, _name, district in areas])


def _told(family: str, municipality: str) -> "QuerySet[Any]":
    # A confidential case is in no figure of who was not let in, and nobody was.
    return OF[family]._default_manager.filter(municipality=municipality, confidential=False)


def _finished(told: "QuerySet[Any]", codes: Mapping[int, str]) -> Counter[frozenset[tuple[str, str]]]:
    step = Func(F("law"), F("layer"), F("reason"), function="reporting_step", output_field=CharField())
    lives = Func(F("case"), function="reporting_neighbourhood_of", output_field=BigIntegerField())
    named = told.values("law", step=Coalesce(step, Value("nowhere")), quarter=ExtractQuarter("month"), area=lives)
    found: Counter[frozenset[tuple[str, str]]] = Counter()
    for row in named.annotate(number=Count("id")).order_by():
        where = codes.get(row["area"], UNKNOWN)
        cell = {"law": row["law"], "step": row["step"], "quarter": f"q{row['quarter']}", NEIGHBOURHOOD: where}
        found[frozenset(cell.items())] += row["number"]
    return found


def _reported(told: "QuerySet[Any]", _codes: Mapping[int, str]) -> Counter[frozenset[tuple[str, str]]]:
    found: Counter[frozenset[tuple[str, str]]] = Counter()
    for row in told.values("law", "channel").annotate(number=Count("id")).order_by():
        channel = row["channel"] if row["channel"] in Channel.values else UNKNOWN
        found[frozenset({"law": row["law"], "channel": channel}.items())] += row["number"]
    return found


def _ended(told: "QuerySet[Any]", _codes: Mapping[int, str]) -> Counter[frozenset[tuple[str, str]]]:
    in_time = When(back_on__gte=F("ended_on"), back_on__lte=F("ended_on") + A_YEAR, then=Value("back"))
    named = told.values("law", back=Case(in_time, default=Value("not_back"), output_field=CharField()))
    rows = named.annotate(number=Count("id")).order_by()
    return Counter({frozenset({"law": row["law"], "back": row["back"]}.items()): row["number"] for row in rows})


CELLS: Mapping[str, Callable[..., Counter[frozenset[tuple[str, str]]]]] = {
    FINISHED: _finished,
    REPORTED: _reported,
    ENDED: _ended,
}


def _table(
    published: Published, dimensions: Mapping[str, Dimension], cells: Counter[frozenset[tuple[str, str]]]
) -> CountTable:
    counts: Counter[tuple[str, ...]] = Counter()
    for cell, number in cells.items():
        by = dict(cell)
        counts[tuple(by[name] for name in published.dimensions)] += number
    shape = tuple(dimensions[name] for name in published.dimensions)
    return CountTable(published.name, shape, counts, published.zeros_tell)
