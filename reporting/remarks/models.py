"""A remark at a month of the escalation's chart."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Team, User
from cases.dossier.models import LAWS
from reporting.remarks.querysets import RemarkQuerySet

LONGEST = 200


class Remark(models.Model):
    """What happened in a month (opmerking), or why limits start anew from it; of a municipality, or one team of it.

    `month` is its first day. Written once; withdrawn it stays, with who did so and when.
    """

    class Kind(models.TextChoices):
        HAPPENED = "happened", _("Something happened here")
        REBASE = "rebase", _("The limits start anew from this month")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    law = models.CharField(max_length=10, choices=LAWS)
    month = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=LONGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RemarkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="remark_is_of_a_month"),
            models.CheckConstraint(condition=~models.Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="remark_withdrawn_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["municipality", "team", "law", "month"],
                condition=models.Q(kind="rebase", withdrawn_at=None),
                nulls_distinct=False,
                name="limits_start_anew_once_in_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law} {self.month:%Y-%m}"
