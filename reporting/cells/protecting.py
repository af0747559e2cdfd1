"""Which cells of a family of tables stay hidden, and which tables are coarsened or refused.

Hidden first: counts of 1 up to the threshold, and in tables whose zeros tell something their zeros too, unless the
whole group is empty. Such a zero says "nobody of this group", and a group whose whole count stands in one cell says
"everybody": with the zeros the full cell must go as well. Where zeros do not tell, both are shown on purpose.

Hidden besides: for each small cell the nearest other way to fill in the tables that gives it the threshold. Whatever
moves in it is hidden. Such a way is a proof by itself: an outsider cannot tell it from the truth, and hiding more later
does not spoil it. The grand total is never hidden: it is known from elsewhere. A zero is never hidden as cover: that a
combination cannot occur is often known too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from reporting.cells.auditing import NotFound, failing
from reporting.cells.solving import Numbers, Reals, RingTooLarge, System, apart, spread, system_of, whole
from reporting.cells.tables import (
    TOTAL,
    CountTable,
    Dimension,
    Key,
    Protected,
    Reason,
    ShownTable,
    cells_of,
    coarsened,
    coarser,
)

OF_A_MARGIN = 5.0
OF_A_HIDDEN_CELL = 0.01


@dataclass(frozen=True, slots=True)
class _Stuck:
    """A cell that cannot be hidden well, or nothing but the reason."""

    key: Key | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Family:
    """Counts, least counts an outsider takes for possible, and costs of hiding; one per cell of the system."""

    system: System
    moves: csc_array
    counts: Numbers
    least: Numbers
    costs: Reals
    threshold: int


@dataclass(frozen=True, slots=True)
class _Covered:
    """The cells to hide, and the ways to fill in the tables otherwise that show it is enough."""

    hidden: frozenset[int]
    ways: tuple[Numbers, ...]


def protect(tables: Sequence[CountTable], *, threshold: int, within: Protected | None = None) -> Protected:
    """The tables as they may be shown together; the earlier ones go first when one has to be refused.

    `within`: what is shown to others already (inside, at a lower threshold). Nothing is shown then that is hidden
    there, so whoever sees both learns nothing; its tables are not coarsened further but refused.
    Raises ValueError when the tables do not count the same cases or the threshold is lower than that of `within`.
    """
    wanted, refused = list(tables), dict[str, Reason]()
    if within:
        if threshold < within.threshold:
            raise ValueError("what is shown within others' tables needs their threshold at least")
        wanted, refused = _as_within(tables, within), dict(within.refused)
    _one_population(wanted)
    hidden = frozenset[Key]().union(*(table.hidden for table in within.tables)) if within else frozenset()
    while wanted:
        found = _attempt(wanted, threshold, hidden, coarsen=within is None)
        if isinstance(found, tuple):
            return Protected(threshold, found, refused)
        for name in _blamed(wanted, found):
            refused[name] = found.reason
        wanted = [table for table in wanted if table.name not in refused]
    return Protected(threshold, (), refused)


def _as_within(tables: Sequence[CountTable], within: Protected) -> list[CountTable]:
    shapes = {table.name: table.dimensions for table in within.tables}
    found = []
    for table in tables:
        if table.name in shapes:
            for dimension in shapes[table.name]:
                table = coarsened(table, dimension)
            found.append(table)
        elif table.name not in within.refused:
            raise ValueError(f"{table.name}: not shown within")
    return found


def _one_population(tables: Sequence[CountTable]) -> None:
    if len({table.name for table in tables}) != len(tables):
        raise ValueError("a table occurs twice")
    dimensions: dict[str, Dimension] = {}
    counts: dict[Key, int] = {}
    for table in tables:
        for dimension in table.dimensions:
            if dimensions.setdefault(dimension.name, dimension) != dimension:
                raise ValueError(f"{dimension.name}: tables differ in its categories")
        for key, count in cells_of(table).items():
            if counts.setdefault(key, count) != count:
                raise ValueError(f"{table.name}: does not count the same cases as the others: {key}")


def _attempt(
    tables: Sequence[CountTable], threshold: int, hidden: Collection[Key], *, coarsen: bool
) -> tuple[ShownTable, ...] | _Stuck:
    while True:
        found = _hidden(tables, threshold, hidden)
        if isinstance(found, tuple) or found.key is None or not coarsen:
            return found
        dimension = _next_coarser(tables, found.key)
        if dimension is None:
            return found
        tables = [coarsened(table, dimension) for table in tables]


def _hidden(tables: Sequence[CountTable], threshold: int, hidden: Collection[Key]) -> tuple[ShownTable, ...] | _Stuck:
    counts = {key: count for table in tables for key, count in cells_of(table).items()}
    if 0 < counts[TOTAL] < threshold:
        return _Stuck(None, Reason.TOO_FEW)
    try:
        system = system_of([table.dimensions for table in tables])
    except RingTooLarge:
        return _Stuck(None, Reason.NOT_AUDITED)
    telling = _telling(tables)
    family = _Family(
        system,
        spread(system),
        np.array([counts[key] for key in system.keys], dtype=np.int64),
        np.array([0 if key in telling or not counts[key] else 1 for key in system.keys], dtype=np.int64),
        np.array([_cost(key, tables) for key in system.keys]),
        threshold,
    )
    small = [key for key, count in counts.items() if 0 < count < threshold or _telling_zero(key, counts, telling)]
    chosen = _covered(family, {system.at[key] for key in (*small, *hidden) if key in system.at})
    if isinstance(chosen, int):
        return _Stuck(system.keys[chosen], Reason.DERIVABLE)
    covered = {system.keys[cell] for cell in chosen.hidden}
    return _audited(tuple(_shown(table, covered) for table in tables), threshold, chosen.ways)


def _telling(tables: Sequence[CountTable]) -> set[Key]:
    told = [table for table in tables if table.zeros_tell]
    return {key for table in told for key in cells_of(table) if len(key) == len(table.dimensions)}


def _telling_zero(key: Key, counts: Mapping[Key, int], telling: Collection[Key]) -> bool:
    if counts[key] or key not in telling:
        return False
    return all(counts[key[:at] + key[at + 1 :]] for at in range(len(key)))


def _cost(key: Key, tables: Sequence[CountTable]) -> float:
    names = {name for name, _ in key}
    levels = [len(table.dimensions) - len(key) for table in tables if names <= {d.name for d in table.dimensions}]
    return 1 + OF_A_MARGIN * max(levels)


def _covered(family: _Family, hidden: set[int]) -> _Covered | int:
    """What to hide, or the first small cell for which no cover is found."""
    ways = [] if family.system.unknowns else [family.counts]
    left = sorted(cell for cell in hidden if family.counts[cell] < family.threshold)
    while left:
        high = family.counts.copy()
        together = apart(family.system, left)
        for cell in (None, *together):
            if cell is not None and high[cell] >= family.threshold:
                continue
            way = _raised_together(family, hidden, together) if cell is None else _raised(family, hidden, cell)
            if way is not None:
                ways.append(way)
                moved = way[: len(high)]
                hidden = hidden | set(np.flatnonzero(moved != family.counts).tolist())
                np.maximum(high, moved, out=high)
            elif cell is not None:
                return cell
        left = [cell for cell in left if high[cell] < family.threshold]
    return _Covered(frozenset(hidden), tuple(ways))


def _raised_together(family: _Family, hidden: Collection[int], cells: Sequence[int]) -> Numbers | None:
    """A way with nothing shown changed and as many as may be of these cells raised; None if that is not found."""
    system, own = family.system, sorted(hidden)
    lower = np.concatenate([family.counts, np.zeros(system.unknowns)]).astype(float)
    upper = np.concatenate([family.counts, np.full(system.unknowns, _total(family))]).astype(float)
    lower[own], upper[own] = family.least[own], _total(family)
    upper[list(cells)] = family.threshold
    cost = np.zeros(len(lower))
    cost[list(cells)] = -1
    return whole(system.sums, np.zeros(system.sums.shape[0]), lower=lower, upper=upper, cost=cost)


def _raised(family: _Family, hidden: Collection[int], cell: int) -> Numbers | None:
    """A way with this cell at the threshold and the cheapest of what is shown changed; None if there is none."""
    size, system, own = len(family.counts), family.system, sorted(hidden)
    movable = family.counts > 0
    movable[own] = True
    movable[system.at[TOTAL]] = False
    up = np.where(movable, _total(family), 0).astype(float)
    down = np.where(movable, family.counts - family.least, 0).astype(float)
    lower = np.zeros(2 * size + system.unknowns)
    upper = np.concatenate([up, down, np.full(system.unknowns, float(_total(family)))])
    lower[cell] = upper[cell] = float(family.threshold - family.counts[cell])
    upper[size + cell] = 0
    costs = family.costs.copy()
    costs[own] = OF_A_HIDDEN_CELL
    cost = np.concatenate([costs, costs, np.zeros(system.unknowns)])
    right = -(system.sums[:, :size] @ family.counts.astype(float))
    moved = whole(family.moves, right, lower=lower, upper=upper, cost=cost)
    if moved is None:
        return None
    return np.concatenate([family.counts + moved[:size] - moved[size : 2 * size], moved[2 * size :]])


def _total(family: _Family) -> int:
    return int(family.counts[family.system.at[TOTAL]])


def _shown(table: CountTable, hidden: Collection[Key]) -> ShownTable:
    cells = cells_of(table)
    return ShownTable(
        table.name,
        table.dimensions,
        {key: count for key, count in cells.items() if key not in hidden},
        frozenset(key for key in cells if key in hidden),
        table.zeros_tell,
    )


def _audited(
    tables: tuple[ShownTable, ...], threshold: int, ways: Sequence[Numbers]
) -> tuple[ShownTable, ...] | _Stuck:
    try:
        fails = failing(tables, threshold=threshold, ways=ways)
    except NotFound:
        return _Stuck(None, Reason.NOT_AUDITED)
    return _Stuck(fails[0], Reason.DERIVABLE) if fails else tables


def _next_coarser(tables: Sequence[CountTable], key: Key) -> Dimension | None:
    """The longest dimension, of the tables a cell stands in, that may still be coarsened."""
    around = {d.name: d for table in tables if _holds(table, key) for d in table.dimensions}
    able = [dimension for dimension in around.values() if coarser(dimension)]
    if not able:
        return None
    return coarser(min(able, key=lambda dimension: (-len(dimension.categories), dimension.name)))


def _holds(table: CountTable, key: Key) -> bool:
    return {name for name, _ in key} <= {dimension.name for dimension in table.dimensions}


def _blamed(tables: Sequence[CountTable], stuck: _Stuck) -> list[str]:
    """All tables when there are too few cases, else the last one the cell stands in, else the last one."""
    if stuck.reason == Reason.TOO_FEW:
        return [table.name for table in tables]
    holding = [table.name for table in tables if stuck.key is None or _holds(table, stuck.key)]
    return holding[-1:]
