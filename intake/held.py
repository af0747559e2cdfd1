"""A conversation as its door reads it: locked for an act, which then uses it as it is."""

from contextvars import ContextVar
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects

from accounts.access import Actor
from accounts.kept import KeptFor
from intake.models import Conversation, Question
from ledger import operation

_held: ContextVar[tuple[operation.Operation, Conversation] | None] = ContextVar("held_conversation", default=None)


def _seen(actor: Actor, *, conversation: UUID) -> "QuerySet[Conversation]":
    visible = Conversation.objects.visible_to(actor).filter(pk=conversation)
    return visible.select_related("resident", "author", "brought_by")


WHICH = {"conversation": UUID(int=1)}
SEEN = KeptFor(_seen, WHICH)
LOCKED = KeptFor(lambda actor, **which: _seen(actor, **which).select_for_update(of=("self",)), WHICH)


def hold(conversation: Conversation) -> None:
    """Keep a conversation that this operation has locked for the one act that follows, with its questions if read."""
    _held.set((operation.current(), conversation))


def locked(conversation: UUID, *, by: Actor) -> Conversation:
    """The one that is held, or else read and locked now. Raises DoesNotExist when it is not in sight."""
    held = _held.get()
    _held.set(None)
    if held and held[0] is operation.current() and held[1].id == conversation:
        return held[1]
    return Conversation.objects.visible_to(by).select_for_update(of=("self",)).get(pk=conversation)


def questions_of(conversation: Conversation) -> list[Question]:
    """In order; read once with a conversation that is held."""
    prefetch_related_objects([conversation], "questions")
    return sorted(conversation.questions.all(), key=lambda one: one.position)
