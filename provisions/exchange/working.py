"""The work behind the verbs of an import, done where nobody waits: one transaction, with its progress told beside it.

The handlers run in the transaction that marks their outbox message done. A worker that is killed leaves nothing half
done, and the next one begins again.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import Jsonb

from accounts.models import Municipality
from ledger import journal, outbox
from provisions.directory import findable
from provisions.exchange import actions, storing, undoing
from provisions.exchange.engine import NotImported, Run, Tally, run
from provisions.exchange.flat import run_flat
from provisions.exchange.limits import BadFile
from provisions.exchange.models import DirectoryImport, ImportLine, ImportPart
from provisions.exchange.progress import Stopped, beside
from provisions.exchange.reading import read_package
from provisions.exchange.reporting import counts_of
from provisions.exchange.spool import Line, Spool
from provisions.exchange.standing import facts_of, meanings_of
from provisions.exchange.tables import Package
from workflows.flow import move
from workflows.import_flow import ANOTHER, ImportState
from workflows.refusal import Refused

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
COLUMNS = ("run", "what", "table", "file", "row", "column", "code", "key", "name", "kind", "object_id", "changes")
_quoted = ", ".join(f'"{name}"' for name in COLUMNS)
COPY = f"COPY provisions_importline ({_quoted}) FROM STDIN"
Went = Callable[[int], None]
Does = Callable[[DirectoryImport, datetime, Went], None]


class _Undo(Exception):
    """Leaves the savepoint of a look: nothing of it stays."""


def look_through(payload: outbox.Payload, at: datetime) -> None:
    """Try everything, keep what came of it, and undo it."""
    _work(payload, ImportState.LOOKING, at, _look)


def enter(payload: outbox.Payload, at: datetime) -> None:
    """Enter the file in one go."""
    _work(payload, ImportState.APPLYING, at, _enter)


def take_out(payload: outbox.Payload, at: datetime) -> None:
    """Undo an import that was entered."""
    _work(payload, ImportState.UNDOING, at, _take_out)


def _work(payload: outbox.Payload, state: ImportState, at: datetime, does: Does) -> None:
    """One run, if it is still asked for. What goes wrong is undone and said; what may pass is tried again."""
    found: Any = DirectoryImport.objects.select_for_update().filter(pk=payload["run"]).first()
    if found is None or found.state != state or found.round != payload["round"]:
        return
    place = journal.mark()
    with beside(found.pk, round=found.round, of=found.lines) as second:
        try:
            if second.attempt > MOST_ATTEMPTS:
                raise _GivenUp
            with transaction.atomic():
                does(found, at, second.went)
        except (BadFile, Stopped, NotImported, DatabaseError, _GivenUp) as wrong:
            journal.forget_since(place)
            _failed(found.pk, wrong, at)


def _failed(run: UUID, wrong: Exception, at: datetime) -> None:
    """Nothing of it holds; the import says why, by a code."""
    log.warning("an import failed: %s", type(wrong).__name__)
    found = DirectoryImport.objects.get(pk=run)
    found.reason = wrong.refusal.code if isinstance(wrong, BadFile) else WHY.get(type(wrong), "import.database")
    move(found, "fail", facts_of(found, by=None, at=at))
    found.save(update_fields=["state", "reason"])
    journal.note("import:failed", about=("import", run), reason=found.reason)


def _look(found: DirectoryImport, at: datetime, went: Went) -> None:
    with Spool() as spool:
        keep(found, tried(_package(found), found, spool, went=went), spool)
    settle(found, "looked", at=at)
    journal.note("import:looked", about=("import", found.pk))


def _enter(found: DirectoryImport, at: datetime, went: Went) -> None:
    with Spool() as spool:
        keep(found, entered(_package(found), found, spool, went=went), spool)
    found.applied_at = at
    settle(found, "applied", at=at)
    journal.note("import:applied", about=("import", found.pk))


def _take_out(found: DirectoryImport, at: datetime, went: Went) -> None:
    found.left = undoing.take_out(found, at=at, went=went)
    findable.refresh_all(found.municipality_id)
    settle(found, "undone", at=at)
    journal.note("import:undone", about=("import", found.pk))


def settle(found: DirectoryImport, verb: str, *, at: datetime) -> None:
    move(found, verb, facts_of(found, by=None, at=at))
    found.save(update_fields=["state", "tallies", "lines", "applied_at", "left"])


def tried(package: Package, found: DirectoryImport, spool: Spool, *, went: Went) -> Mapping[str, Tally]:
    """What entering it would bring; the database stays as it was."""
    tallies: Mapping[str, Tally] = {}
    try:
        with transaction.atomic():
            tallies = _run(package, found, spool, went=went, made=lambda kind, ids: None)
            raise _Undo
    except _Undo:
        return tallies


def entered(package: Package, found: DirectoryImport, spool: Spool, *, went: Went) -> Mapping[str, Tally]:
    """Enter it, write down which rows are new, and let the finder see it."""

    def made(kind: str, ids: list[str]) -> None:
        ImportPart.objects.create(run=found, kind=kind, made=ids)

    tallies = _run(package, found, spool, went=went, made=made)
    if any(tally.new or tally.changed for tally in tallies.values()):
        findable.refresh_all(found.municipality_id)
    return tallies


def _run(package: Package, found: DirectoryImport, spool: Spool, **hears: Any) -> Mapping[str, Tally]:
    under_way = Run(municipality=found.municipality_id, source=found.source, spool=spool, **hears)
    if not package.flat:
        return run(package, under_way)
    return run_flat(package, under_way, {column: meaning for column, meaning in found.columns.items() if meaning})


def keep(found: DirectoryImport, tallies: Mapping[str, Tally], spool: Spool) -> None:
    """The tallies on the import, the lines beside it: by COPY, since there may be many."""
    found.tallies = {name: counts_of(tally) for name, tally in tallies.items()}
    found.lines = sum(tally.read for tally in tallies.values())
    ImportLine.objects.filter(run=found.pk).delete()
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for line in spool.lines():
            copy.write_row(_row(found.pk, line))


def _row(run: UUID, line: Line) -> tuple[Any, ...]:
    return (run, *(getattr(line, name) for name in COLUMNS[1:-1]), Jsonb(line.changes))


def _package(found: DirectoryImport) -> Package:
    path: Path = storing.path_of(found.stored)
    return read_package(path, name=f"{Path(found.name).stem}{path.suffix}")


class _GivenUp(Exception):
    """Workers died over it: it is not tried again."""


WHY: Mapping[type[Exception], str] = {Stopped: "import.stopped", _GivenUp: "import.given_up"}


def enter_now(
    *, package: Package, name: str, municipality: str, source: str, spool: Spool, went: Went, at: datetime
) -> Mapping[str, Tally]:
    """Receive and enter in one go, for a command: its user looks at the outcome, and undoes it on the page.

    Raises Refused when a colleague's import is being entered, NotImported when it can't be written.
    """
    found = actions.receive(
        run=uuid4(),
        package=package,
        name=name,
        stored="",
        municipality=municipality,
        source=source,
        by=None,
        at=at,
    )
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality)
    if facts_of(found, by=None, at=at).another_writes:
        raise Refused(ANOTHER)
    tallies = entered(package, found, spool, went=went)
    keep(found, tallies, spool)
    facts = replace(facts_of(found, by=None, at=at), has_file=True)
    for verb in ("look", "looked", *(("apply", "applied") if facts.brings else ("drop",))):
        move(found, verb, facts)
    found.applied_at = at if facts.brings else None
    found.save()
    journal.note("import:applied", about=("import", found.pk))
    return tallies


def try_now(*, package: Package, municipality: str, source: str, spool: Spool, went: Went) -> Mapping[str, Tally]:
    """What entering it would bring, for a command. Nothing stays, not even that it was tried."""
    columns = meanings_of(package, municipality, source) if package.flat else {}
    found = DirectoryImport(municipality_id=municipality, source=source, columns=columns)
    return tried(package, found, spool, went=went)
