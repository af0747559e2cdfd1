"""The four rules: when a share moves more than chance makes it move.

Source: the rules for XmR charts of NHS England, Making Data Count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

RUN = 7
TWO_THIRDS = 2 / 3
# Shares are sums of fractions: what differs less than this is the same number.
SAME = 1e-9


class Rule(StrEnum):
    OUTSIDE = "outside"
    SIDE = "side"
    TREND = "trend"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Limits:
    """Mean and natural limits as shares 0..1, over the first `basis` values of a stretch.

    `reach` is the distance from the mean to a limit before it was cut at 0 or 1.
    """

    mean: float
    reach: float
    basis: int
    provisional: bool

    @property
    def lower(self) -> float:
        return max(0.0, self.mean - self.reach)

    @property
    def upper(self) -> float:
        return min(1.0, self.mean + self.reach)


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that holds at value number `at`, and the numbers of the values that make it hold, the last included.

    `up` tells the direction: above the mean, or rising.
    """

    rule: Rule
    at: int
    members: tuple[int, ...]
    up: bool


def fired(values: Sequence[float], limits: Limits) -> list[Fired]:
    """Every rule that holds at every value of one stretch, in order of the values. Gaps are left out beforehand."""
    sides = [_sign(value - limits.mean) for value in values]
    beyond = [_beyond(value, limits, TWO_THIRDS) for value in values]
    steps = [0, *(_sign(later - earlier) for earlier, later in pairwise(values))]
    found = []
    for at, value in enumerate(values):
        outside = _beyond(value, limits, 1)
        if outside:
            found.append(Fired(Rule.OUTSIDE, at, (at,), outside > 0))
        if (length := _unbroken(sides, at)) >= RUN:
            found.append(Fired(Rule.SIDE, at, tuple(range(at - length + 1, at + 1)), sides[at] > 0))
        # Seven values that rise are six steps up.
        if (length := _unbroken(steps, at)) >= RUN - 1:
            found.append(Fired(Rule.TREND, at, tuple(range(at - length, at + 1)), steps[at] > 0))
        if len(near := _two_of_three(beyond, at)) > 1:
            found.append(Fired(Rule.NEAR, at, near, beyond[at] > 0))
    return found


def _sign(difference: float) -> int:
    return (difference > SAME) - (difference < -SAME)


def _beyond(value: float, limits: Limits, share: float) -> int:
    """1 or -1 beyond that share of the way to a limit, else 0.

    Measured along the uncut distance: a limit cut at 0 would pull the line at two thirds up to the mean, and every
    month without a single case would be a signal.
    """
    away = value - limits.mean
    return _sign(away) if abs(away) > share * limits.reach + SAME else 0


def _unbroken(signs: Sequence[int], at: int) -> int:
    """How many of the same sign stand in a row up to and including `at`; none where the sign is 0."""
    start = at
    while start >= 0 and signs[start] and signs[start] == signs[at]:
        start -= 1
    return at - start


def _two_of_three(beyond: Sequence[int], at: int) -> tuple[int, ...]:
    if not beyond[at]:
        return ()
    return tuple(one for one in range(max(0, at - 2), at + 1) if beyond[one] == beyond[at])
