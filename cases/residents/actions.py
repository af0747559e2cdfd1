"""What changes about residents and households."""

import uuid
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts import access
from accounts.access import Actor, Permission
from cases.residents.bsn import Bsn, index_of, seal
from cases.residents.models import Housemate, Resident
from ledger import journal


@dataclass(frozen=True, slots=True)
class Identity:
    """A resident as the civil registry or the resident says it: a birth date may lack its day or month."""

    family_name: str
    first_names: str = ""
    prefix: str = ""
    gender: str = Resident.Gender.UNKNOWN
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    bsn: Bsn | None = None
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    place: str = ""
    secret_address: bool = False
    deceased_on: date | None = None


def register_resident(*, municipality: str, identity: Identity, by: Actor) -> Resident:
    """Record a resident. A BSN that occurs already is not merged; both stay."""
    access.require(by, Permission.RESIDENT_FIND)
    resident = resident_row(municipality=municipality, identity=identity)
    resident.save(force_insert=True)
    journal.note("resident:registered", about=("resident", resident.id), subjects=[resident.id])
    return resident


def resident_row(*, municipality: str, identity: Identity) -> Resident:
    """The unsaved row of an identity. Its id is made first, since the encryption of the BSN is bound to it."""
    known = {name: getattr(identity, name) for name in Identity.__slots__ if name != "bsn"}
    resident = Resident(id=uuid.uuid4(), municipality_id=municipality, **known)
    if identity.bsn:
        resident.bsn_sealed = seal(identity.bsn, row=resident.id)
        resident.bsn_index = index_of(identity.bsn)
    resident.set_search_name()
    return resident


def live_together(*, resident: UUID, housemates: list[str], since: date, by: Actor) -> None:
    """Record with whom a resident lives, in words ("son, 20"): usual help is asked only where there are housemates."""
    access.require(by, Permission.CASE_REGISTER)
    Housemate.objects.bulk_create(
        [Housemate(resident_id=resident, described_as=words, since=since) for words in housemates]
    )
    journal.note("housemates:recorded", about=("resident", resident), subjects=[resident])
