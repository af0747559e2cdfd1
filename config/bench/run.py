"""One run: the databases made or found, everything timed in the same rounds, and a row per path."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command
from django.db import connections

from config.bench import asking, busy, compared, crowd, databases, memory, raw, serving, sides, trede, web
from config.bench.compared import GROWS, tenth
from config.bench.databases import Size, on
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
        """How often what can be done once is asked for in the rounds."""
        return WARM + self.rounds * TIMES


def measure(wanted: Wanted, *, at: datetime, seeding: Progress, progress: Progress) -> list[Row]:
    """Seed what is not there yet and time everything. Nothing but the databases stays behind.

    `seeding` is told how far the making of cases is, `progress` the rounds. Raises Busy, NoRole, NotServed.
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
    """A database, open and served, with the tables of the floors in it."""
    with ExitStack() as stack:
        stack.enter_context(tables(scratch.address(OWNER, size.name), rows=size.cases))
        session = stack.enter_context(databases.opened(size.name))
        owner = stack.enter_context(databases.owned(size.name))
        server = stack.enter_context(web.served(scratch.address(RUNTIME, size.name)))
        (line,) = stack.enter_context(server.lines(1))
        connections["default"] = session
        who = trede.desk(wanted.municipality, teams=size.teams, at=at)
        yield Side(size, session, owner, who, server, line, serving.trede())


def _rows(less: Side, more: Side, wanted: Wanted, progress: Progress) -> list[Row]:
    with ExitStack() as stack:
        move = stack.enter_context(raw.transitions(scratch.address(RUNTIME, more.size.name)))
        called = sides.called(more, calls=wanted.calls + 1)
        timed = sides.floors(more, move=move) | sides.grows(more, more.line, calls=wanted.calls)
        timed |= sides.others(more, more.line) | called | sides.reports(more) | sides.best_sql(more)
        small = sides.grows(less, less.line, calls=wanted.calls) | {sides.R1: sides.bare_page(less)}
        timed |= {tenth(path): work for path, work in small.items()}
        around = sides.around(more)
        best = best_of_rounds(timed, rounds=wanted.rounds, times=TIMES, warm=WARM, around=around, told=progress)
        inside = {side: _warm(side, sides.grows(side, side.inside, calls=WARM + 2)) for side in (less, more)}
        others = _warm(more, sides.others(more, more.inside))
        counted = _counted(more, inside[more] | others | called | sides.reports(more))
        paths = [one.row(best, counted) for one in (*compared.PATHS, *compared.reports())]
        return [*paths, *_growth(best, less), *_buffers(inside), *_crowd(more, wanted), *_memory(more)]


def _warm(here: Side, works: dict[str, Work]) -> dict[str, Work]:
    """What was asked for before: what is heard of it then is what a worker asks that has run for a while."""
    for work in works.values():
        for _ in range(WARM):
            on(here.session, work)()
    return works


def _counted(more: Side, works: Mapping[str, Work]) -> dict[str, int]:
    """How often each path asks the database; what the owner does beside it is not asked by a path."""
    around = sides.around(more)
    counted = {}
    for one in (*compared.PATHS, *compared.reports()):
        if one.path != sides.KEPT:
            with around.get(one.path, nullcontext)():
                counted[one.path] = asking.statements_of(more.session, works[one.path])
    return counted


def _growth(best: Mapping[str, float], less: Side) -> list[Row]:
    """Ten times the cases against a tenth of them, with the bare page as control."""
    control = {sides.R1: " (control)"}
    return [
        Row(f"growth in time: {path}{control.get(path, '')}", _few(less), best[path] / best[tenth(path)], compared.TIME)
        for path in GROWS
    ]


def _buffers(works: Mapping[Side, Mapping[str, Work]]) -> list[Row]:
    """The same in pages touched."""
    less, _more = works
    rows = []
    for path in GROWS[1:]:
        few, many = (asking.buffers_of(side.session, works[side][path]) for side in works)
        rows.append(Row(f"growth in buffers: {path}", _few(less), many / few, compared.BUFFERS))
    return rows


def _few(less: Side) -> str:
    return f"the same with {less.size.cases:,} cases"


def _crowd(here: Side, wanted: Wanted) -> list[Row]:
    """With as many workers as in production; this server is gone before memory is looked at."""
    address = scratch.address(RUNTIME, here.size.name)
    with web.served(address, workers=busy.WORKERS) as server, server.lines(crowd.CLIENTS) as lines:
        return busy.rows(here, lines, rounds=wanted.rounds)


def _memory(here: Side) -> list[Row]:
    """Of the worker that was timed, after every page was asked for by as many at once as it has threads."""
    if not memory.can_tell():
        return [Row(name, "not told by this system", None, most) for name, _floor, most in MEMORY]
    (worker,) = here.web.workers()
    with here.web.lines(crowd.CLIENTS) as lines:
        for address, cookies in sides.pages(here) * WARM:
            crowd.at_once([serving.page(line, address, cookies=cookies) for line in lines])
    took = memory.of(worker), memory.peak_while(worker, sides.export(here, here.line))
    return [Row(name, floor, one, most) for (name, floor, most), one in zip(MEMORY, took, strict=True)]
