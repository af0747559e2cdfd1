"""A database of the bench with who works in it: the works that are timed there, by name."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from http import HTTPStatus
from itertools import cycle

from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import access
from config.bench import asked, serving, trede
from config.bench.databases import Session, Size, on
from config.bench.serving import Handler
from config.bench.timing import Around, Work
from config.bench.trede import Desk
from config.bench.web import Line, Web
from reporting.asked import MONTHS, months_back
from reporting.catalogue import FIGURES
from reporting.facts.rebuild import KEEP_FACTS
from reporting.figures.scope import Asked

# Months: of fifty teams and four laws what a page still hands out at once.
EXPORTED = 24
R1, R2, R3, RAW = "R1 bare page", "R2 bare create", "R3 bare transition", "raw SQL transaction"
SUMMARY_PAGE, SUMMARY_JSON, COPY, UNKEPT = "bare summary page", "bare summary as JSON", "COPY", "without the triggers"
WORKLIST, MY_WORK, CASE, CREATE, MOVE = "worklist", "my work", "case page", "create over HTTP", "transition over HTTP"
CALL, ESCALATION, FILE, KEPT = "transition as a call", "escalation page", "CSV export", "transition with its sums"
MOVED_TIMES = 1_000  # cases of the floor that are moved in turn
FLOOR = "/bench"  # where the floors are served


@dataclass(frozen=True, slots=True)
class Side:
    """A database of this size: the runtime role's session and the owner's, who works in it, and the server of it.

    `line`: to that server. `inside`: Trede in this process, for what is heard of it and not timed.
    """

    size: Size
    session: Session
    owner: Session
    who: Desk
    web: Web
    line: Line
    inside: Handler

    @property
    def today(self) -> date:
        return timezone.localdate(self.who.at)

    def asked(self, *, months: int = MONTHS) -> dict[str, date]:
        """The last so many months, this one included: by default the usual period of a figure."""
        return {"since": months_back(self.today.replace(day=1), months - 1), "until": self.today}


def floors(here: Side, *, move: Callable[[int], None]) -> dict[str, Work]:
    """The floors of pages, acts and files. `move`: the raw transaction of the case with a number."""
    page = partial(serving.page, here.line)
    said = {"who": "Inwoner", "what": "Een vraag"}
    return {
        R1: bare_page(here),
        R2: serving.sent(here.line, f"{FLOOR}/create/", said, expects=(HTTPStatus.OK,)),
        R3: serving.in_turn(bare_moves(here, here.line)),
        RAW: serving.in_turn(partial(move, number) for number in cycle(moved(here))),
        SUMMARY_PAGE: page(f"{FLOOR}/summary/html/", asked=here.asked()),
        SUMMARY_JSON: page(f"{FLOOR}/summary/json/", asked=here.asked()),
        COPY: page(f"{FLOOR}/copy/", asked=here.asked(months=EXPORTED)),
    }


def bare_page(here: Side) -> Work:
    return serving.page(here.line, f"{FLOOR}/page/")


def bare_moves(here: Side, line: Line, *, first: int = 1, step: int = 1) -> Iterator[serving.Ask]:
    """The floor's transitions, without end: of each case, or of every so many from the first on."""
    moves = [serving.sent(line, f"{FLOOR}/move/{number}/", {}, expects=(HTTPStatus.OK,)) for number in moved(here)]
    return cycle(moves[first - 1 :: step])


def moved(here: Side) -> Sequence[int]:
    return range(1, min(here.size.cases, MOVED_TIMES) + 1)


def grows(here: Side, by: Handler, *, calls: int) -> dict[str, Work]:
    """What must cost as much with ten times the cases. What can be done once is prepared `calls` times."""
    connections["default"] = here.session
    return {
        WORKLIST: trede.worklist(by, here.who),
        CASE: trede.case_page(by, here.who),
        CREATE: serving.in_turn(list(trede.finishing(by, here.who, calls))),
        MOVE: serving.in_turn(list(trede.starting(by, here.who, calls))),
    }


def others(here: Side, by: Handler) -> dict[str, Work]:
    """The other pages, and the file."""
    return {
        MY_WORK: trede.my_work(by, here.who),
        ESCALATION: serving.page(by, reverse("reporting:figures"), cookies=here.who.manages),
        FILE: export(here, by),
    }


def called(here: Side, *, calls: int) -> dict[str, Work]:
    """What is done in this process, without HTTP on either side."""
    connections["default"] = here.session
    cases = [trede.registered(here.who) for _ in range(calls)]
    ready = trede.weighed(here.who)
    call = serving.in_turn([partial(trede.start, here.who, case) for case in cases])
    outcome = on(here.owner, partial(_undone, partial(trede.outcome, here.who, ready)))
    return {CALL: on(here.session, call), KEPT: outcome, UNKEPT: outcome}


def export(here: Side, by: Handler) -> serving.Ask:
    """Two years of the escalation as a file: what is longer is made in the background."""
    address = reverse("reporting:export", args=["escalation", "csv"])
    return serving.page(by, address, asked=here.asked(months=EXPORTED), cookies=here.who.manages)


def reports(here: Side) -> dict[str, Work]:
    """Every other figure, over all teams and laws as the command asks it."""
    names = [name for name in FIGURES if name != "escalation"]
    return {
        report(name): on(here.session, partial(FIGURES[name].rows, question(name, **here.asked(), now=here.today)))
        for name in names
    }


def question(figure: str, *, since: date, until: date, now: date | None = None) -> Asked:
    """What is asked of a figure that nobody narrowed: divided by what its page offers first."""
    return Asked(actor=None, since=since, until=until, now=now, by=next(iter(FIGURES[figure].by), ""))


def best_sql(here: Side) -> dict[str, Work]:
    """The same questions by hand, past the walls, for the figures that have such SQL."""
    written = [name for name in FIGURES if name != "escalation" and asked.is_written(name)]
    return {best(name): on(here.owner, partial(asked.rows_of, asked.text_of(name), here.asked())) for name in written}


def report(figure: str) -> str:
    return f"report {figure}"


def best(figure: str) -> str:
    return f"best SQL for {figure}"


def around(here: Side) -> dict[str, Around]:
    """What is open around a work while it has its turn."""
    job: dict[str, Around] = {report(name): partial(_in_a_job, here) for name in FIGURES}
    return job | {KEPT: partial(_put_back, here, paused=False), UNKEPT: partial(_put_back, here, paused=True)}


@contextmanager
def _in_a_job(here: Side) -> Iterator[None]:
    connections["default"] = here.session
    with access.system("report", at=here.who.at, origin="bench"):
        yield


@contextmanager
def _put_back(here: Side, *, paused: bool) -> Iterator[None]:
    """The owner's transaction, with the triggers at rest or not; all that is done in it is undone."""
    connections["default"] = here.owner
    with transaction.atomic():
        if paused:
            with connection.cursor() as cursor:
                for trigger in KEEP_FACTS:
                    cursor.execute(f"ALTER TABLE ledger_event DISABLE TRIGGER {trigger}")
        yield
        transaction.set_rollback(True)


def _undone(work: Callable[[], object]) -> None:
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def pages(here: Side) -> list[tuple[str, str]]:
    """Addresses of all kinds of pages that a worker serves, with whose cookies they are asked for."""
    connections["default"] = here.session
    mine, managers = here.who.reads, here.who.manages
    return [
        (reverse("my_work"), mine),
        (reverse("cases:list"), mine),
        (reverse("cases:case", args=[trede.told(here.who)]), mine),
        (reverse("intake:conversations"), mine),
        (reverse("provisions:find"), mine),
        (reverse("reporting:team"), managers),
        (reverse("reporting:figures"), managers),
        (reverse("reporting:export", args=["escalation", "csv"]), managers),
        *((reverse("reporting:figure", args=[name]), managers) for name in FIGURES),
    ]
