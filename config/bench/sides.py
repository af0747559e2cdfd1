"""A database of the bench with who works in it: the works that are timed there, by name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import access
from config.bench import asked, serving, trede
from config.bench.databases import Session, Size, on
from config.bench.timing import Around, Work
from config.bench.trede import Desk
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


@dataclass(frozen=True, slots=True)
class Side:
    """The runtime role's session and the owner's on a database of this size, and who works in it."""

    size: Size
    session: Session
    owner: Session
    who: Desk
    web: WSGIHandler
    floor: WSGIHandler

    @property
    def today(self) -> date:
        return timezone.localdate(self.who.at)

    def asked(self, *, months: int = MONTHS) -> dict[str, date]:
        """The last so many months, this one included: by default the usual period of a figure."""
        return {"since": months_back(self.today.replace(day=1), months - 1), "until": self.today}


def side(size: Size, *, session: Session, owner: Session, municipality: str, at: datetime) -> Side:
    connections["default"] = session
    return Side(
        size, session, owner, trede.desk(municipality, teams=size.teams, at=at), serving.trede(), serving.bare()
    )


def floors(here: Side, *, move: Callable[[int], None]) -> dict[str, Work]:
    """The floors of pages, acts and files. `move`: the raw transaction of the case with a number.

    Those that read the sums do so as the owner: nobody is signed in there, and behind the walls nobody sees a row.
    """
    numbers = range(1, min(here.size.cases, MOVED_TIMES) + 1)
    page = partial(serving.page, here.floor)
    moves = [serving.sent(here.floor, f"/move/{number}/", {}, expects=200) for number in numbers]
    made: dict[str, Work] = {
        R2: serving.sent(here.floor, "/create/", {"who": "Inwoner", "what": "Een vraag"}, expects=200),
        R3: serving.in_turn(moves),
        RAW: serving.in_turn([partial(move, number) for number in numbers]),
    }
    sums: dict[str, Work] = {
        SUMMARY_PAGE: page("/summary/html/", asked=here.asked()),
        SUMMARY_JSON: page("/summary/json/", asked=here.asked()),
        COPY: page("/copy/", asked=here.asked(months=EXPORTED)),
    }
    asking = {name: on(here.session, work) for name, work in made.items()}
    return {R1: bare_page(here)} | asking | {name: on(here.owner, work) for name, work in sums.items()}


def bare_page(here: Side) -> Work:
    return on(here.session, serving.page(here.floor, "/page/"))


def grows(here: Side, *, calls: int) -> dict[str, Work]:
    """What must cost as much with ten times the cases. What can be done once is prepared `calls` times."""
    connections["default"] = here.session
    made: dict[str, Work] = {
        WORKLIST: trede.worklist(here.web, here.who),
        CASE: trede.case_page(here.web, here.who),
        CREATE: serving.in_turn(list(trede.finishing(here.web, here.who, calls))),
        MOVE: serving.in_turn(list(trede.starting(here.web, here.who, calls))),
    }
    return {name: on(here.session, work) for name, work in made.items()}


def others(here: Side, *, calls: int) -> dict[str, Work]:
    """The other pages, the call without HTTP, and the file."""
    connections["default"] = here.session
    cases = [trede.registered(here.who) for _ in range(calls)]
    ready = trede.weighed(here.who)
    outcome = on(here.owner, partial(_undone, partial(trede.outcome, here.who, ready)))
    made: dict[str, Work] = {
        MY_WORK: trede.my_work(here.web, here.who),
        CALL: serving.in_turn([partial(trede.start, here.who, case) for case in cases]),
        ESCALATION: serving.page(here.web, reverse("reporting:figures"), cookies=here.who.manages),
        FILE: export(here),
    }
    return {name: on(here.session, work) for name, work in made.items()} | {KEPT: outcome, UNKEPT: outcome}


def export(here: Side) -> serving.Ask:
    """Two years of the escalation as a file: what is longer is made in the background."""
    address = reverse("reporting:export", args=["escalation", "csv"])
    return serving.page(here.web, address, asked=here.asked(months=EXPORTED), cookies=here.who.manages)


def reports(here: Side) -> dict[str, Work]:
    """Every other figure, over all teams and laws as the command asks it."""
    names = [name for name in FIGURES if name != "escalation"]
    return {
        report(name): on(here.session, partial(FIGURES[name].rows, question(name, **here.asked()))) for name in names
    }


def question(figure: str, *, since: date, until: date) -> Asked:
    """What is asked of a figure today that nobody narrowed: divided by what its page offers first."""
    return Asked(actor=None, since=since, until=until, now=until, by=next(iter(FIGURES[figure].by), ""))


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


def pages(here: Side) -> dict[str, str]:
    """Addresses of what a worker serves, with whose cookies they are asked for."""
    mine, managers = here.who.reads, here.who.manages
    figures = {reverse("reporting:figure", args=[name]): managers for name in FIGURES}
    return {
        reverse("my_work"): mine,
        reverse("cases:list"): mine,
        reverse("cases:case", args=[trede.told(here.who)]): mine,
        reverse("intake:conversations"): mine,
        reverse("provisions:find"): mine,
        reverse("reporting:team"): managers,
        reverse("reporting:figures"): managers,
        reverse("reporting:export", args=["escalation", "csv"]): managers,
    } | figures
