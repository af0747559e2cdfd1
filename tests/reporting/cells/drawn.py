"""Tables by hand and tables drawn by lot (with a seed)."""

from collections import Counter
from collections.abc import Sequence
from random import Random

from reporting.cells.tables import CountTable, Dimension, Scale, ShownTable, cells_of

SHAPES: tuple[tuple[str, ...], ...] = (
    ("ab",),
    ("a", "ab"),
    ("ab", "ac"),
    ("ab", "ac", "ad"),
    ("ab", "bc", "cd"),
    ("ab", "bc", "ac"),
    ("abc",),
    ("abc", "ad"),
    ("abc", "abd"),
    ("ab", "bc", "cd", "ad"),
)


def grid(*rows: Sequence[int], scale: Scale = Scale.FIXED, zeros_tell: bool = False, name: str = "ab") -> CountTable:
    """A table with rows a0, a1, ... and columns that take the second letter of the name."""
    down, across = name
    first = Dimension(down, tuple(f"{down}{at}" for at in range(len(rows))), scale)
    second = Dimension(across, tuple(f"{across}{at}" for at in range(len(rows[0]))), scale)
    counts = {
        (first.categories[i], second.categories[j]): count for i, row in enumerate(rows) for j, count in enumerate(row)
    }
    return CountTable(name, (first, second), counts, zeros_tell)


def family(seed: int) -> list[CountTable]:
    """A family by lot: its shape, sizes, how crowded and how uneven it is, and whether zeros tell."""
    draw = Random(seed)
    shape = SHAPES[seed % len(SHAPES)]
    names = sorted({name for table in shape for name in table})
    most = 5 if len(names) < 3 else 3
    dimensions = {
        name: Dimension(name, tuple(f"{name}{at}" for at in range(draw.randint(2, most))), draw.choice(list(Scale)))
        for name in names
    }
    weights = {name: [draw.paretovariate(0.8) for _ in one.categories] for name, one in dimensions.items()}
    cases = [
        {name: draw.choices(one.categories, weights[name])[0] for name, one in dimensions.items()}
        for _ in range(draw.choice((0, 12, 40, 120, 400)))
    ]
    telling = draw.random() < 0.3
    return [
        CountTable(
            table,
            tuple(dimensions[name] for name in table),
            Counter(tuple(case[name] for name in table) for case in cases),
            telling,
        )
        for table in shape
    ]


def small_cells_only(tables: Sequence[CountTable], threshold: int) -> list[ShownTable]:
    """The known-bad variant: small counts are hidden and nothing else."""
    found = []
    for table in tables:
        cells = cells_of(table)
        hidden = frozenset(key for key, count in cells.items() if 0 < count < threshold)
        shown = {key: count for key, count in cells.items() if key not in hidden}
        found.append(ShownTable(table.name, table.dimensions, shown, hidden))
    return found
