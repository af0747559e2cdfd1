"""Who the help is for, and with whom they live."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Neighbourhood
from cases.residents import bsn, said
from cases.residents.querysets import (
    LONGEST_SEARCH_NAME,
    HouseholdMemberQuerySet,
    RepresentativeQuerySet,
    ResidentQuerySet,
    plain,
)
from workflows.representation import Birth


class Resident(models.Model):
    """A resident (inwoner), named and dated as in the civil registry, where parts of a date may be unknown.

    `deceased_on` is the first day possible, `death_known` how much of it is known. `address_shielded`: the address
    would give away that of somebody else. `version` counts the corrections.
    """

    class DeathKnown(models.TextChoices):
        """What is known of the date of death."""

        DAY = "day", _("the day")
        MONTH = "month", _("month and year")
        YEAR = "year", _("the year")
        UNKNOWN = "unknown", _("not when")

    class Gender(models.TextChoices):
        WOMAN = "v", "v"
        MAN = "m", "m"
        UNKNOWN = "o", "o"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="residents")
    first_names = models.CharField(max_length=200, blank=True)
    prefix = models.CharField(max_length=20, blank=True)
    family_name = models.CharField(max_length=200)
    search_name = models.CharField(max_length=LONGEST_SEARCH_NAME, editable=False)
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
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, null=True, related_name="+")
    secret_address = models.BooleanField(default=False)
    address_in_doubt = models.BooleanField(default=False)
    address_shielded = models.BooleanField(default=False)
    phone = models.CharField(max_length=30, blank=True)
    phone_digits = models.CharField(max_length=said.LONGEST_PHONE, blank=True, editable=False)
    deceased_on = models.DateField(null=True)
    death_known = models.CharField(max_length=10, choices=DeathKnown.choices, blank=True)
    version = models.PositiveIntegerField(default=0)

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
            models.CheckConstraint(
                condition=models.Q(deceased_on=None)
                | models.Q(birth_year=None)
                | models.Q(deceased_on__year__gte=models.F("birth_year")),
                name="resident_dies_after_birth",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "search_name"], name="resident_by_name"),
            models.Index(fields=["bsn_index"], name="resident_by_bsn"),
            models.Index(fields=["phone_digits"], name="resident_by_phone"),
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
        """The birth date as far as it is known: `29-11-1939`, `11-1939`, `1968`, or nothing."""
        return "-".join(str(part) for part in (self.birth_day, self.birth_month, self.birth_year) if part)

    @property
    def birth(self) -> Birth:
        return Birth(self.birth_year, self.birth_month, self.birth_day)

    @property
    def death(self) -> Birth | None:
        """The date of death as far as it is known."""
        day, known = self.deceased_on, self.death_known
        if day is None:
            return None
        month = None if known == self.DeathKnown.YEAR else day.month
        return Birth(day.year, month, None if known in (self.DeathKnown.YEAR, self.DeathKnown.MONTH) else day.day)

    @property
    def is_deceased(self) -> bool:
        return self.deceased_on is not None or self.death_known == self.DeathKnown.UNKNOWN

    @property
    def address_is_kept(self) -> bool:
        """Whether the address is shown nowhere: it is secret (geheimhouding), or would give one away that is."""
        return self.secret_address or self.address_shielded

    @property
    def address(self) -> str:
        """The address to show: nothing when it is kept."""
        return "" if self.address_is_kept else self.whole_address

    @property
    def whole_address(self) -> str:
        """Street and number, whoever may see them: only for a page that was asked to reveal it."""
        return " ".join(part for part in (self.street, self.house_number) if part)

    @property
    def lives_in(self) -> str:
        """The place to show: nothing when the address is kept."""
        return "" if self.address_is_kept else self.place

    @property
    def masked_bsn(self) -> str:
        return str(bsn.unseal(bytes(self.bsn_sealed), row=self.id)) if self.bsn_sealed else ""

    def set_what_is_searched(self) -> None:
        self.search_name = plain(f"{self.family_name} {self.prefix} {self.first_names}")[:LONGEST_SEARCH_NAME]
        self.phone_digits = said.phone_digits(self.phone)


class Household(models.Model):
    """People who live together (huishouden). Who they are, and since when, stands with its members."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="households")

    def __str__(self) -> str:
        return str(self.id)


class HouseholdMember(models.Model):
    """Somebody who lives in a household, from one day until another (the last day included).

    A member is a resident, or is known by words only ("zoon, 20"). Nobody lives in two households at a time: the
    database refuses overlapping periods of one person.
    """

    class Relation(models.TextChoices):
        """What this member is to the household."""

        ADULT = "adult", _("adult")
        PARTNER = "partner", _("partner")
        PARENT = "parent", _("parent")
        CHILD = "child", _("child")
        RELATIVE = "relative", _("other family")
        HOUSEMATE = "housemate", _("housemate")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="lives_in_households")
    described_as = models.CharField(max_length=120, blank=True)
    relation = models.CharField(max_length=20, choices=Relation.choices, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = HouseholdMemberQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="member_leaves_after_arriving",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(described_as=""), name="member_is_somebody"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Representative(models.Model):
    """Who may speak for a resident (vertegenwoordiger): of what kind, on what that rests, from when until when.

    Parents with authority (BW 1:245), guardian (1:280), curator (1:378), mentor (1:450), administrator (1:431), proxy
    (3:60), or who may act without an appointment (Wmo 2015 art. 1.1.1 lid 2). `address_hidden`: this representative's
    address is kept from the others.
    """

    class Kind(models.TextChoices):
        PARENT = "parent", _("parent with authority")
        GUARDIAN = "guardian", _("guardian")
        CURATOR = "curator", _("curator")
        MENTOR = "mentor", _("mentor")
        ADMINISTRATOR = "administrator", _("administrator of money")
        PROXY = "proxy", _("proxy with a written authorisation")
        NEAREST = "nearest", _("partner or family, without an appointment")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="representatives")
    person = models.ForeignKey(Resident, on_delete=models.CASCADE, null=True, related_name="represents")
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=200)
    contact = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    address_hidden = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="representative_ends_after_starting",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(name=""), name="representative_is_somebody"
            ),
            models.CheckConstraint(
                condition=models.Q(person=None) | ~models.Q(person=models.F("resident")),
                name="nobody_represents_themselves",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="representative_has_a_source"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def who(self) -> str:
        """Who speaks; a person who is not in sight is somebody."""
        return self.person.name if self.person else self.name or str(_("somebody"))

    @property
    def address_is_kept(self) -> bool:
        """Whether the address is shown nowhere: it is hidden from the others, or gives away one that is kept."""
        if self.address_hidden or (self.person and self.person.address_is_kept):
            return True
        here = plain(self.resident.whole_address)
        return bool(here) and self.resident.address_is_kept and plain(self.address).startswith(here)

    @property
    def shown_address(self) -> str:
        return "" if self.address_is_kept else self.address

    @property
    def shown_contact(self) -> str:
        """A phone number or e-mail address tells where somebody is, too."""
        return "" if self.address_hidden else self.contact
