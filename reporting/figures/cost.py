"""What was committed, spent and budgeted: per year, law and step, in euros.

Committed is what was granted, as far as it lies within the year; spent and budgeted are what the municipality imported.
What nobody imported is None, and never a nought.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, CharField, Count, DateField, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from accounts.access import Actor, Permission
from accounts.models import Team
from reporting.facts.commitment import Commitment
from reporting.figures.commitments import Price, Promise, cost_of, in_cents
from reporting.figures.places import every_name
from reporting.figures.scope import Asked
from reporting.imports.models import LAYERS, Amounts, Budget, Spending, Tariff
from reporting.imports.resources import product_key
from workflows.layers import Law, StepFour, step_four

Key = tuple[str, str, str]
DECIDED = frozenset(step.value for step in StepFour)
ORDER = {layer: place for place, layer in enumerate(LAYERS)}


@dataclass(frozen=True, slots=True)
class Costs:
    """One year, law and step, in one neighbourhood by name; area '' is all of them, or no known one.

    `commitments`: decisions that count in the year; `committed` what they cost. Of those `unpriced` have no tariff for
    a part of their days, or no quantity, and `open_ended` no last day: they count to the end of the year. `doubtful`
    end before they begin; they are in no other number. None: nothing was imported, nothing is decided in this step, or
    of no decision in it a price is known.
    """

    year: int
    law: str
    layer: str
    area: str
    commitments: int
    committed: Decimal | None
    unpriced: int
    open_ended: int
    doubtful: int
    spent: Decimal | None
    budget: Decimal | None


@dataclass(slots=True)
class _Sum:
    number: int = 0
    euros: Fraction = field(default_factory=Fraction)
    unpriced: int = 0
    open_ended: int = 0
    doubtful: int = 0

    @property
    def known(self) -> bool:
        """Whether a price is known of any of it, or there is nothing to have one."""
        return bool(self.euros) or self.unpriced < self.number or not self.number


def cost(asked: Asked) -> list[Costs]:
    """Per year that the period touches, law and step; the newest year first."""
    return _costs(asked, by_area=False)


def cost_by_area(asked: Asked) -> list[Costs]:
    """The same per neighbourhood. Nobody budgets for one, so there is no budget here."""
    return _costs(asked, by_area=True)


def years_of(asked: Asked) -> range:
    return range(asked.since.year, asked.until.year + 1)


def _costs(asked: Asked, *, by_area: bool) -> list[Costs]:
    prices = _prices(places_of(asked.actor))
    areas = every_name() if by_area else {}
    spent = imported(asked, Spending, by_area=by_area)
    budget = {} if by_area else imported(asked, Budget)
    rows = []
    for year in reversed(years_of(asked)):
        sums = _committed(asked, year, prices, by_area=by_area)
        told = [(law, layer, area) for of, law, layer, area in (*spent, *budget) if of == year]
        rows += [_row(year, key, sums.get(key, _Sum()), spent, budget) for key in {*sums, *told}]
    named = [replace(row, area=areas.get(row.area, row.area)) for row in rows]
    return sorted(named, key=lambda row: (-row.year, row.area.lower(), row.law, ORDER[row.layer]))


def _row(year: int, key: Key, found: _Sum, spent: Mapping[Any, Decimal], budget: Mapping[Any, Decimal]) -> Costs:
    law, layer, area = key
    return Costs(
        year=year,
        law=law,
        layer=layer,
        area=area,
        commitments=found.number,
        committed=in_cents(found.euros) if layer in DECIDED and found.known else None,
        unpriced=found.unpriced,
        open_ended=found.open_ended,
        doubtful=found.doubtful,
        spent=spent.get((year, *key)),
        budget=budget.get((year, *key)),
    )


def places_of(actor: Actor | None) -> frozenset[str] | None:
    """The municipalities whose figures somebody reads; None is all."""
    if actor is None:
        return None
    return frozenset(post.municipality for post in actor.posts if post.may(Permission.FIGURES_READ))


def imported(
    asked: Asked, table: type[Amounts], *, by_area: bool = False, before: int = 0
) -> dict[tuple[int, str, str, str], Decimal]:
    """What was imported, by year, law, step and neighbourhood; with so many years before those that were asked.

    It is of a whole municipality: of one team it is nothing. Without `by_area` all neighbourhoods together.
    """
    if asked.team:
        return {}
    years = years_of(asked)
    rows = table.objects.current().of(places_of(asked.actor)).filter(year__gte=years[0] - before, year__lte=years[-1])
    laws = _laws_of(asked)
    if laws is not None:
        rows = rows.filter(law__in=laws)
    names = ["year", "law", "layer", *(["area"] if by_area else [])]
    sums = rows.values_list(*names).annotate(sum=Sum("amount")).order_by()
    return {(year, law, layer, area[0] if area else ""): total for year, law, layer, *area, total in sums}


def _laws_of(asked: Asked) -> set[str] | None:
    """The laws that were asked and may be read, and, where all were asked, the amounts of all laws together."""
    if asked.law:
        return {asked.law}
    if asked.actor is None:
        return None
    return {law for post in asked.actor.posts if post.may(Permission.FIGURES_READ) for law in post.laws} | {""}


def teams_left_out(asked: Asked) -> bool:
    """Whether there are neighbourhood teams of these municipalities that the rows do not count."""
    places = places_of(asked.actor)
    if asked.team or places is None:
        return bool(asked.team)
    assert asked.actor is not None  # noqa: S101 - there are places only of an actor
    mine = {post.team for post in asked.actor.posts if post.may(Permission.FIGURES_READ)}
    there = Team.objects.filter(kind=Team.Kind.NEIGHBOURHOOD, municipality__in=places).exclude(pk__in=mine)
    return there.exists()


def _prices(places: frozenset[str] | None) -> dict[tuple[str, str], list[Price]]:
    """The tariffs that count now, by municipality and product."""
    found: dict[tuple[str, str], list[Price]] = defaultdict(list)
    for row in Tariff.objects.current().of(places):
        price = Price(row.product_key, row.unit, row.price, row.valid_from, row.valid_until, row.law, row.form)
        found[row.municipality_id, row.product_key].append(price)
    return found


def _committed(
    asked: Asked, year: int, prices: Mapping[tuple[str, str], list[Price]], *, by_area: bool
) -> dict[Key, _Sum]:
    sums: dict[Key, _Sum] = defaultdict(_Sum)
    steps = {law.value: step_four(law).value for law in Law}
    keys = _Keys()
    for alike in starmap(_Alike, _alike(asked, year, by_area=by_area)):
        found = sums[alike.law, steps[alike.law], alike.area]
        if alike.doubtful:
            found.doubtful += alike.number
            continue
        product = keys[alike.product]
        cost = cost_of(_promise(alike, product), prices.get((alike.municipality, product), ()))
        found.number += alike.number
        found.unpriced += 0 if cost.priced else alike.number
        found.open_ended += alike.number if alike.open_ended else 0
        if cost.euros:
            found.euros += cost.euros
    return {key: found for key, found in sums.items() if found.number or found.doubtful}


class _Keys(dict[str, str]):
    """How products are compared, worked out once for each."""

    def __missing__(self, product: str) -> str:
        self[product] = product_key(product)
        return self[product]


class _Alike(NamedTuple):
    """Commitments that are alike within a year, as they are read: `quantity` is of all, None where it is not known."""

    municipality: str
    law: str
    product: str
    unit: str
    frequency: str
    form: str
    since: date
    until: date
    begun: bool
    open_ended: bool
    doubtful: bool
    known: bool
    area: str
    quantity: Decimal | None
    number: int


def _alike(asked: Asked, year: int, *, by_area: bool) -> Iterable[tuple[Any, ...]]:
    """Commitments of a year, those added up that are alike within it: most run from its first day to its last.

    What ends before it begins is of the year in which it would have begun; what is given once, of that year too.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    ends = Coalesce("last_on", Value(last), output_field=DateField())
    doubtful = Q(last_on__lt=F("begins_on"))
    within = doubtful & Q(begins_on__gte=first) | ~doubtful & Q(until__gte=first) | Q(last_on=None)
    rows: QuerySet[Any, Any] = Commitment.objects.filter(asked.within, replaced=False, begins_on__lte=last)
    area = F("neighbourhood") if by_area else Value("", output_field=CharField())
    alike: Iterable[tuple[Any, ...]] = (
        rows.annotate(
            since=Greatest("begins_on", Value(first), output_field=DateField()),
            until=Least(ends, Value(last), output_field=DateField()),
            begun=_whether(Q(begins_on__gte=first)),
            open_ended=_whether(Q(last_on=None)),
            doubtful=_whether(doubtful),
            known=_whether(Q(quantity__isnull=False)),
            area=area,
        )
        .filter(within)
        .values_list(*_Alike._fields[:-2])
        .annotate(all=Sum("quantity"), number=Count("id"))
        .order_by()
    )
    return alike


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _promise(alike: _Alike, product: str) -> Promise:
    return Promise(
        product=product,
        law=alike.law,
        form=alike.form,
        unit=alike.unit,
        frequency=alike.frequency,
        quantity=alike.quantity,
        since=alike.since,
        until=alike.until,
        begun=alike.begun,
        number=alike.number,
    )
