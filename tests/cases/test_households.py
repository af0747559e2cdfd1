"""Who lives with whom, since when: one household at a time, and nobody's address read off another's page."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.access import Actor
from cases.residents import actions as residents
from cases.residents.actions import Address
from cases.residents.households import actions as households
from cases.residents.households.actions import Housemate
from cases.residents.models import Household, HouseholdMember, Resident
from tests.cast import (
    AT,
    CORA,
    DANA,
    EYE,
    IRIS,
    TESS,
    TODAY,
    TOM,
    acting,
    journal,
    now,
    open_case,
    refusal_of,
    register_resident,
)
from tests.pages.hands import signed_in
from workflows.representation import Birth

pytestmark = pytest.mark.usefixtures("world")
LONG_AGO, YESTERDAY, TOMORROW = date(2020, 1, 1), TODAY - timedelta(1), TODAY + timedelta(1)


@pytest.fixture
def anna(world: None) -> Resident:
    return register_resident(family_name="Wielinga", first_names="Anna", street="Kerkstraat", house_number="12")


@pytest.fixture
def bert(world: None) -> Resident:
    return register_resident(family_name="Bakker", first_names="Bert", birth_year=1950)


def move_in(host: Resident, *, by: Actor = TESS, since: date = LONG_AGO, **more: Any) -> HouseholdMember:
    with acting(by):
        return households.move_in(resident=host.id, housemate=Housemate(since=since, **more), by=by, at=AT)


def move_out(host: Resident, member: HouseholdMember, *, until: date = TODAY, by: Actor = TESS) -> None:
    with acting(by):
        households.move_out(resident=host.id, member=member.id, until=until, by=by, at=AT)


def lives_with(resident: Resident, *, on: date = TODAY) -> set[str]:
    with acting(EYE):
        rows = HouseholdMember.objects.living_with(resident.id, on=on).select_related("person")
        return {row.person.name if row.person else row.described_as for row in rows}


def test_two_residents_live_together_and_see_each_other(anna: Resident, bert: Resident) -> None:
    move_in(anna, person=bert.id, relation="partner")
    assert lives_with(anna) == {"B. Bakker"}
    assert lives_with(bert) == {"A. Wielinga"}
    (entry,) = journal(act="household:moved_in")
    assert set(entry.subjects) == {anna.id, bert.id}


def test_a_housemate_may_be_known_by_words_only(anna: Resident) -> None:
    move_in(anna, described_as="zoon, 20")
    assert lives_with(anna) == {"zoon, 20"}


def test_who_left_lives_there_until_the_last_day(anna: Resident, bert: Resident) -> None:
    member = move_in(anna, person=bert.id)
    move_out(anna, member, until=YESTERDAY)
    assert lives_with(anna, on=YESTERDAY) == {"B. Bakker"}
    assert lives_with(anna) == set()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"since": TOMORROW}, "household_day_to_come"),
        ({"until": date(2019, 1, 1)}, "leaves_before_arriving"),
        ({"until": TOMORROW}, "household_day_to_come"),
    ],
)
def test_a_stay_has_its_place_in_time(anna: Resident, bert: Resident, more: dict[str, Any], code: str) -> None:
    assert refusal_of(move_in, anna, person=bert.id, **more) == code
    assert lives_with(anna) == set()
    assert [entry.reason for entry in journal(act="household:moved_in")] == [code]


def test_nobody_is_a_housemate_of_herself(anna: Resident) -> None:
    assert refusal_of(move_in, anna, person=anna.id) == "housemate_of_oneself"


def test_nobody_lives_in_two_households_at_a_time(anna: Resident, bert: Resident) -> None:
    third = register_resident(family_name="Derks")
    member = move_in(anna, person=bert.id)
    assert refusal_of(move_in, third, person=bert.id) == "lives_elsewhere"
    move_out(anna, member, until=YESTERDAY)
    assert refusal_of(move_in, third, person=bert.id, since=YESTERDAY) == "lives_elsewhere"
    move_in(third, person=bert.id, since=TODAY)
    assert lives_with(bert) == {"Derks"}


def test_the_same_stay_is_recorded_once(anna: Resident, bert: Resident) -> None:
    move_in(anna, person=bert.id)
    assert refusal_of(move_in, anna, person=bert.id) == "lives_here_already"


def test_two_colleagues_at_once_are_told_apart_by_the_database(
    anna: Resident, bert: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look came before the other's row: the database refuses it, and says so in our words."""
    third = register_resident(family_name="Derks")
    move_in(anna, person=bert.id)
    monkeypatch.setattr(households, "_stays_of", lambda *_given: [])
    assert refusal_of(move_in, third, person=bert.id) == "lives_elsewhere"
    assert lives_with(third) == set()


def test_the_database_itself_refuses_two_households(anna: Resident) -> None:
    with acting(TESS):
        homes = [Household.objects.create(id=uuid4(), municipality_id="hoogeveen") for _home in range(2)]
        HouseholdMember.objects.create(household=homes[0], person=anna, since=TODAY)
        with pytest.raises(IntegrityError, match="one_household_at_a_time"), transaction.atomic():
            HouseholdMember.objects.create(household=homes[1], person=anna, since=LONG_AGO)


def test_who_lives_in_another_municipality_is_not_there(anna: Resident) -> None:
    stranger = register_resident(by=CORA, family_name="Anders")
    assert refusal_of(move_in, anna, person=stranger.id) == "not_in_this_municipality"
    assert refusal_of(move_in, anna, person=uuid4()) == "not_in_this_municipality"
    with pytest.raises(Resident.DoesNotExist):
        move_in(anna, by=CORA, described_as="zoon")


def test_who_died_does_not_move_in(anna: Resident, bert: Resident) -> None:
    with acting(TESS):
        residents.record_death(resident=bert.id, died=Birth(2025, 1, 1), by=TESS, at=AT)
    assert refusal_of(move_in, anna, person=bert.id) == "housemate_deceased"
    move_in(anna, person=bert.id, until=date(2024, 12, 31))
    assert lives_with(anna, on=date(2024, 1, 1)) == {"B. Bakker"}


def test_somebody_must_be_said(anna: Resident) -> None:
    assert refusal_of(move_in, anna) == "housemate_is_nobody"


@pytest.mark.parametrize(("until", "code"), [(TOMORROW, "household_day_to_come"), (date(2019, 1, 1), "leaves_before")])
def test_leaving_has_its_place_in_time(anna: Resident, until: date, code: str) -> None:
    member = move_in(anna, described_as="zoon, 20")
    assert refusal_of(move_out, anna, member, until=until).startswith(code)
    move_out(anna, member)
    assert refusal_of(move_out, anna, member) == "left_already"


def test_who_does_not_record_is_refused(anna: Resident) -> None:
    assert refusal_of(move_in, anna, by=DANA, described_as="zoon") == "access.not_your_role"


def test_the_member_of_another_household_is_not_let_out_here(anna: Resident, bert: Resident) -> None:
    member = move_in(anna, described_as="zoon")
    with pytest.raises(HouseholdMember.DoesNotExist):
        move_out(bert, member)


class TestWhoseAddressGivesAwayAnother:
    """Bert's address is secret; Anna lives with him."""

    @pytest.fixture(autouse=True)
    def together(self, anna: Resident, bert: Resident) -> HouseholdMember:
        moved(bert, secret_address=True)
        return move_in(anna, person=bert.id)

    def test_a_housemate_s_address_is_kept_too(self, anna: Resident) -> None:
        assert now(anna).address_shielded
        assert "Kerkstraat" not in page(anna) + household_page(anna)
        assert "afgeschermd adres" in page(anna)

    def test_nobody_is_found_by_it(self, anna: Resident) -> None:
        with acting(IRIS):
            assert list(Resident.objects.findable_by(IRIS).matching("12")) == []

    def test_from_the_day_after_leaving_it_is_shown_again(self, anna: Resident, together: HouseholdMember) -> None:
        move_out(anna, together, until=YESTERDAY)
        assert not now(anna).address_shielded
        assert "Kerkstraat 12" in page(anna)

    def test_when_the_secrecy_ends_it_is_shown_again(self, anna: Resident, bert: Resident) -> None:
        moved(bert, secret_address=False)
        assert not now(anna).address_shielded

    def test_when_the_secrecy_comes_later_it_is_kept(self, anna: Resident, bert: Resident) -> None:
        moved(bert, secret_address=False)
        moved(bert, secret_address=True)
        assert now(anna).address_shielded


class TestThePage:
    def test_it_says_why_one_sees_it(self, anna: Resident) -> None:
        assert "U ziet dit omdat u inwoners van deze gemeente mag opzoeken." in household_page(anna)
        case = open_case(resident=anna.id)
        assert f"U ziet dit omdat uw team zaak {case.number} (Wmo) heeft." in household_page(anna)

    def test_that_a_housemate_has_a_case_shows_only_to_who_may_open_it(self, anna: Resident, bert: Resident) -> None:
        move_in(anna, person=bert.id)
        words = "Mijn man drinkt."
        case = open_case(resident=bert.id, own_words=words)
        assert case.number in household_page(anna)
        assert words not in household_page(anna)
        for other in (TOM, IRIS):
            assert case.number not in household_page(anna, by=other)

    def test_a_confidential_case_of_a_housemate_leaves_no_trace(self, anna: Resident, bert: Resident) -> None:
        move_in(anna, person=bert.id)
        case = open_case(resident=bert.id, confidential=True, by=TOM)
        assert case.number not in household_page(anna)

    def test_whose_case_one_reads_has_a_household_with_names_one_may_know(self, anna: Resident, bert: Resident) -> None:
        move_in(anna, person=bert.id)
        open_case(resident=anna.id)
        seen = household_page(anna, by=DANA)
        assert "een huisgenoot" in seen
        assert "Bakker" not in seen

    def test_who_has_no_ground_sees_nothing(self, anna: Resident) -> None:
        for other in (CORA, DANA):
            assert signed_in(other).get(url("household", anna)).status_code == 404

    def test_who_is_shown_is_journalled(self, anna: Resident, bert: Resident) -> None:
        move_in(anna, person=bert.id)
        household_page(anna)
        shown = {subject for entry in journal(act="household:read") for subject in entry.subjects}
        assert shown == {anna.id, bert.id}

    def test_where_somebody_no_longer_lives_others_are_of_before(self, anna: Resident, bert: Resident) -> None:
        move_out(anna, move_in(anna, person=bert.id), until=YESTERDAY)
        move_in(anna, described_as="kleinzoon, 3", since=TODAY)
        seen = household_page(bert)
        assert seen.index("Woonden eerder samen") < seen.index("A. Wielinga")
        assert "van 1 januari 2020 tot en met 2 maart 2026" in seen
        assert "kleinzoon" not in seen


class TestTheForms:
    def test_somebody_is_looked_up_and_chosen(self, anna: Resident, bert: Resident) -> None:
        client = signed_in(TESS)
        found = client.post(url("move_in", anna), {"q": "bakker", "search": "1", "since": "2020-01-01"})
        assert found.status_code == 200
        assert str(bert.id) in found.content.decode()
        assert 'value="2020-01-01"' in found.content.decode()
        assert journal(act="resident:find", subjects__contains=[bert.id])
        sent = {"q": "bakker", "person": str(bert.id), "since": "2020-01-01", "relation": "partner"}
        assert client.post(url("move_in", anna), sent).status_code == 302
        assert lives_with(anna) == {"B. Bakker"}

    def test_nobody_found_is_said(self, anna: Resident) -> None:
        answer = signed_in(TESS).post(url("move_in", anna), {"q": "zzz", "search": "1"})
        assert "Niemand gevonden in deze gemeente" in answer.content.decode()

    def test_who_was_not_found_is_not_chosen(self, anna: Resident, bert: Resident) -> None:
        stranger = register_resident(by=CORA, family_name="Bakker")
        sent = {"q": "bakker", "person": str(stranger.id), "since": "2020-01-01"}
        assert signed_in(TESS).post(url("move_in", anna), sent).status_code == 422

    def test_what_is_refused_is_said_and_kept(self, anna: Resident) -> None:
        sent = {"described_as": "zoon, 20", "since": "2999-01-01"}
        answer = signed_in(TESS).post(url("move_in", anna), sent)
        assert answer.status_code == 422
        assert "Deze dag moet nog komen" in answer.content.decode()
        assert 'value="zoon, 20"' in answer.content.decode()
        assert signed_in(TESS).post(url("move_in", anna), {"since": "gisteren"}).status_code == 422

    def test_a_double_click_is_one_housemate(self, anna: Resident) -> None:
        sent = {"described_as": "zoon", "since": "2020-01-01", "key": "11111111-1111-4111-8111-111111111111"}
        client = signed_in(TESS)
        assert [client.post(url("move_in", anna), sent).status_code for _click in range(2)] == [302, 302]
        with acting(EYE):
            assert HouseholdMember.objects.filter(described_as="zoon").count() == 1

    def test_the_last_day_is_asked(self, anna: Resident) -> None:
        member = move_in(anna, described_as="zoon, 20")
        door = reverse("residents:move_out", args=[anna.id, member.id])
        assert "zoon, 20 woont hier niet meer" in signed_in(TESS).get(door).content.decode()
        assert signed_in(TESS).post(door, {"until": ""}).status_code == 422
        assert signed_in(TESS).post(door, {"until": "2026-03-01"}).status_code == 302
        assert now(member).until == date(2026, 3, 1)

    def test_a_member_of_elsewhere_is_not_there(self, anna: Resident, bert: Resident) -> None:
        member = move_in(bert, described_as="zoon")
        for id in (member.id, uuid4()):
            assert signed_in(TESS).get(reverse("residents:move_out", args=[anna.id, id])).status_code == 404


def moved(resident: Resident, **to: Any) -> None:
    with acting(TESS):
        residents.move(resident=resident.id, to=Address(street="Kerkstraat", house_number="12", **to), by=TESS, at=AT)


def url(door: str, resident: Resident) -> str:
    return reverse(f"residents:{door}", args=[resident.id])


def page(resident: Resident, *, by: Actor = TESS) -> str:
    return signed_in(by).get(url("resident", resident)).content.decode()


def household_page(resident: Resident, *, by: Actor = TESS) -> str:
    answer = signed_in(by).get(url("household", resident))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())
