"""Somebody calls and reads out a case number or the own phone number: what opens, and what stays out of sight."""

import re
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.access import Actor
from cases.dossier import actions as dossier
from cases.dossier.models import Case
from cases.residents import actions as residents
from cases.residents.actions import Identity
from cases.residents.models import Resident
from tests.accounts import office
from tests.cast import (
    AT,
    CORA,
    DANA,
    IRIS,
    TESS,
    TOM,
    WIM,
    acting,
    close,
    journal,
    open_case,
    register_resident,
)
from tests.pages.hands import message, page, signed_in

DOORS = ("residents:find", "cases:list")
NOWHERE = "2026-9999"
CHANGES_ANYWAY = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def case(world: None) -> Case:
    return open_case(resident=register_resident(phone="0528-123456").id)


def ask(by: Actor, text: str, door: str = "residents:find") -> Any:
    return signed_in(by).post(reverse(door), {"q": text})


def without(number: str, answer: Any) -> str:
    return CHANGES_ANYWAY.sub("", answer.content.decode()).replace(number, "NUMBER")


def confidential(case: Case) -> None:
    with acting(TESS):
        dossier.make_confidential(case=case.id, by=TESS, at=AT)


def found(text: str, by: Actor = IRIS) -> list[Resident]:
    with acting(by):
        return list(Resident.objects.findable_by(by).matching(text))


@pytest.mark.parametrize("door", DOORS)
class TestByCaseNumber:
    def test_the_case_in_sight_opens(self, case: Case, door: str) -> None:
        answer = ask(TESS, case.number, door)
        assert (answer.status_code, answer.headers["Location"]) == (302, page(case))

    def test_it_opens_as_it_is_read_out(self, case: Case, door: str) -> None:
        said = f"zaak {case.number.replace('-', ' ')}"
        assert ask(TESS, said, door).headers["Location"] == page(case)

    def test_a_closed_case_opens_too(self, case: Case, door: str) -> None:
        close(case)
        assert ask(TESS, case.number, door).headers["Location"] == page(case)

    @pytest.mark.parametrize("who", [TOM, WIM, CORA], ids=lambda who: who.name)
    def test_a_case_out_of_sight_answers_as_a_number_that_does_not_exist(
        self, world: None, door: str, who: Actor
    ) -> None:
        hidden = open_case(laws=("jeugd",), resident=register_resident().id)
        there, nowhere = ask(who, hidden.number, door), ask(who, NOWHERE, door)
        assert there.status_code == nowhere.status_code == 200
        assert without(hidden.number, there) == without(NOWHERE, nowhere)

    def test_a_confidential_case_answers_as_a_number_that_does_not_exist(self, case: Case, door: str) -> None:
        confidential(case)
        assert ask(TESS, case.number, door).status_code == 302
        there, nowhere = ask(WIM, case.number, door), ask(WIM, NOWHERE, door)
        assert without(case.number, there) == without(NOWHERE, nowhere)
        assert journal(act="case:find", actor=WIM.id)[0].subjects == []

    def test_whom_it_is_about_is_journalled(self, case: Case, door: str) -> None:
        ask(TESS, case.number, door)
        (noted,) = journal(act="case:find")
        assert (noted.subjects, noted.fields) == ([case.resident_id], ["number"])

    def test_nothing_of_it_stands_in_an_address(self, case: Case, door: str) -> None:
        assert case.number not in ask(TESS, case.number, door).headers["Location"]
        assert signed_in(TESS).get(reverse(door), {"q": case.number}).status_code == 200
        assert journal(act="case:find")[1:] == []

    def test_of_two_municipalities_with_that_number_both_are_offered(self, case: Case, door: str) -> None:
        other = open_case(by=CORA)
        assert other.number == case.number
        office.works_in_coevorden_too()
        shown = ask(TESS, case.number, door).content.decode()
        assert page(case) in shown
        assert page(other) in shown


def test_who_decides_opens_a_case_from_the_list_and_finds_no_residents(case: Case) -> None:
    assert ask(DANA, case.number, "cases:list").headers["Location"] == page(case)
    assert ask(DANA, case.number, "residents:find").status_code == 403


def test_who_opens_no_cases_hears_of_none(case: Case) -> None:
    there, nowhere = ask(IRIS, case.number), ask(IRIS, NOWHERE)
    assert without(case.number, there) == without(NOWHERE, nowhere)


def test_what_is_no_case_number_is_said_on_the_list(case: Case) -> None:
    answer = ask(TESS, "Wielinga", "cases:list")
    assert answer.status_code == 422
    assert case.number in message(answer)
    assert ask(TESS, "", "cases:list").status_code == 422


def test_a_number_that_is_no_case_may_be_a_birth_year_and_a_house_number(world: None) -> None:
    child = register_resident(birth_year=2016, house_number="12345")
    assert str(child.id) in ask(TESS, "2016 12345").content.decode()


class TestByPhone:
    @pytest.mark.parametrize(
        "text", ["0528-123456", "0528 123456", "+31 528 123456", "0528123456", "wielinga 0528 123456"]
    )
    def test_a_resident_is_found_however_the_number_is_typed(self, case: Case, text: str) -> None:
        assert [one.id for one in found(text)] == [case.resident_id]

    @pytest.mark.parametrize("text", ["0528-123457", "123456", "0528-12345", "anders 0528-123456"])
    def test_what_does_not_fit_finds_nobody(self, case: Case, text: str) -> None:
        assert found(text) == []

    def test_two_who_share_a_phone_are_both_found(self, case: Case) -> None:
        other = register_resident(family_name="Anders", phone="+31 (0)528 123456")
        assert {one.id for one in found("0528123456")} == {case.resident_id, other.id}

    def test_nobody_of_another_municipality_is_found(self, case: Case) -> None:
        assert found("0528-123456", by=CORA) == []

    def test_whose_address_is_kept_is_found_by_phone_and_not_by_address(self, world: None) -> None:
        hidden = register_resident(
            secret_address=True, street="Schuilplaats", house_number="12", place="Verborgenveen", phone="06-12345678"
        )
        shown = ask(TESS, "06-12345678").content.decode()
        assert str(hidden.id) in shown
        assert "Verborgenveen" not in shown

    def test_a_number_that_was_put_right_is_found_and_the_old_one_is_not(self, case: Case) -> None:
        with acting(TESS):
            put_right = Identity(family_name="Wielinga", phone="06 12 34 56 78")
            residents.correct_identity(resident=case.resident_id, identity=put_right, by=TESS, at=AT)
        assert [one.id for one in found("0612345678")] == [case.resident_id]
        assert found("0528-123456") == []

    def test_whom_was_found_is_journalled_and_the_number_is_not(self, case: Case) -> None:
        ask(TESS, "0528-123456")
        (noted,) = journal(act="resident:find")
        assert noted.subjects == [case.resident_id]
        assert noted.fields == ["born", "name", "place"]

    def test_by_get_nothing_is_searched(self, case: Case) -> None:
        shown = signed_in(TESS).get(reverse("residents:find"), {"q": "0528-123456"}).content.decode()
        assert str(case.resident_id) not in shown
        assert journal(act="resident:find") == []


def test_the_phones_that_were_known_before_get_their_digits(owned_world: None) -> None:
    known = register_resident(phone="0528-123456")
    Resident.objects.update(phone_digits="")
    import_module("cases.migrations.0013_phone_digits").phones_get_their_digits(apps, None)
    known.refresh_from_db()
    assert known.phone_digits == "31528123456"
