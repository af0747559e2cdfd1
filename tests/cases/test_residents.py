"""Residents are found by what people know of them, in the own municipality only."""

import pytest
from django.db import ProgrammingError

from cases.residents import actions as residents
from cases.residents.models import HouseholdMember, Resident
from cases.residents.querysets import plain
from tests.cast import (
    CORA,
    DANA,
    EYE,
    IRIS,
    TESS,
    TODAY,
    acting,
    journal,
    refusal_of,
    register_resident,
)

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def wiel(world: None) -> Resident:
    return register_resident(
        family_name="Wiel",
        prefix="van der",
        first_names="Çelik Ñuñez",
        birth_year=1939,
        birth_month=11,
        birth_day=29,
        street="Dorpsstraat",
        house_number="12",
        postcode="7901AA",
    )


def found(text: str, by: object = IRIS) -> list[Resident]:
    with acting(by):
        return list(Resident.objects.findable_by(by).matching(text))


@pytest.mark.parametrize("text", ["wiel", "WIEL", "van der wiel", "celik", "nunez", "wi", "wiel 1939", "7901aa 12"])
def test_a_resident_is_found_by_what_people_know(text: str, wiel: Resident) -> None:
    assert found(text) == [wiel]


@pytest.mark.parametrize("text", ["29-11-1939", "wiel 29-11-1939", "29/11/1939 van der wiel", "29.11.1939"])
def test_a_resident_is_found_by_the_whole_date_of_birth(text: str, wiel: Resident) -> None:
    assert found(text) == [wiel]


@pytest.mark.parametrize(("known", "fits"), [({}, True), ({"birth_month": 11}, True), ({"birth_month": 10}, False)])
def test_what_is_not_known_of_a_birth_keeps_nobody_from_being_found(known: dict[str, int], fits: bool) -> None:
    somebody = register_resident(birth_year=1939, **known)
    assert found("29-11-1939") == ([somebody] if fits else [])


@pytest.mark.parametrize(
    "text",
    ["28-11-1939", "29-10-1939", "29-11-1938", "99-99-1939", "iel", "wiel 1940", "7901ab", "jansen", "wiel jansen"],
)
def test_every_word_must_fit(text: str, wiel: Resident) -> None:
    assert found(text) == []


def test_who_lives_elsewhere_is_not_found(wiel: Resident) -> None:
    assert found("wiel", by=CORA) == []


def test_who_may_not_look_up_finds_nobody(wiel: Resident) -> None:
    assert found("wiel", by=DANA) == []


def test_a_secret_address_is_neither_shown_nor_found() -> None:
    hidden = register_resident(secret_address=True, street="Dorpsstraat", house_number="12", postcode="7901AA")
    assert hidden.address == ""
    assert found("7901AA") == found("7901aa 12") == []


@pytest.mark.parametrize(
    ("known", "born"),
    [
        ({}, ""),
        ({"birth_year": 1968}, "1968"),
        ({"birth_year": 1939, "birth_month": 11, "birth_day": 29}, "29-11-1939"),
    ],
)
def test_a_birth_date_may_be_known_in_part(known: dict[str, int], born: str) -> None:
    assert register_resident(**known).born == born


def test_a_name_is_written_with_initials(wiel: Resident) -> None:
    assert wiel.name == "Ç.Ñ. van der Wiel"


def test_registering_is_journalled_without_the_name(wiel: Resident) -> None:
    (entry,) = journal(act="resident:registered")
    assert (entry.subjects, entry.object_id) == ([wiel.pk], wiel.pk)
    assert "wiel" not in str(vars(entry)).lower()


def test_who_may_not_register_is_refused() -> None:
    def register() -> None:
        with acting(DANA):
            identity = residents.Identity(family_name="x")
            residents.register_resident(municipality="hoogeveen", identity=identity, by=DANA)

    assert refusal_of(register) == "access.not_your_role"


def test_a_resident_of_another_municipality_is_not_registered() -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting(CORA):
        residents.register_resident(municipality="hoogeveen", identity=residents.Identity(family_name="x"), by=CORA)


def test_a_bsn_that_occurs_twice_stays_twice() -> None:
    one, other = (register_resident(bsn="999993653") for _ in range(2))
    assert one.bsn_index == other.bsn_index
    assert one.bsn_sealed != other.bsn_sealed


def test_housemates_are_recorded_in_words() -> None:
    resident = register_resident(housemates=("zoon, 20", "moeder"))
    with acting(EYE):
        assert set(HouseholdMember.objects.living_with(resident.id, on=TODAY).values_list("described_as", "since")) <= {
            ("zoon, 20", TODAY),
            ("moeder", TODAY),
        }
    assert journal(act="household:recorded", actor=TESS.id)


@pytest.mark.parametrize(
    ("written", "searched"),
    [("Çelik-Ñuñez", "celik nunez"), ("Ørsted", "orsted"), ("  O'Brien ", "o brien"), ("İz", "iz"), ("ß", "ss")],
)
def test_names_are_searched_without_their_marks(written: str, searched: str) -> None:
    assert plain(written) == searched
