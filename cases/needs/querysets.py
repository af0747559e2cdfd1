"""Words for needs."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject

from accounts.access import Actor
from cases.dossier.models import Case
from cases.dossier.querysets import StateIsMoved, under_a_law_of

if TYPE_CHECKING:
    from cases.needs.models import Assessment, Need, Proposal


class NeedQuerySet(models.QuerySet["Need"]):
    def update(self, **values: Any) -> int:
        """Refuse the state: it moves through the ladder, in an action."""
        if "state" in values:
            raise StateIsMoved
        return super().update(**values)

    def visible_to(self, actor: Actor) -> "NeedQuerySet":
        """Needs in visible cases, under a law authorised in that team: another law's needs show nothing."""
        return self.filter(under_a_law_of(actor), case__in=Case.objects.visible_to(actor))

    def with_stair(self) -> "NeedQuerySet":
        """In order, each with what the Trap shows of it (`assessment_rows` and so on), in one statement."""
        return self.annotate(
            assessment_rows=_rows(
                "Assessment",
                "layer",
                "outcome",
                reason="weighing__reason",
                at="weighing__at",
                when=Q(superseded_at=None),
            ),
            coverage_rows=_rows("Coverage", "layers", "ask_on", "at", provision="provision__name"),
            proposal_rows=_rows(
                "Proposal", "product", "quantity", "unit", "frequency", "temporary", "at", when=Q(withdrawn_at=None)
            ),
            decision_rows=_rows("Decision", "outcome", "decided_on", at="decided_on"),
        ).order_by("position")


def _rows(model: str, *names: str, when: Q | None = None, **named: str) -> ArraySubquery:
    """The rows of a model that hang from a need, oldest first, as JSON objects."""
    rows = apps.get_model("cases", model).objects.filter(when or Q(), need=models.OuterRef("pk"))
    columns = {name: name for name in names} | named
    return ArraySubquery(rows.order_by(columns["at"]).values(row=JSONObject(**columns)))


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def current(self) -> "AssessmentQuerySet":
        """What holds now: not superseded by a later weighing; with its reason."""
        return self.filter(superseded_at=None).select_related("weighing__by")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> "ProposalQuerySet":
        """Proposed, not taken back and not decided on."""
        return self.filter(withdrawn_at=None, decisions=None)
