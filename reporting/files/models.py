"""A file of figures that somebody asked for. In what state it is follows from its moments: nothing is kept twice."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.access import Actor
from accounts.models import User

LASTS = timedelta(hours=24)


class FigureFileQuerySet(models.QuerySet["FigureFile"]):
    def visible_to(self, actor: Actor) -> "FigureFileQuerySet":
        """Who asked for it, and nobody else."""
        return self.filter(by=actor.id)

    def being_made(self) -> "FigureFileQuerySet":
        return self.filter(made_at=None, reason="")

    def over(self, *, at: datetime) -> "FigureFileQuerySet":
        """What nobody can fetch any more."""
        return self.filter(Q(expires_at__lt=at) | Q(made_at=None, at__lt=at - LASTS))


class FigureFile(models.Model):
    """`what` is a figure of the catalogue or the list of cases; `asked` the period (ISO days), team and law.

    `scope`: per team the laws that were counted, to be held again by who fetches it. `seen` facts up to the one with
    number `last` were in sight when the list of cases was made. `reason` says by a code why a file was not made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=30)
    kind = models.CharField(max_length=10)
    asked = models.JSONField()
    language = models.CharField(max_length=10)
    at = models.DateTimeField()
    scope = models.JSONField(default=dict)
    seen = models.PositiveIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=60, blank=True)

    objects = FigureFileQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(made_at=None, expires_at=None) | Q(made_at__isnull=False, expires_at__isnull=False),
                name="figure_file_expires_once_made",
            ),
            models.CheckConstraint(condition=Q(made_at=None) | Q(reason=""), name="figure_file_is_made_or_failed"),
        ]
        indexes: ClassVar = [models.Index(fields=["by", "-at"], name="figure_file_newest_first")]

    def __str__(self) -> str:
        return f"{self.what}.{self.kind}"


class FigureFilePart(models.Model):
    """A stretch of the content, so that neither who makes it nor who fetches it holds the whole in memory."""

    file = models.ForeignKey(FigureFile, on_delete=models.CASCADE, related_name="parts")
    by = models.UUIDField()
    seq = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "seq"], name="figure_file_part_once_per_seq"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.seq}"
