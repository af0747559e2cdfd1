"""What a decision costs within a year, worked out by hand. No database."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reporting.figures.commitments import Cost, Price, Promise, cost_of, in_cents, measured

HOUSEWORK = Price("huishoudelijke hulp", "hours", Decimal("38.50"), date(2025, 1, 1))


def promise(**changed: Any) -> Promise:
    """Three hours a week, the whole of 2026."""
    given: dict[str, Any] = {
        "product": "huishoudelijke hulp",
        "law": "wmo",
        "form": "in_kind",
        "unit": "hours",
        "frequency": "week",
        "quantity": Decimal(3),
        "since": date(2026, 1, 1),
        "until": date(2026, 12, 31),
        "begun": False,
    }
    return Promise(**(given | changed))


def euros(of: Promise, *prices: Price) -> Decimal:
    return in_cents(cost_of(of, prices).euros)


def test_a_week_is_seven_days() -> None:
    """365 days / 7 x 3 hours x 38.50 = 6022.50."""
    assert euros(promise(), HOUSEWORK) == Decimal("6022.50")


def test_a_leap_year_has_a_day_more() -> None:
    """366 / 7 x 3 x 38.50 = 6039.00."""
    leap = promise(since=date(2028, 1, 1), until=date(2028, 12, 31))
    assert euros(leap, HOUSEWORK) == Decimal("6039.00")


def test_a_tariff_that_changes_halfway_counts_for_its_own_days() -> None:
    """181 days at 38.50 and 184 at 40.00: 3/7 x (181 x 38.50 + 184 x 40.00) = 6140.79."""
    first = Price("huishoudelijke hulp", "hours", Decimal("38.50"), date(2025, 1, 1), date(2026, 6, 30))
    second = Price("huishoudelijke hulp", "hours", Decimal("40.00"), date(2026, 7, 1))
    assert euros(promise(), first, second) == Decimal("6140.79")


def test_a_later_tariff_goes_before_one_that_was_never_ended() -> None:
    later = Price("huishoudelijke hulp", "hours", Decimal("40.00"), date(2026, 7, 1))
    assert euros(promise(), HOUSEWORK, later) == Decimal("6140.79")


def test_days_without_a_tariff_cost_nothing_and_are_said() -> None:
    """Only 2026-01-01 to 2026-01-07: one week, 3 x 38.50."""
    short = Price("huishoudelijke hulp", "hours", Decimal("38.50"), date(2025, 1, 1), date(2026, 1, 7))
    assert cost_of(promise(), [short]) == Cost(Fraction("115.5"), priced=False)


def test_no_tariff_at_all_is_no_nought_that_is_known() -> None:
    assert cost_of(promise(), []) == Cost(Fraction(0), priced=False)
    assert not cost_of(promise(quantity=None), [HOUSEWORK]).priced
    assert not cost_of(promise(frequency=""), [HOUSEWORK]).priced


def test_another_product_law_or_form_has_no_say() -> None:
    others = [
        Price("begeleiding", "hours", Decimal(1), date(2025, 1, 1)),
        Price("huishoudelijke hulp", "hours", Decimal(1), date(2025, 1, 1), law="jeugd"),
        Price("huishoudelijke hulp", "hours", Decimal(1), date(2025, 1, 1), form="personal_budget"),
        Price("huishoudelijke hulp", "days", Decimal(1), date(2025, 1, 1)),
    ]
    assert not cost_of(promise(), others).priced
    assert euros(promise(), *others, HOUSEWORK) == Decimal("6022.50")


def test_a_personal_budget_has_its_own_tariff() -> None:
    """365 / 7 x 3 x 25.00 = 3910.71."""
    own = Price("huishoudelijke hulp", "hours", Decimal("25.00"), date(2025, 1, 1), form="personal_budget")
    assert euros(promise(form="personal_budget"), HOUSEWORK, own) == Decimal("3910.71")
    assert euros(promise(), HOUSEWORK, own) == Decimal("6022.50")


def test_an_amount_that_was_decided_needs_no_tariff() -> None:
    """A personal budget of 400 a month: twelve months, and half of a month of thirty days."""
    year = promise(unit="euros", frequency="month", quantity=Decimal(400), form="personal_budget")
    assert euros(year) == Decimal("4800.00")
    half = promise(unit="euros", frequency="month", quantity=Decimal(400), until=date(2026, 4, 15))
    assert euros(half) == Decimal("1400.00")


def test_four_weeks_are_twenty_eight_days_whatever_the_hours() -> None:
    """365 / 28 x 300 = 3910.71; two that are alike cost twice that."""
    four_weekly = Price("huishoudelijke hulp", "four_weeks", Decimal(300), date(2025, 1, 1))
    assert euros(promise(), four_weekly) == Decimal("3910.71")
    assert euros(promise(quantity=None), four_weekly) == Decimal("3910.71")
    assert euros(promise(number=2, quantity=Decimal(6)), four_weekly) == Decimal("7821.43")


def test_its_own_unit_goes_before_a_period() -> None:
    four_weekly = Price("huishoudelijke hulp", "four_weeks", Decimal(300), date(2025, 1, 1))
    assert euros(promise(), four_weekly, HOUSEWORK) == Decimal("6022.50")


def test_a_month_is_counted_by_its_own_days() -> None:
    assert measured("month", date(2026, 2, 1), date(2026, 2, 28)) == 1
    assert measured("month", date(2028, 2, 1), date(2028, 2, 14)) == Fraction(14, 29)
    assert measured("month", date(2026, 1, 17), date(2026, 3, 14)) == Fraction(15, 31) + 1 + Fraction(14, 31)
    assert measured("", date(2026, 1, 1), date(2026, 1, 2)) is None


def test_what_is_given_once_counts_in_the_year_it_begins() -> None:
    ramp = Price("drempelhulp", "pieces", Decimal("150.00"), date(2025, 1, 1))
    once = {"product": "drempelhulp", "unit": "pieces", "frequency": "once", "quantity": Decimal(2)}
    assert euros(promise(**once, begun=True), ramp) == Decimal("300.00")
    assert cost_of(promise(**once, begun=False), [ramp]) == Cost(Fraction(0), priced=True)


def test_a_tariff_that_changes_does_not_count_once_twice() -> None:
    ramps = [
        Price("drempelhulp", "pieces", Decimal(price), date(year, 7, 1)) for year, price in ((2025, 150), (2026, 200))
    ]
    once = promise(product="drempelhulp", unit="pieces", frequency="once", quantity=Decimal(1), begun=True)
    assert euros(once, *ramps) == Decimal("150.00")


def test_what_is_lent_is_paid_as_long_as_it_is_there() -> None:
    """A scooter at 60 a month, from 1 October on: three months."""
    scooter = Price("scootmobiel", "month", Decimal(60), date(2025, 1, 1))
    lent = promise(
        product="scootmobiel", unit="pieces", frequency="once", quantity=Decimal(1), since=date(2026, 10, 1), begun=True
    )
    assert euros(lent, scooter) == Decimal("180.00")


def test_an_end_before_the_begin_costs_nothing() -> None:
    assert euros(promise(since=date(2026, 6, 1), until=date(2026, 5, 1)), HOUSEWORK) == 0


def test_cents_are_rounded_half_up() -> None:
    assert in_cents(Fraction("0.125")) == Decimal("0.13")
