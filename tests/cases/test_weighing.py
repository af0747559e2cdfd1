"""One reason for several layers and several needs, lines of evidence, and the tap that a step does not apply."""

from typing import Any
from uuid import uuid4

import pytest

from cases.dossier.acts import Stale
from cases.dossier.models import Case
from cases.needs import actions as needs
from cases.needs.actions import Verdict
from cases.needs.beside import actions as beside
from cases.needs.models import Assessment, Evidence, Need, Weighing
from tests.cast import (
    AT,
    EYE,
    REASONED,
    TESS,
    TOM,
    WIM,
    acting,
    case_to_decide,
    cover,
    events_of,
    journal,
    name_need,
    now,
    open_case,
    propose,
    refusal_of,
    weigh,
    weigh_all,
)
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.usefixtures("world")
OWN, USUAL, NETWORK, GENERAL = Layer.OWN_STRENGTH, Layer.USUAL_HELP, Layer.SOCIAL_NETWORK, Layer.GENERAL_FACILITY
NOT_ENOUGH = dict.fromkeys((OWN, NETWORK, GENERAL), Verdict(Outcome.INSUFFICIENT))


def two_needs(**more: Any) -> tuple[Need, Need]:
    case = open_case()
    return name_need(case), name_need(case, **more)


def line(case: Case, text: str = "Zij kan niet bukken.", *, law: str = "wmo", **more: Any) -> Evidence:
    with acting(TESS):
        return beside.add_evidence(case=case.id, law=law, text=text, by=TESS, at=AT, **more)


def skip(need: Need, layer: Layer, **more: Any) -> Need:
    with acting(TESS):
        return needs.does_not_apply(case=need.case_id, need=need.id, layer=layer, by=TESS, at=AT, **more)


def found(need: Need) -> dict[str, tuple[str, str]]:
    with acting(EYE):
        rows = Assessment.objects.current().filter(need=need)
        return {row.layer: (row.outcome, row.weighing.reason) for row in rows}


def weighed(need: Need) -> list[str]:
    return [event.layer for event in events_of(need.case) if event.kind == "need:weighed" and event.need == need.id]


def test_one_reason_carries_several_layers_and_several_needs() -> None:
    one, other = two_needs()
    weigh(one, NOT_ENOUGH, reason="Zij kan niet bukken.", also=(other.id,))
    with acting(EYE):
        assert Weighing.objects.count() == 1
    assert found(one) == found(other) == dict.fromkeys(NOT_ENOUGH, ("insufficient", "Zij kan niet bukken."))
    assert weighed(one) == weighed(other) == list(NOT_ENOUGH)
    assert (now(one).state, now(other).state, now(other).version) == ("weighed", "weighed", 1)


def test_what_remains_is_said_of_the_one_need_only() -> None:
    one, other = two_needs()
    weigh(one, NOT_ENOUGH, reason="x", remaining="De ramen", also=(other.id,))
    assert (now(one).remaining, now(other).remaining) == ("De ramen", "")


def test_a_need_of_another_law_is_not_carried_along() -> None:
    one, other = two_needs(law="jeugd")
    assert refusal_of(weigh, one, NOT_ENOUGH, reason="x", also=(other.id,)) == "other_law"
    assert found(one) == {}


@pytest.mark.parametrize("foreign", [True, False], ids=["another case", "nothing"])
def test_a_need_of_another_case_is_not_carried_along(foreign: bool) -> None:
    one, _ = two_needs()
    other = name_need(open_case(by=TOM), by=TOM).id if foreign else uuid4()
    with pytest.raises(Need.DoesNotExist):
        weigh(one, NOT_ENOUGH, reason="x", also=(other,))
    assert found(one) == {}


def test_all_or_nothing_when_one_of_the_needs_cannot_be_weighed() -> None:
    case, decided = case_to_decide()
    other = name_need(case)
    assert refusal_of(weigh, other, NOT_ENOUGH, reason="x", also=(decided.id,)) == "weighed_before"
    assert (now(other).state, found(other)) == ("open", {})


def test_a_colleague_who_changed_the_other_need_comes_first() -> None:
    one, other = two_needs()
    weigh(other, {OWN: Verdict(Outcome.PARTLY, "x")}, by=WIM)
    with pytest.raises(Stale):
        weigh(one, NOT_ENOUGH, reason="y", also=(other.id,), seen=0, also_seen={other.id: 0})
    assert found(one) == {}
    assert journal(act="need:weigh", result="refused", reason="stale")


def test_a_need_named_twice_is_weighed_once() -> None:
    one, _ = two_needs()
    weigh(one, NOT_ENOUGH, reason="x", also=(one.id,))
    assert weighed(one) == list(NOT_ENOUGH)


def test_a_line_of_evidence_is_a_reason_too() -> None:
    one, _ = two_needs()
    weigh(one, NOT_ENOUGH, evidence=(line(one.case).id,))
    assert propose(one).state == "proposed"


def test_without_a_text_or_a_line_a_verdict_is_not_reasoned() -> None:
    one, _ = two_needs()
    weigh(one, NOT_ENOUGH)
    assert refusal_of(propose, one) == "layer_without_reason"


def test_a_line_of_one_step_carries_that_step_only() -> None:
    one, _ = two_needs()
    weigh(one, NOT_ENOUGH, evidence=(line(one.case, layer="own_strength").id,))
    with acting(EYE):
        rests = {row.layer: len(row.weighing.evidence) for row in Assessment.objects.current()}
    assert rests == {OWN: 1, NETWORK: 0, GENERAL: 0}
    assert refusal_of(propose, one) == "layer_without_reason"


def test_a_line_of_another_case_or_law_proves_nothing_here() -> None:
    one, _ = two_needs()
    foreign = line(open_case())
    youth = line(open_case(laws=("jeugd",)), law="jeugd")
    for wrong in (foreign.id, youth.id, uuid4()):
        assert refusal_of(weigh, one, NOT_ENOUGH, evidence=(wrong,)) == "evidence_unknown"
    assert found(one) == {}


def test_step_four_is_not_weighed() -> None:
    one, _ = two_needs()
    verdict = {Layer.TAILORED_PROVISION: Verdict(Outcome.SUFFICIENT, "x")}
    assert refusal_of(weigh, one, verdict) == "nothing_covers"


def test_one_tap_says_that_a_step_does_not_apply_in_words() -> None:
    one, _ = two_needs()
    skip(one, GENERAL)
    assert found(one) == {GENERAL: ("not_applicable", "Er is in de buurt geen voorziening voor.")}
    assert weighed(one) == [GENERAL]


def test_the_words_of_a_tap_can_be_ones_own_and_changed_afterwards() -> None:
    one, _ = two_needs()
    skip(one, GENERAL, reason="Geen klusdienst in Tiendeveen.")
    weigh(one, {GENERAL: Verdict(Outcome.INSUFFICIENT, "Er is een wachtlijst.")})
    assert found(one) == {GENERAL: ("insufficient", "Er is een wachtlijst.")}


def test_a_second_tap_does_not_overwrite_what_was_found() -> None:
    one, _ = two_needs()
    weigh(one, {GENERAL: Verdict(Outcome.PARTLY, "De klusdienst komt soms.")})
    assert refusal_of(skip, one, GENERAL) == "already_looked_at"
    with pytest.raises(Stale):
        skip(one, OWN, seen=0)


@pytest.mark.parametrize("layer", [USUAL, Layer.TAILORED_PROVISION])
def test_a_step_that_is_not_asked_needs_no_tap(layer: Layer) -> None:
    one, _ = two_needs()
    assert refusal_of(skip, one, layer) == "not_asked_here"


def test_three_taps_are_reasons_enough_to_propose() -> None:
    one, _ = two_needs()
    for layer in (OWN, NETWORK, GENERAL):
        skip(one, layer)
    assert propose(one).state == "proposed"


def test_what_is_covered_and_weighed_again_no_longer_covers() -> None:
    one, _ = two_needs()
    cover(weigh_all(one, social_network=Outcome.SUFFICIENT), NETWORK)
    weigh(one, {NETWORK: REASONED[NETWORK]})
    with acting(EYE):
        assert not now(one).coverages.in_force().exists()
        assert now(one).coverages.count() == 1
