"""Words for conversations."""

from typing import TYPE_CHECKING

from django.db import models

from accounts.access import Actor

if TYPE_CHECKING:
    from intake.models import Conversation


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, actor: Actor) -> "ConversationQuerySet":
        """Conversations of one's own desk: a colleague's draft can be picked up when she is ill."""
        return self.filter(team__in=actor.desks())

    def drafts(self) -> "ConversationQuerySet":
        return self.filter(finished_at=None)
