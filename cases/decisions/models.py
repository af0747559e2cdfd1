"""Applications and the decisions on them."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Mandate, User
from cases.decisions.querysets import ApplicationQuerySet
from cases.dossier.models import LAWS, Case
from cases.needs.models import Need, Proposal
from workflows.application_flow import ApplicationFlow, ApplicationState, SuspensionGround


class Application(ApplicationFlow, models.Model):
    """An application (aanvraag): a request for a decision. It can be registered at any moment, also premature.

    `ex_officio` (ambtshalve): nobody applied. Such a row keeps the way of an objection against a decision that answered
    no application; it is decided from the start, and no list, figure or clock counts it as an application.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="applications")
    law = models.CharField(max_length=10, choices=LAWS)
    received_on = models.DateField()
    premature = models.BooleanField(default=False)
    decided_on = models.DateField(null=True)
    held_until = models.DateField(null=True)
    wait_waived_because = models.CharField(max_length=200, blank=True)
    ex_officio = models.BooleanField(default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=ApplicationState.values), name="application_state_exists"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_on=None) | (~models.Q(outcome="") & ~models.Q(decided_on=None)),
                name="application_outcome_has_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(ex_officio=False)
                | models.Q(
                    state__in=[ApplicationState.DECIDED, ApplicationState.OBJECTION],
                    premature=False,
                    held_until=None,
                ),
                name="application_ex_officio_is_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Decision(models.Model):
    """A decision (besluit) on one need, with the reasons it rests on and the mandate it was signed under.

    One that ends support names the first day without it, and keeps the application that was granted, if there was one.
    One that answered no application gets an ex officio row for it when the resident objects.
    """

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted")
        DENIED = "denied", _("denied")
        ENDED = "ended", _("ended")

    class Basis(models.TextChoices):
        APPLICATION = "application", _("application")
        URGENT = "urgent", _("urgent help, before the investigation")
        EXTERNAL = "external", _("referral by a doctor, a judge or a certified institution")
        REVIEW = "review", _("a review of what was granted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="decisions")
    basis = models.CharField(max_length=12, choices=Basis.choices)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="decisions")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    motivation = models.TextField(max_length=10_000, blank=True)
    article = models.CharField(max_length=200, blank=True)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="decisions")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(application__isnull=False) | ~models.Q(basis="application"),
                name="decision_on_an_application_names_it",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="ended", basis="review", ends_on__isnull=False)
                | (~models.Q(outcome="ended") & ~models.Q(basis="review") & models.Q(ends_on=None)),
                name="decision_that_ends_support_names_its_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Suspension(models.Model):
    """A stretch in which the term of an application stands still (opschorting, Awb art. 4:15).

    `since`: the day of the letter, from the day after which it stands still; `answer_by`: the term the letter gave;
    `until`: the day it ran again (that day included).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="suspensions")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="suspensions")
    law = models.CharField(max_length=10, choices=LAWS)
    ground = models.CharField(max_length=20, choices=SuspensionGround.choices)
    since = models.DateField()
    answer_by = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="suspension_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(until=None), name="one_open_suspension_per_application"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Objection(models.Model):
    """An objection (bezwaar) against a decision, on an application or without one. It is registered, also when late.

    `last_day`: the last on which it was in time; its own clock counts from there.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("upheld")
        PARTLY = "partly", _("partly upheld")
        DISMISSED = "dismissed", _("dismissed")
        WITHDRAWN = "withdrawn", _("withdrawn by the resident")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="objections")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="objections")
    law = models.CharField(max_length=10, choices=LAWS)
    received_on = models.DateField()
    in_time = models.BooleanField()
    last_day = models.DateField(null=True)
    grounds = models.TextField(max_length=10_000, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    motivation = models.TextField(max_length=10_000, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_on=None) | (~models.Q(outcome="") & ~models.Q(decided_on=None)),
                name="objection_outcome_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(outcome=""), name="one_open_objection_per_application"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
