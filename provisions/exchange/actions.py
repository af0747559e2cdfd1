"""The verbs of an import: receive a file, say what its columns mean, look it through, enter it, undo it, leave it.

Looking, entering and undoing are asked for here and done in the background (provisions.exchange.working).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from accounts.models import Municipality
from ledger import journal, outbox
from provisions.exchange import storing
from provisions.exchange.models import ColumnMeaning, DirectoryImport, ImportLine, ImportProgress
from provisions.exchange.standing import facts_of, meanings_of
from provisions.exchange.tables import Package
from workflows.flow import move
from workflows.import_flow import ImportState
from workflows.refusal import Refusal, Refused

LOOK, APPLY, UNDO = "directory.look", "directory.apply", "directory.undo"
KIND_OF_WORK = {"look": LOOK, "apply": APPLY, "undo": UNDO}
NAME_ONCE = Refusal("import.name_once", _("Choose one column that holds the name."))
TWICE = Refusal("import.meaning_twice", _("Two columns can't mean the same. Choose another meaning for one of them."))
NOT_RUNNING = Refusal("import.not_running", _("There is nothing to stop: it is done already."))
OF_ANOTHER = Refusal("import.municipality", _("This municipality is not yours to keep the directory of."))


def receive(
    *,
    run: UUID,
    package: Package,
    name: str,
    stored: str,
    municipality: str,
    source: str,
    by: Actor | None,
    at: datetime,
) -> DirectoryImport:
    """Write down that a file came. `by` is None for a command. A flat list gets the meanings said last, or a guess."""
    with _keeping("import:receive", run, by):
        if by and municipality not in by.keeps_directory_of():
            raise Refused(OF_ANOTHER)
        return DirectoryImport.objects.create(
            id=run,
            municipality_id=municipality,
            source=source,
            name=name[:200],
            stored=stored,
            format=package.format,
            flat=package.flat,
            columns=meanings_of(package, municipality, source) if package.flat else {},
            lines=sum(table.lines for table in package.tables),
            by_id=by.id if by else None,
            at=at,
        )


def map_columns(*, run: UUID, columns: Mapping[str, str], by: Actor, at: datetime) -> None:
    """Say what the columns of a flat list mean; remembered for this source. Raises Refused, DoesNotExist."""
    with _keeping("import:map", run, by):
        found = _locked(run, by)
        chosen = [meaning for meaning in columns.values() if meaning]
        if chosen.count("name") != 1:
            raise Refused(NAME_ONCE)
        if len(set(chosen)) < len(chosen):
            raise Refused(TWICE)
        if found.state not in (ImportState.RECEIVED, ImportState.LOOKED, ImportState.FAILED):
            raise Refused(Refusal(f"import_is_{found.state}", found.standing[found.state]))
        found.columns = {name: columns.get(name, "") for name in found.columns}
        found.save(update_fields=["columns"])
        ColumnMeaning.objects.update_or_create(
            municipality_id=found.municipality_id,
            source=found.source,
            defaults={"columns": found.columns, "by_id": by.id, "at": at},
        )


def look(*, run: UUID, by: Actor | None, at: datetime) -> None:
    """Ask to look the file through: everything is tried and nothing stays."""
    _ask("look", run, by, at)


def apply(*, run: UUID, by: Actor | None, at: datetime) -> None:
    """Ask to enter what was looked through."""
    _ask("apply", run, by, at)


def undo(*, run: UUID, by: Actor | None, at: datetime) -> None:
    """Ask to take out what this import brought."""
    _ask("undo", run, by, at)


def _ask(verb: str, run: UUID, by: Actor | None, at: datetime) -> None:
    with _keeping(f"import:{verb}", run, by):
        found = _locked(run, by)
        move(found, verb, facts_of(found, by=by, at=at))
        found.round += 1
        found.reason = ""
        found.save(update_fields=["state", "round", "reason"])
        ImportProgress.objects.filter(run=run).delete()
        outbox.put(
            KIND_OF_WORK[verb],
            key=f"{verb}:{run}:{found.round}",
            payload={"run": str(run), "round": found.round},
            at=at,
            stream=run,
        )


def drop(*, run: UUID, by: Actor, at: datetime) -> None:
    """Leave a file aside: it and its lines are removed."""
    with _keeping("import:drop", run, by):
        found = _locked(run, by)
        move(found, "drop", facts_of(found, by=by, at=at))
        stored, found.stored = found.stored, ""
        found.save(update_fields=["state", "stored"])
        ImportLine.objects.filter(run=run).delete()
        transaction.on_commit(lambda: storing.remove(stored) if stored else None)


def stop(*, run: UUID, by: Actor, at: datetime) -> None:
    """Ask a run to stop; until its last moment nothing of it holds. It reads that beside its transaction."""
    with _keeping("import:stop", run, by):
        DirectoryImport.objects.visible_to(by).get(pk=run)
        if not ImportProgress.objects.filter(run=run).update(stop=True):
            raise Refused(NOT_RUNNING)


def _locked(run: UUID, by: Actor | None) -> DirectoryImport:
    """The import, in sight of who asks, with the municipality's row locked: one import of it moves at a time."""
    seen = DirectoryImport.objects.visible_to(by) if by else DirectoryImport.objects.all()
    place = seen.values_list("municipality_id", flat=True).get(pk=run)
    Municipality.objects.select_for_update(no_key=True).get(pk=place)
    found: Any = seen.select_for_update(of=("self",)).get(pk=run)
    return found  # type: ignore[no-any-return]


@contextmanager
def _keeping(does: str, run: UUID, by: Actor | None) -> Iterator[None]:
    """One act of keeping the directory: allowed, in one transaction, journalled; refused, undone and journalled too."""
    place = journal.mark()
    try:
        with transaction.atomic():
            if by:
                access.require(by, Permission.PROVISION_KEEP)
            yield
            journal.note(does, about=("import", run))
    except Refused as refusal:
        journal.forget_since(place)
        journal.note(does, about=("import", run), result=journal.REFUSED, reason=refusal.refusal.code)
        raise
