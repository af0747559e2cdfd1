"""What changes about residents."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from cases.residents import shield
from cases.residents.bsn import Bsn, index_of, seal
from cases.residents.models import Household, HouseholdMember, Resident
from ledger import journal
from workflows import lifetime
from workflows.lifetime import Lifetime
from workflows.refusal import Refusal, Refused, first
from workflows.representation import Birth

CHANGED_MEANWHILE = Refusal(
    "resident_changed", _("A colleague changed this person meanwhile. Look at the page again, then send your change.")
)
NO_CASE_IN_SIGHT = Refusal(
    "reveal_without_a_case", _("Only who may open a case of this resident sees an address that is kept.")
)
NO_NAME = Refusal("resident_without_a_name", _("Fill in the family name."))


@dataclass(frozen=True, slots=True)
class Identity:
    """A resident as the civil registry or the resident says it: a date may lack its day or month.

    `deceased_on` is the first day possible; `death_known` says how much of it is known, "unknown" without any day.
    """

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
    neighbourhood_id: int | None = None
    secret_address: bool = False
    address_in_doubt: bool = False
    phone: str = ""
    deceased_on: date | None = None
    death_known: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives: whether it is secret (geheimhouding), and whether the municipality doubts it."""

    street: str = ""
    house_number: str = ""
    postcode: str = ""
    place: str = ""
    neighbourhood_id: int | None = None
    secret_address: bool = False
    address_in_doubt: bool = False


CORRECTED = ("family_name", "first_names", "prefix", "gender", "birth_year", "birth_month", "birth_day", "phone")


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
    if identity.deceased_on and not identity.death_known:
        resident.death_known = Resident.DeathKnown.DAY
    if identity.bsn:
        _number(resident, identity.bsn)
    resident.set_what_is_searched()
    return resident


def correct_identity(*, resident: UUID, identity: Identity, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Put names, birth date, phone or BSN right; a BSN that is not given stays. Address and death are other verbs."""
    with _change(resident, does="resident:corrected", by=by, seen=seen) as change:
        row = change.row
        if not identity.family_name.strip():
            raise Refused(NO_NAME)
        birth = Birth(identity.birth_year, identity.birth_month, identity.birth_day)
        _refuse(Lifetime(birth, timezone.localdate(at), row.death))
        change.set(**{name: getattr(identity, name) for name in CORRECTED})
        if identity.bsn:
            _number(row, identity.bsn)
            change.fields |= {"bsn_sealed", "bsn_index"}
        row.set_what_is_searched()
        change.fields |= {"search_name", "phone_digits"}


def record_death(*, resident: UUID, died: Birth | None, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Record that a resident died, on a day known in part or, None, not at all."""
    with _change(resident, does="resident:died", by=by, seen=seen) as change:
        _refuse(Lifetime(change.row.birth, timezone.localdate(at), died))
        change.set(deceased_on=died.earliest if died else None, death_known=_how_much(died))


def undo_death(*, resident: UUID, by: Actor, seen: int | None = None) -> None:
    """The death was recorded by mistake."""
    with _change(resident, does="resident:death_undone", by=by, seen=seen) as change:
        change.set(deceased_on=None, death_known="")


def move(*, resident: UUID, to: Address, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Record another address, or that the address became secret or doubtful. Who lives there is shielded with it."""
    with _change(resident, does="resident:moved", by=by, seen=seen) as change:
        change.set(**{name: getattr(to, name) for name in Address.__slots__})
        change.save()
        shield.renew([resident], on=timezone.localdate(at))


def reveal_address(*, resident: UUID, because: str, by: Actor) -> str:
    """The whole address of a resident whose address is kept, told once to who works on a case of hers.

    `because`: a reason code, for the journal. Raises Resident.DoesNotExist, and Refused without a case in sight.
    """
    found = may_reveal(resident=resident, by=by)
    journal.note(
        "resident:reveal",
        about=("resident", resident),
        subjects=[resident],
        fields=["address"],
        reason=because,
        purpose=because,
    )
    place = " ".join(part for part in (found.postcode, found.place) if part)
    return ", ".join(part for part in (found.whole_address, place) if part)


def may_reveal(*, resident: UUID, by: Actor) -> Resident:
    """The resident, when this actor may see a kept address of hers or of who speaks for her; else refused."""
    access.require(by, Permission.RESIDENT_REVEAL)
    found = Resident.objects.findable_by(by).get(pk=resident)
    if not found.cases.visible_to(by).exists():
        refusal = NO_CASE_IN_SIGHT
        journal.note("resident:reveal", about=("resident", resident), result=journal.REFUSED, reason=refusal.code)
        raise Refused(refusal)
    return found


def live_together(*, resident: UUID, housemates: list[str], since: date, by: Actor) -> None:
    """Record with whom a resident lives, in words ("son, 20"): usual help is asked only where there are housemates."""
    access.require(by, Permission.RESIDENT_RECORD)
    found = Resident.objects.findable_by(by).get(pk=resident)
    household = Household.objects.filter(members__person=found, members__until=None).first()
    if household is None:
        household = Household.objects.create(id=uuid.uuid4(), municipality_id=found.municipality_id)
        HouseholdMember.objects.create(household=household, person=found, since=since)
    HouseholdMember.objects.bulk_create(
        [HouseholdMember(household=household, described_as=words, since=since) for words in housemates]
    )
    journal.note("household:recorded", about=("resident", resident), subjects=[resident])


class _Change:
    """A change under way on a locked resident, and the names of what it changed."""

    def __init__(self, row: Resident) -> None:
        self.row = row
        self.fields: set[str] = set()
        self.saved = False

    def set(self, **values: object) -> None:
        for name, value in values.items():
            if getattr(self.row, name) != value:
                setattr(self.row, name, value)
                self.fields.add(name)

    def save(self) -> None:
        """Once: an act that reads the change back saves it earlier itself."""
        if not self.saved:
            self.row.save(update_fields={"version"} | self.fields)
        self.saved = True


@contextmanager
def _change(resident: UUID, *, does: str, by: Actor, seen: int | None) -> Iterator[_Change]:
    """Lock, allow, change, save, journal. Raises Resident.DoesNotExist, and Refused when somebody was first."""
    access.require(by, Permission.RESIDENT_RECORD)
    place = journal.mark()
    try:
        with transaction.atomic():
            row = Resident.objects.findable_by(by).select_for_update(of=("self",)).get(pk=resident)
            if seen is not None and seen != row.version:
                raise Refused(CHANGED_MEANWHILE)
            row.version += 1
            change = _Change(row)
            yield change
            change.save()
            journal.note(does, about=("resident", resident), subjects=[resident], fields=change.fields)
    except Refused as refused:
        journal.forget_since(place)
        journal.note(does, about=("resident", resident), result=journal.REFUSED, reason=refused.refusal.code)
        raise


def _refuse(life: Lifetime) -> None:
    refusal = first(life, lifetime.birth_is_possible, lifetime.death_is_not_to_come, lifetime.death_follows_birth)
    if refusal:
        raise Refused(refusal)


def _how_much(died: Birth | None) -> str:
    known = Resident.DeathKnown
    if died is None:
        return known.UNKNOWN
    if died.is_complete:
        return known.DAY
    return known.MONTH if died.month else known.YEAR


def _number(row: Resident, number: Bsn) -> None:
    row.bsn_sealed, row.bsn_index = seal(number, row=row.id), index_of(number)
