"""Words for safety concerns."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Q, When

from accounts.access import Actor
from cases.dossier.querysets import StateIsMoved
from workflows.safety_flow import SAFETY_ENDED

if TYPE_CHECKING:
    from cases.safety.models import SafetyConcern


class SafetyConcernQuerySet(models.QuerySet["SafetyConcern"]):
    def update(self, **values: Any) -> int:
        """Refuse the state: it moves through its flow, in an action."""
        if "state" in values:
            raise StateIsMoved
        return super().update(**values)

    def visible_to(self, actor: Actor) -> "SafetyConcernQuerySet":
        """One's own signals of where one works; all of the municipality for the safety officer."""
        here = {post.municipality for post in actor.posts}
        own = Q(signalled_by=actor.id, municipality__in=here)
        return self.filter(own | Q(municipality__in=actor.guards_safety_in()))

    def open(self) -> "SafetyConcernQuerySet":
        return self.exclude(state__in=SAFETY_ENDED)

    def worklist(self) -> "SafetyConcernQuerySet":
        """What is open first, danger before the rest, then the newest."""
        over = Case(When(state__in=SAFETY_ENDED, then=1), default=0)
        danger = Case(When(Q(acute=True) | Q(structural=True), then=0), default=1)
        rows = self.select_related("resident", "signalled_by")
        return rows.order_by(over, danger, "-signalled_at", "id")
