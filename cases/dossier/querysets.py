"""Words for cases and what hangs from them."""

import operator
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject

from accounts.access import Actor, Permission
from workflows.case_flow import OPEN_STATES, CaseState
from workflows.layers import Law

if TYPE_CHECKING:
    from cases.dossier.models import Case, Contact, Deadline, KnownCase, Task

NOTHING = Q(pk__in=[])


def under_a_law_of(actor: Actor) -> Q:
    """Rows of a case, with a `case` and a `law` of their own: the law must be authorised in the case's team."""
    scope = (Q(case__team=team, law__in=sorted(laws)) for team, laws in actor.laws_per_team().items())
    return reduce(operator.or_, scope, NOTHING)


class StateIsMoved(RuntimeError):
    """A state field was to be written past the flow."""


# States in which nothing of itself asks for the next step: without one agreed, that is the work.
SILENT = (CaseState.INVESTIGATING, CaseState.RESOLVED, CaseState.IN_SUPPORT, CaseState.REVIEW)
APPLIED = (
    "id",
    "law",
    "state",
    "outcome",
    "received_on",
    "premature",
    "decided_on",
    "held_until",
    "wait_waived_because",
    "ex_officio",
)
# Who a case is about and who coordinates it, by name alone.
NAMES = ("resident__first_names", "resident__prefix", "resident__family_name", "coordinator__name")
STOOD_STILL = ("application", "law", "ground", "since", "answer_by", "until")
OBJECTED = ("id", "application", "law", "received_on", "in_time", "outcome", "decided_on")


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
            id__in=self.model._default_manager.filter(grants__user=actor.id, grants__revoked_at=None).values("id")
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

    def without_next_step(self) -> "CaseQuerySet":
        """Cases that run and of which nobody said what happens next: work in itself."""
        return self.open().filter(next_step="", state__in=SILENT)

    def worklist(self, actor: Actor | None = None) -> "CaseQuerySet":
        """In the order of work: urgent first, then by the nearest legal end, as far as this actor may know it.

        `due_on` is of the whole case: where a law of it is out of sight, its day would tell that the law is there.
        """
        return self.open().in_order_of_work(actor)

    def in_order_of_work(self, actor: Actor | None = None) -> "CaseQuerySet":
        """The order of the worklist, for cases that need not be open."""
        return self.order_by("-urgent", _due_for(actor).asc(nulls_last=True), "id")

    def with_page(self, *, on: date) -> "CaseQuerySet":
        """With what a case's page shows of it that day (`task_rows` and so on), in one statement."""
        housed = apps.get_model("cases", "HouseholdMember").objects.living_with(OuterRef(OuterRef("resident")), on=on)
        return self.select_related("resident", "team", "coordinator", "next_step_owner").annotate(
            has_housemates=Exists(housed),
            report_rows=_rows("Report", "law", "channel", "received_on", "own_words", order="received_on"),
            task_rows=_rows("Task", "id", "kind", "law", "need", "due_on", order="due_on", when=Q(done_at=None)),
            deadline_rows=_rows(
                "Deadline", "rule", "law", "start", "end", "duty", order="end", when=Q(met_on=None, lapsed=False)
            ),
            application_rows=_rows("Application", *APPLIED, order="received_on", decided_last=_decided_last()),
            suspension_rows=_rows("Suspension", *STOOD_STILL, order="since"),
            objection_rows=_rows("Objection", *OBJECTED, order="received_on"),
        )

    def with_names(self) -> "CaseQuerySet":
        """With who they are about and who coordinates, as rows of a list name them.

        Of both no more than the name is read: a list has no use for a BSN, an address or a password.
        """
        of_case = [field.name for field in self.model._meta.concrete_fields]
        return self.select_related("resident", "coordinator").only(*of_case, *NAMES)

    def linked_to(self, case: "Case") -> "CaseQuerySet":
        """The case that this one comes after, and those that came after it."""
        return self.filter(Q(pk=case.follows_id) | Q(follows=case.pk)).order_by("registered_on", "number")


def _due_for(actor: Actor | None) -> Any:
    """The legal end as an expression; a plain column (and its index) for who works for every law."""
    laws_of = actor.laws_per_team() if actor else {}
    known = {team: laws for team, laws in laws_of.items() if laws < {law.value for law in Law}}
    if not known:
        return models.F("due_on")
    partly = (When(Q(team=team) & ~Q(laws__contained_by=sorted(laws)), then=None) for team, laws in known.items())
    return models.Case(*partly, default=models.F("due_on"), output_field=models.DateField())


def _decided_last() -> Subquery:
    """The day of the newest decision on an application: help that was granted may have been ended since."""
    decisions = apps.get_model("cases", "Decision").objects.filter(application=OuterRef("pk"))
    return Subquery(decisions.order_by("-decided_on").values("decided_on")[:1])


def _rows(model: str, *names: str, order: str, when: Q | None = None, **more: Subquery) -> ArraySubquery:
    """The rows of a model that hang from a case, as JSON objects."""
    rows = apps.get_model("cases", model).objects.filter(when or Q(), case=OuterRef("pk"))
    return ArraySubquery(rows.order_by(order).values(row=JSONObject(**{name: name for name in names}, **more)))


class KnownCaseQuerySet(models.QuerySet["KnownCase"]):
    def visible_to(self, actor: Actor) -> "KnownCaseQuerySet":
        """Of a law and municipality in which the actor may know that a case runs."""
        known = (Q(municipality=place, laws__overlap=sorted(laws)) for place, laws in actor.knows_cases().items())
        return self.filter(reduce(operator.or_, known, NOTHING))

    def running(self) -> "KnownCaseQuerySet":
        return self.filter(state__in=OPEN_STATES)


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, actor: Actor) -> "ContactQuerySet":
        return self.filter(under_a_law_of(actor), case__in=apps.get_model("cases", "Case").objects.visible_to(actor))


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> "DeadlineQuerySet":
        return self.filter(met_on=None, lapsed=False)


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, actor: Actor) -> "TaskQuerySet":
        return self.filter(under_a_law_of(actor), case__in=apps.get_model("cases", "Case").objects.visible_to(actor))

    def open(self) -> "TaskQuerySet":
        return self.filter(done_at=None)
