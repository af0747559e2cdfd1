"""One row of every table of a directory, each with no more than it needs."""

from collections.abc import Callable
from typing import Any

from provisions import models as m
from provisions.models import Location, Organisation, Provision, TaxonomyTerm

Needs = Callable[[Provision], dict[str, Any]]
SOURCED: dict[str, tuple[type[Any], Needs]] = {
    "organisation": (Organisation, lambda of: {"name": "De Kaart"}),
    "provision": (
        Provision,
        lambda of: {"organisation": of.organisation, "name": "Eettafel", "layer": "general_facility"},
    ),
    "program": (m.Program, lambda of: {"organisation": of.organisation, "name": "Samen"}),
    "organisationidentifier": (
        m.OrganisationIdentifier,
        lambda of: {"organisation": of.organisation, "identifier": "1"},
    ),
    "location": (Location, lambda of: {}),
    "address": (m.Address, lambda of: {"location": _place(of), "address_1": "Dorpsstraat 1"}),
    "serviceatlocation": (m.ServiceAtLocation, lambda of: {"location": _place(of), "provision": of}),
    "schedule": (m.Schedule, lambda of: {"provision": of}),
    "servicearea": (m.ServiceArea, lambda of: {"provision": of}),
    "costoption": (m.CostOption, lambda of: {"provision": of}),
    "contact": (m.Contact, lambda of: {"provision": of}),
    "phone": (m.Phone, lambda of: {"provision": of, "number": "0528 000 000"}),
    "language": (m.Language, lambda of: {"provision": of, "code": "nl"}),
    "accessibility": (m.Accessibility, lambda of: {"location": _place(of)}),
    "requireddocument": (m.RequiredDocument, lambda of: {"provision": of, "document": "Pas"}),
    "funding": (m.Funding, lambda of: {"provision": of, "payer": "Gemeente"}),
    "taxonomy": (m.Taxonomy, lambda of: {"name": "Eigen"}),
    "taxonomyterm": (TaxonomyTerm, lambda of: {"name": "Ontmoeten"}),
    "attribute": (m.Attribute, lambda of: {"provision": of}),
}


def sourced(kind: str, of: Provision, **values: Any) -> Any:
    """A row of that kind, about a provision or what belongs to it."""
    model, needs = SOURCED[kind]
    return model.objects.create(municipality_id=of.municipality_id, **needs(of), **values)


def _place(of: Provision) -> Location:
    return Location.objects.create(municipality_id=of.municipality_id, name="Dorpshuis")
