"""What an outsider can work out about the hidden cells of a family of tables.

The outsider is taken to know:

* every shown cell, margin and grand total of every table of the family, and that all count the same cases;
* that a count is a whole number and not negative, also in the cells of tables that were never published;
* the rule: zeros are hidden only inside tables whose zeros tell something, so any other hidden cell is at least one.

Not taken to be known: a count from elsewhere, and how the rule would have gone with other numbers. The second is kept
small by choosing what else to hide by its place and not by its count.

The bounds are those of whole numbers. A linear program gives them when its corner is whole, which it nearly always is;
where it is not, branch and bound does. So they are never wider than what an outsider can find.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reporting.cells.solving import Numbers, Reals, System, apart, system_of, whole
from reporting.cells.tables import TOTAL, Key, ShownTable


class NotFound(Exception):
    """The work of branch and bound ran out, or the tables contradict each other: nothing may be concluded."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The smallest and largest count a hidden cell can have, both possible."""

    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class _View:
    system: System
    lower: Reals
    upper: Reals
    hidden: tuple[int, ...]


def intervals(tables: Sequence[ShownTable]) -> dict[Key, Interval]:
    """The exact interval of each hidden cell: two programs each, so for small families and proofs.

    Raises NotFound, RingTooLarge, and ValueError when the tables do not share their dimensions or show no grand total.
    """
    view = _seen_in(tables)
    return {
        view.system.keys[one]: Interval(
            int(_extreme(view, [one], sign=1)[one]), int(_extreme(view, [one], sign=-1)[one])
        )
        for one in view.hidden
    }


def failing(tables: Sequence[ShownTable], *, threshold: int, ways: Sequence[Numbers] = ()) -> list[Key]:
    """The hidden cells that can be worked out exactly, or are known to stay below the threshold.

    A cell is safe once two ways of filling in the tables differ in it and one gives it the threshold or more. One way
    of filling in settles many cells, so this takes far fewer programs than `intervals`. `ways` that were found before
    (a number per column of the system) save programs; one that does not fit what is shown is left out.
    Raises as `intervals` does.
    """
    view = _seen_in(tables)
    low, high = view.upper.copy(), view.lower.copy()
    for way in ways:
        if _fits(view, way):
            np.minimum(low, way, out=low)
            np.maximum(high, way, out=high)
    fails: list[int] = []
    left = _unsettled(view.hidden, low, high, threshold)
    while left:
        _widen(view, apart(view.system, left), low, high)
        unsettled = _unsettled(left, low, high, threshold)
        if len(unsettled) == len(left):
            _widen(view, left[:1], low, high)
            unsettled = _unsettled(left, low, high, threshold)
            if left[0] in unsettled:
                fails.append(left[0])
                unsettled.remove(left[0])
        left = unsettled
    return [view.system.keys[one] for one in fails]


def _fits(view: _View, way: Numbers) -> bool:
    if way.shape != view.lower.shape or (way < view.lower).any() or (way > view.upper).any():
        return False
    return not (view.system.sums @ way).any()


def _unsettled(cells: Sequence[int], low: Reals, high: Reals, threshold: int) -> list[int]:
    return [one for one in cells if high[one] < threshold or high[one] <= low[one]]


def _widen(view: _View, cells: Sequence[int], low: Reals, high: Reals) -> None:
    for sign in (-1, 1):
        found = _extreme(view, cells, sign=sign)
        np.minimum(low, found, out=low)
        np.maximum(high, found, out=high)


def _extreme(view: _View, cells: Sequence[int], *, sign: int) -> Numbers:
    cost = np.zeros(len(view.lower))
    cost[list(cells)] = sign
    right = np.zeros(view.system.sums.shape[0])
    found = whole(view.system.sums, right, lower=view.lower, upper=view.upper, cost=cost)
    if found is None:
        raise NotFound
    return found


def _seen_in(tables: Sequence[ShownTable]) -> _View:
    system = system_of([table.dimensions for table in tables])
    shown = {key: count for table in tables for key, count in table.shown.items()}
    if TOTAL not in shown:
        raise ValueError("the grand total is not shown")
    hidden = tuple(number for number, key in enumerate(system.keys) if key not in shown)
    zero_told = {key for table in tables if table.zeros_tell for key in table.hidden if inside(table, key)}
    lower = np.zeros(len(system.keys) + system.unknowns)
    upper = np.full(len(lower), float(shown[TOTAL]))
    for number, key in enumerate(system.keys):
        if key in shown:
            lower[number] = upper[number] = shown[key]
        else:
            lower[number] = 0 if key in zero_told else 1
    return _View(system, lower, upper, hidden)


def inside(table: ShownTable, key: Key) -> bool:
    """Whether a cell is one of the table itself, not a margin."""
    return len(key) == len(table.dimensions)
