"""Looking for facilities that fit a need near where the resident lives."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Avg, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import translation

from accounts.models import Neighbourhood, Team
from cases.dossier.acts import Act
from cases.dossier.models import Case
from cases.needs.advice.models import AdvisedFacility
from cases.needs.models import Need
from cases.needs.querysets import ADVISED
from cases.residents.models import Resident
from provisions.finder.asked import Near
from provisions.finder.search import Found, best_for
from workflows import advice
from workflows.layers import Law
from workflows.representation import Birth

Row = dict[str, Any]
LIVES = ("birth_year", "birth_month", "birth_day", "secret_address", "address_shielded")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where to look from, and for whom: `age` in years when it is known."""

    near: Near | None
    age: int | None


def look(act: Act, need: Need) -> None:
    """Name the facilities that fit a new need best, at most three, unless it asks for none."""
    if advice.is_asked(law=Law(need.law), urgent=need.urgent, externally_referred=need.externally_referred):
        _name(act, need)


def look_again(act: Act, need: Need) -> None:
    """Name them anew: a fresh answer stands; an old one, and what nobody answered, make place. The caller saves."""
    old = Q(answer="") | Q(answered_at__lt=act.at - advice.HOLDS)
    need.advised.filter(old, superseded_at=None).update(superseded_at=act.at)
    need.looked_nearby_on = act.on
    _name(act, need, besides=set(need.advised.filter(superseded_at=None).values_list("provision", flat=True)))


def named(need: Need) -> list[Row]:
    """The facilities that were named for a need and count, the best first, as `with_stair()` brings them along."""
    rows = need.advised.filter(ADVISED).order_by("rank").values("id", "facts", "answer", "note", "provision")
    return [row | {"id": str(row["id"]), "provision": str(row["provision"])} for row in rows]


def _name(act: Act, need: Need, *, besides: Collection[UUID] = ()) -> None:
    AdvisedFacility.objects.bulk_create(
        AdvisedFacility(need=need, provision_id=one.id, rank=rank, looked_on=act.on, facts=_facts(one))
        for rank, one in enumerate(_found(act, need), start=1)
        if one.id not in besides
    )


def _found(act: Act, need: Need) -> list[Found]:
    lives = whereabouts(act.case, on=act.on)
    with translation.override(settings.LANGUAGE_CODE):
        return best_for(
            life_area=need.life_area,
            law=need.law,
            municipality=act.case.municipality_id,
            on=act.on,
            near=lives.near,
            age=lives.age,
        )


def whereabouts(case: Case, *, on: date) -> Whereabouts:
    """The neighbourhood of the resident, or the middle of the team's area when that is not known or kept secret."""
    area = Neighbourhood.objects.filter(pk=OuterRef("neighbourhood"))
    row = JSONObject(
        neighbourhood="neighbourhood",
        name="neighbourhood__name",
        lat=Subquery(area.values("lat")),
        lon=Subquery(area.values("lon")),
        **{name: name for name in LIVES},
    )
    resident = Resident.objects.filter(pk__in=[case.resident_id] if case.resident_id else []).values(row=row)
    team = Team.objects.filter(pk=case.team_id).annotate(
        lat=Avg("neighbourhoods__lat"), lon=Avg("neighbourhoods__lon"), resident=Subquery(resident)
    )
    found: dict[str, Any] = dict(team.values("name", "lat", "lon", "resident").get())
    person = dict(found["resident"] or {})
    return Whereabouts(near=_near(found, person), age=_age(person, on))


def _near(team: dict[str, Any], person: dict[str, Any]) -> Near | None:
    kept = person.get("secret_address") or person.get("address_shielded")
    if person.get("lat") is not None and not kept:
        return Near(person["lat"], person["lon"], person["name"], person["neighbourhood"])
    if team["lat"] is None:
        return None
    return Near(team["lat"], team["lon"], team["name"])


def _age(person: dict[str, Any], on: date) -> int | None:
    """The youngest the resident can be, as far as the birth date is known."""
    birth = Birth(*(person.get(part) for part in ("birth_year", "birth_month", "birth_day")))
    ages = birth.ages_on(on)
    return ages[0] if ages else None


def _facts(found: Found) -> dict[str, Any]:
    """What was true that day, as the page and the file show it."""
    return {
        "name": found.name,
        "organisation": found.organisation,
        "where": found.where,
        "km": round(found.km, 1) if found.km is not None else None,
        "open_when": found.open_when,
        "cost": found.cost,
        "freely": found.freely,
        "fits": list(found.fits),
        "unknown": list(found.unknown),
        "aside": list(found.aside),
        "fresh": found.fresh,
        "stale": found.stale,
    }
