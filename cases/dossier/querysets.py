"""Words for cases and what hangs from them."""

import operator
from functools import reduce
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from accounts.access import Actor, Permission
from workflows.case_flow import OPEN_STATES, CaseState

if TYPE_CHECKING:
    from cases.dossier.models import Case, Deadline, Task

NOTHING = Q(pk__in=[])


def under_a_law_of(actor: Actor) -> Q:
    """Rows of a case, with a `case` and a `law` of their own: the law must be authorised in the case's team."""
    scope = (Q(case__team=team, law__in=sorted(laws)) for team, laws in actor.laws_per_team().items())
    return reduce(operator.or_, scope, NOTHING)


class StateIsMoved(RuntimeError):
    """A state field was to be written past the flow."""


class CaseQuerySet(models.QuerySet["Case"]):
    def update(self, **values: Any) -> int:
        """Refuse the state: it moves through the flow, in an action."""
        if "state" in values:
            raise StateIsMoved
        return super().update(**values)

    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        """Cases of the actor's teams under a law authorised there; a confidential one only with a grant."""
        scope = (Q(team=team, laws__overlap=sorted(laws)) for team, laws in actor.laws_per_team().items())
        granted = Q(confidential=False) | Q(
            id__in=self.model._default_manager.filter(grants__user=actor.id).values("id")
        )
        return self.filter(reduce(operator.or_, scope, NOTHING)).filter(granted)

    def open(self) -> "CaseQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def for_work_of(self, actor: Actor) -> "CaseQuerySet":
        """One's own cases and those nobody has; for who decides, those that wait for a decision."""
        waiting = Q(coordinator=actor.id) | Q(coordinator=None)
        if actor.may(Permission.APPLICATION_DECIDE):
            waiting = Q(state=CaseState.APPLIED)
        return self.filter(waiting)

    def worklist(self) -> "CaseQuerySet":
        """In the order of work: urgent first, then by the nearest legal end."""
        return self.open().order_by("-urgent", models.F("due_on").asc(nulls_last=True), "id")

    def with_page(self) -> "CaseQuerySet":
        """With what a case's page shows of it (`task_rows` and so on), in one statement."""
        housed = apps.get_model("cases", "Housemate").objects.filter(resident=OuterRef("resident"), until=None)
        return self.select_related("resident", "team", "coordinator").annotate(
            has_housemates=Exists(housed),
            report_rows=_rows("Report", "law", "channel", "received_on", "own_words", order="received_on"),
            task_rows=_rows("Task", "kind", "need", "due_on", order="due_on", when=Q(done_at=None)),
            deadline_rows=_rows(
                "Deadline", "rule", "law", "start", "end", "duty", order="end", when=Q(met_on=None, lapsed=False)
            ),
            application_rows=_rows("Application", "law", "state", "received_on", "premature", order="received_on"),
        )

    def locked(self, case_id: UUID) -> "Case":
        """The case, locked until the end of the transaction. Raises DoesNotExist when it is not in sight."""
        return self.select_for_update(of=("self",)).get(pk=case_id)


def _rows(model: str, *names: str, order: str, when: Q | None = None) -> ArraySubquery:
    """The rows of a model that hang from a case, as JSON objects."""
    rows = apps.get_model("cases", model).objects.filter(when or Q(), case=OuterRef("pk"))
    return ArraySubquery(rows.order_by(order).values(row=JSONObject(**{name: name for name in names})))


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> "DeadlineQuerySet":
        return self.filter(met_on=None, lapsed=False)


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> "TaskQuerySet":
        return self.filter(done_at=None)
