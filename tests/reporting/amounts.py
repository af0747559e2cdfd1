"""Decisions, tariffs, spending and budget of Hoogeveen, written down to count by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

from cases.decisions.models import Decision
from cases.needs.actions import Offer
from cases.needs.models import Need
from reporting.figures.scope import Asked
from reporting.imports.models import Budget, CostImport, Spending, Tariff
from tests import cast
from tests.cast import AT, MAX, TODAY

WHOLE_2026 = Offer(
    product="Huishoudelijke hulp",
    quantity=Decimal(3),
    unit="hours",
    frequency="week",
    period_from=date(2026, 1, 1),
    period_until=date(2026, 12, 31),
)


def brought(kind: str, model: Any, **row: Any) -> None:
    place = {"municipality_id": "hoogeveen"}
    file = CostImport.objects.create(
        kind=kind, name="lijst.csv", source="Inkoop", dated=TODAY, at=AT, added=1, replaced=0, **place
    )
    model.objects.create(brought_by=file, **place, **row)


def tariff(price: str, since: date = date(2025, 1, 1), until: date | None = None, **more: Any) -> None:
    row = {"product": "Huishoudelijke hulp", "product_key": "huishoudelijke hulp", "unit": "hours"} | more
    brought("tariffs", Tariff, price=Decimal(price), valid_from=since, valid_until=until, **row)


def spent(amount: str, *, year: int = 2026, law: str = "", layer: str = "tailored_provision", **more: Any) -> None:
    brought("spending", Spending, amount=Decimal(amount), year=year, law=law, layer=layer, **more)


def budgeted(amount: str, *, year: int = 2026, law: str = "", layer: str = "tailored_provision") -> None:
    brought("budget", Budget, amount=Decimal(amount), year=year, law=law, layer=layer)


def granted(offer: Offer = WHOLE_2026, **more: Any) -> tuple[Any, Need, Decision]:
    case, need = cast.investigated_case(**more)
    need = cast.propose(need, offer=offer)
    cast.report_outcome(case)
    cast.apply_for(case)
    return case, need, cast.decide(need)


def asked(since: int = 2026, until: int = 2026, **more: Any) -> Asked:
    return Asked(**({"actor": MAX, "since": date(since, 1, 1), "until": date(until, 12, 31)} | more))
