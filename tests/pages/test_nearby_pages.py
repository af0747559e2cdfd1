"""The facilities nearby on the Trap, and the page that answers them."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from accounts.models import Neighbourhood
from cases.needs.models import Need
from tests import cast
from tests.cases.test_nearby import PLACE, named
from tests.cast import NOORD, TESS
from tests.pages.hands import form, key, message, page, send
from tests.provisions.many import many

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def directory(world: None) -> list[UUID]:
    here = {"code": "BU01189998", "year": 2014, "municipality_id": "hoogeveen", "name": "Hier", "district": "Hier"}
    Neighbourhood.objects.create(**here, team_id=NOORD, lat=PLACE[0], lon=PLACE[1])
    return many(60)


@pytest.fixture
def lonely(directory: Any) -> Need:
    return cast.name_need(cast.open_case(), life_area="social_network", title="Onder de mensen komen")


def test_the_trap_names_three_with_where_when_and_what_it_costs(browse: Any, lonely: Need) -> None:
    html = browse(TESS).get(page(lonely.case)).content.decode()
    assert all(one.facts["name"] in html for one in named(lonely))
    assert " km" in html
    assert "Geen ervan past, want" in html


def test_one_tap_answers_all_of_them_and_weighs_step_three(browse: Any, lonely: Need) -> None:
    client = browse(TESS)
    sent = {"none_fits": "cannot_get_there", "seen": cast.now(lonely).version, "key": key()}
    assert client.post(form(lonely, "advice"), sent).status_code == 302
    assert {one.answer for one in named(lonely)} == {"cannot_get_there"}
    assert "de inwoner kan er niet komen" in message(client.get(page(lonely.case)))


def test_one_by_one_with_what_the_resident_says(browse: Any, lonely: Need) -> None:
    first, second, _third = named(lonely)
    said = {f"answer_{first.id}": "taken", f"answer_{second.id}": "does_not_fit", f"note_{second.id}": "Te druk."}
    assert send(browse(TESS), lonely, "advice", **said).status_code == 302
    assert [(one.answer, one.note) for one in named(lonely)] == [
        ("taken", ""), ("does_not_fit", "Te druk."), ("", "")
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", [{}, {"none_fits": "zomaar"}, {"none_fits": "taken"}])
def test_nothing_or_nonsense_is_no_answer(browse: Any, lonely: Need, wrong: dict[str, str]) -> None:
    assert send(browse(TESS), lonely, "advice", **wrong).status_code == 422
    assert {one.answer for one in named(lonely)} == {""}


def test_a_note_that_is_too_long_stays_to_be_shortened(browse: Any, lonely: Need) -> None:
    first = named(lonely)[0]
    said = {f"answer_{first.id}": "does_not_fit", f"note_{first.id}": "x" * 201}
    answered = send(browse(TESS), lonely, "advice", **said)
    assert answered.status_code == 422
    assert "x" * 201 in answered.content.decode()


def test_the_next_step_is_to_answer_when_all_else_is_weighed(browse: Any, lonely: Need) -> None:
    cast.weigh_all(lonely)
    html = browse(TESS).get(page(lonely.case)).content.decode()
    assert "Zeg wat er van de voorzieningen in de buurt kwam" in html
    assert send(browse(TESS), lonely, "propose", product="Hulp", quantity="2", measure="hours/week",
                form="in_kind").status_code == 422  # fmt: skip


def test_looking_again_is_one_tap(browse: Any, lonely: Need) -> None:
    client = browse(TESS)
    sent = {"seen": cast.now(lonely).version, "key": key()}
    assert client.post(form(lonely, "look_nearby"), sent).headers["Location"] == form(lonely, "advice")
    assert client.get(form(lonely, "advice")).status_code == 200


def test_who_comes_second_is_told(browse: Any, lonely: Need) -> None:
    sent = {"none_fits": "does_not_fit", "seen": cast.now(lonely).version, "key": key()}
    assert browse(TESS).post(form(lonely, "advice"), sent).status_code == 302
    assert browse(TESS).post(form(lonely, "advice"), sent | {"key": key()}).status_code == 409


def test_where_somebody_moves_to_is_where_one_looks_from(browse: Any) -> None:
    far = Neighbourhood.objects.create(
        code="BU01189999", year=2014, municipality_id="hoogeveen", name="Ver", district="Weg",
        lat=PLACE[0] + 0.05, lon=PLACE[1] + 0.05,
    )  # fmt: skip
    resident, distances = cast.register_resident(), []
    for where in ("", str(far.pk)):
        sent = {"street": "Dorpsstraat", "neighbourhood_id": where, "key": key()}
        assert browse(TESS).post(reverse("residents:move", args=[resident.id]), sent).status_code == 302
        need = cast.name_need(cast.open_case(resident=resident.id), life_area="social_network")
        distances.append([one.facts["km"] for one in named(need)])
    assert distances[0] != distances[1]


@pytest.mark.parametrize("wrong", ["zomaar", "999999", "-1"])
def test_a_neighbourhood_that_does_not_exist_is_refused(browse: Any, wrong: str) -> None:
    resident = cast.register_resident()
    sent = {"street": "Dorpsstraat", "neighbourhood_id": wrong, "key": key()}
    assert browse(TESS).post(reverse("residents:move", args=[resident.id]), sent).status_code == 422
