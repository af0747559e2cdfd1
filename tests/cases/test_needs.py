"""The verbs of a need, through the door: what they record, what they refuse, and what is left when they do."""

from datetime import date, timedelta

import pytest

from cases.dossier.acts import Stale
from cases.dossier.models import Case, Task
from cases.needs import actions as needs
from cases.needs.actions import Offer
from cases.needs.models import Assessment, Coverage, Need, Weighing
from cases.needs.verdicts import Verdict
from tests.cast import (
    AT,
    DANA,
    EYE,
    IRIS,
    MAX,
    NOORD,
    REASONED,
    TESS,
    TODAY,
    TOM,
    WIM,
    acting,
    apply_for,
    case_to_decide,
    close,
    cover,
    decide,
    events_of,
    investigated_case,
    journal,
    name_need,
    now,
    open_case,
    propose,
    refusal_of,
    register_resident,
    report_outcome,
    start,
    weigh,
    weigh_all,
    withdraw,
)
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.usefixtures("world")
OWN, USUAL, NETWORK, GENERAL = Layer.OWN_STRENGTH, Layer.USUAL_HELP, Layer.SOCIAL_NETWORK, Layer.GENERAL_FACILITY
ENOUGH = {"social_network": Outcome.SUFFICIENT}


def last_event(case: Case) -> tuple[str, str, str, str]:
    event = events_of(case)[-1]
    return event.kind, event.law, event.layer, event.reason


def tasks(**wanted: object) -> list[tuple[str, date]]:
    with acting(EYE):
        return list(Task.objects.open().filter(**wanted).values_list("kind", "due_on"))


def test_a_need_gets_its_letter_in_the_order_it_was_named() -> None:
    case = open_case()
    assert [name_need(case).letter, name_need(case).letter] == ["A", "B"]


def test_a_need_brings_its_law_into_the_case() -> None:
    case = open_case(laws=("wmo",))
    name_need(case, law="jeugd")
    assert now(case).laws == ["jeugd", "wmo"]


def test_an_urgent_need_makes_the_case_urgent() -> None:
    case = open_case()
    name_need(case, urgent=True)
    assert now(case).urgent


def test_a_need_under_a_law_that_is_not_mine_is_refused() -> None:
    case = open_case()
    assert refusal_of(name_need, case, law="jeugd", by=WIM) == "law_not_yours"
    assert now(case).needs_named == 0


def test_a_need_in_a_closed_case_is_refused() -> None:
    case = open_case()
    close(case)
    assert refusal_of(name_need, case) == "case_is_closed"


@pytest.mark.parametrize("actor", [IRIS, TOM], ids=lambda actor: actor.name)
def test_who_does_not_see_the_case_finds_no_case(actor: object) -> None:
    case = open_case()
    with pytest.raises(Case.DoesNotExist):
        name_need(case, by=actor)


@pytest.mark.parametrize("actor", [DANA, MAX], ids=lambda actor: actor.name)
def test_who_sees_the_case_and_may_not_investigate_is_refused(actor: object) -> None:
    case = open_case()
    assert refusal_of(name_need, case, by=actor) == "access.not_your_role"
    assert journal(act="need:name", result="refused", actor=actor.id)


def test_weighing_records_each_layer_with_its_reason_and_an_event() -> None:
    need = weigh_all(name_need(open_case()))
    assert now(need).state == "weighed"
    told = [(event.layer, event.reason) for event in events_of(need.case) if event.kind == "need:weighed"]
    assert told == [(layer.value, "insufficient") for layer in REASONED]


def test_one_reason_may_carry_several_layers() -> None:
    need = name_need(open_case())
    weigh(need, {OWN: Verdict(Outcome.PARTLY), NETWORK: Verdict(Outcome.PARTLY)}, reason="Alleen in het weekend.")
    with acting(EYE):
        assert Weighing.objects.count() == 1
        assert Assessment.objects.current().filter(weighing__reason="Alleen in het weekend.").count() == 2


def test_a_later_weighing_supersedes_and_the_earlier_stays() -> None:
    need = name_need(open_case())
    weigh(need, {OWN: Verdict(Outcome.SUFFICIENT, "Zij kookt weer.")})
    weigh(need, {OWN: Verdict(Outcome.PARTLY, "Toch niet elke dag.")})
    with acting(EYE):
        assert [row.outcome for row in Assessment.objects.current().filter(need=need)] == ["partly"]
        assert Assessment.objects.filter(need=need).count() == 2


def test_what_remains_is_kept_when_it_is_not_said_again() -> None:
    need = name_need(open_case())
    weigh(need, {OWN: Verdict(Outcome.PARTLY, "x")}, remaining="De ramen.")
    weigh(need, {NETWORK: Verdict(Outcome.PARTLY, "x")})
    assert now(need).remaining == "De ramen."


def test_urgency_is_no_excuse_where_nothing_is_urgent() -> None:
    need = name_need(open_case())
    assert refusal_of(weigh, need, {OWN: Verdict(Outcome.NOT_EXAMINED_URGENT)}) == "not_urgent"
    with acting(EYE):
        assert not Weighing.objects.exists()


def test_a_need_is_covered_with_the_resident_and_a_day_to_ask() -> None:
    need = cover(weigh_all(name_need(open_case()), **ENOUGH), NETWORK, ask_on=date(2026, 5, 1))
    assert now(need).state == "covered"
    assert last_event(need.case) == ("need:covered", "wmo", "social_network", "")
    assert tasks(need=need.id) == [("ask_whether_it_worked", date(2026, 5, 1))]
    with acting(EYE):
        assert Coverage.objects.get().layers == ["social_network"]


def test_of_two_covering_layers_the_heaviest_is_what_figures_count() -> None:
    need = weigh_all(name_need(open_case()), own_strength=Outcome.PARTLY, general_facility=Outcome.SUFFICIENT)
    cover(need, OWN, GENERAL)
    assert last_event(need.case)[2] == "general_facility"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"agreement": "disagrees"}, "resident_disagrees"),
        ({"agreement": None}, "agreement_missing"),
        ({"ask_on": None}, "ask_on_missing"),
    ],
)
def test_covering_without_the_residents_say_or_a_day_is_refused(more: dict[str, object], code: str) -> None:
    need = weigh_all(name_need(open_case()), **ENOUGH)
    assert refusal_of(cover, need, NETWORK, **more) == code
    assert (now(need).state, tasks(need=need.id)) == ("weighed", [])


def test_covering_with_a_layer_that_does_not_suffice_is_refused() -> None:
    assert refusal_of(cover, weigh_all(name_need(open_case())), NETWORK) == "not_sufficient"


def test_a_need_that_is_weighed_again_can_be_covered_again() -> None:
    need = weigh_all(name_need(open_case()), **ENOUGH)
    for day in (date(2026, 5, 1), date(2026, 6, 1)):
        cover(weigh_all(need, **ENOUGH), NETWORK, ask_on=day)
    assert tasks(need=need.id) == [("ask_whether_it_worked", date(2026, 6, 1))]


def test_what_did_not_help_is_opened_again_and_its_task_is_done() -> None:
    need = cover(weigh_all(name_need(open_case()), **ENOUGH), NETWORK)
    with acting(TESS):
        needs.reopen(case=need.case_id, need=need.id, reason="did_not_help", by=TESS, at=AT)
    assert (now(need).state, tasks(need=need.id)) == ("weighed", [])
    assert last_event(need.case) == ("need:reopened", "wmo", "", "did_not_help")


def test_maatwerk_is_proposed_when_every_lower_layer_is_reasoned() -> None:
    _, need = investigated_case()
    propose(need)
    assert now(need).state == "proposed"
    assert last_event(need.case)[2] == "tailored_provision"


@pytest.mark.parametrize("layer", [OWN, NETWORK, GENERAL], ids=lambda layer: layer.value)
def test_a_lower_step_without_a_reason_blocks_maatwerk(layer: Layer) -> None:
    need = name_need(open_case())
    weigh(need, REASONED | {layer: Verdict(Outcome.INSUFFICIENT, "   ")})
    assert refusal_of(propose, need) == "layer_without_reason"
    assert now(need).state == "weighed"


def test_a_lower_step_that_suffices_blocks_maatwerk() -> None:
    need = weigh_all(name_need(open_case()), **ENOUGH)
    assert refusal_of(propose, need).startswith("layer_sufficient")


def test_usual_help_is_asked_only_where_there_are_housemates() -> None:
    without_usual = {layer: verdict for layer, verdict in REASONED.items() if layer != USUAL}
    alone, together = register_resident(), register_resident(housemates=("zoon, 20",))
    for resident, blocked in ((alone, False), (together, True)):
        need = weigh(name_need(open_case(resident=resident.id)), without_usual)
        if blocked:
            assert refusal_of(propose, need) == "layer_not_weighed"
        else:
            assert propose(need).state == "proposed"


def test_a_need_that_was_not_weighed_goes_nowhere() -> None:
    assert refusal_of(propose, name_need(open_case())).startswith("not_weighed")


def test_urgent_help_goes_at_once_and_its_reasons_become_a_task() -> None:
    case = open_case()
    need = propose(name_need(case, urgent=True), offer=Offer(product="Noodbed", temporary=True))
    assert tasks(need=need.id) == [("write_urgent_reasons", now(case).due_on)]


def test_urgent_help_without_a_running_term_has_three_weeks_for_its_reasons() -> None:
    need = name_need(open_case(laws=("jeugd",)), law="jeugd", urgent=True)
    propose(need, offer=Offer(product="Noodbed", temporary=True))
    assert tasks(need=need.id) == [("write_urgent_reasons", TODAY + timedelta(days=21))]


def test_urgent_help_for_good_is_refused_while_reasons_are_missing() -> None:
    need = name_need(open_case(), urgent=True)
    assert refusal_of(propose, need) == "urgent_is_temporary"


def test_reasons_written_afterwards_finish_the_task() -> None:
    need = propose(name_need(open_case(), urgent=True), offer=Offer(product="Noodbed", temporary=True))
    weigh_all(need)
    assert (now(need).state, tasks(need=need.id)) == ("proposed", [])


def test_urgent_help_can_be_taken_back_and_proposed_again() -> None:
    need = name_need(open_case(), urgent=True)
    for _ in range(2):
        withdraw(propose(need, offer=Offer(product="Noodbed", temporary=True)))
    assert now(need).state == "weighed"


def test_reasons_afterwards_do_not_make_maatwerk_of_what_a_lower_step_could_do() -> None:
    case = open_case()
    need = propose(weigh_all(name_need(case, urgent=True)))
    apply_for(report_outcome(start(case)))
    assert refusal_of(weigh_then_decide, need, {NETWORK: Verdict(Outcome.SUFFICIENT, "")})


def weigh_then_decide(need: Need, verdicts: dict[Layer, Verdict]) -> None:
    weigh(need, verdicts)
    decide(need)


def test_a_referral_by_the_doctor_never_runs_the_stair() -> None:
    need = name_need(open_case(laws=("jeugd",)), law="jeugd", referrer="gp")
    assert propose(need).state == "proposed"
    assert tasks(need=need.id) == []


@pytest.mark.parametrize("law", ["pw", "wgs"])
def test_income_support_and_debt_plans_are_decisions_of_their_own(law: str) -> None:
    need = weigh_all(name_need(open_case(laws=(law,)), law=law))
    propose(need)
    kind, of, layer, _ = last_event(need.case)
    assert (kind, of, layer) == ("need:decision:proposed", law, "own_decision")


def test_work_on_another_need_of_the_case_is_no_conflict() -> None:
    case = open_case()
    one, other = name_need(case), name_need(case)
    weigh(other, {OWN: Verdict(Outcome.PARTLY, "x")})
    assert weigh(one, {OWN: Verdict(Outcome.PARTLY, "x")}, seen=one.version).version == 1


def test_a_form_made_before_somebody_elses_weighing_is_stale() -> None:
    need = name_need(open_case())
    weigh(need, {OWN: Verdict(Outcome.PARTLY, "x")}, by=WIM)
    with pytest.raises(Stale) as stale:
        weigh(need, {OWN: Verdict(Outcome.SUFFICIENT, "y")}, seen=0)
    assert stale.value.case.pk == need.case_id
    assert journal(act="need:weigh", result="refused", reason="stale")


def test_an_event_keeps_team_law_and_actor_as_they_were() -> None:
    need = weigh_all(name_need(open_case()), by=WIM)
    event = events_of(need.case)[-1]
    assert (event.team, event.law, event.actor, event.need, event.at) == (NOORD, "wmo", WIM.id, need.id, AT)
    assert event.municipality == "hoogeveen"


def test_a_need_of_another_law_is_not_in_sight() -> None:
    need = name_need(open_case(laws=("wmo", "jeugd")), law="jeugd")
    with pytest.raises(Need.DoesNotExist):
        weigh(need, {OWN: Verdict(Outcome.PARTLY, "x")}, by=WIM)


def test_a_decided_need_is_not_proposed_again() -> None:
    _, need = case_to_decide()
    decide(need)
    assert refusal_of(propose, need) == "grant_runs_on"
