"""The residents of the stories: official test persons (RvIG), at an invented address of the municipality."""

import csv
from functools import cache

from cases.residents.actions import Identity
from cases.residents.bsn import Bsn
from config.municipality.pack import PACKS, Home


@cache
def persons() -> dict[str, dict[str, str]]:
    """The shipped test persons by the name of their record."""
    with (PACKS / "persons.csv").open(encoding="utf-8", newline="") as lines:
        return {row["pl"]: row for row in csv.DictReader(lines)}


def identity_of(person: str, home: Home) -> Identity:
    """A test person as a resident; parts of the birth date may be unknown (00)."""
    row = persons()[person]
    born = row["geboortedatum"]
    return Identity(
        family_name=row["geslachtsnaam"],
        first_names=row["voornamen"],
        prefix=row["voorvoegsel"],
        gender=row["geslacht"].lower(),
        birth_year=int(born[:4]) or None,
        birth_month=int(born[4:6]) or None,
        birth_day=int(born[6:]) or None,
        bsn=bsn_of(person),
        street=home.street,
        house_number=home.number,
        postcode=home.postcode,
        place=home.place,
    )


def bsn_of(person: str) -> Bsn:
    return Bsn.parse(persons()[person]["bsn"])
