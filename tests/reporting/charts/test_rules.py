"""Each rule where it just holds and where it just does not, on limits of 20% and 80% around 50%."""

import pytest

from reporting.charts.rules import Fired, Limits, Rule, fired
from reporting.charts.xmr import chart
from tests.reporting.charts.months import charted, month, points

LIMITS = Limits(mean=0.5, reach=0.3, basis=12, provisional=False)


def held(*percentages: float, limits: Limits = LIMITS) -> list[tuple[Rule, int]]:
    return [(one.rule, one.at) for one in fired([one / 100 for one in percentages], limits)]


@pytest.mark.parametrize("outside", [81, 19])
def test_one_point_outside_a_limit_is_a_signal(outside: float) -> None:
    assert held(50, outside, 50) == [(Rule.OUTSIDE, 1)]


@pytest.mark.parametrize("on_it", [80, 20])
def test_a_point_on_a_limit_is_not_outside_it(on_it: float) -> None:
    assert held(50, on_it, 50) == []


def test_seven_in_a_row_above_the_mean_are_a_signal_at_the_seventh() -> None:
    assert held(55, 51, 55, 51, 55, 51, 55) == [(Rule.SIDE, 6)]


def test_seven_in_a_row_below_the_mean_are_a_signal() -> None:
    assert held(45, 49, 45, 49, 45, 49, 45) == [(Rule.SIDE, 6)]


def test_six_in_a_row_are_not() -> None:
    assert held(55, 51, 55, 51, 55, 51, 45) == []


def test_a_point_on_the_mean_breaks_a_run() -> None:
    assert held(55, 51, 55, 50, 55, 51, 55, 51) == []


def test_a_run_goes_on_for_as_long_as_it_lasts() -> None:
    found = fired([0.55, 0.51] * 5, LIMITS)
    assert [(one.at, len(one.members)) for one in found] == [(6, 7), (7, 8), (8, 9), (9, 10)]


def test_seven_rising_are_a_signal_at_the_seventh() -> None:
    assert held(46, 47, 48, 49, 51, 52, 53) == [(Rule.TREND, 6)]


def test_seven_falling_are_a_signal() -> None:
    assert fired([0.53, 0.52, 0.51, 0.49, 0.48, 0.47, 0.46], LIMITS) == [Fired(Rule.TREND, 6, tuple(range(7)), False)]


def test_six_rising_are_not() -> None:
    assert held(50, 46, 47, 48, 49, 51, 52) == []


def test_two_of_the_same_in_a_row_do_not_rise() -> None:
    assert held(46, 47, 48, 48, 49, 51, 52, 53) == []


@pytest.mark.parametrize(("one", "other"), [(71, 79), (29, 21)])
def test_two_of_three_beyond_two_thirds_on_one_side_are_a_signal(one: float, other: float) -> None:
    assert held(one, 50, other) == [(Rule.NEAR, 2)]
    assert held(one, other, 50) == [(Rule.NEAR, 1)]


def test_two_of_three_on_two_thirds_are_not() -> None:
    assert held(70, 50, 70) == []


def test_two_of_three_on_either_side_are_not() -> None:
    assert held(71, 50, 29) == []


def test_two_of_four_are_not() -> None:
    assert held(71, 50, 50, 71) == []


def test_two_thirds_of_a_cut_limit_are_measured_before_the_cut() -> None:
    low = Limits(mean=0.05, reach=0.09, basis=12, provisional=False)
    assert held(0, 0, 6, 0, 0, limits=low) == []


def test_nothing_is_outside_a_limit_that_was_cut() -> None:
    high = Limits(mean=0.9, reach=0.3, basis=12, provisional=False)
    assert held(100, 85, 100, 85, limits=high) == []


def test_the_months_of_a_run_are_marked_and_the_seventh_signals() -> None:
    parts = [4, 6] * 12 + [6] * 7
    marks = charted(parts).marks
    within = [number for number, mark in enumerate(marks) if Rule.SIDE in mark.within]
    signalling = [number for number, mark in enumerate(marks) if Rule.SIDE in mark.signals]
    # The last month of the two years is above the mean as well, so the run begins there.
    assert within == list(range(23, 31))
    assert signalling == [29, 30]


def test_a_gap_breaks_no_run() -> None:
    parts = [6, 4] * 12 + [6, 6, 6, None, 6, 6, 6, 6]
    signal = charted(parts).latest_signal()
    assert signal is not None
    assert (signal.rule, signal.since, signal.until, signal.months, signal.up) == (
        Rule.SIDE,
        month(24),
        month(31),
        7,
        True,
    )


def test_what_lasts_is_told_before_what_is_seen_in_one_month() -> None:
    found = charted([55, 45] * 12 + [55] * 6 + [90], whole=100)
    assert set(found.marks[-1].signals) == {Rule.SIDE, Rule.OUTSIDE}
    signal = found.latest_signal()
    assert signal is not None
    assert signal.rule is Rule.SIDE


def test_a_signal_that_is_over_is_an_earlier_one() -> None:
    found = charted([55, 45] * 12 + [90] + [45, 55] * 2, whole=100)
    assert found.latest_signal() is None
    earlier = found.earlier_signal()
    assert earlier is not None
    assert (earlier.rule, earlier.until) == (Rule.OUTSIDE, month(24))


def test_a_signal_before_a_new_start_is_not_told_any_more() -> None:
    found = chart(points([55, 45] * 12 + [90] + [55, 45] * 6, whole=100), [month(25)])
    assert found.signals
    assert (found.latest_signal(), found.earlier_signal()) == (None, None)


def test_gaps_at_the_end_leave_the_last_signal_standing() -> None:
    signal = charted([55, 45] * 12 + [90, None, None], whole=100).latest_signal()
    assert signal is not None
    assert signal.until == month(24)
