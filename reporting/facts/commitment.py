"""What was granted, as the figures of cost count it. Triggers write it; nobody else may (reporting/migrations/0006)."""

from typing import ClassVar

from django.db import models


class Commitment(models.Model):
    """A granted decision (verplichting): how much, how often, from when, and the last day on which it counts.

    `team`, `municipality` and `neighbourhood` (its CBS code, empty when not known) are those of the day it was granted.
    `begins_on`: the first day decided, or the day of the decision. `last_on`: the end of the period, or sooner when it
    was ended, stepped down or closed, or when its case ended; None: no end was decided. `replaced`: a later decision
    on the same need took its place from its first day on. The product is as it was decided.
    """

    decision = models.UUIDField(unique=True)
    case = models.UUIDField()
    need = models.UUIDField()
    law = models.CharField(max_length=10)
    municipality = models.CharField(max_length=30)
    team = models.UUIDField()
    neighbourhood = models.CharField(max_length=10, blank=True)
    product = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    unit = models.CharField(max_length=20, blank=True)
    frequency = models.CharField(max_length=20, blank=True)
    form = models.CharField(max_length=20)
    begins_on = models.DateField()
    last_on = models.DateField(null=True)
    replaced = models.BooleanField()
    confidential = models.BooleanField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["team", "law", "begins_on"], name="commitment_by_team_law_begin")]

    def __str__(self) -> str:
        return f"{self.need} {self.begins_on}"
