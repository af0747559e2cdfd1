"""An edition: the tables of one family over one closed year, as they may be shown. Once made it stays as it was."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor


class Audience(models.TextChoices):
    """Who reads it: colleagues without access to the cases, or everybody."""

    INSIDE = "inside", _("Inside the municipality")
    PUBLICATION = "publication", _("For publication")


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, actor: Actor) -> "EditionQuerySet":
        return self.filter(municipality__in=actor.reads_published_in())


class Edition(models.Model):
    """`tables` holds per table what is shown of it (storing.kept), `refused` per table why it is not.

    `names` is how areas were called then, by code. A year is made once: the same figures a day later, with one case
    more or less, would tell about that case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.CharField(max_length=30)
    family = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=20, choices=Audience.choices)
    threshold = models.PositiveSmallIntegerField()
    tables = models.JSONField()
    refused = models.JSONField()
    names = models.JSONField()
    at = models.DateTimeField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "family", "year", "audience"], name="edition_is_made_once"),
            models.CheckConstraint(condition=Q(threshold__gte=2), name="edition_hides_small_numbers"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.family} {self.year} {self.audience}"
