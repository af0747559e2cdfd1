"""Words for applications and decisions."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

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

    def with_outcomes(self) -> "ApplicationQuerySet":
        """Each with what was decided on its needs so far (`outcome_rows`)."""
        rows = apps.get_model("cases", "Decision").objects.filter(application=OuterRef("pk"))
        row = JSONObject(outcome="outcome", motivation="motivation", article="article")
        return self.annotate(outcome_rows=ArraySubquery(rows.order_by("decided_on").values(row=row)))

    def made(self) -> "ApplicationQuerySet":
        """What somebody applied for: without the rows that were made ex officio for an objection."""
        return self.filter(ex_officio=False)

    def pending(self) -> "ApplicationQuerySet":
        return self.filter(state__in=PENDING)
