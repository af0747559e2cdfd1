"""Who begins to speak for a resident, and who no longer does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from cases.residents import shield
from cases.residents.actions import may_reveal
from cases.residents.models import Representative, Resident
from ledger import journal
from workflows import representation as rules
from workflows.refusal import Refusal, Refused, first
from workflows.representation import Birth, Kind, NewRepresentative

NO_SOURCE = Refusal(
    "representative_without_a_source",
    _("Say on what this rests: the authority register, a judge's decision, a letter."),
)
NOBODY = Refusal("representative_is_nobody", _("Choose a person, or fill in a name."))
ENDS_BEFORE_STARTING = Refusal("ends_before_starting", _("The last day lies before the first day. Check both."))
ENDED_ALREADY = Refusal("representative_ended", _("It is recorded already until when this holds."))
NOT_IN_THIS_MUNICIPALITY = Refusal(
    "representative_not_here", _("This person is not known in this municipality. Fill in the name instead.")
)
HAS_DIED = Refusal("representative_has_died", _("This person has died, and can't speak for anybody."))
RECORDED_ALREADY = Refusal("representative_recorded", _("This is recorded already for that period."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who speaks, of what kind and on what that rests. `person` is a resident; else there is a name."""

    kind: str
    source: str
    since: date
    until: date | None = None
    person: UUID | None = None
    name: str = ""
    contact: str = ""
    address: str = ""
    address_hidden: bool = False


def add_representative(*, resident: UUID, speaker: Speaker, by: Actor, at: datetime) -> Representative:
    """Record who speaks for a resident. Raises Resident.DoesNotExist, Refused with the reason.

    What is unusual together (two curators) is recorded all the same: `workflows.representation.doubtful` says it.
    """
    with _journalled("representative:added", resident, by):
        spoken_for = Resident.objects.findable_by(by).select_for_update(of=("self",)).get(pk=resident)
        person = _person(spoken_for, speaker, by)
        _refuse(spoken_for, person, speaker)
        added = Representative.objects.create(
            resident=spoken_for,
            person=person,
            name=speaker.name.strip(),
            kind=speaker.kind,
            source=speaker.source.strip(),
            contact=speaker.contact.strip(),
            address=speaker.address.strip(),
            address_hidden=speaker.address_hidden,
            since=speaker.since,
            until=speaker.until,
        )
        shield.renew([spoken_for.id], on=timezone.localdate(at))
        subjects = {spoken_for.id} | ({person.id} if person else set())
        journal.note("representative:added", about=("resident", resident), subjects=subjects, reason=speaker.kind)
    return added


def end_representative(*, resident: UUID, representative: UUID, until: date, by: Actor, at: datetime) -> None:
    """Somebody no longer speaks after that day. Raises Resident.DoesNotExist and Representative.DoesNotExist."""
    with _journalled("representative:ended", resident, by):
        spoken_for = Resident.objects.findable_by(by).get(pk=resident)
        found = Representative.objects.select_for_update().get(pk=representative, resident=spoken_for)
        if found.until:
            raise Refused(ENDED_ALREADY)
        if until < found.since:
            raise Refused(ENDS_BEFORE_STARTING)
        found.until = until
        found.save(update_fields=["until"])
        shield.renew([spoken_for.id], on=timezone.localdate(at))
        journal.note("representative:ended", about=("resident", resident), subjects=[spoken_for.id])


def reveal_representative(*, resident: UUID, representative: UUID, because: str, by: Actor) -> str:
    """The hidden address and phone of a representative, told once. `because`: a reason code, for the journal."""
    spoken_for = may_reveal(resident=resident, by=by)
    found = Representative.objects.select_related("person").get(pk=representative, resident=spoken_for)
    journal.note(
        "representative:reveal",
        about=("representative", representative),
        subjects=[spoken_for.id, *([found.person.id] if found.person else [])],
        fields=["address"],
        reason=because,
        purpose=because,
    )
    if found.address or not found.person:
        return ", ".join(part for part in (found.address, found.contact) if part)
    place = " ".join(part for part in (found.person.postcode, found.person.place) if part)
    return ", ".join(part for part in (found.person.whole_address, place, found.contact) if part)


@contextmanager
def _journalled(does: str, resident: UUID, by: Actor) -> Iterator[None]:
    access.require(by, Permission.RESIDENT_RECORD)
    place = journal.mark()
    try:
        with transaction.atomic():
            yield
    except Refused as refused:
        journal.forget_since(place)
        journal.note(does, about=("resident", resident), result=journal.REFUSED, reason=refused.refusal.code)
        raise


def _person(spoken_for: Resident, speaker: Speaker, by: Actor) -> Resident | None:
    if speaker.person is None:
        if not speaker.name.strip():
            raise Refused(NOBODY)
        return None
    here = Resident.objects.findable_by(by).filter(municipality=spoken_for.municipality_id)
    found = here.filter(pk=speaker.person).first()
    if found is None:
        raise Refused(NOT_IN_THIS_MUNICIPALITY)
    if found.is_deceased:
        raise Refused(HAS_DIED)
    return found


def _refuse(spoken_for: Resident, person: Resident | None, speaker: Speaker) -> None:
    if not speaker.source.strip():
        raise Refused(NO_SOURCE)
    if speaker.until and speaker.until < speaker.since:
        raise Refused(ENDS_BEFORE_STARTING)
    beside = _beside(spoken_for, speaker)
    same = [one for one in beside if one.kind == speaker.kind and person and one.person_id == person.id]
    if same:
        raise Refused(RECORDED_ALREADY)
    new = NewRepresentative(
        kind=Kind(speaker.kind),
        resident=spoken_for.birth,
        since=speaker.since,
        same_person=person == spoken_for,
        person=person.birth if person else Birth(),
        parents=sum(one.kind == Kind.PARENT for one in beside),
        descends=person is not None and _descends(person, from_=spoken_for),
    )
    asked = (rules.is_somebody_else, rules.parent_is_older, rules.is_not_over_an_adult, rules.is_no_third_parent)
    refusal = first(new, *asked)
    if refusal:
        raise Refused(refusal)


def _beside(spoken_for: Resident, speaker: Speaker) -> list[Representative]:
    """Who else speaks in that time."""
    starts = Q() if speaker.until is None else Q(since__lte=speaker.until)
    overlaps = Q(until=None) | Q(until__gte=speaker.since)
    return list(Representative.objects.filter(starts, overlaps, resident=spoken_for))


def _descends(person: Resident, *, from_: Resident) -> bool:
    """Whether somebody is recorded as a child, or a child's child, of a resident: then they can't be her parent."""
    seen: set[UUID] = set()
    parents = {person.id}
    while parents and from_.id not in parents:
        seen |= parents
        rows = Representative.objects.filter(resident__in=parents, kind=Representative.Kind.PARENT)
        found = {id for id in rows.values_list("person", flat=True) if id}
        parents = found - seen
    return person != from_ and from_.id in parents
