"""Facilities nearby: at most three are named for a need, and answered before individual support is proposed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError

from accounts.models import Neighbourhood
from cases.needs import actions as needs
from cases.needs.advice.actions import Answered, answer_facilities, look_nearby
from cases.needs.advice.models import AdvisedFacility
from cases.needs.models import Assessment, Need
from cases.residents.models import Resident
from provisions.models import Provision
from tests.cases.doing import do, told
from tests.cast import (
    AT,
    EYE,
    HOURS,
    MAX,
    NOORD,
    TESS,
    WIM,
    acting,
    name_need,
    now,
    open_case,
    propose,
    refusal_of,
    register_resident,
    weigh_all,
)
from tests.provisions.many import many
from workflows.advice import FacilityAnswer

pytestmark = pytest.mark.usefixtures("world")
NO = Answered(FacilityAnswer.CANNOT_GET_THERE)
PLACE = (52.7226, 6.4765)


@pytest.fixture(autouse=True)
def directory(world: None) -> list[UUID]:
    """Sixty provisions around Hoogeveen."""
    here = {"code": "BU01189998", "year": 2014, "municipality_id": "hoogeveen", "name": "Hier", "district": "Hier"}
    Neighbourhood.objects.create(**here, team_id=NOORD, lat=PLACE[0], lon=PLACE[1])
    return many(60)


def lonely(**more: Any) -> Need:
    return name_need(open_case(), life_area="social_network", title="Onder de mensen komen", **more)


def named(need: Need) -> list[AdvisedFacility]:
    with acting(EYE):
        return list(AdvisedFacility.objects.filter(need=need, superseded_at=None).order_by("rank"))


def answer(need: Need, *said: Answered, **more: Any) -> Need:
    given = {one.id: what for one, what in zip(named(need), said, strict=False)}
    return do(answer_facilities, case=need.case_id, need=need.id, answers=given, **more)


def test_three_are_named_with_what_is_true_of_them_that_day() -> None:
    found = named(lonely())
    assert [one.rank for one in found] == [1, 2, 3]
    for one in found:
        assert one.provision.life_areas == ["social_network"] or "social_network" in one.provision.life_areas
        assert {"name", "km", "open_when", "cost", "fresh", "aside"} <= one.facts.keys()


@pytest.mark.parametrize(
    "more",
    [{"urgent": True}, {"law": "jeugd", "referrer": "gp", "referred_on": date(2026, 3, 1)}],
    ids=["urgent", "referred by the doctor"],
)
def test_urgent_and_referred_needs_wait_for_no_facility(more: dict[str, Any]) -> None:
    case = open_case(laws=("wmo", "jeugd"))
    assert named(name_need(case, life_area="social_network", **more)) == []


def test_income_is_no_individual_support_and_asks_for_none() -> None:
    case = open_case(laws=("pw",))
    need = weigh_all(name_need(case, law="pw", life_area="income_and_debts"))
    assert named(need) == []
    assert propose(need).state == "proposed"


def test_where_no_kind_of_facility_exists_there_is_nothing_to_answer() -> None:
    need = weigh_all(name_need(open_case(), life_area="safety"))
    assert named(need) == []
    assert propose(need).state == "proposed"


def test_individual_support_waits_for_the_answers() -> None:
    need = weigh_all(lonely())
    assert refusal_of(propose, need) == "facilities_unanswered"
    answer(need, NO, NO)
    assert refusal_of(propose, need) == "facilities_unanswered"
    last = {named(need)[2].id: Answered(FacilityAnswer.TAKEN)}
    do(answer_facilities, case=need.case_id, need=need.id, answers=last)
    assert propose(need).state == "proposed"


def test_answers_that_are_all_no_are_the_verdict_on_step_three() -> None:
    need = lonely()
    answer(need, NO, Answered(FacilityAnswer.CANNOT_BEAR_COST, "Zij leeft van de AOW."), NO)
    with acting(EYE):
        verdict = Assessment.objects.current().get(need=need, layer="general_facility")
    assert verdict.outcome == "insufficient"
    assert "kan het niet betalen (Zij leeft van de AOW.)" in verdict.weighing.reason
    assert told(need.case)[-4:] == ["facility:answered"] * 3 + ["need:weighed"]


def test_one_that_is_taken_leaves_the_verdict_to_the_team() -> None:
    need = lonely()
    answer(need, Answered(FacilityAnswer.TAKEN), NO, NO)
    with acting(EYE):
        assert not Assessment.objects.current().filter(need=need).exists()


def test_the_answer_keeps_what_was_true_when_it_was_given() -> None:
    need = lonely()
    first = named(need)[0]
    Provision.objects.filter(pk=first.provision_id).update(cost="12 euro", room="full", room_as_of=AT)
    answer(need, Answered(FacilityAnswer.CANNOT_BEAR_COST))
    Provision.objects.filter(pk=first.provision_id).update(cost="gratis")
    assert (named(need)[0].facts["cost"], named(need)[0].facts["room"]) == ("12 euro", "full")


def test_a_facility_that_was_withdrawn_needs_no_answer() -> None:
    need = weigh_all(lonely())
    answer(need, NO, NO)
    Provision.objects.filter(pk=named(need)[2].provision_id).update(withdrawn_on=AT.date())
    assert propose(need).state == "proposed"


def test_what_was_looked_for_long_ago_is_looked_for_again() -> None:
    need = weigh_all(lonely())
    answer(need, NO, NO, NO)
    late = AT + timedelta(days=91)
    offer = {"case": need.case_id, "need": need.id, "offer": HOURS}
    assert refusal_of(do, needs.propose_maatwerk, at=late, **offer) == "look_nearby"
    do(look_nearby, case=need.case_id, need=need.id, at=late)
    assert refusal_of(do, needs.propose_maatwerk, at=late, **offer) == "facilities_unanswered"
    answer(need, NO, NO, NO, at=late)
    assert do(needs.propose_maatwerk, at=late, **offer).state == "proposed"


def test_who_looked_long_ago_looks_no_more_where_no_kind_of_facility_exists() -> None:
    need = weigh_all(name_need(open_case(), life_area="safety"))
    late = AT + timedelta(days=91)
    assert do(needs.propose_maatwerk, at=late, case=need.case_id, need=need.id, offer=HOURS).state == "proposed"


def test_looking_again_keeps_what_was_answered() -> None:
    need = lonely()
    answer(need, NO)
    kept = named(need)[0].id
    do(look_nearby, case=need.case_id, need=need.id)
    after = named(need)
    assert kept in {one.id for one in after}
    assert len({one.provision_id for one in after}) == len(after)


def test_a_kept_address_is_not_where_one_looks_from() -> None:
    where = {"code": "BU01189999", "year": 2014, "municipality_id": "hoogeveen", "name": "Ver", "district": "Weg"}
    far = Neighbourhood.objects.create(**where, lat=PLACE[0] + 0.05, lon=PLACE[1] + 0.05)
    distances = {}
    for kept in (False, True):
        resident = register_resident()
        with acting(TESS):
            assert Resident.objects.filter(pk=resident.id).update(neighbourhood=far, secret_address=kept)
        need = name_need(open_case(resident=resident.id), life_area="social_network")
        distances[kept] = [one.facts["km"] for one in named(need)]
    assert distances[True] == [one.facts["km"] for one in named(lonely())]
    assert distances[False] != distances[True]


WRONG: tuple[tuple[Callable[[Need], dict[str, Any]], str], ...] = (
    (lambda need: {"answers": {}}, "nothing_answered"),
    (lambda need: {"answers": {uuid4(): NO}}, "not_advised"),
    (lambda need: {"answers": {named(lonely())[0].id: NO}}, "not_advised"),
    (lambda need: {"answers": {named(need)[0].id: NO}, "by": MAX}, "access.not_your_role"),
)


@pytest.mark.parametrize(("given", "code"), WRONG)
def test_what_cannot_be_answered_is_refused(given: Callable[[Need], dict[str, Any]], code: str) -> None:
    need = lonely()
    assert refusal_of(do, answer_facilities, case=need.case_id, need=need.id, **given(need)) == code
    assert {one.answer for one in named(need)} == {""}


def test_a_need_of_another_law_shows_no_advice() -> None:
    need = name_need(open_case(laws=("wmo", "jeugd")), law="jeugd", life_area="social_network")
    assert named(need)
    with acting(WIM):
        assert not AdvisedFacility.objects.filter(need=need.id).exists()


def test_the_database_names_a_facility_once() -> None:
    need = lonely()
    first = named(need)[0]
    again = AdvisedFacility(need_id=need.id, provision_id=first.provision_id, rank=9, looked_on=AT.date(), facts={})
    with acting(TESS), pytest.raises(IntegrityError, match="facility_advised_once_per_need"):
        again.save(force_insert=True)
    assert now(need).looked_nearby_on == AT.date()
