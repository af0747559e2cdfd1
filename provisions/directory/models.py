"""Organisations, what they offer per layer, and how that went. The words are those of HSDS 3 where it has one."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, User
from provisions.directory.fields import MinutesField, Sourced
from provisions.directory.querysets import FindableQuerySet, ProvisionQuerySet
from workflows.layers import Law, Layer
from workflows.life_areas import LifeArea


class Organisation(Sourced):
    """Who offers (HSDS organization): a community house, a volunteer group, a provider of care."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="organisations")
    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    email = models.CharField(max_length=254, blank=True)
    url = models.CharField(max_length=500, blank=True)
    tax_status = models.CharField(max_length=200, blank=True)
    tax_id = models.CharField(max_length=200, blank=True)
    year_incorporated = models.CharField(max_length=20, blank=True)
    legal_status = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    example = models.BooleanField(default=False)

    class Meta(Sourced.Meta):
        constraints: ClassVar = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["municipality", "name"], condition=Q(source=""), name="organisation_name_once_per_municipality"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Provision(Sourced):
    """One offer (HSDS service): a general facility (algemene voorziening) or what maatwerk can be made of.

    `confirmed_on` is the day somebody last said that the facts are right. `room` holds as of `room_as_of`. The clocks
    are in working days: within how many the facility says that a referral arrived, makes contact and starts.
    `by_hand`: an administrator wrote the facts, and a pack that is loaded again leaves them. `version` counts changes.
    """

    class Status(models.TextChoices):
        """The words of HSDS."""

        ACTIVE = "active", _("active")
        INACTIVE = "inactive", _("inactive")
        DEFUNCT = "defunct", _("stopped")
        TEMPORARILY_CLOSED = "temporarily closed", _("closed for now")

    OFFERED = (Status.ACTIVE, Status.TEMPORARILY_CLOSED)

    class Room(models.TextChoices):
        UNKNOWN = "", _("not known")
        ROOM = "room", _("there is room")
        WAITING_LIST = "waiting_list", _("there is a waiting list")
        FULL = "full", _("full")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="provisions")
    program = models.ForeignKey("provisions.Program", on_delete=models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    layer = models.CharField(max_length=30, choices=[(layer.value, layer.value) for layer in Layer])
    laws = ArrayField(models.CharField(max_length=10, choices=[(law.value, law.value) for law in Law]), default=list)
    life_areas = ArrayField(models.CharField(max_length=30, choices=LifeArea.choices), default=list)
    upl = models.CharField(max_length=200, blank=True)
    what = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    email = models.CharField(max_length=254, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    alert = models.TextField(blank=True)
    open_when = models.CharField(max_length=200, blank=True)
    cost = models.CharField(max_length=100, blank=True)
    fees = models.TextField(blank=True)
    payment_accepted = models.CharField(max_length=300, blank=True)
    eligibility = models.TextField(blank=True)
    minimum_age = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    maximum_age = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    application_process = models.TextField(blank=True)
    interpretation_services = models.TextField(blank=True)
    wait_time = models.TextField(blank=True)
    accreditations = models.TextField(blank=True)
    licenses = models.TextField(blank=True)
    assurer_email = models.CharField(max_length=254, blank=True)
    needs_intake = models.BooleanField(default=False)
    room = models.CharField(max_length=20, choices=Room.choices, blank=True, default=Room.UNKNOWN)
    room_as_of = models.DateTimeField(null=True, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    waiting_since = models.DateField(null=True, blank=True)
    waiting_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True)
    clock_received = models.PositiveSmallIntegerField(default=2)
    clock_contact = models.PositiveSmallIntegerField(default=5)
    clock_start = models.PositiveSmallIntegerField(default=15)
    by_hand = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ProvisionQuerySet.as_manager()

    class Meta(Sourced.Meta):
        constraints: ClassVar = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(source=""), name="provision_name_once_per_organisation"
            ),
            models.CheckConstraint(
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(maximum_age__gte=F("minimum_age")),
                name="provision_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(room="") | Q(room_as_of__isnull=False), name="provision_room_has_its_moment"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["municipality", "confirmed_on", "id"],
                condition=Q(withdrawn_on=None),
                name="provision_to_confirm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.name}"

    @property
    def is_offered(self) -> bool:
        return self.withdrawn_on is None and self.status in self.OFFERED


class ProvisionTally(models.Model):
    """How it went with a provision, in counts without a person. `answer_days_total` is in working days."""

    provision = models.OneToOneField(Provision, on_delete=models.PROTECT, primary_key=True, related_name="tally")
    pointed = models.PositiveIntegerField(default=0)
    referred = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    answer_days_total = models.PositiveIntegerField(default=0)
    started = models.PositiveIntegerField(default=0)
    no_shows = models.PositiveIntegerField(default=0)
    helped = models.PositiveIntegerField(default=0)
    partly = models.PositiveIntegerField(default=0)
    not_helped = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.provision_id)


class WrongFactsReport(models.Model):
    """Somebody says that the facts about a provision are wrong: work for the administrator until it is settled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="wrong_facts")
    text = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="wrong_facts_report_says_something"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="wrong_facts_settled_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["provision", "at"], condition=Q(settled_at=None), name="wrong_facts_open"),
        ]

    def __str__(self) -> str:
        return str(self.id)


# Where a row is on a flat map in degrees, each standing on a sheet of its own far from the others: the index walks from
# a point outwards through one standing. The cosine is that of 52.5 degrees, the middle of the Netherlands.
FLAT, SHEET = 0.6087614, 1000.0
SPOT = Func(F("lon") * FLAT + F("standing") * SHEET, F("lat"), function="point")


# Squares of so many km on that map, in which a row is found besides by its words: within so far of a point lies only
# what is in the squares around it.
SQUARES = (1.0, 2.0, 4.0, 8.0, 16.0)
# A degree of latitude in km, on the sphere that distances are reckoned on.
KM_PER_DEGREE = 111.195


class Findable(models.Model):
    """What the finder reads about a provision at one of its places: narrow rows, made from those that describe it.

    Only what is offered is here. `words`: names (weight A), what it is and who offers it (B), the rest (C), and the
    standing (`=0`) and the squares it lies in as words of their own; `in_name`: those of names and the standing.
    `open_at`: minutes of the week. `standing`: 0 freely available, 1 needs an intake, 2 has no room now, 3 no
    general facility. `free`: costs nothing, costs something, or not known. `only_for`: neighbourhoods, empty for
    everybody.
    """

    FREELY, INTAKE, NO_ROOM, NOT_GENERAL = range(4)

    id = models.BigAutoField(primary_key=True)
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="findable")
    place = models.ForeignKey("provisions.Location", on_delete=models.PROTECT, null=True, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=300)
    standing = models.PositiveSmallIntegerField()
    laws = ArrayField(models.CharField(max_length=10))
    life_areas = ArrayField(models.CharField(max_length=30))
    words = SearchVectorField()
    in_name = models.GeneratedField(
        expression=Func(
            Func(F("words"), template="ts_filter(%(expressions)s, '{a}')"),
            Func(F("standing"), template="array_to_tsvector(ARRAY['=' || %(expressions)s::text])"),
            template="%(expressions)s",
            arg_joiner=" || ",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    open_at = MinutesField()
    languages = ArrayField(models.CharField(max_length=300))
    youngest = models.FloatField()
    oldest = models.FloatField()
    free = models.BooleanField(null=True)
    needs_intake = models.BooleanField()
    room = models.CharField(max_length=20)
    only_for = ArrayField(models.BigIntegerField())
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    objects = FindableQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provision", "place"], nulls_distinct=False, name="findable_once_per_provision_and_place"
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["words"], name="findable_words", fastupdate=False),
            GinIndex(fields=["in_name"], name="findable_in_name", fastupdate=False),
            GistIndex(SPOT, name="findable_near"),
            GinIndex(fields=["life_areas"], name="findable_life_areas", fastupdate=False),
            GinIndex(fields=["languages"], name="findable_languages", fastupdate=False),
            models.Index(fields=["municipality", "standing", "name", "provision", "id"], name="findable_in_order"),
            models.Index(fields=["municipality", "lat", "lon"], name="findable_in_a_box"),
        ]

    def __str__(self) -> str:
        return self.name
