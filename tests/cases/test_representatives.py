"""Who speaks for a resident: on what that rests, what it allows at which age, and whose address stays hidden."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.access import Actor
from cases.residents.households import actions as households
from cases.residents.households.actions import Housemate
from cases.residents.models import Representative, Resident
from cases.residents.representatives import actions as representatives
from cases.residents.representatives.actions import Speaker
from tests.cast import (
    AT,
    CORA,
    DANA,
    EYE,
    IRIS,
    TESS,
    TODAY,
    acting,
    journal,
    now,
    open_case,
    refusal_of,
    register_resident,
)
from tests.pages.hands import signed_in

pytestmark = pytest.mark.usefixtures("world")
SINCE = date(2020, 1, 1)
REGISTER = "gezagsregister 3 mei 2020"


@pytest.fixture
def child(world: None) -> Resident:
    return register_resident(family_name="Bakker", first_names="Saar", birth_year=2018, birth_month=5, birth_day=3)


@pytest.fixture
def mother(world: None) -> Resident:
    return register_resident(
        family_name="Derks",
        first_names="Mia",
        birth_year=1988,
        street="Schuilplaats",
        house_number="3",
        postcode="7901AA",
        place="Verborgenveen",
    )


@pytest.fixture
def father(world: None) -> Resident:
    return register_resident(family_name="Bakker", first_names="Teun", birth_year=1985)


def add(resident: Resident, *, by: Actor = TESS, **more: Any) -> Representative:
    speaker = Speaker(**{"kind": "parent", "source": REGISTER, "since": SINCE} | more)
    with acting(by):
        return representatives.add_representative(resident=resident.id, speaker=speaker, by=by, at=AT)


def end(resident: Resident, found: Representative, *, until: date = TODAY, by: Actor = TESS) -> None:
    with acting(by):
        representatives.end_representative(resident=resident.id, representative=found.id, until=until, by=by, at=AT)


def test_a_representative_has_a_kind_a_source_and_dates(child: Resident, mother: Resident) -> None:
    added = add(child, person=mother.id)
    assert (added.kind, added.source, added.since, added.until) == ("parent", REGISTER, SINCE, None)
    (entry,) = journal(act="representative:added")
    assert set(entry.subjects) == {child.id, mother.id}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"source": "  "}, "representative_without_a_source"),
        ({"name": ""}, "representative_is_nobody"),
        ({"until": date(2019, 1, 1)}, "ends_before_starting"),
    ],
)
def test_what_is_missing_or_turned_round_is_refused(child: Resident, more: dict[str, Any], code: str) -> None:
    assert refusal_of(add, child, **{"name": "M. Derks"} | more) == code


def test_nobody_represents_herself(child: Resident) -> None:
    assert refusal_of(add, child, person=child.id) == "represents_themselves"


def test_nobody_is_her_own_mother_by_a_detour(child: Resident, mother: Resident, father: Resident) -> None:
    grandmother = register_resident(family_name="Oud")
    young = register_resident(family_name="Jong")
    add(young, person=grandmother.id)
    add(grandmother, person=register_resident(family_name="Nog ouder").id)
    assert refusal_of(add, grandmother, person=young.id) == "parent_of_a_parent"
    between = register_resident(family_name="Tussen")
    add(between, person=young.id)
    assert refusal_of(add, grandmother, person=between.id) == "parent_of_a_parent"


def test_a_mother_is_older_than_her_child(child: Resident) -> None:
    baby = register_resident(birth_year=2020)
    assert refusal_of(add, child, person=baby.id) == "parent_is_younger"


def test_there_are_at_most_two_parents_with_authority(child: Resident, mother: Resident, father: Resident) -> None:
    first = add(child, person=mother.id)
    add(child, person=father.id)
    assert refusal_of(add, child, name="Een derde") == "two_parents"
    end(child, first, until=date(2026, 1, 1))
    assert refusal_of(add, child, name="Een derde", until=date(2021, 1, 1)) == "two_parents"
    add(child, name="Een derde", since=date(2026, 1, 2))


def test_two_curators_are_recorded_and_told_to_be_unusual() -> None:
    adult = register_resident(birth_year=1950)
    for name in ("Een", "Twee"):
        add(adult, kind="curator", name=name, source="beschikking rechtbank")
    assert "Er zijn er twee met dezelfde rol tegelijk." in page(adult)


def test_the_same_is_recorded_once(child: Resident, mother: Resident) -> None:
    add(child, person=mother.id)
    assert refusal_of(add, child, person=mother.id) == "representative_recorded"


def test_an_adult_has_no_parents_with_authority(mother: Resident) -> None:
    assert refusal_of(add, mother, name="Oma") == "parents_of_an_adult"


def test_who_died_speaks_for_nobody(child: Resident) -> None:
    gone = register_resident(birth_year=1950, deceased_on=date(2020, 1, 1))
    assert refusal_of(add, child, person=gone.id) == "representative_has_died"


def test_who_lives_elsewhere_is_named_in_words(child: Resident) -> None:
    stranger = register_resident(by=CORA)
    for person in (stranger.id, uuid4()):
        assert refusal_of(add, child, person=person) == "representative_not_here"
    with pytest.raises(Resident.DoesNotExist):
        add(child, by=CORA, name="M. Derks")


def test_who_does_not_record_is_refused(child: Resident) -> None:
    assert refusal_of(add, child, by=DANA, name="M. Derks") == "access.not_your_role"


def test_an_end_has_its_place_in_time(child: Resident) -> None:
    added = add(child, name="M. Derks")
    assert refusal_of(end, child, added, until=date(2019, 1, 1)) == "ends_before_starting"
    end(child, added)
    assert refusal_of(end, child, added) == "representative_ended"
    other = register_resident()
    with pytest.raises(Representative.DoesNotExist):
        end(other, added)


class TestTheAges:
    """What a parent may, by the age of the child on the day one looks."""

    @pytest.mark.parametrize(
        ("born", "says"),
        [
            ((2018, 5, 3), "Onder de 12 jaar spreken de ouders met gezag"),
            ((2013, 5, 3), "Het kind geeft zelf toestemming om gegevens te delen."),
            ((2009, 5, 3), "Leest alleen mee als het kind dat goed vindt."),
        ],
    )
    def test_what_a_parent_may_follows_the_age(self, born: tuple[int, int, int], says: str) -> None:
        child = register_resident(birth_year=born[0], birth_month=born[1], birth_day=born[2])
        add(child, name="M. Derks")
        assert says in page(child)

    def test_at_18_a_parent_no_longer_speaks(self) -> None:
        child = register_resident(birth_year=2002, birth_month=1, birth_day=1)
        add(child, name="M. Derks", since=date(2010, 1, 1))
        assert "Spreekt niet meer: de inwoner is 18 jaar of ouder." in page(child)

    def test_an_age_that_is_not_certain_says_so(self) -> None:
        assert "De leeftijd is dus 11 of 12 jaar." in page(register_resident(birth_year=2014))

    def test_who_goes_first_stands_first(self) -> None:
        adult = register_resident(birth_year=1950)
        for kind, name in (("nearest", "Zus"), ("mentor", "Mentor"), ("curator", "Curator")):
            add(adult, kind=kind, name=f"De {name}")
        shown = page(adult)
        assert shown.index("De Curator") < shown.index("De Mentor") < shown.index("De Zus")
        assert "Gaat niet voor: een ander is benoemd of gemachtigd." in shown


class TestAHiddenAddress:
    """The mother fled; the father has authority too, and reads along."""

    @pytest.fixture(autouse=True)
    def fled(self, child: Resident, mother: Resident, father: Resident) -> Representative:
        add(child, person=father.id)
        return add(
            child,
            person=mother.id,
            address="Schuilplaats 3, Verborgenveen",
            contact="06-geheim",
            address_hidden=True,
        )

    def test_it_stands_on_nobody_s_page(self, child: Resident, father: Resident) -> None:
        open_case(resident=child.id)
        seen = [page(child), household_page(child), page(father), household_page(father), page(child, by=DANA)]
        seen += [handed_out(child), handed_out(father)]
        assert not [one for one in seen if "Schuilplaats" in one or "Verborgenveen" in one or "06-geheim" in one]
        assert "Verborgen adres" in seen[0]

    def test_it_is_seen_once_on_a_page_of_its_own(self, child: Resident, fled: Representative) -> None:
        door = reverse("residents:reveal_representative", args=[child.id, fled.id])
        client = signed_in(TESS)
        assert client.post(door, {"because": "letter"}).status_code == 422
        open_case(resident=child.id)
        assert "Schuilplaats" not in client.get(door).content.decode()
        answer = client.post(door, {"because": "letter"})
        assert "Schuilplaats 3, Verborgenveen" in answer.content.decode()
        (entry,) = journal(act="representative:reveal")
        assert (entry.reason, entry.object_id) == ("letter", fled.id)
        assert signed_in(IRIS).post(door, {"because": "letter"}).status_code == 403
        assert signed_in(CORA).post(door, {"because": "letter"}).status_code == 404

    def test_a_child_that_lives_there_does_not_give_it_away(self, child: Resident, mother: Resident) -> None:
        with acting(TESS):
            guest = Housemate(since=SINCE, person=child.id, relation="child")
            households.move_in(resident=mother.id, housemate=guest, by=TESS, at=AT)
        assert now(child).address_shielded
        assert now(mother).address_shielded

    def test_a_child_at_the_same_address_does_not_give_it_away(self, mother: Resident, father: Resident) -> None:
        child = register_resident(birth_year=2019, street="Schuilplaats", house_number="3", postcode="7901AA")
        assert "Schuilplaats" in page(child)
        hidden = add(child, person=mother.id, address_hidden=True)
        assert "Schuilplaats" not in page(child) + handed_out(child)
        with acting(IRIS):
            assert child not in Resident.objects.findable_by(IRIS).matching("7901AA")
        end(child, hidden, until=date(2026, 3, 2))
        assert "Schuilplaats" in page(child)


def test_a_parent_at_a_secret_address_has_it_on_no_page(child: Resident) -> None:
    hidden = register_resident(birth_year=1990, secret_address=True, street="Schuilplaats", house_number="3")
    add(child, person=hidden.id, address="Schuilplaats 3")
    assert "Schuilplaats" not in page(child) + handed_out(child)


def test_a_secret_address_is_not_read_off_a_parent(mother: Resident) -> None:
    child = register_resident(birth_year=2018, secret_address=True, street="Schuilplaats", house_number="3")
    add(child, name="M. Derks", address="Schuilplaats 3, Verborgenveen")
    assert "Schuilplaats" not in page(child) + handed_out(child)


class TestTheForms:
    SENT = {"kind": "parent", "source": REGISTER, "since": "2020-01-01"}

    def test_somebody_is_recorded_by_name(self, child: Resident) -> None:
        client = signed_in(TESS)
        assert client.post(url("add_representative", child), self.SENT | {"name": "M. Derks"}).status_code == 302
        assert "M. Derks" in page(child)

    def test_somebody_is_looked_up(self, child: Resident, mother: Resident) -> None:
        client = signed_in(TESS)
        found = client.post(url("add_representative", child), self.SENT | {"q": "derks", "search": "1"})
        assert str(mother.id) in found.content.decode()
        assert REGISTER in found.content.decode()
        sent = self.SENT | {"q": "derks", "person": str(mother.id)}
        assert client.post(url("add_representative", child), sent).status_code == 302

    @pytest.mark.parametrize("left_out", ["kind", "source", "since", "name"])
    def test_what_is_left_out_is_asked_for_and_the_rest_kept(self, child: Resident, left_out: str) -> None:
        sent = {name: value for name, value in (self.SENT | {"name": "M. Derks"}).items() if name != left_out}
        answer = signed_in(TESS).post(url("add_representative", child), sent)
        assert answer.status_code == 422
        assert "M. Derks" in answer.content.decode() or left_out == "name"

    def test_a_double_click_is_one_representative(self, child: Resident) -> None:
        sent = self.SENT | {"name": "M. Derks", "key": "11111111-1111-4111-8111-111111111111"}
        client = signed_in(TESS)
        assert [client.post(url("add_representative", child), sent).status_code for _i in range(2)] == [302, 302]
        with acting(EYE):
            assert Representative.objects.count() == 1

    def test_one_of_somebody_else_is_not_there(self, child: Resident, mother: Resident) -> None:
        added = add(child, name="M. Derks")
        for door in ("end_representative", "reveal_representative"):
            for ids in ([mother.id, added.id], [child.id, uuid4()]):
                assert signed_in(TESS).get(reverse(f"residents:{door}", args=ids)).status_code == 404

    def test_the_end_is_recorded(self, child: Resident) -> None:
        added = add(child, name="M. Derks")
        door = reverse("residents:end_representative", args=[child.id, added.id])
        assert signed_in(TESS).post(door, {"until": "2026-03-01"}).status_code == 302
        assert "1 maart 2026" in page(child)


def url(door: str, resident: Resident) -> str:
    return reverse(f"residents:{door}", args=[resident.id])


def page(resident: Resident, *, by: Actor = TESS) -> str:
    answer = signed_in(by).get(url("resident", resident))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def household_page(resident: Resident) -> str:
    return signed_in(TESS).get(url("household", resident)).content.decode()


def handed_out(resident: Resident) -> str:
    return signed_in(TESS).post(url("hand_out", resident), {"format": "csv"}).content.decode()
