"""One act: the procedure around every change to a case. Lock, allow, move, save, record; nothing half done."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import access
from accounts import actions as accounts
from accounts.access import Actor, Permission
from accounts.kept import KeptFor
from cases.dossier.models import Case, Contact, Task
from ledger import journal, operation, outbox, statements
from ledger.models import Event, OutboxMessage
from ledger.statements import Part
from workflows.flow import By
from workflows.refusal import Refused


class Stale(Exception):
    """Somebody changed this since the form was opened. `case` is as it is now, `version` what was asked about."""

    def __init__(self, case: Case, *, version: int) -> None:
        super().__init__("stale")
        self.case = case
        self.version = version


NEAREST_END = Part("cases_nearest_end(id)")


@dataclass(slots=True)
class Act:
    """A change under way on a locked case. `clocks_moved`: the nearest legal end is looked up when it is saved.

    `nearest_end`: how it is looked up; what meets clocks as the last thing of an act does so in that same statement.
    """

    case: Case
    by: Actor
    at: datetime
    changed: set[str] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    clocks_moved: bool = False
    nearest_end: Part = NEAREST_END

    @property
    def who(self) -> By:
        """The actor as the guards know him."""
        return By(actor=str(self.by.id))

    @property
    def on(self) -> date:
        """The day of the act, where it happens."""
        return timezone.localdate(self.at)

    def change(self, **values: object) -> None:
        """Set fields of the case; they are saved when the act ends."""
        for name, value in values.items():
            setattr(self.case, name, value)
            self.changed.add(name)

    def moved(self) -> None:
        """The case's state moved through its flow."""
        self.changed.add("state")

    def event(self, kind: str, *, law: str = "", need: UUID | None = None, layer: str = "", reason: str = "") -> None:
        """Record what happened, with team and municipality as they are at this moment."""
        self.case.last_seq += 1
        self.events.append(
            Event(
                case=self.case.id,
                seq=self.case.last_seq,
                kind=kind,
                need=need,
                law=law,
                layer=layer,
                team=self.case.team_id,
                municipality=self.case.municipality_id,
                actor=self.by.id,
                reason=reason,
                at=self.at,
            )
        )

    def said(self, words: str, *, law: str, how: str = "") -> None:
        """Keep what was said with the event just recorded; its words stay out of event and journal."""
        Contact.objects.create(
            case=self.case, law=law, seq=self.case.last_seq, how=how, said=words, by_id=self.by.id, at=self.at
        )

    def finish_tasks(self, **which: object) -> None:
        """The open tasks of the case that fit are done."""
        Task.objects.open().filter(case=self.case, **which).update(done_at=self.at)

    def save(self) -> None:
        """Write the case and what happened in it, in one statement."""
        self.case.version += 1
        computed = {"due_on": self.nearest_end} if self.clocks_moved else {}
        changed = statements.changing(self.case, frozenset({"version", "last_seq"} | self.changed), computed)
        told = [statements.inserting(self.events)] if self.events else []
        statements.together(changed, *told)
        if self.clocks_moved:
            vars(self.case).pop("due_on", None)


def _for_update(actor: Actor, *, case: UUID) -> "QuerySet[Case]":
    return Case.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=case)


LOCKED = KeptFor(_for_update, {"case": UUID(int=1)})
_held: ContextVar[tuple[operation.Operation, Case] | None] = ContextVar("held_case", default=None)


def hold(case: Case) -> None:
    """Keep a case that this operation has locked for the one act that follows, which then does not ask for it again."""
    _held.set((operation.current(), case))


def glance(case: UUID, *, by: Actor) -> Case:
    """The case before its act opens: the one this operation holds, or read without a lock. Raises DoesNotExist."""
    held = _held.get()
    if held and held[0] is operation.current() and held[1].id == case:
        return held[1]
    return Case.objects.visible_to(by).get(pk=case)


def _held_or_locked(case: UUID, *, by: Actor) -> Case:
    held = _held.get()
    _held.set(None)
    if held and held[0] is operation.current() and held[1].id == case:
        return held[1]
    return locked(case, by=by)


def locked(case: UUID, *, by: Actor) -> Case:
    """The case, locked until the end of the transaction. Raises DoesNotExist when it is not in sight.

    Asked twice: who waited for a colleague that made it confidential is judged by grants of before the wait.
    """
    found = LOCKED.ask(by, case=case) or LOCKED.ask(by, case=case)
    if not found:
        raise Case.DoesNotExist
    return found[0]


@contextmanager
def on_case(
    case: UUID, *, does: str, permission: Permission, by: Actor, at: datetime, seen: int | None = None
) -> Iterator[Act]:
    """Open an act on a case. `seen` is the version the form was made from.

    Raises Case.DoesNotExist when it is not in sight, Refused with the reason, Stale when somebody was first. Refusals
    are journalled; what the act had done is undone.
    """
    with _whole(case, does):
        act = Act(case=_held_or_locked(case, by=by), by=by, at=at)
        access.require(by, permission, on=act.case)
        if seen is not None and seen != act.case.version:
            raise Stale(act.case, version=act.case.version)
        yield act
        _recorded(act, does)


@contextmanager
def on_known_case(case: UUID, *, does: str, by: Actor, at: datetime) -> Iterator[Act]:
    """An act on a case by who may know of it without opening it; `by` is widened to its team for this act only."""
    with _whole(case, does):
        act = Act(case=locked(case, by=by), by=by, at=at)
        yield act
        _recorded(act, does)


@contextmanager
def _whole(case: UUID, does: str) -> Iterator[None]:
    """All of it or nothing: what a refused act had done and journalled is undone, and the refusal is journalled."""
    place = journal.mark()
    try:
        with transaction.atomic():
            yield
    except (Refused, Stale) as refusal:
        journal.forget_since(place)
        code = refusal.refusal.code if isinstance(refusal, Refused) else "stale"
        journal.note(does, about=("case", case), result=journal.REFUSED, reason=code)
        raise


def _recorded(act: Act, does: str) -> None:
    act.save()
    journal.note(does, about=("case", act.case.id), subjects=subjects_of(act.case))


def subjects_of(case: Case) -> list[UUID]:
    return [case.resident_id] if case.resident_id else []


def tell_team(act: Act, *, role: str, kind: str, law: str) -> None:
    """Let the colleagues of the case's team in this role know. Of a confidential case nobody is told that it exists."""
    for notice in notices(act, role=role, kind=kind, law=law):
        outbox.send(notice)


def notices(act: Act, *, role: str, kind: str, law: str) -> list[OutboxMessage]:
    """What tells them, not written yet; of a confidential case nothing."""
    if act.case.confidential:
        return []
    cause = f"{act.case.id}:{act.case.last_seq}"
    told = accounts.team_notice(
        team=act.case.team_id, role=role, kind=kind, case=act.case.id, law=law, cause=cause, at=act.at
    )
    return [told]
