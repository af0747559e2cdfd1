"""The page of a case shows what was decided without an application, and the way to object to it."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from cases.decisions.models import Application, Decision, Objection
from cases.needs.actions import Offer
from cases.needs.models import Need
from tests import cast
from tests.cases.doing import DORA, enter_more
from tests.cast import ADA, DANA, EYE, TESS, TOM, acting
from tests.pages.hands import filled, message, page
from workflows import terms

pytestmark = pytest.mark.usefixtures("world")


def helped() -> tuple[Need, Decision]:
    need = cast.propose(cast.name_need(cast.open_case(), urgent=True), offer=Offer(product="Noodbed", temporary=True))
    return need, cast.decide(need, outcome="denied", motivation="Er is een bed.", article="art. 2.3.3")


def door(decision: Decision) -> str:
    return reverse("cases:object_to_decision", args=[decision.need.case_id, decision.id])


def objected(client: Any, decision: Decision) -> Objection:
    sent = filled(client, door(decision), received_on=str(cast.TODAY), grounds="Het bed is kapot.")
    assert client.post(door(decision), sent).status_code == 302
    with acting(EYE):
        return Objection.objects.get()


def test_who_registers_finds_the_way_beside_the_decision(browse: Any) -> None:
    need, decision = helped()
    shown = browse(TESS).get(page(need.case)).content.decode()
    until = date_format(terms.end_of("awb.objection", cast.TODAY).end, "j F Y")
    assert f'href="{door(decision)}"' in shown
    assert f"bezwaar maken tot en met {until}" in shown
    assert 'id="unasked"' in shown
    assert 'id="applications"' not in shown


def test_once_lodged_it_is_decided_and_withdrawn_as_any_other(browse: Any) -> None:
    need, decision = helped()
    enter_more()
    objection = objected(browse(TESS), decision)
    shown = browse(TESS).get(page(need.case)).content.decode()
    assert reverse("cases:withdraw_objection", args=[need.case_id, objection.id]) in shown
    assert door(decision) not in shown
    assert 'id="applications"' not in shown
    url = reverse("cases:decide_objection", args=[need.case_id, objection.id])
    judge = browse(DORA)
    assert url in judge.get(page(need.case)).content.decode()
    sent = filled(judge, url, outcome="upheld", motivation="Het bed is kapot.")
    assert judge.post(url, sent).status_code == 302
    assert cast.now(need).state == "weighed"
    assert "gegrond" in message(judge.get(page(need.case)))


def test_sent_twice_it_is_one_objection(browse: Any) -> None:
    _need, decision = helped()
    client = browse(TESS)
    sent = filled(client, door(decision), received_on=str(cast.TODAY))
    assert [client.post(door(decision), sent).status_code for _ in "ab"] == [302, 302]
    with acting(EYE):
        assert (Objection.objects.count(), Application.objects.count()) == (1, 1)


def test_who_is_second_reads_what_changed(browse: Any) -> None:
    need, decision = helped()
    client = browse(TESS)
    sent = filled(client, door(decision), received_on=str(cast.TODAY))
    cast.name_need(need.case, title="Nog iets")
    assert client.post(door(decision), sent).status_code == 409
    with acting(EYE):
        assert not Application.objects.exists()


def test_a_second_objection_reads_why_not(browse: Any) -> None:
    _need, decision = helped()
    client = browse(TESS)
    objected(client, decision)
    answer = client.post(door(decision), filled(client, door(decision), received_on=str(cast.TODAY)))
    assert answer.status_code == 422
    assert "bezwaar" in message(answer)


@pytest.mark.parametrize("received_on", ["", "2999-01-01", "gisteren"])
def test_a_day_that_cannot_be_gets_a_sentence(browse: Any, received_on: str) -> None:
    _need, decision = helped()
    client = browse(TESS)
    assert client.post(door(decision), filled(client, door(decision), received_on=received_on)).status_code == 422


def test_it_is_not_there_for_who_may_not_see_it(browse: Any) -> None:
    _need, decision = helped()
    other = cast.open_case()
    assert browse(TOM).get(door(decision)).status_code == 404
    assert browse(ADA).get(door(decision)).status_code in (403, 404)
    elsewhere = reverse("cases:object_to_decision", args=[other.id, decision.id])
    assert browse(TESS).get(elsewhere).status_code == 404


def test_a_decision_on_an_application_has_no_card_of_its_own(browse: Any) -> None:
    _case, need = cast.case_to_decide()
    cast.decide(need)
    assert 'id="unasked"' not in browse(DANA).get(page(need.case)).content.decode()
