"""The verbs of a conversation: start it, write, link who it is about, finish it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from cases.dossier import actions as dossier
from cases.dossier.actions import Asked
from cases.dossier.models import Case
from cases.residents import actions as residents
from cases.residents.actions import Identity
from cases.residents.models import Resident
from intake.models import Conversation, Revision
from ledger import journal
from workflows.refusal import Refusal, Refused

MOST_TEXT = 200_000
DOUBLE_CLICK = timedelta(minutes=1)
TOO_LONG = Refusal(
    "text_too_long", _("This text is longer than 200,000 characters. Start a second conversation for the rest.")
)
ALREADY_FINISHED = Refusal("conversation_is_finished", _("This conversation is finished. Its text no longer changes."))


class Conflict(Exception):
    """Somebody else saved another text meanwhile; both are kept."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__("conflict")
        self.conversation = conversation


def start_conversation(*, by: Actor, at: datetime, conversation: UUID | None = None) -> Conversation:
    """Open a conversation before knowing who calls. An empty one of the last minute is handed back: a double click."""
    access.require(by, Permission.CONVERSATION_HOLD)
    empty = Conversation.objects.visible_to(by).untouched(by=by.id, since=at - DOUBLE_CLICK).first()
    if empty and conversation is None:
        return empty
    desk = next(post.team for post in by.posts if post.may(Permission.CONVERSATION_HOLD))
    started = Conversation.objects.create(
        id=conversation or uuid.uuid4(), team_id=desk, author_id=by.id, saved_at=at, started_at=at
    )
    journal.note("conversation:start", about=("conversation", started.id))
    return started


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as the page sent it: from which version, in which editing session, and which of its sendings (`turn`)."""

    text: str
    seen: int
    editing: str = ""
    turn: int = 0


def save_text(*, conversation: UUID, typed: Typed, by: Actor, at: datetime) -> Conversation:
    """Save what is typed. Never judged on content; a gap in versions counts only from another editing session.

    A sending that arrives after a later one of the same session is old news and changes nothing. Raises Conflict
    when somebody else saved since version `seen`, and keeps this text as a revision all the same.
    """
    if len(typed.text) > MOST_TEXT:
        raise Refused(TOO_LONG)
    with transaction.atomic():
        found = Conversation.objects.visible_to(by).select_for_update(of=("self",)).get(pk=conversation)
        if found.finished_at:
            raise Refused(ALREADY_FINISHED)
        conflicts = False
        if _is_news(found, typed):
            conflicts = typed.seen != found.version and typed.editing != found.editing
            _keep(found, typed, by, at, conflicting=conflicts)
            journal.note("conversation:write", about=("conversation", found.id), subjects=_subjects(found))
    if conflicts:
        raise Conflict(found)
    return found


def _is_news(found: Conversation, typed: Typed) -> bool:
    old = typed.editing and typed.editing == found.editing and typed.turn and typed.turn <= found.turn
    return not old and _storable(typed.text) != found.text


def _keep(found: Conversation, typed: Typed, by: Actor, at: datetime, *, conflicting: bool) -> None:
    """Every text becomes a revision; one that conflicts stays beside the conversation's own."""
    text = _storable(typed.text)
    if not conflicting:
        found.text, found.version, found.saved_at = text, found.version + 1, at
        found.editing, found.turn = typed.editing, typed.turn
        found.save(update_fields=["text", "version", "saved_at", "editing", "turn"])
    version = typed.seen if conflicting else found.version
    Revision.objects.create(conversation=found, version=version, text=text, by_id=by.id, at=at, conflicting=conflicting)


def _storable(text: str) -> str:
    """PostgreSQL keeps every character but NUL."""
    return text.replace("\x00", "").replace("\r\n", "\n")


def link_resident(*, conversation: UUID, resident: UUID | None, by: Actor, at: datetime) -> Conversation:
    """Say who the conversation is about; None says it is not known yet."""
    with transaction.atomic():
        found = _open(conversation, by)
        if resident:
            found.resident = Resident.objects.findable_by(by).get(pk=resident)
        else:
            found.resident = None
        found.save(update_fields=["resident"])
        journal.note("conversation:link", about=("conversation", found.id), subjects=_subjects(found))
    return found


def record_person(*, conversation: UUID, identity: Identity, by: Actor, at: datetime) -> Conversation:
    """Record a person who is not known yet, and link the conversation to her."""
    with transaction.atomic():
        person = residents.register_resident(municipality=by.municipality, identity=identity, by=by)
        return link_resident(conversation=conversation, resident=person.id, by=by, at=at)


def set_channel(*, conversation: UUID, channel: str, by: Actor, at: datetime) -> Conversation:
    """Say how the conversation came in."""
    with transaction.atomic():
        found = _open(conversation, by)
        found.channel = channel
        found.save(update_fields=["channel"])
        journal.note("conversation:channel", about=("conversation", found.id))
    return found


def finish_answered(*, conversation: UUID, by: Actor, at: datetime) -> Conversation:
    """Finish: the question was answered, no case is needed."""
    with transaction.atomic():
        return _finish(_open(conversation, by), Conversation.Outcome.ANSWERED, at=at)


def finish_as_case(
    *,
    conversation: UUID,
    team: UUID,
    laws: tuple[str, ...],
    own_words: str,
    by: Actor,
    at: datetime,
    threatened: bool = False,
    urgent: bool = False,
) -> Case:
    """Finish: the request becomes a case for a team. The team gets the request, not the conversation."""
    with transaction.atomic():
        found = _open(conversation, by)
        asked = Asked(
            own_words=own_words,
            channel=found.channel,
            received_on=timezone.localdate(found.started_at),
            laws=laws,
            threatened=threatened,
            conversation=found.id,
        )
        case = dossier.open_case(team=team, asked=asked, resident=found.resident_id, urgent=urgent, by=by, at=at)
        found.case = case.id
        _finish(found, Conversation.Outcome.NEW_CASE, at=at)
    return case


def _open(conversation: UUID, by: Actor) -> Conversation:
    found = Conversation.objects.visible_to(by).select_for_update(of=("self",)).get(pk=conversation)
    if found.finished_at:
        raise Refused(ALREADY_FINISHED)
    return found


def _finish(conversation: Conversation, outcome: str, *, at: datetime) -> Conversation:
    conversation.outcome, conversation.finished_at = outcome, at
    conversation.save(update_fields=["outcome", "finished_at", "case"])
    about = ("conversation", conversation.id)
    journal.note("conversation:finish", about=about, subjects=_subjects(conversation), reason=outcome)
    return conversation


def _subjects(conversation: Conversation) -> list[UUID]:
    return [conversation.resident_id] if conversation.resident_id else []
