"""The verbs of the reporting code (meldcode): signal, consult, discuss, weigh, and what follows from it.

Nothing of it is told to the case, the resident, a colleague or the figures. The journal names the concern by its id
alone: not the resident, whose journal others may ask for.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from cases.dossier.models import Case
from cases.residents.models import Resident
from cases.safety.models import SafetyConcern, SafetyNote
from ledger import journal
from workflows.flow import By, move
from workflows.refusal import Refusal, Refused
from workflows.safety_flow import NOT_NOTED, SafetyFacts

Step = SafetyNote.Step
CHANGED_MEANWHILE = Refusal(
    "safety_changed", _("A colleague took a step meanwhile. Read it, and send your text again if it still holds.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What was seen or heard, and about whom: a case, a conversation, a resident, or in words. Nothing is required
    but the text.
    """

    text: str
    who: str = ""
    acute: bool = False
    case: UUID | None = None
    conversation: UUID | None = None
    resident: UUID | None = None


@dataclass(frozen=True, slots=True)
class Handling:
    """One step under way on a locked concern."""

    concern: SafetyConcern
    by: Actor
    at: datetime
    text: str

    def moves(self, verb: str, **facts: bool) -> None:
        noted = bool(self.text.strip())
        concern = self.concern
        danger = concern.acute or concern.structural
        asked = {"noted": noted, "acute_or_structural": danger, "officer": True} | facts
        move(concern, verb, SafetyFacts(at=self.at, by=By(actor=str(self.by.id)), **asked))

    def note(self, step: str) -> None:
        SafetyNote.objects.create(concern=self.concern, step=step, text=self.text.strip(), by_id=self.by.id, at=self.at)


def signal(*, signal: Signal, by: Actor, at: datetime, concern: UUID | None = None) -> SafetyConcern:
    """Tell the safety officer of a worry about safety. The case it comes from is not touched.

    What is named and not in sight raises its DoesNotExist.
    """
    access.require(by, Permission.SAFETY_SIGNAL)
    if not signal.text.strip():
        raise Refused(NOT_NOTED)
    case = Case.objects.visible_to(by).get(pk=signal.case) if signal.case else None
    about = case.resident_id if case else None
    if signal.resident:
        about = Resident.objects.visible_to(by).get(pk=signal.resident).id
    if signal.conversation and not hears(conversation=signal.conversation, by=by):
        raise ObjectDoesNotExist
    with transaction.atomic():
        made = SafetyConcern.objects.create(
            id=concern or uuid.uuid4(),
            municipality_id=case.municipality_id if case else by.municipality,
            case=signal.case,
            conversation=signal.conversation,
            resident_id=about,
            who=signal.who.strip(),
            acute=signal.acute,
            signalled_by_id=by.id,
            signalled_at=at,
        )
        SafetyNote.objects.create(concern=made, step=Step.SIGNAL, text=signal.text.strip(), by_id=by.id, at=at)
        journal.note("safety:signalled", about=("safety", made.id))
    return made


def hears(*, conversation: UUID, by: Actor) -> bool:
    """Whether a conversation is in sight. It lies in a room above this one, and is asked for by name."""
    known: bool = apps.get_model("intake", "Conversation").objects.visible_to(by).filter(pk=conversation).exists()
    return known


def consult(*, concern: UUID, text: str, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Step 2: discussed with a colleague, and if needed with Veilig Thuis."""
    with _handle(concern, does="safety:consulted", text=text, by=by, at=at, seen=seen) as step:
        step.moves("consult")
        step.note(Step.CONSULTATION)


def discuss(*, concern: UUID, text: str, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Step 3: talked with those involved."""
    with _handle(concern, does="safety:discussed", text=text, by=by, at=at, seen=seen) as step:
        step.moves("discuss")
        step.note(Step.TALK)


def weigh(
    *,
    concern: UUID,
    text: str,
    by: Actor,
    at: datetime,
    acute: bool = False,
    structural: bool = False,
    unsafe_to_discuss: bool = False,
    seen: int | None = None,
) -> None:
    """Step 4: weighed, and whether the danger is acute or lasting. The talk is left out only where it is not safe."""
    with _handle(concern, does="safety:weighed", text=text, by=by, at=at, seen=seen) as step:
        step.moves("weigh", unsafe_to_discuss=unsafe_to_discuss)
        step.concern.acute, step.concern.structural = acute, structural
        step.note(Step.WEIGHING)


def report(*, concern: UUID, text: str, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Step 5: reported to Veilig Thuis, from any step."""
    with _handle(concern, does="safety:reported", text=text, by=by, at=at, seen=seen) as step:
        step.moves("report")
        step.note(Step.CONCLUSION)


def organise_help(
    *, concern: UUID, text: str, by: Actor, at: datetime, overruled: bool = False, seen: int | None = None
) -> None:
    """Step 5: help is organised. `overruled`: acute or lasting danger is not reported, and the text says why."""
    _conclude("organise_help", "safety:help_organised", concern, text, by, at, overruled=overruled, seen=seen)


def dismiss(
    *, concern: UUID, text: str, by: Actor, at: datetime, overruled: bool = False, seen: int | None = None
) -> None:
    """Step 5: after weighing there is no concern; that is recorded too."""
    _conclude("dismiss", "safety:dismissed", concern, text, by, at, overruled=overruled, seen=seen)


def _conclude(
    verb: str, does: str, concern: UUID, text: str, by: Actor, at: datetime, *, overruled: bool, seen: int | None
) -> None:
    with _handle(concern, does=does, text=text, by=by, at=at, seen=seen) as step:
        danger = step.concern.acute or step.concern.structural
        step.moves(verb, overruled=overruled)
        step.concern.overruled = overruled and danger
        step.note(Step.CONCLUSION)


@contextmanager
def _handle(concern: UUID, *, does: str, text: str, by: Actor, at: datetime, seen: int | None) -> Iterator[Handling]:
    """Lock, allow, move, save, journal. Raises SafetyConcern.DoesNotExist, and Refused with the reason."""
    access.require(by, Permission.SAFETY_HANDLE)
    place = journal.mark()
    try:
        with transaction.atomic():
            mine = SafetyConcern.objects.filter(municipality__in=by.guards_safety_in())
            found = mine.select_for_update(of=("self",)).get(pk=concern)
            if seen is not None and seen != found.version:
                raise Refused(CHANGED_MEANWHILE)
            step = Handling(found, by, at, text)
            yield step
            found.version += 1
            found.save(update_fields=["state", "acute", "structural", "overruled", "version"])
            journal.note(does, about=("safety", concern))
    except Refused as refused:
        journal.forget_since(place)
        journal.note(does, about=("safety", concern), result=journal.REFUSED, reason=refused.refusal.code)
        raise
