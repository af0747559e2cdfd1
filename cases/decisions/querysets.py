"""Words for applications and decisions."""

import operator
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accounts.access import Actor
from cases.dossier.models import Case
from cases.dossier.querysets import NOTHING, StateIsMoved
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
        scope = (Q(case__team=team, law__in=sorted(laws)) for team, laws in actor.laws_per_team().items())
        return self.filter(reduce(operator.or_, scope, NOTHING), case__in=Case.objects.visible_to(actor))

    def pending(self) -> "ApplicationQuerySet":
        return self.filter(state__in=PENDING)
