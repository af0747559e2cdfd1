"""The tables of HSDS 1.1, 2 and 3 and their columns: what they are called where, and where each goes with us."""

import re
from typing import Any

from provisions.exchange import cells
from provisions.exchange.cells import needed, text, url, words
from provisions.exchange.shapes import Column, Kind, same, to
from workflows.layers import Law, Layer
from workflows.life_areas import LifeArea

SERVICE = to("service", "provision")
LOCATION = to("location", "location")
AT_LOCATION = to("service_at_location", "at_location", "service_location_id")
ORGANIZATION = to("organization", "organisation")
OF = (SERVICE, LOCATION, AT_LOCATION)
NAME = same("name", needed(words(300)))
ALTERNATE = same("alternate_name", words(300))
DESCRIPTION = same("description", text)
PLACES = {place: place for place in ("physical", "postal", "virtual")}
AREAS = {area: area for area in LifeArea.values}
LAWS = {law.value: law.value for law in Law}
STATUS = {one: one for one in ("active", "inactive", "defunct", "temporarily closed")} | {
    "actief": "active", "inactief": "inactive", "gestopt": "defunct", "tijdelijk gesloten": "temporarily closed",
}  # fmt: skip
AGE = cells.decimal(3, places=2)
ROOMS = {room: room for room in ("room", "waiting_list", "full")}
COUNT = cells.whole()

KINDS: tuple[Kind, ...] = (
    Kind(
        "taxonomy",
        "Taxonomy",
        ("taxonomies",),
        (NAME, DESCRIPTION, same("uri", url(500)), same("version", words(100))),
    ),
    Kind(
        "taxonomy_term",
        "TaxonomyTerm",
        ("taxonomy_terms", "taxonomy_term", "taxonomy"),
        (
            same("name", needed(words(300)), "term"),
            DESCRIPTION,
            same("code", words(200)),
            to("taxonomy", "taxonomy", belongs=False),
            to("taxonomy_term", "parent", belongs=False, name="parent_id"),
            same("parent_name", words(300)),
            Column("taxonomy", "vocabulary", words(200), ("vocabulary",)),
            Column("taxonomy_facet", "facet", words(200)),
            same("language", words(35)),
            Column("term_uri", "uri", url(500), ("uri",)),
        ),
    ),
    Kind(
        "organization",
        "Organisation",
        ("organizations", "organization", "organisations", "organisaties"),
        (
            NAME,
            ALTERNATE,
            DESCRIPTION,
            same("email", cells.email),
            Column("website", "url", url(500), ("url",)),
            same("tax_status", words(200)),
            same("tax_id", words(200)),
            same("year_incorporated", words(20)),
            same("legal_status", words(200)),
            to("organization", "parent", belongs=False, name="parent_organization_id"),
            same("example", cells.yes_no),
        ),
    ),
    Kind(
        "organization_identifier",
        "OrganisationIdentifier",
        ("organization_identifiers", "organization_identifier"),
        (
            to("organization", "organisation", needed=True),
            Column("identifier_scheme", "scheme", words(200)),
            Column("identifier_type", "type", words(200)),
            same("identifier", needed(words(200))),
        ),
        leaf=True,
    ),
    Kind(
        "program",
        "Program",
        ("programs", "program"),
        (to("organization", "organisation", needed=True), NAME, ALTERNATE, DESCRIPTION),
    ),
    Kind(
        "location",
        "Location",
        ("locations", "location", "locaties"),
        (
            same("name", words(300)),
            ALTERNATE,
            DESCRIPTION,
            Column("location_type", "type", cells.choice(PLACES), ("type",)),
            to("organization", "organisation", belongs=False),
            same("transportation", text),
            same("url", url(500)),
            same("latitude", cells.number(-90, 90), "lat"),
            same("longitude", cells.number(-180, 180), "lon", "lng", "long"),
            same("external_identifier", words(200)),
            same("external_identifier_type", words(200)),
        ),
    ),
    Kind(
        "service",
        "Provision",
        ("services", "service", "voorzieningen"),
        (
            to("organization", "organisation", needed=True),
            to("program", "program", belongs=False),
            NAME,
            ALTERNATE,
            DESCRIPTION,
            same("url", url(500), "website"),
            same("email", cells.email),
            same("status", cells.choice(STATUS)),
            same("alert", text),
            Column("fees_description", "fees", text, ("fees",)),
            Column("eligibility_description", "eligibility", text, ("eligibility",)),
            same("minimum_age", AGE),
            same("maximum_age", AGE),
            same("application_process", text),
            same("interpretation_services", text),
            same("wait_time", text),
            same("accreditations", text),
            same("licenses", text),
            same("payment_accepted", words(300)),
            Column("assured_date", "confirmed_on", cells.day),
            same("assurer_email", cells.email),
            same("layer", cells.choice({layer.value: layer.value for layer in Layer})),
            same("laws", cells.codes(LAWS)),
            same("life_areas", cells.codes(AREAS)),
            same("upl", words(200)),
            same("what", words(300)),
            same("open_when", words(200)),
            same("cost", words(100)),
            same("needs_intake", cells.yes_no),
            same("withdrawn_on", cells.day),
            same("room", cells.choice(ROOMS)),
            same("room_as_of", cells.moment),
            same("places", COUNT),
            same("waiting_since", cells.day),
            same("waiting_weeks", cells.whole(520)),
            same("clock_received", cells.whole(366)),
            same("clock_contact", cells.whole(366)),
            same("clock_start", cells.whole(366)),
        ),
    ),
    Kind(
        "eligibility",
        "",
        ("eligibility", "eligibilities"),
        (same("service_id", text), same("eligibility", text, "eligibility_description")),
        leaf=True,
        fold=("eligibility", "eligibility_description"),
    ),
    Kind(
        "payment_accepted",
        "",
        ("payments_accepted", "payment_accepted"),
        (same("service_id", text), same("payment", text)),
        leaf=True,
        fold=("payment", "payment_accepted"),
    ),
    Kind(
        "service_at_location",
        "ServiceAtLocation",
        ("services_at_location", "service_at_location", "service_at_locations", "service_location"),
        (
            to("service", "provision", needed=True),
            to("location", "location", needed=True),
            DESCRIPTION,
        ),
    ),
    Kind(
        "address",
        "Address",
        ("addresses", "address", "physical_addresses", "physical_address", "postal_addresses", "postal_address"),
        (
            to("location", "location", needed=True),
            Column("address_type", "type", cells.choice(PLACES)),
            same("attention", words(300)),
            same("address_1", needed(words(300))),
            same("address_2", words(300)),
            same("city", words(200)),
            same("region", words(200)),
            same("state_province", words(200)),
            same("postal_code", words(40)),
            same("country", words(100)),
        ),
        says={
            "physical_address": {"address_type": "physical"},
            "physical_addresses": {"address_type": "physical"},
            "postal_address": {"address_type": "postal"},
            "postal_addresses": {"address_type": "postal"},
        },
        leaf=True,
    ),
    Kind(
        "contact",
        "Contact",
        ("contacts", "contact"),
        (
            *OF,
            ORGANIZATION,
            same("name", words(300)),
            same("title", words(300)),
            same("department", words(300)),
            same("email", cells.email),
        ),
    ),
    Kind(
        "phone",
        "Phone",
        ("phones", "phone"),
        (
            *OF,
            ORGANIZATION,
            to("contact", "contact"),
            same("number", needed(words(100))),
            same("extension", words(40)),
            same("type", words(40)),
            same("department", words(300)),
            DESCRIPTION,
        ),
    ),
    Kind(
        "language",
        "Language",
        ("languages", "language"),
        (
            *OF,
            to("phone", "phone"),
            same("name", words(300), "language"),
            same("code", words(35)),
            same("note", text),
        ),
        leaf=True,
        one_of=("name", "code"),
    ),
    Kind(
        "schedule",
        "Schedule",
        ("schedules", "schedule", "regular_schedules", "regular_schedule", "holiday_schedules", "holiday_schedule"),
        (
            *OF,
            same("valid_from", cells.day, "start_date"),
            same("valid_to", cells.day, "end_date"),
            same("dtstart", cells.day),
            same("timezone", words(20)),
            same("until", cells.day),
            same("count", COUNT),
            same("wkst", cells.choice({day: day for day in cells.WEEK})),
            same("freq", cells.choice({"WEEKLY": "WEEKLY", "MONTHLY": "MONTHLY"})),
            same("interval", COUNT),
            same("byday", words(100)),
            Column("weekday", "byday", cells.weekday),
            same("byweekno", words(200)),
            same("bymonthday", words(200)),
            same("byyearday", words(200)),
            same("description", text, "original_text"),
            same("opens_at", cells.clock),
            same("closes_at", cells.clock),
            same("closed", cells.yes_no),
            same("schedule_link", url(500)),
            same("attending_type", words(100)),
            same("notes", text),
        ),
        says={"regular_schedule": {"freq": "WEEKLY"}, "regular_schedules": {"freq": "WEEKLY"}},
        leaf=True,
    ),
    Kind(
        "service_area",
        "ServiceArea",
        ("service_areas", "service_area"),
        (
            to("service", "provision", needed=True),
            same("name", words(300), "service_area"),
            DESCRIPTION,
            same("extent", text),
            same("extent_type", words(100)),
            same("uri", url(500)),
        ),
        leaf=True,
    ),
    Kind(
        "cost_option",
        "CostOption",
        ("cost_options", "cost_option"),
        (
            to("service", "provision", needed=True),
            same("valid_from", cells.day),
            same("valid_to", cells.day),
            same("option", text),
            same("currency", words(3)),
            same("amount", cells.money),
            same("amount_description", text),
        ),
        leaf=True,
    ),
    Kind(
        "accessibility",
        "Accessibility",
        ("accessibility", "accessibility_for_disabilities"),
        (
            to("location", "location", needed=True),
            same("description", text, "accessibility"),
            same("details", text),
            same("url", url(500)),
        ),
        leaf=True,
    ),
    Kind(
        "required_document",
        "RequiredDocument",
        ("required_documents", "required_document"),
        (
            to("service", "provision", needed=True),
            same("document", needed(text)),
            same("uri", url(500)),
        ),
        leaf=True,
    ),
    Kind(
        "funding",
        "Funding",
        ("funding", "fundings"),
        (
            to("service", "provision"),
            ORGANIZATION,
            Column("source", "payer", needed(text)),
        ),
        leaf=True,
    ),
    Kind(
        "attribute",
        "Attribute",
        ("attributes", "attribute", "services_taxonomy", "service_taxonomy", "service_attributes", "service_attribute"),
        (
            *OF,
            ORGANIZATION,
            to("taxonomy_term", "term", "taxonomy_id", needed=True),
            Column("link_entity", "entity", words(60)),
            Column("link_id", "link", words(200)),
            same("link_type", words(200)),
            same("value", text, "taxonomy_detail"),
        ),
        leaf=True,
    ),
)

BY_NAME = {kind.name: kind for kind in KINDS}
_BY_FILE = {file: kind for kind in KINDS for file in kind.files}


def plain(name: str) -> str:
    """A name as it is compared: small letters, and one sign between its words."""
    return re.sub(r"[\s\-.]+", "_", name.strip().lower())


def kind_of(table: str) -> str:
    """Which table of HSDS this is by its name; empty for none."""
    found = _BY_FILE.get(plain(table))
    return found.name if found else ""


def columns_of(kind: Kind, given: tuple[str, ...]) -> dict[int, Column]:
    """Which column of the kind stands where. Its own name goes before its other names."""
    places: dict[int, Column] = {}
    heads = [plain(name) for name in given]
    for column in kind.columns:
        for name in (column.name, *column.also):
            if name in heads and heads.index(name) not in places:
                places[heads.index(name)] = column
                break
    return places


def says_by_itself(kind: Kind, table: str) -> dict[str, Any]:
    return kind.says.get(plain(table), {})
