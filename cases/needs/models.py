"""Needs, and how each layer was weighed for them."""

import uuid
from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.dossier.models import LAWS, Case
from cases.needs.querysets import (
    AssessmentQuerySet,
    CoverageQuerySet,
    EvidenceQuerySet,
    NeedQuerySet,
    ProposalQuerySet,
)
from provisions.models import Provision
from workflows.ladder import Agreement, NeedFlow, NeedState
from workflows.layers import Layer, Outcome
from workflows.life_areas import LifeArea

LAYERS = [(layer.value, layer.value) for layer in Layer]
OUTCOMES = [(outcome.value, outcome.value) for outcome in Outcome]


class Referrer(models.TextChoices):
    """Who may bring somebody to help beside the municipality (Jeugdwet art. 2.4, 2.6 lid 1 onder e, 3.5)."""

    GP = "gp", _("general practitioner")
    SPECIALIST = "specialist", _("medical specialist")
    YOUTH_DOCTOR = "youth_doctor", _("youth doctor")
    JUDGE = "judge", _("judge")
    INSTITUTION = "institution", _("certified institution")


class ReopenedBecause(models.TextChoices):
    NOT_HELPED = "not_helped", _("it did not help")
    CHANGED = "changed", _("the situation changed")
    LOOKED_AT_AGAIN = "looked_at_again", _("the steps are looked at again")


class SteppedDownBecause(models.TextChoices):
    """Why lighter help will do (afschalen)."""

    GOAL_REACHED = "goal_reached", _("the goal is reached")
    LIGHTER_HELP = "lighter_help", _("lighter help is enough now")
    BY_PLAN = "by_plan", _("the support ended as planned")
    WANTS_LESS = "wants_less", _("the resident wants less help")


class NeedEndedBecause(models.TextChoices):
    MET = "met", _("the need is met")
    GONE = "gone", _("the need is no longer there")
    WITHDRAWN = "withdrawn", _("the resident wants no help with this")
    DOUBLE = "double", _("it is part of another need")
    MOVED = "moved", _("the resident moved")
    DECEASED = "deceased", _("the resident died")


class Need(NeedFlow, models.Model):
    """One need (behoefte) under one law: the problem, and the support it asks for by nature and extent.

    The record follows the courts (CRVB:2018:819): what is needed stands here before any layer is weighed.
    `closed_from`: the state it was closed from, which the figures count. `looked_nearby_on`: the day on
    which somebody looked for facilities that fit it.
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
    referrer = models.CharField(max_length=20, choices=Referrer.choices, blank=True)
    referred_on = models.DateField(null=True)
    closed_from = models.CharField(max_length=16, choices=NeedState.choices, blank=True)
    looked_nearby_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = NeedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "position"], name="need_position_once_per_case"),
            models.CheckConstraint(condition=models.Q(state__in=NeedState.values), name="need_state_exists"),
            models.CheckConstraint(
                condition=models.Q(referred_on=None) | ~models.Q(referrer=""), name="referral_day_has_a_referrer"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def externally_referred(self) -> bool:
        """Referred by who may do so beside the municipality: such a need never runs the stair."""
        return bool(self.referrer)

    @property
    def letter(self) -> str:
        return chr(ord("A") + (self.position - 1) % 26)


class Evidence(models.Model):
    """Something that was said or seen, to rest a verdict on. It points to the line of the conversation it came from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence")
    law = models.CharField(max_length=10, choices=LAWS)
    layer = models.CharField(max_length=30, choices=LAYERS, blank=True)
    text = models.CharField(max_length=1000)
    conversation = models.UUIDField(null=True)
    line = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(text=""), name="evidence_says_something"),
            models.UniqueConstraint(fields=["case", "law", "conversation", "line"], name="evidence_once_per_line"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PriorScheme(models.Model):
    """Another law or scheme that goes first (voorliggende voorziening), looked at beside the steps, never as a step."""

    class Scheme(models.TextChoices):
        ZVW = "zvw", _("health insurance (Zvw)")
        WLZ = "wlz", _("long-term care (Wlz)")
        EDUCATION = "education", _("school (Passend onderwijs)")
        WORK = "work", _("employer or UWV")
        INSURANCE = "insurance", _("another insurance or scheme")

    class Finding(models.TextChoices):
        APPLIES = "applies", _("applies")
        PARTLY = "partly", _("applies for a part")
        NOT = "not", _("does not apply")
        ASKED = "asked", _("is being asked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="prior_schemes")
    scheme = models.CharField(max_length=20, choices=Scheme.choices)
    finding = models.CharField(max_length=10, choices=Finding.choices)
    note = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["need", "scheme"],
                condition=models.Q(superseded_at=None),
                name="one_current_finding_per_need_and_scheme",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CommonlyUsedItem(models.Model):
    """Something anybody would buy (algemeen gebruikelijk): the four questions of CRVB:2019:3535; None: not asked yet.

    `bearable`: on a minimum income, in the abstract, not on this resident's own (CRVB:2021:160).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="commonly_used_items")
    item = models.CharField(max_length=120)
    not_only_for_disabled = models.BooleanField(null=True)
    available = models.BooleanField(null=True)
    fitting = models.BooleanField(null=True)
    bearable = models.BooleanField(null=True)
    note = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(item=""), name="commonly_used_item_has_a_name"),
            models.UniqueConstraint(
                fields=["need", "item"],
                condition=models.Q(superseded_at=None),
                name="one_current_finding_per_need_and_item",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Weighing(models.Model):
    """One reason (motivering), written once; it may carry several layers and several needs, and rest on evidence."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="weighings")
    reason = models.TextField(max_length=4000, blank=True)
    evidence = ArrayField(models.UUIDField(), default=list)
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


class Worked(models.TextChoices):
    """What the resident says when somebody asks whether it worked."""

    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")


class Coverage(models.Model):
    """How steps 1 to 3 cover a need, with the resident's say and the day somebody asks whether it worked.

    `ended_at`: from then on it no longer covers; the need was opened or weighed again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="coverages")
    layers = ArrayField(models.CharField(max_length=30, choices=LAYERS))
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True, related_name="covers")
    agreement = models.CharField(max_length=10, choices=Agreement.choices)
    ask_on = models.DateField()
    worked = models.CharField(max_length=10, choices=Worked.choices, blank=True)
    asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CoverageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(layers=[]), name="coverage_has_a_layer"),
            models.CheckConstraint(
                condition=models.Q(worked="", asked_at=None)
                | (~models.Q(worked="") & models.Q(asked_at__isnull=False)),
                name="coverage_answer_has_its_moment",
            ),
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

    def runs_on(self, day: date) -> bool:
        """Whether this, once granted, is a right that still runs that day: not for the time being, and not past."""
        return not self.temporary and (self.period_until is None or self.period_until >= day)
