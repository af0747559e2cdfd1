"""Who the help is for, and with whom they live."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import Municipality
from cases.residents import bsn
from cases.residents.querysets import ResidentQuerySet, plain


class Resident(models.Model):
    """A resident (inwoner), named and dated as in the civil registry, where parts of a birth date may be unknown."""

    class Gender(models.TextChoices):
        WOMAN = "v", "v"
        MAN = "m", "m"
        UNKNOWN = "o", "o"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="residents")
    first_names = models.CharField(max_length=200, blank=True)
    prefix = models.CharField(max_length=20, blank=True)
    family_name = models.CharField(max_length=200)
    search_name = models.CharField(max_length=440, editable=False)
    gender = models.CharField(max_length=1, choices=Gender.choices, default=Gender.UNKNOWN)
    birth_year = models.PositiveSmallIntegerField(null=True)
    birth_month = models.PositiveSmallIntegerField(null=True)
    birth_day = models.PositiveSmallIntegerField(null=True)
    bsn_sealed = models.BinaryField(null=True)
    bsn_index = models.BinaryField(null=True)
    street = models.CharField(max_length=120, blank=True)
    house_number = models.CharField(max_length=20, blank=True)
    postcode = models.CharField(max_length=6, blank=True)
    place = models.CharField(max_length=80, blank=True)
    secret_address = models.BooleanField(default=False)
    deceased_on = models.DateField(null=True)

    objects = ResidentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(bsn_sealed__isnull=True, bsn_index__isnull=True)
                | models.Q(bsn_sealed__isnull=False, bsn_index__isnull=False),
                name="bsn_sealed_and_indexed_together",
            ),
            models.CheckConstraint(
                condition=models.Q(birth_day=None) | models.Q(birth_month__isnull=False),
                name="birth_day_needs_its_month",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "search_name"], name="resident_by_name"),
            models.Index(fields=["bsn_index"], name="resident_by_bsn"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def name(self) -> str:
        """Initials, prefix and family name: `M. van der Wiel`."""
        initials = "".join(f"{word[0]}." for word in self.first_names.replace("-", " ").split())
        return " ".join(part for part in (initials, self.prefix, self.family_name) if part)

    @property
    def born(self) -> str:
        """The birth date as far as it is known: `29-11-1939`, `1968`, or nothing."""
        if self.birth_day:
            return f"{self.birth_day}-{self.birth_month}-{self.birth_year}"
        return str(self.birth_year or "")

    @property
    def address(self) -> str:
        """The address to show: nothing when it is secret (geheimhouding)."""
        if self.secret_address:
            return ""
        return " ".join(part for part in (self.street, self.house_number) if part)

    @property
    def lives_in(self) -> str:
        """The place to show: nothing when the address is secret."""
        return "" if self.secret_address else self.place

    @property
    def masked_bsn(self) -> str:
        return str(bsn.unseal(bytes(self.bsn_sealed), row=self.id)) if self.bsn_sealed else ""

    def set_search_name(self) -> None:
        self.search_name = plain(f"{self.family_name} {self.prefix} {self.first_names}")


class Housemate(models.Model):
    """Somebody who lives with a resident (huisgenoot), from one day until another.

    A housemate may be a resident too, or be known by a word only ("son, 20").
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="housemates")
    person = models.ForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="lives_with")
    described_as = models.CharField(max_length=120, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="housemate_leaves_after_arriving",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(described_as=""),
                name="housemate_is_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("resident")), name="nobody_is_their_own_housemate"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
