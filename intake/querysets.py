"""Words for conversations."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.access import Actor
from accounts.kept import one_of

if TYPE_CHECKING:
    from intake.models import Appointment, Conversation


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, actor: Actor) -> "ConversationQuerySet":
        """Conversations of one's own desk: a colleague's draft can be picked up when she is ill.

        Not one that led to a confidential case: that stays with who held it.
        """
        mine = Q(kept_to=None) | Q(kept_to=actor.id) | Q(author=actor.id)
        return self.filter(mine, team__in=actor.desks())

    def of(self, author: UUID, *, desks: Collection[UUID], since: datetime) -> "ConversationQuerySet":
        """What one held oneself, at one of these desks."""
        return self.filter(one_of("team", desks), author=author, started_at__gte=since)

    def untouched(self, *, by: UUID, since: datetime) -> "ConversationQuerySet":
        """Drafts of one's own in which nothing was written or linked yet."""
        return self.drafts().filter(author=by, started_at__gte=since, version=0, resident=None)

    def drafts(self) -> "ConversationQuerySet":
        return self.filter(finished_at=None)

    def to_go_on_with(self, *, by: UUID, old: datetime, finished_since: datetime) -> "ConversationQuerySet":
        """One's own drafts, a colleague's since `old`, what a facility brought in, and one's own to work out."""
        mine, of_it = Q(author=by), {"conversation": OuterRef("pk")}
        led = apps.get_model("intake", "Question").objects.filter(**of_it, outcome__in=["new_case", "added"])
        worked = apps.get_model("intake", "WorkedLine").objects.filter(**of_it)
        to_work_out = mine & Q(finished_at__gte=finished_since) & ~Q(text="") & Exists(led) & ~Exists(worked)
        waiting = mine | Q(started_at__lt=old) | Q(brought_by__isnull=False)
        return self.filter(Q(finished_at=None) & waiting | to_work_out)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, actor: Actor) -> "AppointmentQuerySet":
        """Those of one's own desk, those one has to keep, and those one made."""
        return self.filter(Q(team__in=actor.desks()) | Q(colleague=actor.id) | Q(made_by=actor.id))

    def for_work_of(self, actor: Actor) -> "AppointmentQuerySet":
        """One's own, and those of one's desk that nobody has."""
        return self.filter(Q(colleague=actor.id) | Q(colleague=None, team__in=actor.desks()))

    def to_keep(self) -> "AppointmentQuerySet":
        return self.filter(done_at=None).order_by("on", "time", "id")
