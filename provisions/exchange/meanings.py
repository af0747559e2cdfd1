"""What the columns of a flat list may mean, and what they are called in the lists municipalities have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from provisions.exchange.vocabulary import plain
from workflows.refusal import Text


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a column can hold: in which kind and column it goes, and the names by which it is guessed."""

    name: str
    label: Text
    goes: tuple[str, str]
    called: tuple[str, ...]


MEANINGS: tuple[Meaning, ...] = (
    Meaning(
        "id",
        _("Number or code of the row"),
        ("service", "id"),
        ("id", "nummer", "code", "sleutel", "key", "uuid", "guid"),
    ),
    Meaning(
        "name",
        _("Name of the facility"),
        ("service", "name"),
        (
            "naam",
            "name",
            "voorziening",
            "naam_voorziening",
            "titel",
            "title",
            "aanbod",
            "activiteit",
            "service",
            "service_name",
            "naam_activiteit",
            "dienst",
            "product",
        ),
    ),
    Meaning(
        "organization",
        _("Organisation"),
        ("organization", "name"),
        (
            "organisatie",
            "organisatienaam",
            "naam_organisatie",
            "aanbieder",
            "organization",
            "organisation",
            "provider",
            "organization_name",
            "instelling",
            "stichting",
        ),
    ),
    Meaning(
        "description",
        _("Description"),
        ("service", "description"),
        (
            "omschrijving",
            "beschrijving",
            "description",
            "toelichting",
            "informatie",
            "tekst",
            "inhoud",
        ),
    ),
    Meaning(
        "what",
        _("What it is, in one line"),
        ("service", "what"),
        ("wat", "samenvatting", "summary", "kort", "korte_omschrijving", "what"),
    ),
    Meaning(
        "category",
        _("Category"),
        ("taxonomy_term", "name"),
        (
            "categorie",
            "category",
            "thema",
            "rubriek",
            "soort",
            "onderwerp",
            "hoofdthema",
            "type",
            "cluster",
        ),
    ),
    Meaning(
        "subcategory",
        _("Second category"),
        ("taxonomy_term", "name"),
        (
            "subcategorie",
            "subthema",
            "subcategory",
            "subrubriek",
            "trefwoord",
            "trefwoorden",
            "tags",
        ),
    ),
    Meaning(
        "audience",
        _("For whom"),
        ("service", "eligibility_description"),
        (
            "doelgroep",
            "doelgroepen",
            "voor_wie",
            "audience",
            "eligibility",
            "target_group",
            "eligibility_description",
        ),
    ),
    Meaning(
        "minimum_age",
        _("Youngest age"),
        ("service", "minimum_age"),
        (
            "leeftijd_van",
            "minimum_leeftijd",
            "minimumleeftijd",
            "min_leeftijd",
            "vanaf_leeftijd",
            "minimum_age",
            "min_age",
        ),
    ),
    Meaning(
        "maximum_age",
        _("Oldest age"),
        ("service", "maximum_age"),
        (
            "leeftijd_tot",
            "maximum_leeftijd",
            "maximumleeftijd",
            "max_leeftijd",
            "tot_leeftijd",
            "maximum_age",
            "max_age",
        ),
    ),
    Meaning(
        "location",
        _("Name of the place"),
        ("location", "name"),
        ("locatie", "locatienaam", "location", "gebouw", "naam_locatie", "location_name"),
    ),
    Meaning(
        "address",
        _("Street and number"),
        ("address", "address_1"),
        (
            "adres",
            "address",
            "straat",
            "straatnaam",
            "street",
            "bezoekadres",
            "address_1",
            "straat_en_huisnummer",
        ),
    ),
    Meaning(
        "house_number", _("House number"), ("address", "house_number"), ("huisnummer", "nr", "house_number", "huisnr")
    ),
    Meaning(
        "postal_code", _("Postcode"), ("address", "postal_code"), ("postcode", "postal_code", "zip", "zipcode", "pc")
    ),
    Meaning(
        "city",
        _("Place"),
        ("address", "city"),
        ("plaats", "woonplaats", "plaatsnaam", "city", "stad", "dorp", "vestigingsplaats"),
    ),
    Meaning(
        "area",
        _("For people who live in"),
        ("service_area", "name"),
        (
            "gemeente",
            "werkgebied",
            "regio",
            "wijk",
            "buurt",
            "service_area",
            "gebied",
            "kern",
            "municipality",
        ),
    ),
    Meaning(
        "latitude",
        _("Latitude"),
        ("location", "latitude"),
        ("lat", "latitude", "breedtegraad", "y_wgs84", "noorderbreedte"),
    ),
    Meaning(
        "longitude",
        _("Longitude"),
        ("location", "longitude"),
        ("lon", "lng", "long", "longitude", "lengtegraad", "oosterlengte"),
    ),
    Meaning(
        "phone",
        _("Phone"),
        ("phone", "number"),
        (
            "telefoon",
            "telefoonnummer",
            "phone",
            "tel",
            "telefoonnr",
            "phone_number",
            "telephone",
        ),
    ),
    Meaning("email", _("E-mail"), ("service", "email"), ("email", "e_mail", "mail", "emailadres", "e_mailadres")),
    Meaning("url", _("Website"), ("service", "url"), ("website", "url", "link", "webadres", "site", "internet", "web")),
    Meaning(
        "open_when",
        _("When it is open"),
        ("service", "open_when"),
        (
            "openingstijden",
            "open",
            "tijden",
            "openingsuren",
            "opening_hours",
            "wanneer",
            "dag_en_tijd",
            "hours",
        ),
    ),
    Meaning(
        "cost",
        _("What it costs"),
        ("service", "cost"),
        ("kosten", "prijs", "cost", "costs", "tarief", "bijdrage", "eigen_bijdrage", "price", "fees"),
    ),
    Meaning("language", _("Languages"), ("language", "name"), ("taal", "talen", "language", "languages")),
    Meaning(
        "wait_time",
        _("Waiting time"),
        ("service", "wait_time"),
        ("wachttijd", "wachtlijst", "wait_time", "waiting_time"),
    ),
    Meaning(
        "application_process",
        _("How to come"),
        ("service", "application_process"),
        (
            "aanmelden",
            "aanmelding",
            "toegang",
            "aanmeldprocedure",
            "application_process",
            "hoe_aanmelden",
            "verwijzing",
        ),
    ),
    Meaning(
        "needs_intake",
        _("Needs an intake (yes or no)"),
        ("service", "needs_intake"),
        ("intake", "intake_nodig", "needs_intake", "indicatie_nodig"),
    ),
    Meaning(
        "accessibility",
        _("Accessibility"),
        ("accessibility", "description"),
        ("toegankelijkheid", "rolstoel", "accessibility", "rolstoeltoegankelijk"),
    ),
    Meaning(
        "checked_on",
        _("Day the facts were checked"),
        ("service", "assured_date"),
        (
            "gecontroleerd",
            "gecontroleerd_op",
            "laatst_gecontroleerd",
            "checked_on",
            "bijgewerkt",
            "laatst_gewijzigd",
            "assured_date",
            "peildatum",
        ),
    ),
    Meaning("upl", _("Uniform product name"), ("service", "upl"), ("upl", "upl_naam", "uniforme_productnaam")),
)
BY_NAME: Mapping[str, Meaning] = {meaning.name: meaning for meaning in MEANINGS}
_CALLED = {name: meaning.name for meaning in MEANINGS for name in meaning.called}


def guessed(columns: Iterable[str]) -> dict[str, str]:
    """Per column what it probably means; each meaning once, what we do not know left out."""
    found: dict[str, str] = {}
    for column in columns:
        meaning = _CALLED.get(plain(column))
        if meaning and meaning not in found.values():
            found[column] = meaning
    if "name" not in found.values():
        named = next((column for column, meaning in found.items() if meaning == "organization"), None)
        if named:
            found[named] = "name"
    return found
