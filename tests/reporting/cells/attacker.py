"""An outsider with a solver, who shares no code with what protects.

He writes down the unknown list of cases itself: one whole number for each combination of all dimensions of all tables.
Every published number is a sum of those; every hidden one too, and he knows which zeros are never hidden.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from reporting.cells.tables import Key, ShownTable


def worked_out(tables: Sequence[ShownTable]) -> dict[Key, tuple[int, int]]:
    """The smallest and largest whole number that each hidden cell can be."""
    dimensions = {dimension.name: dimension.categories for table in tables for dimension in table.dimensions}
    combinations = [dict(zip(dimensions, chosen, strict=True)) for chosen in product(*dimensions.values())]
    published = {key: count for table in tables for key, count in table.shown.items()}
    hidden = sorted({key for table in tables for key in table.hidden} - set(published))
    least = {key: 0 if _may_be_zero(key, tables) else 1 for key in hidden}
    keys = [*published, *hidden]
    rows = np.array([[all(case[name] == at for name, at in key) for case in combinations] for key in keys], dtype=float)
    total = published[()]
    at_least = [*published.values(), *(least[key] for key in hidden)]
    at_most = [*published.values(), *(total for _ in hidden)]
    known = LinearConstraint(csr_array(rows), at_least, at_most)

    def extreme(row: np.ndarray, sign: int) -> int:
        done = milp(sign * row, constraints=known, integrality=np.ones(len(row)), bounds=Bounds(0, total))
        assert done.status == 0, done.message
        return round(float(row @ np.rint(done.x)))

    return {key: (extreme(row, 1), extreme(row, -1)) for key, row in zip(hidden, rows[len(published) :], strict=True)}


def broken(tables: Sequence[ShownTable], threshold: int) -> list[Key]:
    """The hidden cells he knows exactly, or knows to stay below the threshold."""
    return [key for key, (low, high) in worked_out(tables).items() if low == high or high < threshold]


def _may_be_zero(key: Key, tables: Sequence[ShownTable]) -> bool:
    return any(table.zeros_tell and key in table.hidden and len(key) == len(table.dimensions) for table in tables)
