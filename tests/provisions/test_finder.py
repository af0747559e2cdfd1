"""The finder: what fits comes first with why, what may fit after it, and nothing from elsewhere unless it is asked."""

from datetime import time
from typing import Any
from uuid import UUID

import pytest

from accounts.models import Neighbourhood
from provisions.directory import findable
from provisions.directory.actions import Hours, More, ensure_organisation, ensure_provision
from provisions.finder.asked import Asked, Near
from provisions.finder.search import best_for, find, kind_exists, look
from provisions.models import CostOption, Language, Provision, Schedule
from tests.cast import AT, NOORD, TODAY
from tests.provisions.many import PLACE, many

pytestmark = pytest.mark.usefixtures("world")
HERE = Near(*PLACE, "Centrum")


@pytest.fixture(autouse=True)
def areas(world: None) -> None:
    """The centre, and a village eight kilometres north of it."""
    for code, lat in (("BU01180001", PLACE[0]), ("BU01180002", PLACE[0] + 0.072)):
        named = {"code": code, "year": 2014, "municipality_id": "hoogeveen", "name": code, "district": "x"}
        Neighbourhood.objects.create(**named, team_id=NOORD, lat=lat, lon=PLACE[1])


def offer(name: str, *, of: str = "Buurthuis De Linde", municipality: str = "hoogeveen", **facts: Any) -> Provision:
    """Something free in the centre, unless it is said otherwise; `set` puts columns right that a pack does not have."""
    columns = facts.pop("set", {})
    known = {key: facts.pop(key) for key in ("what", "cost", "open_when", "needs_intake", "layer") if key in facts}
    more = More(**({"neighbourhood": "BU01180001", "confirmed_on": TODAY} | facts))
    home, _how = ensure_organisation(municipality=municipality, name=of)
    made, _how = ensure_provision(organisation=home, name=name, more=more, **({"layer": "general_facility"} | known))
    Provision.objects.filter(pk=made.pk).update(**columns)
    findable.refresh([made.pk])
    return made


def names(asked: Asked, *, municipality: str = "hoogeveen") -> list[str]:
    return [one.name for one in find(asked, municipality=municipality, on=TODAY) if not one.in_part]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("wandelen", ["Wandelgroep"]),
        ("wandelingen", ["Wandelgroep"]),
        ("ochtend", ["Koffieochtend"]),
        ("koffie", ["Koffieochtend"]),
        ("repaircafe", ["Repaircafé"]),
        ("CAFÉ", ["Repaircafé"]),
        ("linde", ["Koffieochtend", "Repaircafé", "Wandelgroep"]),
        ("de koffie van een buurthuis", ["Koffieochtend"]),
        ("schaatsen", []),
        ("'; DROP TABLE provisions_provision; --", []),
    ],
)
def test_words_are_found_by_stem_by_beginning_and_inside_a_compound(words: str, found: list[str]) -> None:
    offer("Wandelgroep", what="Elke week een wandeling.")
    offer("Koffieochtend")
    offer("Repaircafé")
    assert names(Asked(words=words)) == found


def test_what_has_the_word_in_its_name_goes_first_and_says_so() -> None:
    offer("Bibliotheek", what="Er is koffie.")
    offer("Zaterdagkoffie")
    first, second = find(Asked(words="koffie"), municipality="hoogeveen", on=TODAY)
    assert (first.name, second.name) == ("Zaterdagkoffie", "Bibliotheek")
    assert "wat u zoekt staat in de naam" in first.fits
    assert "wat u zoekt staat in de naam" not in second.fits


def test_the_nearest_goes_first_and_says_how_far() -> None:
    offer("Ver weg", neighbourhood="BU01180002")
    offer("Om de hoek")
    offer("Nergens", neighbourhood="")
    found = find(Asked(near=HERE), municipality="hoogeveen", on=TODAY)
    assert [(one.name, one.km and round(one.km)) for one in found] == [
        ("Om de hoek", 0.0), ("Ver weg", 8), ("Nergens", None)
    ]  # fmt: skip
    assert found[1].fits == ("8,0 km van Centrum",)


def test_further_than_asked_is_told_and_comes_last() -> None:
    offer("Ver weg", neighbourhood="BU01180002")
    offer("Om de hoek")
    found = find(Asked(near=HERE, within=5.0, no_intake=True), municipality="hoogeveen", on=TODAY)
    assert [(one.name, one.in_part) for one in found] == [("Om de hoek", False), ("Ver weg", True)]
    assert found[1].fits_not == ("8,0 km van Centrum, verder dan u vroeg",)


WISHES: dict[str, tuple[Asked, dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "area of life": (
        Asked(life_area="social_network"), {"life_areas": ("social_network",)}, {}, {"life_areas": ("housing",)},
    ),
    "law": (Asked(law="wmo"), {"set": {"laws": ["wmo"]}}, {}, {"set": {"laws": ["jeugd"]}}),
    "age": (Asked(age=10), {}, {}, {"minimum_age": 18}),
    "language": (Asked(language="pl"), {"languages": ("pl", "nl")}, {}, {"languages": ("tr",)}),
    "day": (
        Asked(weekday=0), {"hours": (Hours("MO,TH", time(10), time(12)),)}, {},
        {"hours": (Hours("TU", time(10), time(12)),)},
    ),
    "moment": (
        Asked(weekday=0, at=time(11)), {"hours": (Hours("MO", time(10), time(12)),)}, {},
        {"hours": (Hours("MO", time(13), time(15)),)},
    ),
    "past midnight": (
        Asked(weekday=0, at=time(1)), {"hours": (Hours("SU", time(22), time(2)),)}, {},
        {"hours": (Hours("SU", time(22), time(23)),)},
    ),
    "free": (Asked(free=True), {"cost": "gratis"}, {}, {"cost": "5 euro per maaltijd"}),
    "room": (
        Asked(room=True), {"set": {"room": "room", "room_as_of": AT}}, {}, {"set": {"room": "full", "room_as_of": AT}},
    ),
    "no intake": (Asked(no_intake=True), {}, {}, {"needs_intake": True}),
}  # fmt: skip


@pytest.mark.parametrize("wish", WISHES)
def test_each_wish_tells_what_fits_what_may_and_what_does_not(wish: str) -> None:
    asked, fits, perhaps, fits_not = WISHES[wish]
    offer("Past", **fits)
    offer("Wie weet", **perhaps)
    offer("Past niet", **fits_not)
    found = {one.name: one for one in find(asked, municipality="hoogeveen", on=TODAY)}
    assert not found["Past"].fits_not
    assert not found["Past"].unknown
    assert not found["Wie weet"].fits_not
    assert "Past niet" not in found or found["Past niet"].in_part
    order = list(found)
    assert order.index("Past") < order.index("Wie weet") or not found["Wie weet"].unknown


def test_freely_available_goes_before_an_intake_and_that_before_a_waiting_list() -> None:
    offer("A vol", set={"room": "full", "room_as_of": AT})
    offer("B intake", needs_intake=True)
    offer("C vrij")
    offer("D maatwerk", layer="tailored_provision")
    found = find(Asked(), municipality="hoogeveen", on=TODAY)
    assert [(one.name, one.freely) for one in found] == [
        ("C vrij", True), ("B intake", False), ("A vol", False), ("D maatwerk", False)
    ]  # fmt: skip
    assert [one.aside for one in found] == [
        (), ("eerst een intake",), ("vol",), ("hiervoor is een besluit van de gemeente nodig",)
    ]  # fmt: skip


def test_another_municipality_shows_only_when_it_is_asked() -> None:
    offer("Hier")
    offer("Daar", municipality="coevorden", neighbourhood="")
    assert names(Asked()) == ["Hier"]
    assert names(Asked(), municipality="coevorden") == ["Daar"]
    assert sorted(names(Asked(everywhere=True))) == ["Daar", "Hier"]
    assert names(Asked(near=HERE)) == ["Hier"]


@pytest.mark.parametrize("gone", [{"withdrawn_on": TODAY}, {"status": "inactive"}, {"status": "defunct"}])
def test_what_is_offered_no_more_is_not_found(gone: dict[str, Any]) -> None:
    offer("Gestopt", set=gone)
    assert names(Asked(words="gestopt")) == []


def test_how_fresh_the_facts_are_is_told() -> None:
    offer("Vers")
    offer("Oud", confirmed_on=TODAY.replace(year=2025))
    offer("Nooit", confirmed_on=None)
    told = {one.name: (one.fresh, one.stale) for one in find(Asked(), municipality="hoogeveen", on=TODAY)}
    assert told == {
        "Vers": ("nagekeken op 3 maart 2026", False),
        "Oud": ("lang niet nagekeken, sinds 3 maart 2025", True),
        "Nooit": ("nog nooit nagekeken", True),
    }


def test_at_most_three_are_best_and_none_that_does_not_fit() -> None:
    for number in range(4):
        offer(f"Samen eten {number}", life_areas=("social_network",))
    offer("Voor kinderen", life_areas=("social_network",), set={"maximum_age": 12})
    offer("Onbekend waarvoor")
    best = best_for(life_area="social_network", law="wmo", municipality="hoogeveen", on=TODAY, near=HERE, age=80)
    assert [one.name for one in best] == [f"Samen eten {number}" for number in range(3)]
    assert kind_exists(life_area="social_network", law="wmo", municipality="hoogeveen")
    assert not kind_exists(life_area="social_network", law="wmo", municipality="coevorden")
    assert not kind_exists(life_area="housing", law="wmo", municipality="hoogeveen")


def test_the_order_is_the_same_every_time_and_page_after_page() -> None:
    many(120)
    asked = Asked(near=HERE, weekday=2, language="tr")
    whole = [one.id for one in look(asked, municipality="hoogeveen", on=TODAY, size=200).found]
    pages = [
        one.id
        for start in range(0, len(whole), 20)
        for one in look(asked, municipality="hoogeveen", on=TODAY, start=start).found
    ]
    assert pages == whole
    assert len(set(whole)) == len(whole) > 20


ASKED = {
    "free": Asked(free=True),
    "intake": Asked(no_intake=True),
    "age": Asked(age=8),
    "turkish": Asked(language="tr"),
    "tuesday": Asked(weekday=1, at=time(10, 30)),
    "need": Asked(life_area="housing"),
}


@pytest.mark.parametrize("wish", ASKED)
def test_who_looks_at_every_row_by_hand_finds_the_same(wish: str) -> None:
    ids = many(150)
    looked = look(ASKED[wish], municipality="hoogeveen", on=TODAY, size=200).found
    assert {one.id for one in looked if not one.in_part and not one.unknown} == {id for id in ids if BY_HAND[wish](id)}


def _of(id: UUID) -> Provision:
    return Provision.objects.get(pk=id)


def _open_on_tuesday(id: UUID) -> bool:
    return any(
        row.byday == "TU" and row.opens_at <= time(10, 30) < row.closes_at
        for row in Schedule.objects.filter(provision=id)
    )


BY_HAND: dict[str, Any] = {
    "free": lambda id: _of(id).cost == "gratis" or CostOption.objects.filter(provision=id, amount=0).exists(),
    "intake": lambda id: not _of(id).needs_intake,
    "age": lambda id: (_of(id).minimum_age or 0) <= 8 <= (_of(id).maximum_age or 999),
    "turkish": lambda id: Language.objects.filter(provision=id, code="tr").exists(),
    "tuesday": _open_on_tuesday,
    "need": lambda id: "housing" in _of(id).life_areas,
}
