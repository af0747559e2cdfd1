"""Signal or noise, by lot: how often the chart alarms where nothing changes, and finds what does change.

Drawn from a seed. Everything is counted as a manager sees it: each month with what was known in that month.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import pytest

from reporting.charts import xmr
from reporting.charts.rules import Limits
from reporting.charts.xmr import Point
from tests.reporting.charts.months import as_seen, by_lot, month

SIZES = (10, 20, 40, 80, 200)
MONTHS, YEAR = 36, 12
USUAL, MORE = 0.30, 0.40
AT_MOST, AT_LEAST = 0.06, 2 / 3
Team = list[Point]


def unchanged(teams: int, whole: int, *, months: int = MONTHS) -> Iterator[Team]:
    lot = random.Random(f"unchanged {whole}")
    return (by_lot(lot, [USUAL] * months, whole) for _team in range(teams))


def uneven(teams: int) -> Iterator[Team]:
    """Nothing changes, in teams with 8 to 32 a month."""
    lot = random.Random("uneven")
    for _team in range(teams):
        wholes = [lot.randint(8, 32) for _month in range(MONTHS)]
        yield [
            Point(month(number), sum(lot.random() < USUAL for _case in range(whole)), whole)
            for number, whole in enumerate(wholes)
        ]


def changed(teams: int, whole: int, *, before: int, to: float = MORE) -> Iterator[Team]:
    lot = random.Random(f"changed {whole} {before}")
    return (by_lot(lot, [USUAL] * before + [to] * YEAR, whole) for _team in range(teams))


def alarms(teams: Iterator[Team], *, since: int = 0) -> float:
    """Out of all team-months from number `since` on, the share that alarms."""
    seen = [bool(chart.latest_signal()) for team in teams for chart in as_seen(team, since=since)]
    return sum(seen) / len(seen)


def found(teams: Iterator[Team], *, before: int) -> float:
    """The share of teams of which a signal upwards was seen within the year after the change."""
    seen = [any(signal.up for signal in signals(team, before)) for team in teams]
    return sum(seen) / len(seen)


def signals(team: Team, before: int) -> Iterator[xmr.Signal]:
    return (signal for chart in as_seen(team, since=before) if (signal := chart.latest_signal()))


def five_points(teams: Iterator[Team]) -> float:
    """The known-bad alarm: five percentage points more or less than the month before."""
    steps = [
        abs(later.part / later.whole - earlier.part / earlier.whole)
        for team in teams
        for earlier, later in pairwise(team)
    ]
    return sum(step >= 0.05 for step in steps) / len(steps)


@pytest.mark.parametrize("whole", [10, 20, 40])
def test_nothing_changes_and_few_months_alarm(whole: int) -> None:
    assert alarms(unchanged(60, whole)) <= AT_MOST


@pytest.mark.parametrize("before", [12, 24])
def test_a_rise_from_30_to_40_in_a_hundred_is_found_within_a_year(before: int) -> None:
    assert found(changed(150, 20, before=before), before=before) >= AT_LEAST


def test_where_nothing_rises_far_fewer_teams_have_a_signal() -> None:
    assert found(changed(150, 20, before=24, to=USUAL), before=24) < 0.3


def test_an_alarm_at_five_points_alarms_on_noise_most_of_the_time() -> None:
    assert five_points(unchanged(60, 20)) > 0.5


@pytest.mark.soak
@pytest.mark.parametrize("whole", SIZES)
def test_nothing_changes_and_few_months_alarm_in_two_thousand_teams(whole: int) -> None:
    every, standing = alarms(unchanged(2000, whole)), alarms(unchanged(2000, whole), since=YEAR)
    print(f"{whole} a month: {every:.2%} of the months, {standing:.2%} after the first year")  # noqa: T201
    assert every <= AT_MOST
    # Stricter than what was asked, which is over all months. Teams of ten do not quite meet it, as their shares move in
    # steps of ten points: 6.02% was seen.
    assert standing <= (AT_MOST if whole > 10 else 0.065)


@pytest.mark.soak
def test_nothing_changes_in_two_thousand_uneven_teams() -> None:
    every = alarms(uneven(2000))
    print(f"8 to 32 a month: {every:.2%} of the months")  # noqa: T201
    assert every <= AT_MOST


@pytest.mark.soak
@pytest.mark.parametrize("before", [12, 24])
def test_a_rise_is_found_in_two_thirds_of_two_thousand_teams(before: int) -> None:
    seen, unrisen = (found(changed(2000, 20, before=before, to=to), before=before) for to in (MORE, USUAL))
    print(f"after {before} months: {seen:.1%} found, {unrisen:.1%} where nothing rose")  # noqa: T201
    assert seen >= AT_LEAST


@pytest.mark.soak
@pytest.mark.parametrize("whole", [10, 20, 40])
def test_an_alarm_at_five_points_alarms_on_noise_in_two_thousand_teams(whole: int) -> None:
    assert five_points(unchanged(2000, whole)) > 0.5


@pytest.mark.soak
def test_limits_fixed_on_one_year_for_good_alarm_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmr, "PREFERRED", xmr.FIXED)
    assert alarms(unchanged(2000, 20), since=YEAR) > AT_MOST


def test_two_years_alarm_less_than_one_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    two = alarms(unchanged(60, 20), since=YEAR)
    monkeypatch.setattr(xmr, "PREFERRED", xmr.FIXED)
    assert alarms(unchanged(60, 20), since=YEAR) > two


def test_screened_moving_ranges_alarm_more(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = alarms(unchanged(60, 20))
    monkeypatch.setattr(xmr, "limits_of", screened(xmr.limits_of))
    assert alarms(unchanged(60, 20)) > plain


def screened(plain: Callable[[Sequence[Point]], Limits | None]) -> Callable[[Sequence[Point]], Limits | None]:
    """Limits after the moving ranges of 3.267 times the mean and more are dropped."""

    def limits_of(points: Sequence[Point]) -> Limits | None:
        limits = plain(points)
        if limits is None:
            return None
        used = [point.part / point.whole for point in points[: limits.basis]]
        ranges = [abs(later - earlier) for earlier, later in pairwise(used)]
        kept = [one for one in ranges if one < 3.267 * sum(ranges) / len(ranges)] or ranges
        return Limits(limits.mean, 2.66 * sum(kept) / len(kept), limits.basis, limits.provisional)

    return limits_of


def test_without_the_rules_over_several_months_a_rise_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = xmr.fired
    monkeypatch.setattr(
        xmr, "fired", lambda values, limits: [one for one in plain(values, limits) if len(one.members) == 1]
    )
    assert found(changed(150, 20, before=24), before=24) < AT_LEAST
