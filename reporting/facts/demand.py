"""Facts about demand and gaps. A trigger on the events writes them; nobody else may (reporting/migrations/0007)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Reported(models.Model):
    """A report (melding) under one law, as it was when it came.

    `neighbourhood`: the CBS code of `CaseArea`, empty when it is not known or kept secret.
    `life_areas`: of the needs that were named under this law before the next report. `running`: added to a case that
    ran; `ended_before`: the day on which the case ended that this one follows, None when it follows none.
    """

    case = models.UUIDField()
    seq = models.PositiveIntegerField()
    law = models.CharField(max_length=10)
    municipality = models.CharField(max_length=30)
    team = models.UUIDField()
    channel = models.CharField(max_length=60, blank=True)
    reported_on = models.DateField()
    neighbourhood = models.CharField(max_length=10, blank=True)
    life_areas = ArrayField(models.CharField(max_length=30), default=list)
    running = models.BooleanField()
    ended_before = models.DateField(null=True)
    confidential = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "seq"], name="reported_once_per_case_and_seq")]
        indexes: ClassVar = [models.Index(fields=["team", "law", "reported_on"], name="reported_by_team_law_day")]

    def __str__(self) -> str:
        return f"{self.case}#{self.seq} {self.law}"


class Gap(models.Model):
    """Why the facilities nearby did not do for a need: each reason once, with the first day it was given.

    `team`, `municipality` and `seq` are those of that answer. `went_on`: individual support was proposed, and that was
    not taken back.
    """

    case = models.UUIDField()
    need = models.UUIDField()
    seq = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)
    law = models.CharField(max_length=10)
    municipality = models.CharField(max_length=30)
    team = models.UUIDField()
    answered_on = models.DateField()
    neighbourhood = models.CharField(max_length=10, blank=True)
    life_area = models.CharField(max_length=30, blank=True)
    went_on = models.BooleanField()
    confidential = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["need", "reason"], name="gap_once_per_need_and_reason")
        ]
        indexes: ClassVar = [
            models.Index(fields=["team", "law", "answered_on"], name="gap_by_team_law_day"),
            models.Index(fields=["case"], name="gap_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.need} {self.reason}"
