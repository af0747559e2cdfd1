"""What describes organisations and provisions, in the tables of HSDS 3 (and those of 1.1 that became part of them)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Neighbourhood
from provisions.directory.fields import Sourced
from provisions.directory.models import Organisation, Provision


class Program(Sourced):
    """A programme that provisions of an organisation belong to."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programs")
    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class OrganisationIdentifier(Sourced):
    """A number an organisation has elsewhere, such as that of the trade register."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=200, blank=True)
    identifier = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.identifier


class Location(Sourced):
    """A place where provisions are offered. Latitude and longitude in degrees (WGS 84)."""

    class Type(models.TextChoices):
        """The words of HSDS."""

        PHYSICAL = "physical"
        POSTAL = "postal"
        VIRTUAL = "virtual"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="locations"
    )
    type = models.CharField(max_length=20, choices=Type.choices, default=Type.PHYSICAL)
    name = models.CharField(max_length=300, blank=True)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    transportation = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, null=True, blank=True, related_name="locations"
    )
    external_identifier = models.CharField(max_length=200, blank=True)
    external_identifier_type = models.CharField(max_length=200, blank=True)

    class Meta(Sourced.Meta):
        constraints: ClassVar = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="location_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Address(Sourced):
    """A physical or postal address of a location. `address_3` and `address_4` of HSDS 1.1 follow in `address_2`."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="addresses")
    type = models.CharField(max_length=20, choices=Location.Type.choices, default=Location.Type.PHYSICAL)
    attention = models.CharField(max_length=300, blank=True)
    address_1 = models.CharField(max_length=300)
    address_2 = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)
    state_province = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.address_1}, {self.city}"


class ServiceAtLocation(Sourced):
    """A provision is offered at a location."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="at_locations")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="at_locations")
    description = models.TextField(blank=True)

    class Meta(Sourced.Meta):
        constraints: ClassVar = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["provision", "location"],
                condition=Q(source="", withdrawn_on=None),
                name="provision_once_per_location",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision_id} {self.location_id}"


class OfSomething(Sourced):
    """What may describe a provision, a place, or a provision at a place."""

    provision = models.ForeignKey(
        Provision, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)s_rows"
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)s_rows"
    )
    at_location = models.ForeignKey(
        ServiceAtLocation, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)s_rows"
    )

    class Meta(Sourced.Meta):
        abstract = True


class Schedule(OfSomething):
    """When something is open, as HSDS 3 says it (iCalendar's RRULE). HSDS 1.1's weekday is `byday` with `freq` WEEKLY.

    `closed`: these days are the exception (a holiday). `description` is the text as it was given, also when no hours
    could be read from it.
    """

    class Freq(models.TextChoices):
        WEEKLY = "WEEKLY"
        MONTHLY = "MONTHLY"

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    dtstart = models.DateField(null=True, blank=True)
    timezone = models.CharField(max_length=20, blank=True)
    until = models.DateField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    wkst = models.CharField(max_length=2, blank=True)
    freq = models.CharField(max_length=10, choices=Freq.choices, blank=True)
    interval = models.PositiveIntegerField(null=True, blank=True)
    byday = models.CharField(max_length=100, blank=True)
    byweekno = models.CharField(max_length=200, blank=True)
    bymonthday = models.CharField(max_length=200, blank=True)
    byyearday = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    closed = models.BooleanField(default=False)
    schedule_link = models.CharField(max_length=500, blank=True)
    attending_type = models.CharField(max_length=100, blank=True)
    notes = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.byday} {self.opens_at}"


class ServiceArea(Sourced):
    """Where the people live for whom a provision is, in words; `neighbourhood` where it is one we know."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="service_areas")
    name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    extent = models.TextField(blank=True)
    extent_type = models.CharField(max_length=100, blank=True)
    uri = models.CharField(max_length=500, blank=True)
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, null=True, blank=True, related_name="service_areas"
    )

    def __str__(self) -> str:
        return self.name


class CostOption(Sourced):
    """What a provision costs in one case; `amount` in `currency` (EUR, USD), 0 when it is free."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="cost_options")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    option = models.TextField(blank=True)
    currency = models.CharField(max_length=3, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    amount_description = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.option} {self.amount}"


class Contact(OfSomething):
    """Whom to ask for at an organisation or a provision: a function or a colleague there, never a resident."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    name = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300, blank=True)
    department = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=254, blank=True)

    def __str__(self) -> str:
        return self.name


class Phone(OfSomething):
    """A number to call, as it was given. `languages` of a phone are rows of Language."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="phones"
    )
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="phones")
    number = models.CharField(max_length=100)
    extension = models.CharField(max_length=40, blank=True)
    type = models.CharField(max_length=40, blank=True)
    department = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.number


class Language(OfSomething):
    """A language in which one is helped; `code` in ISO 639-1 (or -3) where it is known, `name` as it was given."""

    phone = models.ForeignKey(Phone, on_delete=models.PROTECT, null=True, blank=True, related_name="languages")
    name = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=35, blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name or self.code


class Accessibility(Sourced):
    """How accessible a place is."""

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="accessibility")
    description = models.TextField(blank=True)
    details = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.description


class RequiredDocument(Sourced):
    """What one must bring or show."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="required_documents")
    document = models.TextField()
    uri = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.document


class Funding(Sourced):
    """Who pays an organisation or a provision. HSDS calls the text `source`, which here names the directory."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="funding"
    )
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True, blank=True, related_name="funding")
    payer = models.TextField()

    def __str__(self) -> str:
        return self.payer


class Taxonomy(Sourced):
    """A list of terms, such as AIRS or a municipality's own."""

    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    uri = models.CharField(max_length=500, blank=True)
    version = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(Sourced):
    """A category. `vocabulary` and `parent_name` are HSDS 1.1's words for the list and what it falls under."""

    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.PROTECT, null=True, blank=True, related_name="terms")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="narrower")
    parent_name = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    vocabulary = models.CharField(max_length=200, blank=True)
    facet = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=35, blank=True)
    uri = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


class Attribute(OfSomething):
    """A term says something of a row (HSDS 1.1: service_taxonomy). `entity` and `link` name another row."""

    term = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, null=True, blank=True, related_name="attributes")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="attributes"
    )
    entity = models.CharField(max_length=60, blank=True)
    link = models.CharField(max_length=200, blank=True)
    link_type = models.CharField(max_length=200, blank=True)
    value = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.term)
