"""One act: the procedure around every change to a case. Lock, allow, move, save, record; nothing half done."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import access
from accounts import actions as accounts
from accounts.access import Actor, Permission
from cases.dossier.models import Case
from ledger import journal
from ledger.models import Event
from workflows.flow import By
from workflows.refusal import Refused


class Stale(Exception):
    """Somebody changed this since the form was opened. `case` is as it is now, `version` what was asked about."""

    def __init__(self, case: Case, *, version: int) -> None:
        super().__init__("stale")
        self.case = case
        self.version = version


@dataclass(slots=True)
class Act:
    """A change under way on a locked case."""

    case: Case
    by: Actor
    at: datetime
    changed: set[str] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)

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

    def save(self) -> None:
        self.case.version += 1
        self.case.save(update_fields={"version", "last_seq"} | self.changed)
        Event.objects.bulk_create(self.events)


@contextmanager
def on_case(
    case: UUID, *, does: str, permission: Permission, by: Actor, at: datetime, seen: int | None = None
) -> Iterator[Act]:
    """Open an act on a case. `seen` is the version the form was made from.

    Raises Case.DoesNotExist when it is not in sight, Refused with the reason, Stale when somebody was first. Refusals
    are journalled; what the act had done is undone.
    """
    place = journal.mark()
    try:
        with transaction.atomic():
            act = Act(case=Case.objects.visible_to(by).locked(case), by=by, at=at)
            access.require(by, permission, on=act.case)
            if seen is not None and seen != act.case.version:
                raise Stale(act.case, version=act.case.version)
            yield act
            act.save()
            journal.note(does, about=("case", case), subjects=subjects_of(act.case))
    except (Refused, Stale) as refusal:
        journal.forget_since(place)
        code = refusal.refusal.code if isinstance(refusal, Refused) else "stale"
        journal.note(does, about=("case", case), result=journal.REFUSED, reason=code)
        raise


def subjects_of(case: Case) -> list[UUID]:
    return [case.resident_id] if case.resident_id else []


def tell_team(act: Act, *, role: str, kind: str, law: str) -> None:
    """Let the colleagues of the case's team in this role know. Of a confidential case nobody is told that it exists."""
    if act.case.confidential:
        return
    accounts.notify_team(
        team=act.case.team_id,
        role=role,
        kind=kind,
        case=act.case.id,
        law=law,
        cause=f"{act.case.id}:{act.case.last_seq}",
        at=act.at,
    )
