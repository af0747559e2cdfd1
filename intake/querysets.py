"""Words for conversations."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from accounts.access import Actor

if TYPE_CHECKING:
    from intake.models import Conversation


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, actor: Actor) -> "ConversationQuerySet":
        """Conversations of one's own desk: a colleague's draft can be picked up when she is ill."""
        return self.filter(team__in=actor.desks())

    def untouched(self, *, by: UUID, since: datetime) -> "ConversationQuerySet":
        """Drafts of one's own in which nothing was written or linked yet."""
        return self.drafts().filter(author=by, started_at__gte=since, version=0, resident=None)

    def drafts(self) -> "ConversationQuerySet":
        return self.filter(finished_at=None)
