"""What follows from an appointment: the conversation it was made for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from intake import actions as intake
from intake.actions import DOUBLE_CLICK, Typed
from intake.models import Appointment, Conversation
from ledger import journal


def start_conversation_about(*, appointment: UUID, by: Actor, at: datetime) -> Conversation:
    """Open a conversation about what was promised: with the same resident, and the question in the same words.

    The one of the last minute in which nothing was written yet is handed back: a double click.
    """
    with transaction.atomic():
        promised = Appointment.objects.visible_to(by).select_for_update(of=("self",)).get(pk=appointment)
        begun = _begun(promised, by, at)
        if begun:
            return begun
        started = intake.start_conversation(by=by, at=at)
        if promised.resident_id:
            started = intake.link_resident(conversation=started.id, resident=promised.resident_id, by=by, at=at)
        intake.save_own_words(conversation=started.id, position=1, typed=Typed(promised.what, 0), by=by, at=at)
        journal.note("appointment:talk", about=("appointment", promised.id))
    return started


def _begun(promised: Appointment, by: Actor, at: datetime) -> Conversation | None:
    mine = Conversation.objects.visible_to(by).drafts().filter(author=by.id, version=0, resident=promised.resident_id)
    return mine.filter(started_at__gte=at - DOUBLE_CLICK, questions__own_words=promised.what).first()
