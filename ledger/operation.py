"""One operation: a request, a task run or a command, in one transaction that ends with its journal entries."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from psycopg.pq import TransactionStatus

from ledger import statements
from ledger.models import CHAINS, JournalEntry


class NoOperation(RuntimeError):
    """Something was to be recorded outside an operation."""


class JournalUnavailable(RuntimeError):
    """The journal could not be written: what it should record must not be answered."""


@dataclass(slots=True)
class Operation:
    """Who acts (`actor`, or a named `job`), since when, from where, and what is to be journalled at the end."""

    at: datetime
    actor: UUID | None
    job: str
    origin: str
    municipality: str = ""
    id: UUID = field(default_factory=uuid4)
    notes: list[JournalEntry] = field(default_factory=list)

    @property
    def chain(self) -> int:
        """One actor always writes the same chain, so that a transaction locks one head only."""
        return (self.actor.int if self.actor else sum(self.job.encode())) % CHAINS


_current: ContextVar[Operation | None] = ContextVar("operation", default=None)


def current() -> Operation:
    operation = _current.get()
    if operation is None:
        raise NoOperation("open the work with accounts.access.acting() or accounts.access.system()")
    return operation


def municipality() -> str:
    """Where the current operation is; empty when there is none, or when it is nowhere in particular."""
    operation = _current.get()
    return operation.municipality if operation else ""


@contextmanager
def running(
    *, at: datetime, actor: UUID | None = None, job: str = "", origin: str, municipality: str = ""
) -> Iterator[Operation]:
    """Open the transaction of one operation; its journal entries are the last thing written in it.

    The name of a job is told to the database, whose policies may let that job see what it works on.
    """
    operation = Operation(at=at, actor=actor, job=job, origin=origin, municipality=municipality)
    token = _current.set(operation)
    try:
        with transaction.atomic(), _job_told(job):
            yield operation
            _write(operation)
    finally:
        _current.reset(token)


_in_one: ContextVar[bool] = ContextVar("whole", default=False)


@contextmanager
def whole() -> Iterator[None]:
    """All of it or nothing. Within another whole it is part of that one: what breaks off here breaks off all of it.

    Nobody in between catches what is raised and goes on: the database would refuse whatever is asked then.
    """
    with transaction.atomic(savepoint=not _in_one.get()):
        token = _in_one.set(True)
        try:
            yield
        finally:
            _in_one.reset(token)


@contextmanager
def _job_told(job: str) -> Iterator[None]:
    if not job:
        yield
        return
    _tell(job)
    try:
        yield
    finally:
        if connection.savepoint_ids and can_still_ask():
            _tell("")


def can_still_ask() -> bool:
    """Whether the transaction still takes statements; after an error its rollback gives every setting back."""
    if connection.needs_rollback or connection.connection is None:
        return False
    status: TransactionStatus = connection.connection.info.transaction_status
    return status != TransactionStatus.INERROR


def _tell(job: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('trede.job', %s, true)", [job])


COLUMNS = [
    "chain",
    "at",
    "actor",
    "job",
    "municipality",
    "operation",
    "origin",
    "act",
    "result",
    "reason",
    "purpose",
    "object_type",
    "object_id",
    "subjects",
    "fields",
    "seq",
    "prev",
    "hash",
]
_ROW = "(" + ", ".join(["%s"] * 13 + ["%s::uuid[]", "%s::text[]", "0", "''", "''"]) + ")"


def _write(operation: Operation) -> None:
    """One statement for all entries. By hand: the ORM asks for the new rows back, which who writes may not read."""
    if not operation.notes or connection.needs_rollback:
        return
    values = [getattr(note, column) for note in operation.notes for column in COLUMNS[:15]]
    rows = ", ".join([_ROW] * len(operation.notes))
    try:
        statements.done(f"INSERT INTO ledger_journalentry ({', '.join(COLUMNS)}) VALUES {rows}", values)
    except DatabaseError as error:
        raise JournalUnavailable from error
