"""One run: the databases made or found, everything timed in the same rounds, and a row per path."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command

from config.bench import asking, compared, databases, memory, raw, sides
from config.bench.compared import GROWS, tenth
from config.bench.databases import Size
from config.bench.rows import Row
from config.bench.sides import Side
from config.bench.tables import tables
from config.bench.timing import Work, best_of_rounds
from config.local.roles import OWNER, RUNTIME
from config.seeding.mass.copying import Progress
from config.stories import scratch

ALONE = "trede_bench"
TIMES, WARM = 7, 2
MEMORY = (
    ("memory of a web worker", "1 MiB of RSS", compared.WORKER),
    ("memory of a CSV export, above rest", "1 MiB of RSS", compared.EXPORTS),
)


class Busy(RuntimeError):
    """Another bench uses the same databases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So many cases, timed in so many rounds, of this municipality."""

    cases: int
    rounds: int
    municipality: str

    @property
    def calls(self) -> int:
        """How often what can be done once is asked for: in the rounds, to count its statements and its buffers."""
        return WARM + self.rounds * TIMES + 2


def measure(wanted: Wanted, *, at: datetime, seeding: Progress, progress: Progress) -> list[Row]:
    """Seed what is not there yet and time everything. Nothing but the databases stays behind.

    `seeding` is told how far the making of cases is, `progress` the rounds. Raises Busy, NoRole, memory.NotServed.
    """
    with scratch.alone(ALONE) as free:
        if not free:
            raise Busy("A bench runs already on this server. Wait until it is done.")
        call_command("collectstatic", interactive=False, verbosity=0)
        small, large = databases.sizes_of(wanted.cases)
        for size in (small, large):
            databases.seed(size, wanted.municipality, at=at, progress=seeding)
        with databases.elsewhere(), _side(small, wanted, at) as less, _side(large, wanted, at) as more:
            return _rows(less, more, wanted, progress)


@contextmanager
def _side(size: Size, wanted: Wanted, at: datetime) -> Iterator[Side]:
    """A database, open, with the tables of the floors in it."""
    with ExitStack() as stack:
        stack.enter_context(tables(scratch.address(OWNER, size.name), rows=size.cases))
        session = stack.enter_context(databases.opened(size.name))
        owner = stack.enter_context(databases.owned(size.name))
        yield sides.side(size, session=session, owner=owner, municipality=wanted.municipality, at=at)


def _rows(less: Side, more: Side, wanted: Wanted, progress: Progress) -> list[Row]:
    with ExitStack() as stack:
        move = stack.enter_context(raw.transitions(scratch.address(RUNTIME, more.size.name)))
        floors = sides.floors(more, move=move)
        growing = {side: sides.grows(side, calls=wanted.calls) for side in (less, more)}
        timed = floors | growing[more] | sides.others(more, calls=wanted.calls)
        timed |= sides.reports(more) | sides.best_sql(more)
        timed |= {tenth(path): work for path, work in growing[less].items()}
        timed[tenth(sides.R1)] = sides.bare_page(less)
        around = sides.around(more)
        best = best_of_rounds(timed, rounds=wanted.rounds, times=TIMES, warm=WARM, around=around, told=progress)
        counted = _counted(more, timed)
        paths = [one.row(best, counted) for one in (*compared.PATHS, *compared.reports())]
        return [*paths, *_growth(best, less, more, growing), *_memory(more)]


def _counted(more: Side, timed: Mapping[str, Work]) -> dict[str, int]:
    """How often each path asks the database; what the owner does beside it is not asked by a path."""
    around = sides.around(more)
    counted = {}
    for one in (*compared.PATHS, *compared.reports()):
        if one.path != sides.KEPT:
            with around.get(one.path, nullcontext)():
                counted[one.path] = asking.statements_of(more.session, timed[one.path])
    return counted


def _growth(best: Mapping[str, float], less: Side, more: Side, works: Mapping[Side, Mapping[str, Work]]) -> list[Row]:
    """Ten times the cases against a tenth of them: in time, with the bare page as control, and in pages touched."""
    floor = f"the same with {less.size.cases:,} cases"
    control = {sides.R1: " (control)"}
    rows = [
        Row(f"growth in time: {path}{control.get(path, '')}", floor, best[path] / best[tenth(path)], compared.TIME)
        for path in GROWS
    ]
    for path in GROWS[1:]:
        few, many = (asking.buffers_of(side.session, works[side][path]) for side in (less, more))
        rows.append(Row(f"growth in buffers: {path}", floor, many / few, compared.BUFFERS))
    return rows


def _memory(here: Side) -> list[Row]:
    if not memory.can_tell():
        return [Row(name, "not told by this system", None, most) for name, _floor, most in MEMORY]
    peak = memory.peak_while(sides.export(here))
    worker = memory.of_a_worker(here.size.name, sides.pages(here))
    return [Row(name, floor, took, most) for (name, floor, most), took in zip(MEMORY, (worker, peak), strict=True)]
