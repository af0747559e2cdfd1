"""Needs, and how each layer was weighed for them."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.dossier.models import LAWS, Case
from cases.needs.querysets import AssessmentQuerySet, NeedQuerySet, ProposalQuerySet
from provisions.models import Provision
from workflows.ladder import Agreement, NeedFlow, NeedState
from workflows.layers import Layer, Outcome

LAYERS = [(layer.value, layer.value) for layer in Layer]
OUTCOMES = [(outcome.value, outcome.value) for outcome in Outcome]


class LifeArea(models.TextChoices):
    """Neutral life areas (leefgebieden) in Trede's own wording; only those the question touches are used."""

    INCOME_AND_DEBTS = "income_and_debts", _("Income and debts")
    WORK_AND_EDUCATION = "work_and_education", _("Work, education and day activity")
    HOUSING = "housing", _("Housing")
    HOUSEHOLD_AND_FAMILY = "household_and_family", _("Household and family")
    PARENTING = "parenting", _("Parenting and growing up")
    PHYSICAL_HEALTH = "physical_health", _("Physical health")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    SUBSTANCE_USE = "substance_use", _("Substance use")
    DAILY_LIVING = "daily_living", _("Daily living and mobility")
    SOCIAL_NETWORK = "social_network", _("Social network and loneliness")
    PARTICIPATION = "participation", _("Participation and meaning")
    SAFETY = "safety", _("Safety and justice")
    CARE_FOR_OTHERS = "care_for_others", _("Care for others")


class Need(NeedFlow, models.Model):
    """One need (behoefte) under one law: the problem, and the support it asks for by nature and extent.

    The record follows the courts (CRVB:2018:819): what is needed stands here before any layer is weighed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="needs")
    position = models.PositiveSmallIntegerField()
    law = models.CharField(max_length=10, choices=LAWS)
    life_area = models.CharField(max_length=30, choices=LifeArea.choices)
    title = models.CharField(max_length=120)
    problem = models.TextField(max_length=4000, blank=True)
    extent = models.CharField(max_length=200, blank=True)
    remaining = models.CharField(max_length=300, blank=True)
    urgent = models.BooleanField(default=False)
    externally_referred = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = NeedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "position"], name="need_position_once_per_case"),
            models.CheckConstraint(condition=models.Q(state__in=NeedState.values), name="need_state_exists"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def letter(self) -> str:
        return chr(ord("A") + (self.position - 1) % 26)


class Weighing(models.Model):
    """One reason (motivering), written once; it may carry several layers and several needs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="weighings")
    reason = models.TextField(max_length=4000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Assessment(models.Model):
    """What one layer can do for one need (afweging). A new one supersedes the old, which stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="assessments")
    weighing = models.ForeignKey(Weighing, on_delete=models.CASCADE, related_name="assessments")
    layer = models.CharField(max_length=30, choices=LAYERS)
    outcome = models.CharField(max_length=30, choices=OUTCOMES)
    superseded_at = models.DateTimeField(null=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["need", "layer"],
                condition=models.Q(superseded_at=None),
                name="one_current_assessment_per_need_and_layer",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Coverage(models.Model):
    """How steps 1 to 3 cover a need, with the resident's say and the day somebody asks whether it worked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="coverages")
    layers = ArrayField(models.CharField(max_length=30, choices=LAYERS))
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True, related_name="covers")
    agreement = models.CharField(max_length=10, choices=Agreement.choices)
    ask_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(layers=[]), name="coverage_has_a_layer"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Proposal(models.Model):
    """What is proposed for what remains: product, quantity, period and form (Wmo 2015, art. 2.3.5 and 2.3.6)."""

    class Unit(models.TextChoices):
        HOURS = "hours", _("hours")
        DAY_PARTS = "day_parts", _("half days")
        DAYS = "days", _("days")
        PIECES = "pieces", _("pieces")
        EUROS = "euros", _("euros")

    class Frequency(models.TextChoices):
        ONCE = "once", _("once")
        WEEK = "week", _("per week")
        MONTH = "month", _("per month")

    class Form(models.TextChoices):
        IN_KIND = "in_kind", _("in kind")
        PERSONAL_BUDGET = "personal_budget", _("personal budget")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="proposals")
    product = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    unit = models.CharField(max_length=20, choices=Unit.choices, blank=True)
    frequency = models.CharField(max_length=20, choices=Frequency.choices, blank=True)
    period_from = models.DateField(null=True)
    period_until = models.DateField(null=True)
    form = models.CharField(max_length=20, choices=Form.choices, default=Form.IN_KIND)
    temporary = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(period_until=None) | models.Q(period_until__gte=models.F("period_from")),
                name="proposal_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity=None) | models.Q(quantity__gt=0), name="proposal_quantity_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
