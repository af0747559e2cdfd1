"""The sums that tie the cells of a family of tables together, and whole numbers that satisfy them.

Tables that hang together as a tree (each shares its dimensions with one neighbour) can always be filled in to one list
of cases when they agree on what they share, so their own sums say all. Tables in a ring (a by b, b by c, a by c) say
more together: the cells of a by b by c are then unknowns too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, hstack

from reporting.cells.tables import Dimension, Key, key_of, keys_over, margins_of

Numbers = NDArray[np.int64]
Reals = NDArray[np.float64]

LARGEST_RING = 20_000
# A bound on work, not on time: the same table must end the same way on any machine.
MOST_NODES = 2_000
NEARLY = 1e-6


class RingTooLarge(Exception):
    """Tables in a ring with more cells together than is worked through."""


@dataclass(frozen=True, slots=True)
class System:
    """`sums` @ (cells, then `unknowns` cells of the ring) = 0; a column per cell, in the order of `keys`."""

    keys: tuple[Key, ...]
    at: Mapping[Key, int]
    sums: csc_array
    unknowns: int


def system_of(shapes: Sequence[tuple[Dimension, ...]]) -> System:
    """The sums of tables with these dimensions. Raises RingTooLarge."""
    margins = {frozenset(d.name for d in margin): margin for shape in shapes for margin in margins_of(shape)}
    keys = tuple(sorted({key for margin in margins.values() for key in keys_over(margin)}))
    at = {key: number for number, key in enumerate(keys)}
    rows = [*_sums(shapes, at), *_ring_sums(shapes, at)]
    unknowns = max((column for row in rows for column in row), default=0) + 1 - len(keys) if rows else 0
    return System(keys, at, _matrix(rows, len(keys) + max(unknowns, 0)), max(unknowns, 0))


def _sums(shapes: Sequence[tuple[Dimension, ...]], at: Mapping[Key, int]) -> list[dict[int, int]]:
    """A row per margin and dimension it was added up over: its parts, and itself with a minus."""
    known: dict[tuple[Key, str], dict[int, int]] = {}
    for shape in shapes:
        for margin in margins_of(shape):
            for dimension in shape:
                if dimension not in margin:
                    for key in keys_over(margin):
                        known[key, dimension.name] = _sum(key, dimension, at)
    return [known[name] for name in sorted(known)]


def _sum(key: Key, dimension: Dimension, at: Mapping[Key, int]) -> dict[int, int]:
    parts = (key_of({**dict(key), dimension.name: category}) for category in dimension.categories)
    return {**{at[part]: 1 for part in parts}, at[key]: -1}


def ring_of(shapes: Sequence[Collection[str]]) -> list[frozenset[str]]:
    """The sets of dimensions that stay when every loose end is taken off (Graham, Yu and Ozsoyoglu); [] for a tree."""
    edges = {frozenset(shape) for shape in shapes}
    while True:
        loose = {name for edge in edges for name in edge if sum(name in other for other in edges) == 1}
        bare = {edge - loose for edge in edges}
        kept = {edge for edge in bare if not any(edge < other for other in bare)}
        if kept == edges:
            return sorted(edges, key=sorted) if len(edges) > 1 else []
        edges = kept


def _ring_sums(shapes: Sequence[tuple[Dimension, ...]], at: Mapping[Key, int]) -> list[dict[int, int]]:
    ring = ring_of([[dimension.name for dimension in shape] for shape in shapes])
    named = {dimension.name: dimension for shape in shapes for dimension in shape}
    around = [named[name] for name in sorted(frozenset().union(*ring))]
    if ring and prod(len(dimension.categories) for dimension in around) > LARGEST_RING:
        raise RingTooLarge
    rows: dict[Key, dict[int, int]] = {}
    for number, whole in enumerate(keys_over(around) if ring else ()):
        for edge in ring:
            key = tuple(pair for pair in whole if pair[0] in edge)
            rows.setdefault(key, {at[key]: -1})[len(at) + number] = 1
    return [rows[key] for key in sorted(rows)]


def _matrix(rows: Sequence[Mapping[int, int]], width: int) -> csc_array:
    entries = [(value, number, column) for number, row in enumerate(rows) for column, value in row.items()]
    values, numbers, columns = (list(part) for part in zip(*entries, strict=True)) if entries else ([], [], [])
    return csc_array((np.array(values, dtype=float), (numbers, columns)), shape=(len(rows), width))


def whole(matrix: csc_array, right: Reals, *, lower: Reals, upper: Reals, cost: Reals) -> Numbers | None:
    """The cheapest whole numbers within bounds with `matrix` @ x = `right`; None where there are none or none is found.

    The linear program first: for tables its corner is whole nearly always. Where it is not, branch and bound.
    """
    free = np.flatnonzero(lower < upper)
    fixed = lower.copy()
    fixed[free] = 0
    narrow, rest = matrix[:, free], right - matrix @ fixed
    tied = np.flatnonzero(np.diff(narrow.tocsr().indptr))
    if np.abs(np.delete(rest, tied)).max(initial=0) > NEARLY:
        return None
    narrow, rest = narrow.tocsr()[tied].tocsc(), rest[tied]
    found = _corner(narrow, rest, lower[free], upper[free], cost[free])
    if found is None:
        return None
    fixed[free] = found
    return fixed.astype(np.int64)


def _corner(matrix: csc_array, right: Reals, lower: Reals, upper: Reals, cost: Reals) -> Reals | None:
    if not len(cost):
        return cost
    # Without presolve: these programs are small and many, and their corners are then whole more often.
    done = linprog(
        cost,
        A_eq=matrix,
        b_eq=right,
        bounds=np.column_stack([lower, upper]),
        method="highs",
        options={"presolve": False},
    )
    if not done.success:
        return None
    near: Reals = np.rint(done.x)
    if np.abs(near - done.x).max() < NEARLY and not np.abs(matrix @ near - right).any():
        return near
    done = milp(
        cost,
        constraints=LinearConstraint(matrix, right, right),
        integrality=np.ones(len(cost)),
        bounds=Bounds(lower, upper),
        options={"node_limit": MOST_NODES},
    )
    if done.status != 0:
        return None
    near = np.rint(done.x)
    return near if not np.abs(matrix @ near - right).any() else None


def spread(system: System) -> csc_array:
    """The sums for cells that move up or down: columns for up, for down, and for the cells of the ring."""
    cells = system.sums[:, : len(system.keys)]
    return hstack([cells, -cells, system.sums[:, len(system.keys) :]], format="csc")


def apart(system: System, cells: Sequence[int]) -> list[int]:
    """Those of the cells, first come first served, that share no sum: each can move without the others."""
    taken: set[int] = set()
    chosen = []
    for cell in cells:
        start, end = system.sums.indptr[cell : cell + 2]
        touched = set(system.sums.indices[start:end].tolist())
        if not touched & taken:
            taken |= touched
            chosen.append(cell)
    return chosen
