"""What changes about what can be offered."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from accounts.actions import Ensured, ensured
from accounts.models import Neighbourhood
from ledger import journal
from provisions.directory import findable
from provisions.directory.details import Language, Location, Schedule, ServiceAtLocation
from provisions.directory.models import Organisation, Provision, ProvisionTally, WrongFactsReport
from workflows.refusal import Refusal, Refused

CHANGED_MEANWHILE = Refusal(
    "provision.changed",
    _("A colleague changed this facility meanwhile. Look at the page again, then send your change."),
)
WITHDRAWN = Refusal("provision.withdrawn", _("This facility was withdrawn. Bring it back first."))
NOT_WITHDRAWN = Refusal("provision.not_withdrawn", _("This facility is offered already."))
NAME_TAKEN = Refusal("provision.name_taken", _("This organisation offers something with this name already."))


def ensure_organisation(*, municipality: str, name: str, email: str = "") -> tuple[Organisation, Ensured]:
    """An organisation of a municipality, made when it is not there; `email` is given when it is known."""
    find = {"municipality_id": municipality, "name": name, "source": ""}
    return ensured(Organisation, find=find, values={"email": email} if email else {})


@dataclass(frozen=True, slots=True)
class Hours:
    """Open on these days (MO,TH) from an hour until another."""

    days: str
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What the finder looks at besides; `neighbourhood`: the code of the newest vintage, where it is."""

    life_areas: tuple[str, ...] = ()
    minimum_age: int | None = None
    neighbourhood: str = ""
    hours: tuple[Hours, ...] = ()
    languages: tuple[str, ...] = ()
    confirmed_on: date | None = None


def ensure_provision(
    *,
    organisation: Organisation,
    name: str,
    layer: str,
    what: str = "",
    open_when: str = "",
    cost: str = "",
    needs_intake: bool = False,
    more: More = More(),  # frozen
) -> tuple[Provision, Ensured]:
    """What an organisation offers, as it is now. What an administrator put right is left alone."""
    find = {"organisation": organisation, "municipality_id": organisation.municipality_id, "name": name, "source": ""}
    kept = Provision.objects.filter(**find, by_hand=True).first()
    if kept:
        return kept, Ensured.UNCHANGED
    values = {"layer": layer, "what": what, "open_when": open_when, "cost": cost, "needs_intake": needs_intake}
    values |= {"life_areas": list(more.life_areas), "minimum_age": more.minimum_age, "confirmed_on": more.confirmed_on}
    found, done = ensured(Provision, find=find, values=values)
    changed = _ensure_place(found, organisation, more) | _ensure_hours(found, more) | _ensure_languages(found, more)
    if changed and done is Ensured.UNCHANGED:
        done = Ensured.CHANGED
    if done is not Ensured.UNCHANGED:
        findable.refresh([found.id])
    return found, done


def _ensure_place(provision: Provision, organisation: Organisation, more: More) -> bool:
    area = Neighbourhood.objects.newest(more.neighbourhood)
    if area is None:
        return False
    here = {"municipality_id": organisation.municipality_id, "source": ""}
    values = {"latitude": area.lat, "longitude": area.lon, "neighbourhood_id": area.pk}
    find = {"organisation": organisation, "name": organisation.name, **here}
    place, first = ensured(Location, find=find, values=values)
    _at, then = ensured(ServiceAtLocation, find={"provision": provision, "location": place, **here}, values={})
    return {first, then} != {Ensured.UNCHANGED}


def _ensure_hours(provision: Provision, more: More) -> bool:
    rows = Schedule.objects.filter(provision=provision, source="", withdrawn_on=None)
    wanted = {(one.days, one.opens, one.closes) for one in more.hours}
    there = {(row.byday, row.opens_at, row.closes_at): row.pk for row in rows}
    rows.filter(pk__in=[pk for key, pk in there.items() if key not in wanted]).delete()
    Schedule.objects.bulk_create(
        Schedule(
            provision=provision,
            municipality_id=provision.municipality_id,
            freq=Schedule.Freq.WEEKLY,
            byday=days,
            opens_at=opens,
            closes_at=closes,
        )
        for days, opens, closes in sorted(wanted - there.keys())
    )
    return wanted != there.keys()


def _ensure_languages(provision: Provision, more: More) -> bool:
    rows = Language.objects.filter(provision=provision, source="", withdrawn_on=None)
    there = dict(rows.values_list("code", "pk"))
    rows.filter(pk__in=[pk for code, pk in there.items() if code not in more.languages]).delete()
    new = [code for code in more.languages if code not in there]
    named = {"provision": provision, "municipality_id": provision.municipality_id}
    Language.objects.bulk_create(Language(code=code, **named) for code in new)
    return set(there) != set(more.languages)


def tally(*, provision: UUID, **counted: int) -> None:
    """Count what happened with a provision: `tally(provision=p, answered=1, answer_days_total=3)`.

    Two statements inside the caller's transaction; two at once each add their own. FieldError for an unknown count.
    """
    ProvisionTally.objects.bulk_create([ProvisionTally(provision_id=provision)], ignore_conflicts=True)
    added = {name: F(name) + by for name, by in counted.items()}
    ProvisionTally.objects.filter(provision=provision).update(**added)


def keep_facts(*, provision: UUID, facts: dict[str, Any], by: Actor, at: datetime, seen: int | None = None) -> None:
    """Put the facts of a provision right, by fields of Provision; they count as checked today."""
    with _keeping("provision:keep", provision, by=by, seen=seen) as found:
        if found.withdrawn_on:
            raise Refused(WITHDRAWN)
        _refuse_taken(found, facts.get("name", found.name))
        for name, value in facts.items():
            setattr(found, name, value)
        if "room" in facts:
            found.room_as_of = at if facts["room"] else None
        found.by_hand, found.confirmed_on, found.confirmed_by_id = True, localdate(at), by.id
        found.save(update_fields=[*facts, "room_as_of", "by_hand", "confirmed_on", "confirmed_by", "version"])
        findable.refresh([found.id])


def confirm(*, provision: UUID, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Somebody checked: the facts are right today. What was said to be wrong has been settled with it."""
    with _keeping("provision:confirm", provision, by=by, seen=seen) as found:
        found.confirmed_on, found.confirmed_by_id = localdate(at), by.id
        found.save(update_fields=["confirmed_on", "confirmed_by", "version"])
        _settle(found, by=by, at=at)
        findable.refresh([found.id])


def withdraw(*, provision: UUID, because: str, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Offer it no more; its history stays. What was said to be wrong has been settled with it."""
    with _keeping("provision:withdraw", provision, by=by, seen=seen) as found:
        if found.withdrawn_on:
            raise Refused(WITHDRAWN)
        found.withdrawn_on, found.withdrawn_because, found.by_hand = localdate(at), because.strip(), True
        found.save(update_fields=["withdrawn_on", "withdrawn_because", "by_hand", "version"])
        _settle(found, by=by, at=at)
        findable.refresh([found.id])


def bring_back(*, provision: UUID, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Offer it again."""
    with _keeping("provision:bring_back", provision, by=by, seen=seen) as found:
        if not found.withdrawn_on:
            raise Refused(NOT_WITHDRAWN)
        found.withdrawn_on, found.withdrawn_because, found.by_hand = None, "", True
        found.save(update_fields=["withdrawn_on", "withdrawn_because", "by_hand", "version"])
        findable.refresh([found.id])


def report_wrong_facts(*, provision: UUID, text: str, by: Actor, at: datetime) -> None:
    """These facts are wrong, says who uses them: work for the administrator."""
    access.require(by, Permission.PROVISION_FIND)
    found = Provision.objects.here(by).get(pk=provision)
    WrongFactsReport.objects.create(id=uuid4(), provision=found, text=text.strip(), by_id=by.id, at=at)
    journal.note("provision:wrong_facts", about=("provision", found.id))


def settle(*, provision: UUID, by: Actor, at: datetime, seen: int | None = None) -> None:
    """What was said to be wrong has been looked at; the facts stay as they are."""
    with _keeping("provision:settle", provision, by=by, seen=seen) as found:
        found.save(update_fields=["version"])
        _settle(found, by=by, at=at)


@contextmanager
def _keeping(does: str, provision: UUID, *, by: Actor, seen: int | None) -> Iterator[Provision]:
    """One change to a provision of a directory one keeps, locked. Raises Provision.DoesNotExist, Refused."""
    access.require(by, Permission.PROVISION_KEEP)
    with transaction.atomic():
        found = Provision.objects.kept_by(by).select_for_update(of=("self",)).get(pk=provision)
        if seen is not None and seen != found.version:
            raise Refused(CHANGED_MEANWHILE)
        found.version += 1
        yield found
        journal.note(does, about=("provision", found.id))


def _settle(provision: Provision, *, by: Actor, at: datetime) -> None:
    provision.wrong_facts.filter(settled_at=None).update(settled_at=at, settled_by=by.id)


def _refuse_taken(provision: Provision, name: str) -> None:
    others = Provision.objects.filter(organisation=provision.organisation_id, name=name, source="")
    if not provision.source and others.exclude(pk=provision.pk).exists():
        raise Refused(NAME_TAKEN)
