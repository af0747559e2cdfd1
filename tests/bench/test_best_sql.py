"""The SQL by hand answers the same question as the figure it is the floor of, or its ratio would say nothing."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from itertools import product as product_of
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import access
from config.bench import asked
from config.bench.sides import question
from config.local.roles import OWNER
from config.stories.scratch import connected
from reporting.asked import months_back
from reporting.catalogue import FIGURES
from reporting.facts.commitment import Commitment
from reporting.imports.resources import product_key
from tests.cast import AT
from tests.reporting.amounts import budgeted, spent, tariff

Rows = list[dict[str, Any]]
MAATWERK = "tailored_provision"


@pytest.fixture(scope="module")
def period(made: tuple[str, str], django_db_blocker: Any) -> Iterator[dict[str, date]]:
    """A year and a month, in the town of the bench: two calendar years whenever it is asked."""
    until = timezone.localdate()
    with django_db_blocker.unblock(), connected(OWNER, made[1]):
        yield {"since": months_back(until.replace(day=1), 12), "until": until}


def figure(name: str, period: dict[str, date]) -> Rows:
    with access.system("report", at=AT, origin="test"):
        return [asdict(row) for row in FIGURES[name].rows(question(name, **period))]


def stages(rows: Rows) -> Rows:
    """The lines of the funnel out of a row per law, as the figure shows them."""
    told = []
    for row in rows:
        for stage in ("registered", "talked", "finished"):
            told.append(_stage(row, stage))
        ended = ("own", "around", "nearby", "tailored", "own_decision", "nowhere", "external")
        told += [_ended(row, outcome) for outcome in ended if row[outcome]]
        told += [_stage(row, "started"), _stage(row, "helped")]
    return told


def _stage(row: dict[str, Any], stage: str) -> dict[str, Any]:
    days, doubtful = (0.0, 0) if stage == "registered" else (row[f"{stage}_days"], row[f"{stage}_doubtful"])
    return {
        "law": row["law"],
        "stage": stage,
        "number": row[stage],
        "of": row["of"],
        "median_days": days,
        "doubtful": doubtful,
    }


def _ended(row: dict[str, Any], outcome: str) -> dict[str, Any]:
    found = {"law": row["law"], "stage": outcome, "number": row[outcome], "of": row["finished"]}
    return found | {"median_days": None, "doubtful": 0}


def as_they_are(rows: Rows) -> Rows:
    return rows


SHOWN: dict[str, Callable[[Rows], Rows]] = {"funnel": stages}


@pytest.mark.parametrize("name", [name for name in FIGURES if asked.is_written(name)])
def test_the_floor_of_a_figure_gives_its_rows(period: dict[str, date], name: str) -> None:
    """Of what was counted; what a figure then says of it (a rate, a name) is no part of its question."""
    by_hand = SHOWN.get(name, as_they_are)(asked.rows_of(asked.text_of(name), period))
    said = figure(name, period)
    assert by_hand == [{counted: row[counted] for counted in by_hand[0]} for row in said]
    assert len(by_hand) > 1


def test_each_text_is_of_a_figure_or_of_the_file() -> None:
    texts = {path.stem for path in asked.HERE.glob("*.sql")}
    assert texts <= {*FIGURES, "export"}


@pytest.mark.parametrize("name", ["cost", "cost-by-area", "prevention"])
def test_the_floor_of_what_it_costs_knows_tariffs(period: dict[str, date], name: str) -> None:
    """By its own unit with days that have no tariff, by a period, of one law, once; and what was spent and budgeted."""
    with transaction.atomic():
        for place, (product, unit) in enumerate(sorted(set(Commitment.objects.values_list("product", "unit")))):
            of = {"product": product, "product_key": product_key(product)}
            if place % 3 == 0:
                tariff("17.13", unit=unit or "hours", until=period["since"] + timedelta(days=40), **of)
                tariff("18.37", unit=unit or "hours", since=period["since"] + timedelta(days=50), **of)
            elif place % 3 == 1:
                tariff("211.07", unit=("week", "four_weeks", "month")[place % 2 :][0], **of)
                tariff("199.01", unit="month", law="wmo", since=period["until"] - timedelta(days=20), **of)
        for year, layer in product_of((period["since"].year, period["until"].year), ("general_facility", MAATWERK)):
            spent("1234.56", year=year, layer=layer, area="BU01185000")
            budgeted("1100.05", year=year, layer=layer)
        by_hand, said = asked.rows_of(asked.text_of(name), period), figure(name, period)
        transaction.set_rollback(True)
    assert by_hand == [{counted: row[counted] for counted in by_hand[0]} for row in said]
    assert any(row["committed"] if name != "prevention" else row["share"] for row in by_hand)
