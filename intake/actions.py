"""The verbs of a conversation: start it, write, link who it is about, finish each question in it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from accounts.models import Membership, Team
from cases.dossier import actions as dossier
from cases.dossier.actions import Asked
from cases.dossier.models import Case
from cases.residents import actions as residents
from cases.residents.actions import Identity
from cases.residents.models import Resident
from intake import held
from intake.models import Appointment, Conversation, Question, Revision
from ledger import journal, operation, statements
from provisions.directory.actions import tally
from provisions.models import Provision
from workflows.refusal import Refusal, Refused

TALKING = tuple(role for role, may in access.ROLES.items() if Permission.CONVERSATION_HOLD in may)
MOST_TEXT = 200_000
MOST_WORDS = 20_000
FINISHED = frozenset({"own_words", "outcome", "finished_at", "case", "provision"})
NONE_LEFT = """NOT EXISTS (
    SELECT FROM intake_question WHERE conversation_id = %s AND id <> %s AND finished_at IS NULL
)"""
DOUBLE_CLICK = timedelta(minutes=1)
TOO_LONG = Refusal(
    "text_too_long", _("This text is longer than 200,000 characters. Start a second conversation for the rest.")
)
TOO_MANY_WORDS = Refusal(
    "words_too_long", _("What is asked is longer than 20,000 characters. Write the rest in the note.")
)
ALREADY_FINISHED = Refusal("conversation_is_finished", _("This conversation is finished. Its text no longer changes."))
QUESTION_IS_FINISHED = Refusal(
    "question_is_finished", _("This question is finished already. Add a question if more is asked.")
)
DAY_IS_PAST = Refusal("day_is_past", _("This day has passed. Choose today or a later day."))
NOT_IN_THAT_TEAM = Refusal(
    "not_in_that_team", _("This colleague does not work in that team. Choose another colleague.")
)
ALREADY_KEPT = Refusal("appointment_is_kept", _("Somebody recorded already how this went."))


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
    Question.objects.create(id=uuid.uuid4(), conversation=started, position=1)
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
        if _is_news(found, found.text, typed):
            conflicts = typed.seen != found.version and typed.editing != found.editing
            _keep(found, typed, by, at, conflicting=conflicts)
            journal.note("conversation:write", about=("conversation", found.id), subjects=_subjects(found))
    if conflicts:
        raise Conflict(found)
    return found


def save_own_words(*, conversation: UUID, position: int, typed: Typed, by: Actor, at: datetime) -> Question:
    """Save what is asked while it is typed, as `save_text` does. Raises Conflict, and then keeps the other's words."""
    if len(typed.text) > MOST_WORDS:
        raise Refused(TOO_MANY_WORDS)
    with transaction.atomic():
        found = _open(conversation, by)
        asked = found.questions.get(position=position)
        if asked.finished_at:
            raise Refused(QUESTION_IS_FINISHED)
        if not _is_news(asked, asked.own_words, typed):
            return asked
        if typed.seen != asked.version and typed.editing != asked.editing:
            raise Conflict(found)
        asked.own_words, asked.version = _storable(typed.text), asked.version + 1
        asked.editing, asked.turn = typed.editing, typed.turn
        asked.save(update_fields=["own_words", "version", "editing", "turn"])
        journal.note("conversation:write", about=("conversation", found.id), subjects=_subjects(found))
    return asked


def _is_news(found: Conversation | Question, kept: str, typed: Typed) -> bool:
    old = typed.editing and typed.editing == found.editing and typed.turn and typed.turn <= found.turn
    return not old and _storable(typed.text) != kept


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


def link_resident(
    *, conversation: UUID, resident: UUID | None, by: Actor, at: datetime, anonymous: bool = False
) -> Conversation:
    """Say who the conversation is about; None says it is not known yet, `anonymous` that it stays unknown."""
    with transaction.atomic():
        found = _open(conversation, by)
        found.anonymous = anonymous and resident is None
        if resident:
            found.resident = Resident.objects.findable_by(by).get(pk=resident)
        else:
            found.resident = None
        found.save(update_fields=["resident", "anonymous"])
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


def add_question(*, conversation: UUID, by: Actor, at: datetime) -> Question:
    """A second question in the same conversation. An empty one that waits is handed back: a double click."""
    with transaction.atomic():
        found = _open(conversation, by)
        position = found.questions.count() + 1
        last = found.questions.filter(position=position - 1, finished_at=None, own_words="").first()
        if last and position > 2:
            return last
        journal.note("conversation:ask", about=("conversation", found.id), subjects=_subjects(found))
        return Question.objects.create(id=uuid.uuid4(), conversation=found, position=position)


def finish_answered(
    *, conversation: UUID, by: Actor, at: datetime, question: UUID | None = None, own_words: str = ""
) -> Question:
    """The question was answered; no case is needed."""
    with _on_question(conversation, question, own_words=own_words, by=by, at=at) as asked:
        asked.outcome = Question.Outcome.ANSWERED
    return asked


def point_to(
    *,
    conversation: UUID,
    provision: UUID,
    by: Actor,
    at: datetime,
    question: UUID | None = None,
    own_words: str = "",
) -> Question:
    """The resident was pointed to a facility that is free to enter: counted, without a card or consent."""
    with _on_question(conversation, question, own_words=own_words, by=by, at=at) as asked:
        offered = Provision.objects.offered_in(by.municipality).free_nearby()
        asked.outcome, asked.provision = Question.Outcome.POINTED, offered.get(pk=provision)
        tally(provision=provision, pointed=1)
    return asked


def add_to_case(
    *,
    conversation: UUID,
    case: UUID,
    laws: tuple[str, ...],
    own_words: str,
    by: Actor,
    at: datetime,
    question: UUID | None = None,
) -> Question:
    """What was asked goes to a case that runs already, as a report of its own; its clocks start."""
    with _on_question(conversation, question, own_words=own_words, by=by, at=at) as asked:
        said = _asked(asked, laws=laws, threatened=False)
        dossier.add_report(case=case, asked=said, by=by, at=at)
        asked.outcome, asked.case = Question.Outcome.ADDED, case
    return asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Who does what by when: a call-back by a day, or a meeting at a moment and place; `reach`: a phone number."""

    kind: str
    on: date
    team: UUID
    colleague: UUID | None = None
    at_time: time | None = None
    place: str = ""
    reach: str = ""


def promise(
    *,
    conversation: UUID,
    promised: Promise,
    by: Actor,
    at: datetime,
    question: UUID | None = None,
    own_words: str = "",
) -> Appointment:
    """A colleague calls back, or meets the resident: work with a day, for a person or a team."""
    if promised.on < timezone.localdate(at):
        raise Refused(DAY_IS_PAST)
    with _on_question(conversation, question, own_words=own_words, by=by, at=at) as asked:
        team = Team.objects.get(pk=promised.team, municipality=by.municipality)
        if promised.colleague and not _works_in(promised.colleague, team, on=timezone.localdate(at)):
            raise Refused(NOT_IN_THAT_TEAM)
        call_back = promised.kind == Appointment.Kind.CALL_BACK
        asked.outcome = Question.Outcome.CALL_BACK if call_back else Question.Outcome.APPOINTMENT
        made = Appointment.objects.create(
            id=uuid.uuid4(),
            kind=promised.kind,
            question=asked,
            team=team,
            colleague_id=promised.colleague,
            resident_id=asked.conversation.resident_id,
            what=asked.own_words,
            reach=promised.reach,
            on=promised.on,
            time=promised.at_time,
            place=promised.place,
            made_by_id=by.id,
            made_at=at,
        )
    return made


def keep_appointment(*, appointment: UUID, result: str, by: Actor, at: datetime) -> Appointment:
    """Say how a call-back or meeting went."""
    with transaction.atomic():
        found = Appointment.objects.visible_to(by).select_for_update(of=("self",)).get(pk=appointment)
        if found.done_at:
            raise Refused(ALREADY_KEPT)
        found.result, found.done_at = result, at
        found.save(update_fields=["result", "done_at"])
        subjects = [found.resident_id] if found.resident_id else []
        journal.note("appointment:keep", about=("appointment", found.id), subjects=subjects, reason=result)
    return found


def finish_as_case(
    *,
    conversation: UUID,
    team: UUID,
    laws: tuple[str, ...],
    own_words: str,
    by: Actor,
    at: datetime,
    question: UUID | None = None,
    threatened: bool = False,
    urgent: bool = False,
    confidential: bool = False,
    follows: UUID | None = None,
) -> Case:
    """The request becomes a case for a team. The team gets the request, not the conversation.

    `follows`: the ended case this one comes after.
    """
    with _on_question(conversation, question, own_words=own_words, by=by, at=at) as asked:
        case = dossier.open_case(
            team=team,
            asked=_asked(asked, laws=laws, threatened=threatened),
            resident=asked.conversation.resident_id,
            urgent=urgent,
            confidential=confidential,
            follows=follows,
            by=by,
            at=at,
        )
        asked.outcome, asked.case = Question.Outcome.NEW_CASE, case.id
        if confidential:
            asked.conversation.kept_to_id = by.id
            asked.conversation.save(update_fields=["kept_to"])
    return case


def _asked(question: Question, *, laws: tuple[str, ...], threatened: bool) -> Asked:
    found = question.conversation
    return Asked(
        own_words=question.own_words,
        channel=found.channel,
        received_on=timezone.localdate(found.started_at),
        laws=laws,
        threatened=threatened,
        conversation=found.id,
    )


@contextmanager
def _on_question(
    conversation: UUID, question: UUID | None, *, own_words: str, by: Actor, at: datetime
) -> Iterator[Question]:
    """Finish one open question (the first one when none is named); with the last, the conversation is finished."""
    with operation.whole():
        found = _open(conversation, by)
        waiting = [one for one in held.questions_of(found) if one.finished_at is None]
        asked = next((one for one in waiting if question in (None, one.id)), None)
        if asked is None:
            raise Refused(QUESTION_IS_FINISHED)
        asked.conversation = found
        asked.own_words = own_words or asked.own_words
        yield asked
        _finish(asked, at=at)
        about = ("conversation", found.id)
        journal.note("conversation:finish", about=about, subjects=_subjects(found), reason=asked.outcome)


def _finish(asked: Question, *, at: datetime) -> None:
    """The question, and with the last one the conversation, as they are now: who waited for a colleague read before."""
    found = asked.conversation
    asked.finished_at = found.finished_at = at
    finished = statements.changing(asked, FINISHED).where("finished_at IS NULL")
    ended = statements.changing(found, frozenset({"finished_at"})).where(NONE_LEFT, found.id, asked.id)
    questions, ends = statements.counted(finished, ended)
    if not (questions and ends):
        found.finished_at = None
    if not questions:
        raise Refused(QUESTION_IS_FINISHED)


def _works_in(colleague: UUID, team: Team, *, on: date) -> bool:
    posts = Membership.objects.valid(on=on).filter(user=colleague, user__is_active=True, team=team)
    return posts.filter(role__in=TALKING).exists()


def _open(conversation: UUID, by: Actor) -> Conversation:
    found = held.locked(conversation, by=by)
    if found.finished_at:
        raise Refused(ALREADY_FINISHED)
    return found


def _subjects(conversation: Conversation) -> list[UUID]:
    return [conversation.resident_id] if conversation.resident_id else []
