"""The residents of stories and seeded cases: official test persons (RvIG), at an invented address."""

import csv
from datetime import date
from functools import cache

from accounts.models import Neighbourhood
from cases.residents.actions import Identity
from cases.residents.bsn import Bsn
from config.municipality.pack import PACKS, Home

Row = dict[str, str]


@cache
def persons() -> dict[str, Row]:
    """The test persons of the stories by the name of their record."""
    return {row["pl"]: row for row in _rows("persons.csv")}


@cache
def more_persons() -> tuple[Row, ...]:
    """Test persons who play in no story."""
    return _rows("more_persons.csv")


def _rows(name: str) -> tuple[Row, ...]:
    with (PACKS / name).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def identity_of(person: str, home: Home) -> Identity:
    """The test person of a story as a resident."""
    return as_identity(persons()[person], home)


def as_identity(row: Row, home: Home) -> Identity:
    """A test person as a resident. Parts of the birth date may be unknown (00); any secrecy hides the address."""
    born, died = row["geboortedatum"], row["overlijdensdatum"]
    month = int(born[4:6]) or None
    return Identity(
        family_name=row["geslachtsnaam"],
        first_names=row["voornamen"],
        prefix=row["voorvoegsel"],
        gender=row["geslacht"].lower(),
        birth_year=int(born[:4]) or None,
        birth_month=month,
        birth_day=(int(born[6:]) or None) if month else None,
        bsn=Bsn.parse(row["bsn"]),
        street=home.street,
        house_number=home.number,
        postcode=home.postcode,
        place=home.place,
        neighbourhood_id=neighbourhood_of(home),
        secret_address=row["geheimhouding"] not in ("", "0"),
        deceased_on=date(int(died[:4]), int(died[4:6]), int(died[6:])) if died else None,
    )


def neighbourhood_of(home: Home) -> int | None:
    """The key of the neighbourhood a home lies in, when it is entered."""
    found = Neighbourhood.objects.newest(home.neighbourhood)
    return found.pk if found else None


def bsn_of(person: str) -> Bsn:
    return Bsn.parse(persons()[person]["bsn"])
