"""Words for applications and decisions."""

from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.access import Actor
from cases.dossier.models import Case
from cases.dossier.querysets import StateIsMoved, under_a_law_of
from workflows.application_flow import PENDING

if TYPE_CHECKING:
    from cases.decisions.models import Application


class ApplicationQuerySet(models.QuerySet["Application"]):
    def update(self, **values: Any) -> int:
        """Refuse the state: it moves through its flow, in an action."""
        if "state" in values:
            raise StateIsMoved
        return super().update(**values)

    def visible_to(self, actor: Actor) -> "ApplicationQuerySet":
        return self.filter(under_a_law_of(actor), case__in=Case.objects.visible_to(actor))

    def pending(self) -> "ApplicationQuerySet":
        return self.filter(state__in=PENDING)
