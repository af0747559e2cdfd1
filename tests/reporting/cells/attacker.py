"""An outsider with a solver, who shares no code with what protects.

He writes down the unknown list of cases itself: one whole number for each combination of all dimensions of all tables.
Every published number is a sum of those; every hidden one too, and he knows which zeros are never hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from reporting.cells.tables import Key, ShownTable


@dataclass(frozen=True, slots=True)
class _Notes:
    """What is hidden, and a row per hidden cell: which combinations of all dimensions it is the sum of."""

    hidden: tuple[Key, ...]
    rows: np.ndarray
    known: LinearConstraint
    total: int


def worked_out(tables: Sequence[ShownTable]) -> dict[Key, tuple[int, int]]:
    """The smallest and largest whole number that each hidden cell can be."""
    notes = _notes(tables)
    return {key: (_extreme(notes, at, 1)[at], _extreme(notes, at, -1)[at]) for at, key in enumerate(notes.hidden)}


def broken(tables: Sequence[ShownTable], threshold: int) -> list[Key]:
    """The hidden cells he knows exactly, or knows to stay below the threshold.

    He gives up on a cell for which he has seen two numbers, one of them the threshold or more.
    """
    notes = _notes(tables)
    seen: list[set[int]] = [set() for _ in notes.hidden]
    found = []
    for at, key in enumerate(notes.hidden):
        for sign in (-1, 1):
            if max(seen[at], default=0) < threshold or len(seen[at]) < 2:
                for numbers, number in zip(seen, _extreme(notes, at, sign), strict=True):
                    numbers.add(number)
        if max(seen[at]) < threshold or len(seen[at]) < 2:
            found.append(key)
    return found


def _notes(tables: Sequence[ShownTable]) -> _Notes:
    dimensions = {dimension.name: dimension.categories for table in tables for dimension in table.dimensions}
    combinations = [dict(zip(dimensions, chosen, strict=True)) for chosen in product(*dimensions.values())]
    published = {key: count for table in tables for key, count in table.shown.items()}
    hidden = sorted({key for table in tables for key in table.hidden} - set(published))
    keys = [*published, *hidden]
    rows = np.array([[all(case[name] == at for name, at in key) for case in combinations] for key in keys], dtype=float)
    total = published[()]
    at_least = [*published.values(), *(0 if _may_be_zero(key, tables) else 1 for key in hidden)]
    at_most = [*published.values(), *(total for _ in hidden)]
    return _Notes(tuple(hidden), rows[len(published) :], LinearConstraint(csr_array(rows), at_least, at_most), total)


def _extreme(notes: _Notes, at: int, sign: int) -> list[int]:
    """The hidden cells when this one is as small (1) or as large (-1) as it can be."""
    row = notes.rows[at]
    done = milp(sign * row, constraints=notes.known, integrality=np.ones(len(row)), bounds=Bounds(0, notes.total))
    assert done.status == 0, done.message
    return [round(float(number)) for number in notes.rows @ np.rint(done.x)]


def _may_be_zero(key: Key, tables: Sequence[ShownTable]) -> bool:
    return any(table.zeros_tell and key in table.hidden and len(key) == len(table.dimensions) for table in tables)
