"""A protected table laid out: its last dimension across, the others down, with the sums that may be shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from django.utils.translation import gettext as _

from reporting.cells.tables import Dimension, ShownTable
from reporting.editions.catalogue import CATEGORIES, WORDS

ALL = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """`heads`: a name per dimension that stands down, then per column. A count is None where it is hidden."""

    heads: tuple[str, ...]
    names: int
    rows: tuple[tuple[tuple[str, ...], tuple[int | None, ...]], ...]


def laid_out(table: ShownTable, areas: Mapping[str, str]) -> Grid:
    *down, across = table.dimensions
    columns = _lines(across)
    heads = [str(WORDS[dimension.name]) for dimension in down]
    heads += [_called(across, column, areas) for column in columns]
    rows = []
    for line in product(*(_lines(dimension) for dimension in down)):
        names = tuple(_called(dimension, one, areas) for dimension, one in zip(down, line, strict=True))
        rows.append((names, tuple(_count(table, (*line, column)) for column in columns)))
    return Grid(tuple(heads), len(down), tuple(rows))


def _lines(dimension: Dimension) -> list[str]:
    """Its categories, and the sum of them where there are several."""
    several = len(dimension.categories) > 1
    return [*dimension.categories, *([ALL] if several else [])]


def _count(table: ShownTable, line: Sequence[str]) -> int | None:
    asked = zip(table.dimensions, line, strict=True)
    return table.count(**{dimension.name: category for dimension, category in asked if category})


def _called(dimension: Dimension, category: str, areas: Mapping[str, str]) -> str:
    if not category:
        return _("Together")
    words = CATEGORIES.get(dimension.name, {})
    return str(words.get(category) or areas.get(category) or category)


def hidden_in(grid: Grid) -> int:
    """How many numbers of it are hidden."""
    return sum(count is None for _names, counts in grid.rows for count in counts)


def texts(grid: Grid) -> Iterator[list[str | int]]:
    """Each row for a file: a word where a number is hidden."""
    for names, counts in grid.rows:
        yield [*names, *(_("hidden") if count is None else count for count in counts)]
