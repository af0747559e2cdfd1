"""Tables of counts over one population of cases, and what is left of them to show.

A cell is named by what it is about: a sorted tuple of (dimension, category). A margin is a cell with fewer pairs, the
grand total the empty tuple. So two tables that share a dimension share its margins, by name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, combinations, product

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

Key = tuple[tuple[str, str], ...]
TOTAL: Key = ()
OTHER = "other"


class Scale(StrEnum):
    """How the categories of a dimension may be put together."""

    FIXED = "fixed"
    ORDERED = "ordered"  # neighbours: bands of ages, months
    NOMINAL = "nominal"  # the last half becomes "other", so the ones that matter most stand first


class Reason(TextChoices):
    """Why a table is not shown."""

    TOO_FEW = "too_few", _("There are too few cases to show in a table.")
    DERIVABLE = (
        "derivable",
        _("A small number in this table could be worked out, however the categories are put together."),
    )
    NOT_AUDITED = "not_audited", _("It is not certain that the small numbers in this table stay hidden.")


@dataclass(frozen=True, slots=True)
class Dimension:
    """Categories in their order; `parts` are the original categories each one is made of.

    `groups`: per category the one it is part of in the next coarser dimension (of a neighbourhood its district).
    """

    name: str
    categories: tuple[str, ...]
    scale: Scale = Scale.FIXED
    parts: tuple[tuple[str, ...], ...] = ()
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.categories or len(set(self.categories)) != len(self.categories):
            raise ValueError(f"{self.name}: categories are missing or occur twice")
        if self.groups and len(self.groups) != len(self.categories):
            raise ValueError(f"{self.name}: not every category is of a group")
        if not self.parts:
            object.__setattr__(self, "parts", tuple((category,) for category in self.categories))


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts of cases by category, in the order of `dimensions`; what is not mentioned counts zero.

    `zeros_tell`: that nobody of a group is in a category says something about everybody of that group.
    Raises ValueError for a category that the dimension does not have, a negative count or a dimension twice.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    counts: Mapping[tuple[str, ...], int]
    zeros_tell: bool = False

    def __post_init__(self) -> None:
        if len({dimension.name for dimension in self.dimensions}) != len(self.dimensions):
            raise ValueError(f"{self.name}: a dimension occurs twice")
        for categories, count in self.counts.items():
            known = zip(categories, self.dimensions, strict=True)
            if count < 0 or any(category not in dimension.categories for category, dimension in known):
                raise ValueError(f"{self.name}: not a count of this table: {categories}: {count}")


@dataclass(frozen=True, slots=True)
class ShownTable:
    """What everybody sees: a count for each shown cell and margin; the hidden ones are only named.

    Its dimensions may be coarser than those that were asked for.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    shown: Mapping[Key, int]
    hidden: frozenset[Key]
    zeros_tell: bool = False

    def count(self, **categories: str) -> int | None:
        """A cell or a margin by its categories, the grand total without any; None when hidden. KeyError if unknown."""
        key = key_of(categories)
        return None if key in self.hidden else self.shown[key]


@dataclass(frozen=True, slots=True)
class Protected:
    """A family of tables that may be shown together, and the tables of it that may not, with the reason."""

    threshold: int
    tables: tuple[ShownTable, ...]
    refused: Mapping[str, Reason] = field(default_factory=dict)


def key_of(categories: Mapping[str, str]) -> Key:
    return tuple(sorted(categories.items()))


def keys_over(dimensions: Sequence[Dimension]) -> Iterator[Key]:
    """Every cell of the cross product of these dimensions."""
    names = [dimension.name for dimension in dimensions]
    for categories in product(*(dimension.categories for dimension in dimensions)):
        yield key_of(dict(zip(names, categories, strict=True)))


def margins_of(dimensions: Sequence[Dimension]) -> Iterator[tuple[Dimension, ...]]:
    """Every subset of the dimensions, the grand total and the whole included."""
    yield from chain.from_iterable(combinations(dimensions, size) for size in range(len(dimensions) + 1))


def cells_of(table: CountTable) -> dict[Key, int]:
    """The counts of every cell and margin of a table, zeros included."""
    cells = {key: 0 for margin in margins_of(table.dimensions) for key in keys_over(margin)}
    names = [dimension.name for dimension in table.dimensions]
    for categories, count in table.counts.items():
        pairs = sorted(zip(names, categories, strict=True))
        for size in range(len(pairs) + 1):
            for key in combinations(pairs, size):
                cells[key] += count
    return cells


def coarser(dimension: Dimension) -> Dimension | None:
    """The dimension by its groups, or with half as many categories; None where that would leave nothing to compare.

    Which categories are put together follows from their order alone: a choice by the counts would tell about them.
    """
    if dimension.groups:
        return _grouped(dimension)
    size = len(dimension.categories)
    if size <= 2 or dimension.scale == Scale.FIXED:
        return None
    if dimension.scale == Scale.ORDERED:
        return _merged(dimension, [range(at, min(at + 2, size)) for at in range(0, size, 2)])
    plain = [at for at in range(size) if dimension.categories[at] != OTHER]
    kept = plain[: size // 2]
    rest = [at for at in range(size) if at not in kept]
    return _merged(dimension, [*([at] for at in kept), rest], last=OTHER)


def _grouped(dimension: Dimension) -> Dimension:
    names = tuple(dict.fromkeys(dimension.groups))
    parts = {name: list[str]() for name in names}
    for group, own in zip(dimension.groups, dimension.parts, strict=True):
        parts[group] += own
    return Dimension(dimension.name, names, dimension.scale, tuple(tuple(own) for own in parts.values()))


def _merged(dimension: Dimension, groups: Sequence[Sequence[int]], last: str = "") -> Dimension:
    parts = tuple(tuple(chain.from_iterable(dimension.parts[at] for at in group)) for group in groups)
    names = [own[0] if len(own) == 1 else f"{own[0]}..{own[-1]}" for own in parts]
    if last:
        names[-1] = last
    return Dimension(dimension.name, tuple(names), dimension.scale, parts)


def coarsened(table: CountTable, dimension: Dimension) -> CountTable:
    """The table with its dimension of that name replaced by a coarser one; the table itself if it has none."""
    if dimension.name not in {own.name for own in table.dimensions}:
        return table
    into = {part: name for name, parts in zip(dimension.categories, dimension.parts, strict=True) for part in parts}
    at = next(at for at, own in enumerate(table.dimensions) if own.name == dimension.name)
    finer = table.dimensions[at]
    belongs = {name: into[parts[0]] for name, parts in zip(finer.categories, finer.parts, strict=True)}
    counts: dict[tuple[str, ...], int] = {}
    for categories, count in table.counts.items():
        merged = (*categories[:at], belongs[categories[at]], *categories[at + 1 :])
        counts[merged] = counts.get(merged, 0) + count
    dimensions = (*table.dimensions[:at], dimension, *table.dimensions[at + 1 :])
    return CountTable(table.name, dimensions, counts, table.zeros_tell)
