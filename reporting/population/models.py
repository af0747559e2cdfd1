"""Numbers of residents as they were imported. What a later file corrected stays, with the moment it was replaced."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import Municipality, User
from reporting.population.querysets import PopulationImportQuerySet, PopulationQuerySet


class PopulationImport(models.Model):
    """A file that was entered: whose numbers they are (`source`), and the day they are about (`on`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    on = models.DateField()
    name = models.CharField(max_length=200)
    rows = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = PopulationImportQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["municipality", "-at"], name="population_import_newest_first")]

    def __str__(self) -> str:
        return self.name


class Population(models.Model):
    """Residents of a neighbourhood (CBS code) in a year; `age_band` such as 0-17 or 65+, empty for all ages."""

    imported = models.ForeignKey(PopulationImport, on_delete=models.PROTECT, related_name="lines")
    neighbourhood = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    age_band = models.CharField(max_length=10, blank=True)
    residents = models.PositiveIntegerField()
    replaced_at = models.DateTimeField(null=True)

    objects = PopulationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["neighbourhood", "year", "age_band"],
                condition=models.Q(replaced_at=None),
                name="population_once_per_neighbourhood_year_and_age",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.neighbourhood} {self.year} {self.age_band}"
