"""Mean and limits, worked out by hand."""

from datetime import date

import pytest

from reporting.charts.xmr import Chart, Point, chart, limits_of, quarters
from tests.reporting.charts.months import charted, month, points

# 36 of 120 is a mean of 0.3. The steps are 1 2 1 2 2 1 2 1 0 1 0: 13 tenths over 11 ranges, so a mean range of
# 0.118182; times 2.66 is 0.314364.
YEAR = [3, 4, 2, 3, 5, 3, 2, 4, 3, 3, 2, 2]
# Steps of 0.1 every month around 0.5: mean range 0.1, so 0.5 plus and minus 0.266, as 6 of each.
ZIGZAG = [45, 55] * 6


def around(number: float) -> object:
    return pytest.approx(number, abs=1e-6)


def test_limits_are_the_mean_and_2_66_mean_moving_ranges() -> None:
    limits = limits_of(points(ZIGZAG, whole=100))
    assert limits is not None
    assert (limits.lower, limits.mean, limits.upper) == (around(0.234), around(0.5), around(0.766))


def test_the_lower_limit_is_cut_at_nothing() -> None:
    limits = limits_of(points(YEAR))
    assert limits is not None
    assert (limits.lower, limits.mean, limits.upper) == (0, around(0.3), around(0.614364))


def test_the_upper_limit_is_cut_at_everything() -> None:
    limits = limits_of(points([10 - part for part in YEAR]))
    assert limits is not None
    assert (limits.lower, limits.mean, limits.upper) == (around(0.385636), around(0.7), 1)


def test_the_mean_is_all_parts_out_of_all_wholes() -> None:
    small, large = Point(month(0), 4, 4), [Point(month(number), 30, 100) for number in range(1, 6)]
    limits = limits_of([small, *large])
    assert limits is not None
    assert limits.mean == around(154 / 504)


def test_fewer_than_six_months_have_no_limits() -> None:
    assert limits_of(points([3, 4, 2, 3, 5])) is None
    assert all(mark.mean is mark.lower is mark.upper is None for mark in charted([3, 4, 2, 3, 5]).marks)


def test_limits_over_less_than_a_year_are_provisional() -> None:
    assert {mark.provisional for mark in charted(YEAR[:11]).marks} == {True}
    assert {mark.provisional for mark in charted(YEAR).marks} == {False}


def test_provisional_limits_move_with_every_month() -> None:
    six, seven = limits_of(points(YEAR[:6])), limits_of(points(YEAR[:7]))
    assert six is not None
    assert seven is not None
    # 20 of 60, with ranges of 1 2 1 2 2; then 22 of 70, with one more of 1.
    assert (six.mean, six.reach) == (around(1 / 3), around(2.66 * 0.16))
    assert (seven.mean, seven.reach) == (around(22 / 70), around(2.66 * 0.15))


def test_after_a_year_the_limits_stand() -> None:
    assert limits_of(points([*YEAR, 9, 9, 9])) == limits_of(points(YEAR))


def test_after_two_years_they_stand_on_two_years() -> None:
    almost, there = limits_of(points(YEAR + YEAR[:11])), limits_of(points(YEAR + YEAR))
    assert almost is not None
    assert there is not None
    assert (almost.basis, there.basis) == (12, 24)
    assert limits_of(points(YEAR + YEAR + [9] * 12)) == there


def test_a_month_without_cases_is_a_gap() -> None:
    gap = charted([*YEAR[:6], None, *YEAR[6:]]).marks[6]
    assert (gap.value, gap.signals, gap.within) == (None, (), ())


def test_no_moving_range_bridges_a_gap() -> None:
    limits = limits_of(points([3, 4, 3, None, 9, 8, 9]))
    assert limits is not None
    # Four steps of a tenth. The step of six tenths over the gap is none.
    assert limits.reach == around(2.66 * 0.1)


def test_gaps_do_not_count_as_months_of_the_basis() -> None:
    limits = limits_of(points([None, *YEAR, None]))
    assert limits is not None
    assert (limits.basis, limits.provisional, limits.mean) == (12, False, around(0.3))


def test_values_with_a_gap_between_each_have_no_limits() -> None:
    assert limits_of(points([3, None] * 12)) is None


def test_limits_start_anew_from_a_month() -> None:
    found = chart(points(YEAR + [part + 4 for part in YEAR]), [month(12)])
    first, second = found.stretches
    assert first.limits is not None
    assert second.limits is not None
    assert (first.limits.mean, second.limits.mean) == (around(0.3), around(0.7))
    assert [mark.month for mark in second.marks] == [month(number) for number in range(12, 24)]


def test_after_a_new_start_limits_are_provisional_again() -> None:
    found = chart(points(YEAR + YEAR[:7]), [month(12)])
    assert [stretch.limits and stretch.limits.provisional for stretch in found.stretches] == [False, True]


def test_no_signal_runs_on_over_a_new_start() -> None:
    one_side = [3, 4, 2, 4, 2, 4, 2, 3, 3, 1, 1, 2, 9, 9, 9, 9, 9, 9]
    assert chart(points(one_side)).signals
    anew = chart(points([*one_side, 9]), [month(12)])
    assert [signal for signal in anew.signals if signal.until >= month(12)] == []


def test_a_new_start_outside_the_months_changes_nothing() -> None:
    assert chart(points(YEAR), [date(2020, 1, 1), date(2040, 1, 1)]) == charted(YEAR)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [([], 10), ([3], 10), ([0] * 30, 10), ([10] * 30, 10), ([None] * 30, 10), ([None], 10), ([0, 10] * 12, 10)],
    ids=["nothing", "one month", "all nothing", "all of it", "only gaps", "one gap", "to and fro"],
)
def test_the_oddest_months_make_a_chart(parts: list[int | None], whole: int) -> None:
    found = charted(parts, whole)
    assert len(found.marks) == len(parts)
    assert found.latest_signal() is None
    assert all(0 <= share <= 1 for mark in found.marks for share in (mark.lower, mark.upper) if share is not None)


def test_what_never_moved_has_limits_without_room() -> None:
    limits = limits_of(points([0] * 12))
    assert limits is not None
    assert (limits.lower, limits.mean, limits.upper) == (0, 0, 0)


def test_months_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="2024-01-01 comes after 2024-02-01"):
        chart([Point(month(1), 1, 2), Point(month(0), 1, 2)])


@pytest.mark.parametrize(("part", "whole"), [(3, 2), (-1, 2), (0, -1)])
def test_a_part_larger_than_its_whole_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="out of"):
        chart([Point(month(0), part, whole)])


def test_months_are_added_up_to_quarters() -> None:
    assert quarters(points([1, 2, 3, None, 4, 5, 6], whole=8)) == [
        Point(date(2024, 1, 1), 6, 24),
        Point(date(2024, 4, 1), 9, 16),
        Point(date(2024, 7, 1), 6, 8),
    ]


def test_a_quarter_begins_with_its_own_month_whichever_comes_first() -> None:
    assert quarters(points([1, 2], first=2)) == [Point(date(2024, 1, 1), 1, 10), Point(date(2024, 4, 1), 2, 10)]


def test_a_quarter_without_cases_is_a_gap() -> None:
    assert quarters(points([None, None, None])) == [Point(month(0), 0, 0)]


def test_no_months_are_no_quarters() -> None:
    assert (quarters([]), chart([])) == ([], Chart(()))
