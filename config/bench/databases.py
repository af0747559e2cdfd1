"""The bench's own databases: seeded once for so many cases, kept, and asked as a web worker asks.

They are named for the bench and lie beside the database that is in use, never in it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from accounts import access
from config.local.roles import OWNER, RUNTIME
from config.municipality import pack as packs
from config.seeding.mass.copying import Progress
from config.seeding.mass.make import Asked, copy_cases
from config.stories import scratch
from reporting.facts.rebuild import KEEP_FACTS, rebuild

OURS = "trede_bench_"
SEED = 1
PER_TEAM, MOST_TEAMS = 4_000, 50
FEW, TEMPLATES_OF_FEW = 1_000, 40
POOL = {"min_size": 1, "max_size": 2, "timeout": 10}
Session = BaseDatabaseWrapper
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Size:
    """So many cases in so many teams; `name` is of their database. It is seeded once for the tables as they are."""

    cases: int
    teams: int
    name: str


def sizes_of(cases: int) -> tuple[Size, Size]:
    """A tenth, and all: in as many teams, so that a team has ten times the work."""
    teams, shape = min(max(cases // PER_TEAM, 1), MOST_TEAMS), scratch.shape()
    less, more = (Size(number, teams, f"{OURS}{number}_{teams}_{shape}") for number in (cases // 10, cases))
    return less, more


def seed(size: Size, municipality: str, *, at: datetime, progress: Progress) -> None:
    """Make the database of this size, unless it is there."""

    def fill() -> None:
        asked = Asked(size.cases, SEED, teams=size.teams, templates=TEMPLATES_OF_FEW if size.cases < FEW else 0)
        copy_cases(
            packs.read(municipality),
            asked,
            at=at,
            growing=progress,
            progress=progress,
            paused=KEEP_FACTS,
            afterwards=lambda: _facts(at),
        )

    scratch.keep(size.name, fill=fill, instead_of=f"{OURS}{size.cases}_")
    _settle(size.name)


def _facts(at: datetime) -> None:
    with access.system("rebuild_figures", at=at, origin="command"):
        rebuild()


def _settle(name: str) -> None:
    """As PostgreSQL leaves it after a quiet night: counted, and known which pages hold only what everybody sees."""
    with psycopg.connect(scratch.address(OWNER, name), autocommit=True) as line:
        seen = line.execute("SELECT relallvisible FROM pg_class WHERE relname = 'ledger_event'").fetchone()
        if seen == (0,):
            _vacuum(line)


def _vacuum(line: "psycopg.Connection[Any]") -> None:
    for (table,) in line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
        line.execute(psycopg.sql.SQL("VACUUM (ANALYZE) {}").format(psycopg.sql.Identifier(table)))


@contextmanager
def opened(name: str) -> Iterator[Session]:
    """The runtime role on database `name`, from a pool: the connection stays, as it does in a web worker."""
    now = connections["default"].settings_dict
    options = {**now["OPTIONS"], "pool": POOL}
    given = {**now, "NAME": name, "USER": RUNTIME, "OPTIONS": options}
    # A pool belongs to an alias, so each database needs one.
    session = load_backend(given["ENGINE"]).DatabaseWrapper(given, alias=name)
    try:
        yield session
    finally:
        session.close()
        session.close_pool()


@contextmanager
def owned(name: str) -> Iterator[Session]:
    """The owner on database `name`; the connection stays, also after the answer to a request."""
    with scratch.connected(OWNER, name):
        session = connections["default"]
    session.settings_dict["CONN_MAX_AGE"] = None
    try:
        yield session
    finally:
        session.close()


def on(session: Session, work: Work) -> Work:
    """The work, asking this database."""

    def turned() -> object:
        connections["default"] = session
        return work()

    return turned


@contextmanager
def elsewhere() -> Iterator[None]:
    """Whatever is turned to meanwhile, afterwards it is the database of before."""
    before = connections["default"]
    try:
        yield
    finally:
        connections["default"] = before
