"""Which share goes to prevention, and what it costs per time somebody was reached: counted by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts import access
from reporting.figures.prevention import Prevention, prevention
from tests import cast
from tests.cast import AT, MAX, NOORD, acting
from tests.reporting.amounts import asked, budgeted, spent
from tests.reporting.finishings import Seen, write

pytestmark = pytest.mark.usefixtures("world")


def shares(since: int = 2026, until: int = 2026, **more: Any) -> list[Prevention]:
    with access.system("report", at=AT):
        return prevention(asked(since, until, **({"actor": None} | more)))


def reached(kind: str = "referral:started", on: date = date(2026, 4, 1)) -> None:
    write(kind, Seen(cast.known_as(f"{kind}{on}"), NOORD), on=on, layer="general_facility")


def test_the_share_of_prevention_and_its_shift() -> None:
    """2025: 100 of 400, 25 %; 2026: 150 of 500, 30 %: five points up. Budget 2026: 1 of 3."""
    for year, facilities, around, tailored in ((2025, "60", "40", "300"), (2026, "100", "50", "350")):
        spent(facilities, year=year, layer="general_facility")
        spent(around, year=year, layer="social_network", law="wmo")
        spent(tailored, year=year, law="jeugd")
    budgeted("1", layer="general_facility")
    budgeted("2")
    (row,) = shares()
    assert (row.prevention, row.spent, row.share, row.shift) == (
        Decimal(150),
        Decimal(500),
        Decimal("30.0"),
        Decimal("5.0"),
    )
    assert row.budget_share == Decimal("33.3")
    assert [one.shift for one in shares(2025, 2026)] == [Decimal("5.0"), None]


def test_what_a_general_facility_costs_per_time_somebody_was_reached() -> None:
    spent("1000", layer="general_facility")
    reached()
    reached("referral:pointed", date(2026, 5, 1))
    reached("referral:started", date(2026, 12, 31))
    reached("referral:started", date(2025, 12, 31))
    reached("referral:sent")
    (row,) = shares()
    assert (row.reached, row.facilities, row.per_reached) == (3, Decimal(1000), Decimal("333.33"))


def test_nobody_reached_or_nothing_spent_is_no_division() -> None:
    assert [(row.reached, row.per_reached, row.share, row.spent) for row in shares()] == [(0, None, None, None)]
    spent("1000", layer="general_facility")
    assert [(row.per_reached, row.share) for row in shares()] == [(None, None)]
    spent("-1000")
    assert [(row.spent, row.share) for row in shares()] == [(Decimal(0), None)]


def test_no_share_where_only_one_side_was_imported() -> None:
    spent("1000")
    assert [(row.share, row.prevention) for row in shares()] == [(None, None)]


def test_who_does_not_see_all_teams_gets_no_cost_per_time() -> None:
    spent("1000", layer="general_facility")
    reached()
    with acting(MAX):
        (row,) = prevention(asked())
    assert (row.reached, row.facilities, row.per_reached) == (1, Decimal(1000), None)
