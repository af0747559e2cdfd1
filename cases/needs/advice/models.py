"""Facilities nearby that were named for a need, and what came of each."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import User
from cases.needs.models import Need
from provisions.models import Provision
from workflows.advice import FacilityAnswer


class AdvisedFacility(models.Model):
    """A facility that fitted a need best near the resident, its facts of that day, and the answer to it.

    `facts` is what was true when it was named, and from the answer on what was true then: names, distance in km, open
    when, cost, room, freshness. A new look supersedes what was not answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="advised")
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    looked_on = models.DateField()
    facts = models.JSONField()
    answer = models.CharField(max_length=20, choices=FacilityAnswer.choices, blank=True)
    note = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["need", "provision"],
                condition=models.Q(superseded_at=None),
                name="facility_advised_once_per_need",
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None, answered_by=None)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="facility_answer_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
