"""What can be offered: organisations and their provisions per layer."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import Municipality
from provisions.querysets import ProvisionQuerySet
from workflows.layers import Layer


class Organisation(models.Model):
    """Who offers: a community house, a volunteer group, a provider of care."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="organisations")
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "name"], name="organisation_name_once_per_municipality"),
        ]

    def __str__(self) -> str:
        return self.name


class Provision(models.Model):
    """One offer: a general facility (algemene voorziening) or what maatwerk can be made of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="provisions")
    name = models.CharField(max_length=200)
    layer = models.CharField(max_length=30, choices=[(layer.value, layer.value) for layer in Layer])
    what = models.CharField(max_length=300, blank=True)
    open_when = models.CharField(max_length=200, blank=True)
    cost = models.CharField(max_length=100, blank=True)
    needs_intake = models.BooleanField(default=False)
    withdrawn_on = models.DateField(null=True)

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="provision_name_once_per_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.name}"
