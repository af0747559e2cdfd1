"""The journal of acts and reads: `note` remembers, the operation writes at its end, so a chain is locked briefly."""

from collections.abc import Iterable
from uuid import UUID

from ledger import operation
from ledger.models import JournalEntry

DONE = "done"
REFUSED = "refused"
DENIED = "denied"


def note(
    act: str,
    *,
    about: tuple[str, UUID | None] = ("", None),
    subjects: Iterable[UUID] = (),
    fields: Iterable[str] = (),
    result: str = DONE,
    reason: str = "",
    purpose: str = "",
) -> None:
    """Remember one act or read for the end of the current operation.

    `about` is (type, id) of what it concerns, `subjects` the persons shown or touched, `fields` names only.
    """
    now = operation.current()
    now.notes.append(
        JournalEntry(
            chain=now.chain,
            at=now.at,
            actor=now.actor,
            job=now.job,
            municipality=now.municipality,
            operation=now.id,
            origin=now.origin,
            act=act,
            result=result,
            reason=reason,
            purpose=purpose,
            object_type=about[0],
            object_id=about[1],
            subjects=sorted(set(subjects)),
            fields=sorted(set(fields)),
        )
    )


def mark() -> int:
    """Where the operation's notes stand now, to come back to when what follows is undone."""
    return len(operation.current().notes)


def forget_since(place: int) -> None:
    """Drop the notes made since `mark()`: the work they describe was rolled back."""
    del operation.current().notes[place:]
