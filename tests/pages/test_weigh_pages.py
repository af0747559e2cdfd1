"""The page of a weighing: one choice for all steps, one reason for several needs, lines of evidence to tick."""

import re
from typing import Any

import pytest

from cases.needs.beside import actions as beside
from cases.needs.models import Assessment, Need, Weighing
from tests import cast
from tests.cast import AT, EYE, TESS, WIM, acting, now
from tests.pages.hands import WEIGHED, filled, form, message, page, send

pytestmark = pytest.mark.django_db


def fresh(**more: Any) -> Need:
    return cast.name_need(cast.open_case(), **more)


def current(need: Need) -> dict[str, str]:
    with acting(EYE):
        return dict(Assessment.objects.current().filter(need=need).values_list("layer", "outcome"))


def test_a_stairlift_takes_one_page_one_choice_and_one_sentence(browse: Any) -> None:
    need, client = fresh(title="Een traplift"), browse(TESS)
    answered = send(client, need, "weigh", the_rest="insufficient", reason="Haar knieën dragen haar niet meer.")
    assert (answered.status_code, answered.url) == (302, f"{page(need.case)}#need-a")
    assert current(need) == dict.fromkeys(("own_strength", "social_network", "general_facility"), "insufficient")
    with acting(EYE):
        assert Weighing.objects.count() == 1
    assert send(client, need, "propose", product="Traplift", form="in_kind").status_code == 302
    assert now(need).state == "proposed"


def test_the_rest_leaves_alone_what_was_chosen(browse: Any) -> None:
    need = fresh()
    send(browse(TESS), need, "weigh", the_rest="not_applicable", outcome_own_strength="partly", reason="x")
    assert current(need) == {
        "own_strength": "partly",
        "social_network": "not_applicable",
        "general_facility": "not_applicable",
    }


def test_ticking_another_need_records_it_there_too(browse: Any) -> None:
    one = fresh()
    other = cast.name_need(one.case, title="De tuin")
    send(browse(TESS), one, "weigh", the_rest="insufficient", reason="Zij kan niet bukken.", also=[str(other.id)])
    assert current(one) == current(other)
    with acting(EYE):
        assert Weighing.objects.count() == 1


def test_a_need_of_another_law_or_case_is_not_among_the_others(browse: Any) -> None:
    one = fresh()
    youth, elsewhere, _same = cast.name_need(one.case, law="jeugd"), fresh(), cast.name_need(one.case)
    client = browse(TESS)
    assert str(youth.id) not in client.get(form(one, "weigh")).content.decode()
    for foreign in (youth, elsewhere):
        assert send(client, one, "weigh", **WEIGHED, also=[str(foreign.id)]).status_code == 422
    assert current(one) == {}


def test_a_colleague_at_the_other_need_is_told_of_and_the_next_sending_goes_through(browse: Any) -> None:
    one = fresh()
    other, client = cast.name_need(one.case), browse(TESS)
    sent = filled(client, form(one, "weigh"), **WEIGHED, also=[str(other.id)]) | {f"seen_{other.id}": "0"}
    cast.weigh_all(other, by=WIM)
    answered = client.post(form(one, "weigh"), sent)
    assert answered.status_code == 409
    assert "Wim" in message(answered)
    again = dict(re.findall(r'name="(seen(?:_[^"]+)?)" value="(\d+)"', answered.content.decode()))
    assert client.post(form(one, "weigh"), sent | again).status_code == 302


def test_a_double_click_weighs_once(browse: Any) -> None:
    need, client = fresh(), browse(TESS)
    sent = filled(client, form(need, "weigh"), **WEIGHED)
    assert [client.post(form(need, "weigh"), sent).status_code for _ in "ab"] == [302, 302]
    with acting(EYE):
        assert Weighing.objects.count() == 1


def test_what_stands_already_is_not_recorded_again(browse: Any) -> None:
    need, client = fresh(), browse(TESS)
    send(client, need, "weigh", **WEIGHED)
    send(client, need, "weigh", **WEIGHED | {"outcome_social_network": "partly"})
    with acting(EYE):
        assert Assessment.objects.filter(need=need).count() == 4
    assert current(need)["social_network"] == "partly"


def test_a_ticked_line_is_the_reason(browse: Any) -> None:
    need = fresh()
    with acting(TESS):
        line = beside.add_evidence(case=need.case_id, law="wmo", text="Zij valt als zij bukt.", by=TESS, at=AT)
    client = browse(TESS)
    assert "Zij valt als zij bukt." in client.get(form(need, "weigh")).content.decode()
    send(client, need, "weigh", the_rest="insufficient", evidence=[str(line.id)])
    shown = message(client.get(page(need.case)))
    assert "Zij valt als zij bukt." in shown
    assert cast.propose(need).state == "proposed"


def test_a_line_of_a_step_asks_for_the_verdict_of_that_step(browse: Any) -> None:
    need = fresh()
    with acting(TESS):
        line = beside.add_evidence(
            case=need.case_id, law="wmo", text="Zij kookt.", layer="own_strength", by=TESS, at=AT
        )
    answered = send(browse(TESS), need, "weigh", outcome_social_network="partly", evidence_own_strength=[str(line.id)])
    assert answered.status_code == 422
    assert 'id="id_outcome_own_strength_error"' in answered.content.decode()


def test_a_reason_that_no_step_would_carry_is_not_lost(browse: Any) -> None:
    need, client = fresh(), browse(TESS)
    stands = {"outcome_own_strength": "partly", "reason_own_strength": "Zij zit op een kruk."}
    send(client, need, "weigh", **stands)
    answered = send(client, need, "weigh", **stands, reason="De dochter woont in Zwolle.")
    assert answered.status_code == 422
    assert "De dochter woont in Zwolle." in message(answered)
    assert "Geen stap neemt deze reden over" in message(answered)
    sent = stands | {"reason": "De dochter woont in Zwolle.", "outcome_social_network": "insufficient"}
    assert send(client, need, "weigh", **sent).status_code == 302
    assert current(need) == {"own_strength": "partly", "social_network": "insufficient"}


def test_a_steps_own_reason_asks_for_its_verdict(browse: Any) -> None:
    need = fresh()
    own = {"outcome_own_strength": "partly", "reason": "x", "reason_social_network": "De dochter woont in Zwolle."}
    answered = send(browse(TESS), need, "weigh", **own)
    assert answered.status_code == 422
    assert "Hier staat een reden. Kies ook wat deze stap kan doen." in message(answered)
    assert current(need) == {}
