"""What general facilities cost per time somebody was reached, and which share of the money goes to prevention.

Prevention is here what is spent on steps 1 to 3. What stands side by side is no effect of one on the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count
from django.db.models.functions import ExtractYear

from ledger.models import Event
from reporting.figures.cost import imported, teams_left_out, years_of
from reporting.figures.scope import Asked
from reporting.imports.models import Budget, Spending
from workflows.layers import LOWER_LAYERS, Layer

REACHED = ("referral:started", "referral:pointed")
PREVENTION = {layer.value for layer in LOWER_LAYERS}
TENTH = Decimal("0.1")
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Prevention:
    """One year. Euros; shares in percent of all steps together, `shift` in points since the year before.

    `reached`: referrals that started and times somebody was pointed to a facility. None: not imported, or not known of
    the same teams.
    """

    year: int
    reached: int
    facilities: Decimal | None
    per_reached: Decimal | None
    prevention: Decimal | None
    spent: Decimal | None
    share: Decimal | None
    shift: Decimal | None
    budget_share: Decimal | None


def prevention(asked: Asked) -> list[Prevention]:
    """Per year that the period touches, the newest first. The year before the first is read for its shift."""
    spent, budget = _by_year(asked, Spending), _by_year(asked, Budget)
    reached, partly = _reached(asked), teams_left_out(asked)
    rows = []
    for year in reversed(years_of(asked)):
        steps = spent.get(year, {})
        facilities = steps.get(Layer.GENERAL_FACILITY.value)
        share, before = share_of(steps), share_of(spent.get(year - 1, {}))
        number = reached.get(year, 0)
        rows.append(
            Prevention(
                year=year,
                reached=number,
                facilities=facilities,
                per_reached=None if partly else per_one(facilities, number),
                prevention=_sum(steps, only=PREVENTION),
                spent=_sum(steps),
                share=share,
                shift=None if share is None or before is None else share - before,
                budget_share=share_of(budget.get(year, {})),
            )
        )
    return rows


def share_of(steps: Mapping[str, Decimal]) -> Decimal | None:
    """The percentage that went to steps 1 to 3, to a tenth. None unless there is an amount for them and for step 4."""
    lower, all_steps = _sum(steps, only=PREVENTION), _sum(steps)
    if lower is None or all_steps is None or set(steps) <= PREVENTION or all_steps <= 0:
        return None
    return (100 * lower / all_steps).quantize(TENTH, ROUND_HALF_UP)


def per_one(amount: Decimal | None, number: int) -> Decimal | None:
    """None where nothing was imported or nobody was reached: there is no such price then."""
    return (amount / number).quantize(CENT, ROUND_HALF_UP) if amount is not None and number else None


def _sum(steps: Mapping[str, Decimal], *, only: set[str] | None = None) -> Decimal | None:
    amounts = [amount for layer, amount in steps.items() if only is None or layer in only]
    return sum(amounts, Decimal(0)) if amounts else None


def _by_year(asked: Asked, table: type[Spending] | type[Budget]) -> dict[int, dict[str, Decimal]]:
    """Year to step to amount, the year before the first included."""
    found: dict[int, dict[str, Decimal]] = {}
    for (year, _law, layer, _area), amount in imported(asked, table, before=1).items():
        steps = found.setdefault(year, {})
        steps[layer] = steps.get(layer, Decimal(0)) + amount
    return found


def _reached(asked: Asked) -> dict[int, int]:
    years = years_of(asked)
    told = Event.objects.filter(asked.within, kind__in=REACHED, at__year__gte=years[0], at__year__lte=years[-1])
    rows = told.annotate(year=ExtractYear("at")).values("year").annotate(number=Count("*")).order_by()
    return {row["year"]: row["number"] for row in rows}
