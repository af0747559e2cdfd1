"""The way of an import: a file is looked through, then entered in one go, and can be undone for seven days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflows.flow import By, FlowMixin, requires
from workflows.refusal import Refusal, Text

UNDO_FOR = timedelta(days=7)


class ImportState(models.TextChoices):
    RECEIVED = "received", _("received")
    LOOKING = "looking", _("being looked through")
    LOOKED = "looked", _("looked through")
    APPLYING = "applying", _("being entered")
    APPLIED = "applied", _("entered")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    FAILED = "failed", _("failed")
    DROPPED = "dropped", _("left aside")


BUSY = (ImportState.LOOKING, ImportState.APPLYING, ImportState.UNDOING)
WRITING = (ImportState.APPLYING, ImportState.UNDOING)
OVER = (ImportState.UNDONE, ImportState.DROPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFacts:
    """All that the guards of an import may look at.

    `mapped`: it is known what the columns mean; `another_writes`: a colleague's import of this municipality is being
    entered or undone; `brings`: how many rows are new or changed; `has_file`: the file is still there.
    """

    at: datetime
    by: By
    mapped: bool = True
    another_writes: bool = False
    brings: int = 0
    has_file: bool = True
    applied_at: datetime | None = None


STANDING: Mapping[str, Text] = {
    "received": _("Say first what the columns mean, then look it through."),
    "looking": _("This file is being looked through. Wait until that is done."),
    "looked": _("This file was looked through. Enter it, or leave it aside."),
    "applying": _("This import is being entered, perhaps by a colleague. Wait until that is done."),
    "applied": _("This import was entered already."),
    "undoing": _("This import is being undone, perhaps by a colleague. Wait until that is done."),
    "undone": _("This import was undone. Send the file again to enter it."),
    "failed": _("This import failed. Look it through again, or send the file again."),
    "dropped": _("This import was left aside. Send the file again to enter it."),
}

NOT_MAPPED = Refusal("import.not_mapped", _("Say first which column has the name."))
NO_FILE = Refusal("import.no_file", _("The file is no longer here: it is kept for seven days. Send it again."))
ANOTHER = Refusal(
    "import.another_writes", _("A colleague is entering or undoing another import now. Wait until that is done.")
)
NOTHING_NEW = Refusal("import.nothing_new", _("There is nothing to enter: no row is new or changed."))
TOO_LATE = Refusal("import.too_late", _("An import can be undone for seven days. These have passed."))


def columns_are_known(facts: ImportFacts) -> Refusal | None:
    """Without the name of a row there is nothing to look through."""
    return None if facts.mapped else NOT_MAPPED


def file_is_here(facts: ImportFacts) -> Refusal | None:
    """A file is kept as long as its import can be undone."""
    return None if facts.has_file else NO_FILE


def nobody_else_writes(facts: ImportFacts) -> Refusal | None:
    """Two imports at once would mix: one municipality enters one at a time."""
    return ANOTHER if facts.another_writes else None


def something_to_enter(facts: ImportFacts) -> Refusal | None:
    """What changes nothing needs no entering."""
    return None if facts.brings else NOTHING_NEW


def still_undoable(facts: ImportFacts) -> Refusal | None:
    """Seven days, as the page said when it was entered."""
    return TOO_LATE if facts.applied_at is None or facts.at - facts.applied_at > UNDO_FOR else None


class ImportFlow(FlowMixin):
    """One import. Each transition moves the state and nothing else."""

    subject = "import"
    standing = STANDING

    state = FSMField(
        _("state"), default=ImportState.RECEIVED, choices=ImportState.choices, protected=True, max_length=16
    )

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=[ImportState.RECEIVED, ImportState.LOOKED, ImportState.FAILED],
        target=ImportState.LOOKING,
        conditions=requires(columns_are_known, file_is_here),
    )
    def look(self) -> None:
        """Dutch: bekijken. Everything is tried and nothing stays."""

    @transition(field=state, source=ImportState.LOOKING, target=ImportState.LOOKED)
    def looked(self) -> None:
        """What it would bring is known."""

    @transition(
        field=state,
        source=ImportState.LOOKED,
        target=ImportState.APPLYING,
        conditions=requires(file_is_here, something_to_enter, nobody_else_writes),
    )
    def apply(self) -> None:
        """Dutch: in het systeem zetten."""

    @transition(field=state, source=ImportState.APPLYING, target=ImportState.APPLIED)
    def applied(self) -> None:
        """All of it is in."""

    @transition(
        field=state,
        source=ImportState.APPLIED,
        target=ImportState.UNDOING,
        conditions=requires(still_undoable, nobody_else_writes),
    )
    def undo(self) -> None:
        """Dutch: ongedaan maken."""

    @transition(field=state, source=ImportState.UNDOING, target=ImportState.UNDONE)
    def undone(self) -> None:
        """What it brought is out again, as far as nobody built on it."""

    @transition(field=state, source=[ImportState.LOOKING, ImportState.APPLYING], target=ImportState.FAILED)
    @transition(field=state, source=ImportState.UNDOING, target=ImportState.APPLIED)
    def fail(self) -> None:
        """It could not be done, and nothing of it was. An undoing that fails leaves what was entered."""

    @transition(
        field=state,
        source=[ImportState.RECEIVED, ImportState.LOOKED, ImportState.FAILED],
        target=ImportState.DROPPED,
    )
    def drop(self) -> None:
        """Dutch: terzijde leggen."""
