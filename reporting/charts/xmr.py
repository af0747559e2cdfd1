"""An XmR chart of a share per month: the mean, the natural limits, and the months that stand out.

Limits: the mean plus and minus 2.66 times the mean moving range, cut at 0 and 1. Source: the recipe of NHS England,
Making Data Count; 2.66 is 3 / 1.128, three times the spread that goes with a moving range of two.

What was chosen, each by simulation (the tests hold the figures):

* The mean is the pooled share, all parts out of all wholes: the number that stands on the page. Where months differ in
  size a month with few cases weighs little, and fewer unchanged teams alarm than with the mean of the monthly shares.
* Limits are fixed on the first 12 values of a stretch, and once there are 24 on the first 24. Fixed on 12 for good,
  more than 6 in 100 unchanged months alarm after the first year, with 20 cases a month; on 24 fewer than 5, and what
  changes is found nearly as often.
* Before there are 12 values the limits are provisional, over all there are. Before there are 6 there are none.
* Moving ranges are not screened (dropping those of 3.267 times the mean and more): that narrows the limits. It finds
  one team in a hundred more, and has as many more alarm where nothing changes.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise

from reporting.charts.rules import Fired, Limits, Rule, fired

FEWEST, FIXED, PREFERRED = 6, 12, 24
PER_MOVING_RANGE = 2.66


class Step(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Point:
    """`part` out of `whole` in a month, told by its first day. A month without cases has a whole of 0: it is a gap."""

    month: date
    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One month as it stands in the chart. Shares are 0..1; a gap has no value, a short stretch no mean or limits.

    `signals` are the rules that hold at this month, as seen in this month. `within` are the rules of which this month
    is one of the months, also when the rule held only later: the seven on one side, not just the seventh.
    """

    month: date
    part: int
    whole: int
    value: float | None
    mean: float | None
    lower: float | None
    upper: float | None
    provisional: bool
    signals: tuple[Rule, ...]
    within: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that holds, from and up to which month, over how many values, and whether upwards."""

    rule: Rule
    since: date
    until: date
    months: int
    up: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months that share one mean and one pair of limits. `signals` are in the order of their last month."""

    marks: tuple[Mark, ...]
    limits: Limits | None
    signals: tuple[Signal, ...]

    @property
    def valued(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.value is not None]


@dataclass(frozen=True, slots=True)
class Chart:
    stretches: tuple[Stretch, ...]
    step: Step = Step.MONTH

    @property
    def marks(self) -> list[Mark]:
        return [mark for stretch in self.stretches for mark in stretch.marks]

    @property
    def signals(self) -> list[Signal]:
        return [signal for stretch in self.stretches for signal in stretch.signals]

    def latest_signal(self) -> Signal | None:
        """What holds at the last month with a value, or None.

        Of several the one that says most: what lasts before what is seen in one month.
        """
        valued = self.stretches[-1].valued if self.stretches else []
        if not valued:
            return None
        now = [signal for signal in self.stretches[-1].signals if signal.until == valued[-1].month]
        return min(now, key=lambda signal: MOST_SAID.index(signal.rule), default=None)

    def earlier_signal(self) -> Signal | None:
        """The last signal before the last month with a value, since the limits started anew."""
        signals = self.stretches[-1].signals if self.stretches else ()
        last = self.stretches[-1].valued[-1].month if signals else None
        return next((signal for signal in reversed(signals) if signal.until != last), None)


MOST_SAID = (Rule.SIDE, Rule.OUTSIDE, Rule.TREND, Rule.NEAR)


def chart(points: Sequence[Point], rebases: Collection[date] = (), *, step: Step = Step.MONTH) -> Chart:
    """The chart of consecutive months or quarters, oldest first. From each month in `rebases` the limits start anew.

    Raises ValueError when the months are not in order, or a part is not between 0 and its whole.
    """
    for earlier, later in pairwise(points):
        if earlier.month >= later.month:
            raise ValueError(f"{later.month} comes after {earlier.month}")
    for point in points:
        if not 0 <= point.part <= point.whole:
            raise ValueError(f"{point.part} out of {point.whole} in {point.month}")
    starts = sorted(rebases)
    stretches = groupby(points, key=lambda point: sum(start <= point.month for start in starts))
    return Chart(tuple(_stretch(list(some)) for _number, some in stretches), step)


def quarters(points: Sequence[Point]) -> list[Point]:
    """Months added up to quarters, each told by its first month; for where months hold fewer than ten cases.

    A quarter of which not every month is given counts what is given.
    """
    merged = []
    for first, some in groupby(points, key=_first_of_the_quarter):
        months = list(some)
        merged.append(Point(first, sum(one.part for one in months), sum(one.whole for one in months)))
    return merged


def limits_of(points: Sequence[Point]) -> Limits | None:
    """Mean and limits of one stretch, its gaps included; None while there are too few values.

    A moving range runs between two months that follow each other. Across a gap there is none: two values with a month
    between them differ by what changed in two steps, and would widen the limits.
    """
    valued = [number for number, point in enumerate(points) if point.whole]
    basis = next((size for size in (PREFERRED, FIXED) if len(valued) >= size), len(valued))
    if basis < FEWEST:
        return None
    used = points[: valued[basis - 1] + 1]
    ranges = list(_moving_ranges(used))
    if not ranges:
        return None
    mean = sum(point.part for point in used) / sum(point.whole for point in used)
    return Limits(mean, PER_MOVING_RANGE * sum(ranges) / len(ranges), basis, provisional=basis < FIXED)


def _stretch(points: list[Point]) -> Stretch:
    limits = limits_of(points)
    valued = [point for point in points if point.whole]
    found = fired([point.part / point.whole for point in valued], limits) if limits else []
    marks = tuple(_mark(point, limits, valued, found) for point in points)
    return Stretch(marks, limits, tuple(_signal(one, valued) for one in found))


def _moving_ranges(points: Sequence[Point]) -> Iterator[float]:
    for earlier, later in pairwise(point.value for point in points):
        if earlier is not None and later is not None:
            yield abs(later - earlier)


def _mark(point: Point, limits: Limits | None, valued: list[Point], found: list[Fired]) -> Mark:
    number = valued.index(point) if found and point.whole else -1
    return Mark(
        month=point.month,
        part=point.part,
        whole=point.whole,
        value=point.value,
        mean=limits.mean if limits else None,
        lower=limits.lower if limits else None,
        upper=limits.upper if limits else None,
        provisional=limits is None or limits.provisional,
        signals=tuple(one.rule for one in found if one.at == number),
        within=tuple(rule for rule in Rule if any(one.rule == rule and number in one.members for one in found)),
    )


def _signal(one: Fired, valued: list[Point]) -> Signal:
    since, until = valued[one.members[0]].month, valued[one.at].month
    return Signal(one.rule, since, until, len(one.members), one.up)


def _first_of_the_quarter(point: Point) -> date:
    return point.month.replace(month=(point.month.month - 1) // 3 * 3 + 1, day=1)
