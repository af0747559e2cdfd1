"""Amounts of a municipality. What a later file replaces stays, with the moment from which it no longer counts."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, User
from workflows.layers import Law, Layer, StepFour

LAWS = [(law.value, law.value) for law in Law]
LAYERS = list(dict.fromkeys([*(layer.value for layer in Layer), StepFour.OWN_DECISION.value]))


class CostImport(models.Model):
    """One file that was taken in: what it holds, from which source, of which day, and how many rows were new.

    `dated`: the day the amounts are of, as whoever brought them says. `by` is None for a command.
    """

    class Kind(models.TextChoices):
        TARIFFS = "tariffs", _("Tariffs")
        SPENDING = "spending", _("Spending")
        BUDGET = "budget", _("Budget")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    dated = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added = models.PositiveIntegerField()
    replaced = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(source=""), name="cost_import_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dated}"


class CurrentQuerySet(models.QuerySet[Any, Any]):
    def current(self) -> "CurrentQuerySet":
        """What no later file replaced."""
        return self.filter(superseded_at=None)

    def of(self, municipalities: frozenset[str] | None) -> "CurrentQuerySet":
        """Of these municipalities; None is all."""
        return self if municipalities is None else self.filter(municipality__in=municipalities)


class Amounts(models.Model):
    """A row of a file. `superseded_at`: a later file says something else under the same key."""

    id = models.BigAutoField(primary_key=True)
    brought_by = models.ForeignKey(CostImport, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        abstract = True


class Tariff(Amounts):
    """What one unit of a product costs, in euros, from a day on. Without law or form it holds for each.

    `product` is compared without capitals (`product_key`). A unit that is a period is a price for that long, however
    many hours are decided.
    """

    class Unit(models.TextChoices):
        HOURS = "hours", _("hour")
        DAY_PARTS = "day_parts", _("half day")
        DAYS = "days", _("day")
        PIECES = "pieces", _("piece")
        WEEK = "week", _("week")
        FOUR_WEEKS = "four_weeks", _("four weeks")
        MONTH = "month", _("month")

    class Form(models.TextChoices):
        IN_KIND = "in_kind", _("in kind")
        PERSONAL_BUDGET = "personal_budget", _("personal budget")

    product = models.CharField(max_length=200)
    product_key = models.CharField(max_length=200)
    unit = models.CharField(max_length=12, choices=Unit.choices)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    law = models.CharField(max_length=10, choices=LAWS, blank=True)
    form = models.CharField(max_length=20, choices=Form.choices, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    KEY = ("product_key", "unit", "law", "form", "valid_from")
    VALUES = ("product", "price", "valid_until")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "product_key", "unit", "law", "form", "valid_from"],
                condition=models.Q(superseded_at=None),
                name="one_current_tariff_per_product_unit_and_day",
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="tariff_is_no_negative_amount"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="tariff_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.valid_from}"


class Spending(Amounts):
    """What was spent in a year or a month of it, in euros; below zero where money came back. No law: for all laws."""

    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField(null=True)
    law = models.CharField(max_length=10, choices=LAWS, blank=True)
    layer = models.CharField(max_length=30, choices=[(one, one) for one in LAYERS])
    area = models.CharField(max_length=80, blank=True)
    product = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    KEY = ("year", "month", "law", "layer", "area", "product")
    VALUES = ("amount",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "year", "month", "law", "layer", "area", "product"],
                condition=models.Q(superseded_at=None),
                nulls_distinct=False,
                name="one_current_spending_per_period_law_layer_and_area",
            ),
            models.CheckConstraint(
                condition=models.Q(month=None) | models.Q(month__gte=1, month__lte=12), name="spending_month_exists"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.law} {self.layer}"


class Budget(Amounts):
    """What was budgeted for a year, in euros. No law: for all laws."""

    year = models.PositiveSmallIntegerField()
    law = models.CharField(max_length=10, choices=LAWS, blank=True)
    layer = models.CharField(max_length=30, choices=[(one, one) for one in LAYERS])
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    KEY = ("year", "law", "layer")
    VALUES = ("amount",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "year", "law", "layer"],
                condition=models.Q(superseded_at=None),
                name="one_current_budget_per_year_law_and_layer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.law} {self.layer}"
