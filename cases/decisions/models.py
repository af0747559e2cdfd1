"""Applications and the decisions on them."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Mandate, User
from cases.decisions.querysets import ApplicationQuerySet
from cases.dossier.models import LAWS, Case
from cases.needs.models import Need, Proposal
from workflows.application_flow import ApplicationFlow, ApplicationState


class Application(ApplicationFlow, models.Model):
    """An application (aanvraag): a request for a decision. It can be registered at any moment, also premature."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="applications")
    law = models.CharField(max_length=10, choices=LAWS)
    received_on = models.DateField()
    premature = models.BooleanField(default=False)
    decided_on = models.DateField(null=True)

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
        ]

    def __str__(self) -> str:
        return str(self.id)


class Decision(models.Model):
    """A decision (besluit) on one need, with the reasons it rests on and the mandate it was signed under."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted")
        DENIED = "denied", _("denied")

    class Basis(models.TextChoices):
        APPLICATION = "application", _("application")
        URGENT = "urgent", _("urgent help, before the investigation")
        EXTERNAL = "external", _("referral by a doctor, a judge or a certified institution")

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

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(basis="application", application__isnull=False)
                | (~models.Q(basis="application") & models.Q(application=None)),
                name="decision_on_an_application_names_it",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
