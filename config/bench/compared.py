"""Which path is held against which floor, and its budget as the handbook gives it (design.md 7, performance.md 5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.bench import sides
from config.bench.asked import is_written
from config.bench.rows import Row
from reporting.catalogue import FIGURES

LIST_ASKS, ASKS = 8, 12
REPORT, TIME, BUFFERS, CROWD, WORKER, EXPORTS = 1.2, 1.1, 1.3, 1.2, 110, 32
WINNERS = "four at once on one case: not just one winner"
NO_FLOOR = "no floor written"


@dataclass(frozen=True, slots=True)
class Compared:
    """A path, its floor, and the most it may cost: as a ratio, and in statements where those have a budget."""

    path: str
    floor: str
    budget: float
    most: int | None = None

    def row(self, best: Mapping[str, float], statements: Mapping[str, int]) -> Row:
        ratio = best[self.path] / best[self.floor] if self.floor in best else None
        return Row(self.path, self.floor, ratio, self.budget, statements.get(self.path), self.most)


PATHS = (
    Compared(sides.WORKLIST, sides.R1, 1.5, LIST_ASKS),
    Compared(sides.MY_WORK, sides.R1, 1.5, LIST_ASKS),
    Compared(sides.CASE, sides.R1, 1.5, ASKS),
    Compared(sides.CREATE, sides.R2, 3.0, ASKS),
    Compared(sides.MOVE, sides.R3, 2.5, ASKS),
    Compared(sides.CALL, sides.RAW, 3.5, ASKS),
    Compared(sides.ESCALATION, sides.SUMMARY_PAGE, 2.0),
    Compared(sides.FILE, sides.COPY, 2.0),
    Compared(sides.KEPT, sides.UNKEPT, 1.5),
)
GROWS = (sides.R1, sides.WORKLIST, sides.CASE, sides.CREATE, sides.MOVE)


def reports() -> list[Compared]:
    """Every figure beside the escalation, by name; one without SQL by hand is told apart, never left out."""
    names = [name for name in FIGURES if name != "escalation"]
    return [Compared(sides.report(name), sides.best(name) if is_written(name) else NO_FLOOR, REPORT) for name in names]


def tenth(path: str) -> str:
    """The name of a work with a tenth of the cases."""
    return f"{path}, a tenth of the cases"


def at_once(path: str) -> str:
    """The name of a work that four clients do at once."""
    return f"four at once: {path}"
