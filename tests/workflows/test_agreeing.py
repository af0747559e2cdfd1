"""What a band says, and what may be agreed on."""

from datetime import date
from decimal import Decimal

import pytest

from workflows.agreeing import Range, may_agree, may_work, place

BAND = Range(18, 26, Decimal(32))
TODAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("hours", "within"),
    [("32", (18, 26)), ("24", (14, 20)), ("16", (9, 13)), ("28.8", (16, 23)), ("36", (20, 29)), ("1", (1, 1))],
)
def test_a_band_is_counted_over_to_other_hours(hours: str, within: tuple[int, int]) -> None:
    """18 to 26 for 32 hours: 24 hours give 13.5 to 19.5, and halves go up."""
    assert BAND.for_hours(Decimal(hours)) == within


@pytest.mark.parametrize(("cases", "where"), [(17, "below"), (18, "in"), (26, "in"), (27, "above"), (0, "below")])
def test_the_ends_of_a_band_lie_in_it(cases: int, where: str) -> None:
    assert place(cases, (18, 26)) == where


def refused(low: int, high: int, hours: str, on: date) -> str:
    refusal = may_agree(Range(low, high, Decimal(hours)), agreed_on=on, today=TODAY)
    return refusal.code if refusal else ""


def test_a_band_runs_from_low_to_high_for_a_week_and_was_agreed_already() -> None:
    assert refused(18, 26, "32", TODAY) == ""
    assert refused(18, 18, "32", TODAY) == ""
    assert refused(26, 18, "32", TODAY) == "band.low_above_high"
    assert refused(18, 26, "32", date(2026, 3, 4)) == "band.still_to_come"
    assert refused(18, 26, "0", TODAY) == refused(18, 26, "60.5", TODAY) == "hours.strange"


def test_hours_need_not_be_known() -> None:
    assert may_work(None) is None
    assert may_work(Decimal(-1)) is not None
