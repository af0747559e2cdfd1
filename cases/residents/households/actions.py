"""Who moves into a household, and who leaves it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from cases.residents import shield
from cases.residents.models import Household, HouseholdMember, Resident
from ledger import journal
from workflows import households as rules
from workflows.households import Stay
from workflows.refusal import Refusal, Refused, first

NOT_IN_THIS_MUNICIPALITY = Refusal(
    "not_in_this_municipality", _("This person is not known in this municipality. Record the person here first.")
)
NOBODY = Refusal("housemate_is_nobody", _("Choose a person, or say in words who it is: son, 20."))
CONSTRAINT = "one_household_at_a_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Housemate:
    """Who comes to live with a resident: a resident of the municipality, or somebody in words ("son, 20")."""

    since: date
    until: date | None = None
    person: UUID | None = None
    described_as: str = ""
    relation: str = ""


def move_in(*, resident: UUID, housemate: Housemate, by: Actor, at: datetime) -> HouseholdMember:
    """Somebody lives with the resident, from a day that has come. Her household is made when there is none.

    Raises Resident.DoesNotExist when the resident is not to be found, Refused with the reason.
    """
    today = timezone.localdate(at)
    with _journalled("household:moved_in", resident, by):
        host = Resident.objects.findable_by(by).get(pk=resident)
        guest = _guest(host, housemate, by)
        stays = _stays_of(host, guest)
        _refuse(host, guest, housemate, stays, today)
        member = HouseholdMember.objects.create(
            household_id=_household_of(host, housemate, stays, today),
            person=guest,
            described_as=housemate.described_as.strip(),
            relation=housemate.relation,
            since=housemate.since,
            until=housemate.until,
        )
        shield.renew([one.id for one in (host, guest) if one], on=today)
        journal.note(
            "household:moved_in",
            about=("resident", host.id),
            subjects=[one.id for one in (host, guest) if one],
        )
    return member


def move_out(*, resident: UUID, member: UUID, until: date, by: Actor, at: datetime) -> None:
    """Somebody, or the resident herself, left the household; `until` is the last day.

    Raises Resident.DoesNotExist and HouseholdMember.DoesNotExist.
    """
    today = timezone.localdate(at)
    with _journalled("household:moved_out", resident, by):
        host = Resident.objects.findable_by(by).get(pk=resident)
        leaves = HouseholdMember.objects.at_home_of(host.id, on=today).select_for_update(of=("self",)).get(pk=member)
        if leaves.until:
            raise Refused(rules.LEFT_ALREADY)
        stay = Stay(since=leaves.since, until=until, today=today)
        refusal = first(stay, rules.leaves_after_arriving, rules.has_come)
        if refusal:
            raise Refused(refusal)
        together = _residents_of(leaves.household_id)
        leaves.until = until
        leaves.save(update_fields=["until"])
        shield.renew(together, on=today)
        subjects = {host.id} | ({leaves.person_id} if leaves.person_id else set())
        journal.note("household:moved_out", about=("resident", host.id), subjects=subjects)


@contextmanager
def _journalled(does: str, resident: UUID, by: Actor) -> Iterator[None]:
    """In one transaction, by who may record; two at once are told apart by the database, in our words."""
    access.require(by, Permission.RESIDENT_RECORD)
    place = journal.mark()
    try:
        with transaction.atomic():
            yield
    except (Refused, IntegrityError) as error:
        if isinstance(error, IntegrityError) and CONSTRAINT not in str(error):
            raise
        refusal = error.refusal if isinstance(error, Refused) else rules.LIVES_ELSEWHERE
        journal.forget_since(place)
        journal.note(does, about=("resident", resident), result=journal.REFUSED, reason=refusal.code)
        raise Refused(refusal) from error


def _guest(host: Resident, housemate: Housemate, by: Actor) -> Resident | None:
    if housemate.person is None:
        if not housemate.described_as.strip():
            raise Refused(NOBODY)
        return None
    here = Resident.objects.findable_by(by).filter(municipality=host.municipality_id)
    found = here.filter(pk=housemate.person).first()
    if found is None:
        raise Refused(NOT_IN_THIS_MUNICIPALITY)
    return found


def _refuse(
    host: Resident, guest: Resident | None, housemate: Housemate, stays: list[HouseholdMember], today: date
) -> None:
    homes = {one.household_id for one in stays if one.person_id == host.id}
    at_once = [one.household_id for one in stays if guest and one.person_id == guest.id and _overlaps(one, housemate)]
    stay = Stay(
        since=housemate.since,
        until=housemate.until,
        today=today,
        oneself=guest == host,
        elsewhere=any(home not in homes for home in at_once),
        here=any(home in homes for home in at_once),
        died=guest is not None and guest.is_deceased,
        died_on=guest.deceased_on if guest else None,
    )
    asked = (
        rules.is_not_oneself,
        rules.leaves_after_arriving,
        rules.has_come,
        rules.is_alive,
        rules.lives_at_one_place,
    )
    refusal = first(stay, *asked)
    if refusal:
        raise Refused(refusal)


def _overlaps(one: HouseholdMember, housemate: Housemate) -> bool:
    """Whether a stay and the new one share a day; the first and last day count."""
    starts_in_time = housemate.until is None or one.since <= housemate.until
    return starts_in_time and (one.until is None or one.until >= housemate.since)


def _household_of(host: Resident, housemate: Housemate, stays: list[HouseholdMember], today: date) -> UUID:
    """Where the host lives in that time, else now; else a household of her own from that day on."""
    own = [one for one in stays if one.person_id == host.id]
    then = [one for one in own if _overlaps(one, housemate)]
    now = [one for one in own if one.until is None or one.until >= today]
    if then or now:
        return (then or now)[-1].household_id
    household = Household.objects.create(id=uuid.uuid4(), municipality_id=host.municipality_id)
    HouseholdMember.objects.create(
        household=household, person=host, since=housemate.since, until=_last_day(host, housemate)
    )
    return household.id


def _stays_of(host: Resident, guest: Resident | None) -> list[HouseholdMember]:
    """Where both live or lived, in the order of time."""
    people = [one.id for one in (host, guest) if one]
    return list(HouseholdMember.objects.filter(person__in=people).order_by("since", "id"))


def _last_day(host: Resident, housemate: Housemate) -> date | None:
    return housemate.until or host.deceased_on


def _residents_of(household: UUID) -> list[UUID]:
    found = HouseholdMember.objects.filter(household=household, person__isnull=False)
    return [id for id in found.values_list("person", flat=True) if id]
