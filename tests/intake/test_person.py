"""Recording somebody who is not known yet: what is wrong is said, what was typed stays, nobody is merged."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cases.residents.models import Resident
from intake import actions
from intake.models import Conversation
from ledger.models import JournalEntry
from tests import cast
from tests.cast import AT, EYE, IRIS, acting

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db]


@pytest.fixture
def door() -> Any:
    """The form of one conversation, as Iris sends it."""
    with acting(IRIS):
        talk = actions.start_conversation(by=IRIS, at=AT)
    client = Client()
    client.force_login(User.objects.get(pk=IRIS.id), backend="accounts.backends.PostsBackend")
    return lambda **answers: client.post(reverse("intake:person", args=[talk.id]), answers)


def people() -> list[Resident]:
    with acting(IRIS):
        return list(Resident.objects.all())


def test_a_name_is_enough(door: Any) -> None:
    assert door(family_name="Wielinga").status_code == 302
    assert [person.family_name for person in people()] == ["Wielinga"]
    with acting(IRIS):
        assert Conversation.objects.get().resident_id == people()[0].id


def test_the_number_is_sealed_and_shown_masked(door: Any) -> None:
    door(family_name="Wielinga", bsn="9999.93.653", born="29-11-1939")
    assert people()[0].masked_bsn == "*****3653"
    assert people()[0].born == "29-11-1939"


@pytest.mark.parametrize("bsn", ["999993654", "12345", "negen", "999 993 66", "\u0669" * 9])
def test_a_number_that_fails_the_test_is_refused_and_kept(door: Any, bsn: str) -> None:
    answer = door(family_name="Wielinga", bsn=bsn)
    assert answer.status_code == 422
    assert f'value="{bsn}"' in answer.content.decode()
    assert "geen geldig BSN" in answer.content.decode()
    assert people() == []


@pytest.mark.parametrize("born", ["31-02-1939", "00-00-0000", "29-11-39", "1-1-2999", "1700", "gisteren"])
def test_an_impossible_birth_date_is_refused_and_kept(door: Any, born: str) -> None:
    answer = door(family_name="Wielinga", born=born)
    assert answer.status_code == 422
    assert f'value="{born}"' in answer.content.decode()
    assert people() == []


@pytest.mark.parametrize("born", ["1939", "11-1939", "29/11/1939", "29.11.1939"])
def test_a_birth_date_may_be_known_in_part(door: Any, born: str) -> None:
    assert door(family_name="Wielinga", born=born).status_code == 302


def test_a_number_that_is_known_names_the_person_and_makes_no_second(door: Any) -> None:
    known = cast.register_resident(family_name="Wielinga", bsn="999993653")
    answer = door(family_name="Anders", bsn="999993653")
    assert "Wielinga" in answer.content.decode()
    assert [person.id for person in people()] == [known.id]
    with acting(EYE):
        assert JournalEntry.objects.filter(act="resident:find", subjects__contains=[known.id]).exists()


def test_a_wrong_postcode_is_refused(door: Any) -> None:
    assert door(family_name="Wielinga", postcode="79 AB").status_code == 422
    assert door(family_name="Wielinga", postcode="7901 ab").status_code == 302
