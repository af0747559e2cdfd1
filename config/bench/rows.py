"""What the bench tells: a row per path, and the table for who reads it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

HEADS = ("path", "floor", "ratio", "budget", "statements", "holds")
NUMBERS = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Row:
    """A path beside its floor. `ratio` None: there is no floor to hold it against.

    `statements`: how often one call asks the database, without the words of the transaction; `most`: their budget.
    """

    path: str
    floor: str
    ratio: float | None
    budget: float
    statements: int | None = None
    most: int | None = None

    @property
    def held(self) -> bool | None:
        """The ratio as it is shown, with two decimals, and the statements where they have a budget."""
        if self.ratio is None:
            return None
        return round(self.ratio, 2) <= self.budget and self.asks_no_more

    @property
    def asks_no_more(self) -> bool:
        return self.most is None or self.statements is None or self.statements <= self.most

    def as_json(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "floor": self.floor,
            "ratio": None if self.ratio is None else round(self.ratio, 2),
            "budget": self.budget,
            "statements": self.statements,
            "held": self.held,
        }


def table(rows: Iterable[Row]) -> list[str]:
    """Aligned lines: heads, then a line per row."""
    cells = [HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(HEADS))]
    return ["  ".join(_aligned(cell, place, widths) for place, cell in enumerate(line)).rstrip() for line in cells]


def not_held(rows: Iterable[Row]) -> list[str]:
    """What is above its budget, and what could not be held against a floor, in words."""
    told = []
    for row in rows:
        if row.held is None:
            told.append(f"{row.path}: {row.floor}")
        elif not row.held:
            asks = "" if row.asks_no_more else f"; {row.statements} statements, budget {row.most}"
            told.append(f"{row.path}: {row.ratio:.2f}, budget {row.budget:g}{asks}")
    return told


def _cells(row: Row) -> Sequence[str]:
    ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
    asked = "-" if row.statements is None else str(row.statements)
    holds = {None: "-", True: "yes", False: "no"}[row.held]
    return (row.path, row.floor, ratio, f"{row.budget:g}", asked, holds)


def _aligned(cell: str, place: int, widths: Sequence[int]) -> str:
    return cell.rjust(widths[place]) if place in NUMBERS else cell.ljust(widths[place])
