"""The pages of a resident and of the household as plain values."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Permission
from accounts.request import Request
from accounts.words import period_in_words
from cases.residents import sight
from cases.residents.dates import told
from cases.residents.forms import RevealForm
from cases.residents.models import HouseholdMember, Representative, Resident
from workflows import representation
from workflows.representation import Kind, Speaks


def page_of(request: Request, found: Resident) -> dict[str, Any]:
    """Everything `residents/resident.html` shows."""
    on = localdate(request.at)
    members = members_of(found, on=on)
    return {
        "resident": found,
        "identity": {"name": found.name, "facts": _facts(found, on)},
        "notices": _notices(found),
        "twins": twins_of(request, found),
        "about": _about(found),
        "speaks": representation.who_speaks(found.birth, on=on),
        "speakers": speakers_of(found, on=on),
        "doubt": representation.doubtful([Kind(one.kind) for one in _in_force(found, on)]),
        "represents": _represents(found, on=on),
        "household": [_member(one, on) for one in members if one.person_id != found.id],
        "cases": _cases(request, found),
        "why": sight.why(request, found),
        "may_record": may_record(request, found),
        "may_reveal": found.address_is_kept and _may_reveal(request, found),
        "may_see_hidden": _may_reveal(request, found),
        "reveal": RevealForm(),
        "may_signal": request.actor.may(Permission.SAFETY_SIGNAL),
        "today": on,
    }


def may_record(request: Request, found: Resident) -> bool:
    here = found.municipality_id in request.actor.finds_in()
    return here and request.actor.may(Permission.RESIDENT_RECORD)


def _may_reveal(request: Request, found: Resident) -> bool:
    return request.actor.may(Permission.RESIDENT_REVEAL) and bool(sight.cases_in_sight(request, found))


def speaker_lines(found: Resident, *, on: date) -> list[str]:
    """Who speaks, in words, for the export: an address that is hidden is not in it."""
    lines = []
    for one in _in_force(found, on):
        parts = [f"{one.who} ({one.get_kind_display()})", one.shown_address]
        lines.append(", ".join(part for part in parts if part))
    return lines


def members_of(found: Resident, *, on: date) -> list[HouseholdMember]:
    """Who lives in the household of this resident that day, the resident herself included."""
    rows = HouseholdMember.objects.at_home_of(found.id, on=on).current(on=on)
    return list(rows.select_related("person"))


def household_of(request: Request, found: Resident) -> dict[str, Any]:
    """Everything `residents/household.html` shows."""
    on = localdate(request.at)
    home = list(HouseholdMember.objects.at_home_of(found.id, on=on).select_related("person"))
    now = [one for one in home if one.until is None or one.until >= on]
    now.sort(key=lambda one: one.person_id != found.id)
    seen = _cases_of(request, [one.person for one in now if one.person])
    return {
        "resident": found,
        "address": found.address,
        "why": sight.why(request, found),
        "now": [_member(one, on) | {"cases": seen.get(one.person_id, []) if one.person_id else []} for one in now],
        "before": [_member(one, on) | period for one, period in lived_with(found, on=on)],
        "may_record": may_record(request, found),
    }


def lived_with(found: Resident, *, on: date) -> list[tuple[HouseholdMember, dict[str, Any]]]:
    """With whom this resident lived before, and from when until when they did so together; the latest first."""
    own = list(found.lives_in_households.all())
    others = HouseholdMember.objects.filter(household__in={stay.household_id for stay in own})
    together = []
    for one in others.exclude(person=found, person__isnull=False).select_related("person"):
        for stay in own:
            since = max(one.since, stay.since)
            until = min((day for day in (one.until, stay.until) if day), default=None)
            if stay.household_id == one.household_id and until and since <= until < on:
                together.append((one, {"since": since, "until": until}))
    return sorted(together, key=lambda row: row[1]["until"], reverse=True)


def _facts(found: Resident, on: date) -> list[dict[str, Any]]:
    age = representation.age_in_words(found.birth, on=on)
    born = told(found.birth)
    facts: list[dict[str, Any]] = [
        {"label": _("Born"), "value": f"{born}, {age}" if age and not found.is_deceased else born},
        {"label": _("Address"), **address_shown(found)},
        {"label": "BSN", "value": found.masked_bsn},
        {"label": _("Phone"), "value": found.phone},
    ]
    if found.is_deceased:
        died = told(found.death)
        facts.append({"label": _("Died"), "value": died, "glyph": "quiet", "tone": ""})
    return [fact for fact in facts if fact["value"]]


def address_shown(found: Resident) -> dict[str, Any]:
    """The address as a fact: where it is kept, that alone."""
    if found.secret_address:
        return {"value": _("secret address"), "glyph": "alert", "tone": "attention"}
    if found.address_shielded:
        return {"value": _("shielded address"), "glyph": "alert", "tone": "attention"}
    place = " ".join(part for part in (found.postcode, found.place) if part)
    return {"value": ", ".join(part for part in (found.address, place) if part)}


def _notices(found: Resident) -> list[str]:
    """What everybody who opens this page must know first."""
    said = []
    if found.is_deceased:
        said.append(_("This resident has died."))
    if found.secret_address:
        said.append(_("Secret address. Tell it to nobody, also not on the phone."))
    elif found.address_shielded:
        said.append(_("The address is shielded: it would give away the address of somebody else. Tell it to nobody."))
    if found.address_in_doubt and not found.address_is_kept:
        said.append(_("The municipality is checking this address. It may be wrong."))
    return said


def twins_of(request: Request, found: Resident) -> dict[str, Any] | None:
    """The others with the same BSN. They are shown, and never merged."""
    times = int(vars(found).get("bsn_times", 0))
    if times < 2:
        return None
    same = Resident.objects.visible_to(request.actor).filter(
        municipality=found.municipality_id, bsn_index=found.bsn_index
    )
    others = [
        {"url": reverse("residents:resident", args=[one.id]), "text": one.name, "sub": told(one.birth), "id": one.id}
        for one in same.exclude(pk=found.id).order_by("search_name", "id")
    ]
    said = ngettext("This BSN occurs %(times)s time.", "This BSN occurs %(times)s times.", times) % {"times": times}
    return {"text": said, "others": others}


def _about(found: Resident) -> list[dict[str, str]]:
    genders = {"v": _("woman"), "m": _("man"), "o": _("not known")}
    rows = (
        (_("First names"), found.first_names),
        (_("Prefix"), found.prefix),
        (_("Family name"), found.family_name),
        (_("Gender"), genders.get(found.gender, "")),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A representative as shown: what this one may do at the age of the resident, and until when."""

    id: UUID
    who: str
    url: str
    kind: str
    may: str
    acts: bool
    rests_on: str
    source: str
    period: str
    contact: str
    address: str
    address_is_kept: bool
    ended: bool


def speakers_of(found: Resident, *, on: date) -> list[SpeakerRow]:
    """All who spoke, speak or will, in the order of the law; who no longer does comes last."""
    rows = _all_speakers(found)
    speaks = representation.who_speaks(found.birth, on=on)
    ranks = {kind: place for place, kind in enumerate(representation.in_order(list(Kind), on=on))}
    rows.sort(key=lambda one: (_ended(one, on), ranks[Kind(one.kind)], one.since))
    in_force = _in_force(found, on)
    return [_speaker(one, speaks, [Kind(other.kind) for other in in_force if other != one], on) for one in rows]


def _speaker(one: Representative, speaks: Speaks, beside: list[Kind], on: date) -> SpeakerRow:
    standing = representation.standing_of(Kind(one.kind), speaks, beside=beside, on=on)
    return SpeakerRow(
        id=one.id,
        who=one.who,
        url=reverse("residents:resident", args=[one.person_id]) if one.person else "",
        kind=str(one.get_kind_display()),
        may=standing.what,
        acts=standing.acts and not _ended(one, on),
        rests_on=standing.source,
        source=one.source,
        period=period_in_words(one.since, one.until, today=on),
        contact=one.shown_contact,
        address=one.shown_address,
        address_is_kept=one.address_is_kept,
        ended=_ended(one, on),
    )


def _all_speakers(found: Resident) -> list[Representative]:
    known: list[Representative] | None = vars(found).get("speaker_rows")
    if known is None:
        known = list(found.representatives.select_related("person"))
        vars(found)["speaker_rows"] = known
    return list(known)


def _in_force(found: Resident, on: date) -> list[Representative]:
    return [one for one in _all_speakers(found) if one.since <= on and not _ended(one, on)]


def _ended(one: Representative, on: date) -> bool:
    return one.until is not None and one.until < on


def _represents(found: Resident, *, on: date) -> list[dict[str, Any]]:
    """For whom this resident speaks. No address: that of a child may be hidden from this parent."""
    rows = found.represents.in_force(on=on).select_related("resident").order_by("since", "id")
    return [
        {
            "person_id": one.resident_id,
            "text": one.resident.name,
            "url": reverse("residents:resident", args=[one.resident_id]),
            "sub": str(one.get_kind_display()),
        }
        for one in rows
    ]


def _member(one: HouseholdMember, on: date) -> dict[str, Any]:
    person = one.person
    hidden = _("a housemate") if one.person_id else one.described_as
    facts = [
        str(one.get_relation_display()) if one.relation else "",
        representation.age_in_words(person.birth, on=on) if person and not person.is_deceased else "",
        _("died") if person and person.is_deceased else "",
    ]
    return {
        "id": one.id,
        "person_id": person.id if person else None,
        "name": person.name if person else hidden,
        "url": reverse("residents:resident", args=[person.id]) if person else "",
        "facts": ", ".join(fact for fact in facts if fact),
        "since": one.since,
        "until": one.until,
        "may_end": one.until is None,
    }


def _cases(request: Request, found: Resident) -> list[dict[str, Any]]:
    return [_case(request, case) for case in sight.cases_in_sight(request, found)]


def _cases_of(request: Request, people: list[Resident]) -> dict[UUID, list[dict[str, Any]]]:
    """The cases in sight of several residents: that one runs, never what it is about."""
    if not people:
        return {}
    running = apps.get_model("cases", "Case").objects.visible_to(request.actor).open()
    found: dict[UUID, list[dict[str, Any]]] = {one.id: [] for one in people}
    for case in running.filter(resident__in=people).order_by("-registered_on", "-number"):
        if case.resident_id:
            found[case.resident_id].append(_case(request, case))
    return found


def _case(request: Request, case: Any) -> dict[str, Any]:
    named = {"number": case.number, "law": sight.laws_seen(request, case)}
    return {
        "url": reverse("cases:case", args=[case.id]),
        "text": _("Case %(number)s, %(law)s") % named,
        "sub": str(case.get_state_display()),
    }
