"""Whose address would give away another's: it is kept too, everywhere, until nobody needs that any more."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from cases.residents.models import HouseholdMember, Representative, Resident
from cases.residents.querysets import plain


def renew(people: Iterable[UUID], *, on: date) -> None:
    """Judge these residents and all who live with them anew.

    An address is shielded when a housemate's is secret, or when a representative whose address is hidden lives there:
    in the household of whom is represented, or at the same street and number.
    """
    asked = set(people)
    homes = HouseholdMember.objects.current(on=on).filter(person__in=asked).values_list("household", flat=True)
    members = list(HouseholdMember.objects.current(on=on).filter(household__in=set(homes), person__isnull=False))
    homes_of = {member.person_id: member.household_id for member in members if member.person_id}
    residents = {one.id: one for one in Resident.objects.filter(pk__in=asked | homes_of.keys())}
    hidden = _hidden_addresses(residents, homes_of, on=on)
    kept = {homes_of[id] for id in homes_of if id in residents and (residents[id].secret_address or id in hidden)}
    shielded = {id for id in residents if id in hidden or homes_of.get(id) in kept}
    Resident.objects.filter(pk__in=shielded, address_shielded=False).update(address_shielded=True)
    Resident.objects.filter(pk__in=residents.keys() - shielded, address_shielded=True).update(address_shielded=False)


def _hidden_addresses(residents: dict[UUID, Resident], homes_of: dict[UUID, UUID], *, on: date) -> set[UUID]:
    """Who lives where a representative of theirs lives whose address is hidden."""
    speaking = Representative.objects.filter(
        Q(until=None) | Q(until__gte=on), resident__in=residents, address_hidden=True
    ).select_related("person")
    return {
        one.resident_id
        for one in speaking
        if _share_a_home(one, homes_of) or _same_address(one, residents[one.resident_id])
    }


def _share_a_home(one: Representative, homes_of: dict[UUID, UUID]) -> bool:
    home = homes_of.get(one.person_id) if one.person_id else None
    return home is not None and home == homes_of.get(one.resident_id)


def _same_address(one: Representative, resident: Resident) -> bool:
    here = plain(resident.whole_address)
    theirs = {plain(one.address)} | ({plain(one.person.whole_address)} if one.person else set())
    return bool(here) and any(address == here or address.startswith(f"{here} ") for address in theirs)
