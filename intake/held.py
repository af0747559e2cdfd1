"""A conversation as its door reads it: locked for an act, which then uses it as it is."""

from contextvars import ContextVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import F, QuerySet

from accounts.access import Actor
from accounts.kept import KeptFor
from intake.models import Conversation, Question
from ledger import operation

_held: ContextVar[tuple[operation.Operation, list[Question]] | None] = ContextVar("held_conversation", default=None)


def _seen(actor: Actor, *, conversation: UUID) -> "QuerySet[Conversation]":
    visible = Conversation.objects.visible_to(actor).filter(pk=conversation)
    return visible.select_related("resident", "author", "brought_by")


def _with_questions(actor: Actor, *, conversation: UUID) -> "QuerySet[Conversation]":
    """A row for each of its questions."""
    asked = {f"{ASKED}{name}": F(f"questions__{name}") for name in NAMES}
    seen = _seen(actor, conversation=conversation).annotate(**asked)
    return seen.order_by("questions__position").select_for_update(of=("self",))


ASKED = "asked_"
NAMES = [field.attname for field in Question._meta.concrete_fields]
WHICH = {"conversation": UUID(int=1)}
SEEN = KeptFor(_seen, WHICH)
LOCKED = KeptFor(_with_questions, WHICH)


def hold(conversation: UUID, *, by: Actor) -> list[Question]:
    """Lock a conversation for the act that follows; its questions, in order, or none when it is not in sight.

    Of who waited for a colleague the questions may be those of before: what finishes one looks at it again.
    """
    found = LOCKED.ask(by, conversation=conversation)
    questions = [_question(row, of=found[0]) for row in found]
    if questions:
        _held.set((operation.current(), questions))
    return questions


def _question(row: Conversation, *, of: Conversation) -> Question:
    asked = Question.from_db(DEFAULT_DB_ALIAS, NAMES, [getattr(row, f"{ASKED}{name}") for name in NAMES])
    asked.conversation = of
    return asked


def locked(conversation: UUID, *, by: Actor) -> Conversation:
    """The one that is held, or else read and locked now. Raises DoesNotExist when it is not in sight."""
    held = _of(conversation)
    if held:
        return held[0].conversation
    return Conversation.objects.visible_to(by).select_for_update(of=("self",)).get(pk=conversation)


def questions_of(conversation: Conversation) -> list[Question]:
    """In order; not read again of a conversation that is held."""
    return _of(conversation.id) or list(conversation.questions.order_by("position"))


def _of(conversation: UUID) -> list[Question]:
    held = _held.get()
    if held and held[0] is operation.current() and held[1][0].conversation_id == conversation:
        return held[1]
    return []
