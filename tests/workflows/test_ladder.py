"""The reasons of a need's guards."""

from dataclasses import replace
from datetime import date

import pytest

from tests.workflows.flows import (
    ENOUGH,
    NOT_ENOUGH,
    PARTLY,
    SANNE,
    SKIPPED,
    UNREASONED,
    WELL_WEIGHED,
    Need,
    weighed,
)
from workflows.flow import By, move, refusal_for
from workflows.ladder import layer_reached, layers_to_examine, missing_reasons
from workflows.layers import LOWER_LAYERS, Law, Layer, StepFour

DECIDABLE = replace(
    WELL_WEIGHED, mandate=True, application_open=True, quantity_given=True, reason_given=True, article_cited=True
)
COVERABLE = replace(
    weighed(own_strength=PARTLY, general_facility=ENOUGH),
    covering=(Layer.OWN_STRENGTH, Layer.GENERAL_FACILITY),
    agreement="agrees",
    ask_on=date(2026, 12, 15),
)


def code(state, name, facts):
    refusal = refusal_for(Need(state=state), name, facts)
    return refusal and refusal.code


def proposing(facts, state="weighed"):
    return code(state, "propose_maatwerk", facts)


# Weighing


def test_weighing_records_something():
    assert code("open", "weigh", replace(WELL_WEIGHED, assessments={})) == "nothing_recorded"
    assert code("open", "weigh", replace(WELL_WEIGHED, assessments={Layer.GENERAL_FACILITY: UNREASONED})) is None


def test_not_examined_is_for_urgent_needs_only():
    facts = replace(weighed(social_network=SKIPPED), weighing=[Layer.SOCIAL_NETWORK])
    assert code("open", "weigh", facts) == "not_urgent"
    assert code("open", "weigh", replace(facts, urgent=True)) is None


def test_an_old_skipped_layer_does_not_stop_the_next_weighing():
    facts = replace(weighed(social_network=SKIPPED), weighing=[Layer.OWN_STRENGTH])
    assert code("weighed", "weigh", facts) is None


# Proposing step 4


def test_maatwerk_may_be_proposed_when_every_lower_layer_is_reasoned():
    assert proposing(WELL_WEIGHED) is None
    assert proposing(weighed(own_strength=PARTLY)) is None


@pytest.mark.parametrize("layer", LOWER_LAYERS)
def test_a_lower_layer_without_a_reason_blocks_maatwerk(layer):
    assert proposing(weighed(**{layer: UNREASONED})) == "layer_without_reason"


@pytest.mark.parametrize("layer", LOWER_LAYERS)
def test_a_lower_layer_that_was_not_looked_at_blocks_maatwerk(layer):
    looked_at = {other: NOT_ENOUGH for other in LOWER_LAYERS if other != layer}
    assert proposing(replace(WELL_WEIGHED, assessments=looked_at)) == "layer_not_weighed"


@pytest.mark.parametrize("layer", LOWER_LAYERS)
def test_a_sufficient_lower_layer_blocks_maatwerk(layer):
    assert proposing(weighed(**{layer: ENOUGH})) == "layer_sufficient"


def test_usual_help_is_asked_only_where_there_are_housemates():
    alone = replace(weighed(usual_help=UNREASONED), has_housemates=False)
    assert Layer.USUAL_HELP not in layers_to_examine(alone)
    assert proposing(alone) is None


def test_the_order_of_weighing_does_not_matter():
    backwards = dict(reversed(WELL_WEIGHED.assessments.items()))
    assert proposing(replace(WELL_WEIGHED, assessments=backwards)) is None


def test_an_open_need_is_not_proposed():
    assert proposing(WELL_WEIGHED, state="open") == "not_weighed"


def test_urgent_help_is_proposed_at_once_as_temporary_help():
    urgent = replace(WELL_WEIGHED, assessments={}, urgent=True)
    assert proposing(urgent, state="open") == "urgent_is_temporary"
    assert proposing(replace(urgent, temporary=True), state="open") is None


def test_urgent_help_with_skipped_layers_is_temporary():
    urgent = replace(weighed(own_strength=SKIPPED, usual_help=ENOUGH), urgent=True)
    assert proposing(urgent) == "urgent_is_temporary"
    assert proposing(replace(urgent, temporary=True)) is None


def test_an_urgent_need_that_is_well_weighed_needs_no_temporary_help():
    assert proposing(replace(WELL_WEIGHED, urgent=True)) is None


def test_skipped_layers_do_not_count_without_urgency():
    assert proposing(weighed(own_strength=SKIPPED)) == "not_urgent"


def test_the_reasons_that_urgent_help_still_owes_are_known():
    urgent = replace(weighed(own_strength=SKIPPED, social_network=UNREASONED), urgent=True)
    assert missing_reasons(urgent) == (Layer.OWN_STRENGTH, Layer.SOCIAL_NETWORK)


def test_a_referral_by_a_gp_never_runs_the_stair():
    referred = replace(WELL_WEIGHED, law=Law.JEUGD, assessments={}, externally_referred=True)
    assert proposing(referred, state="open") is None


@pytest.mark.parametrize("law", [Law.PW, Law.WGS])
def test_income_and_debts_ask_for_the_same_reasons(law):
    assert proposing(replace(WELL_WEIGHED, law=law)) is None
    assert proposing(replace(weighed(own_strength=UNREASONED), law=law)) == "layer_without_reason"


@pytest.mark.parametrize(
    ("law", "words"),
    [(Law.WMO, "propose individual support"), (Law.PW, "decision on income"), (Law.WGS, "decision on debt help")],
)
def test_the_reason_speaks_the_words_of_the_law(law, words):
    facts = replace(weighed(own_strength=UNREASONED), law=law)
    reason = str(refusal_for(Need(state="weighed"), "propose_maatwerk", facts))
    assert words in reason
    assert "step 1 (Own strength)" in reason


def test_a_running_grant_is_proposed_again_only_when_it_runs_out():
    assert proposing(WELL_WEIGHED, state="granted") == "grant_runs_on"
    assert proposing(replace(WELL_WEIGHED, expires=True), state="granted") is None


def test_a_renewal_asks_for_reasons_too():
    facts = replace(weighed(own_strength=UNREASONED), expires=True)
    assert proposing(facts, state="granted") == "layer_without_reason"


def test_only_urgent_help_gets_its_reasons_afterwards():
    assert code("granted", "weigh_afterwards", WELL_WEIGHED) == "weighed_before"
    assert code("granted", "weigh_afterwards", replace(WELL_WEIGHED, urgent=True)) == "weighed_before"
    assert code("granted", "weigh_afterwards", replace(WELL_WEIGHED, urgent=True, temporary=True)) is None


# Covering


def test_a_need_is_covered_by_a_sufficient_layer_and_a_partial_one():
    assert code("weighed", "cover", COVERABLE) is None


def test_a_resident_who_lives_alone_is_covered_without_usual_help():
    assert code("weighed", "cover", replace(COVERABLE, has_housemates=False)) is None


def test_all_steps_together_may_cover():
    together = dict.fromkeys(LOWER_LAYERS, PARTLY) | {Layer.OWN_STRENGTH: ENOUGH}
    assert code("weighed", "cover", replace(COVERABLE, assessments=together, covering=LOWER_LAYERS)) is None


@pytest.mark.parametrize("covering", [(), (Layer.TAILORED_PROVISION,)])
def test_only_steps_one_to_three_cover(covering):
    assert code("weighed", "cover", replace(COVERABLE, covering=covering)) == "nothing_covers"


@pytest.mark.parametrize(
    "covering", [(Layer.OWN_STRENGTH,), (Layer.GENERAL_FACILITY, Layer.SOCIAL_NETWORK)], ids=["partly", "no help"]
)
def test_covering_layers_are_enough_together(covering):
    assert code("weighed", "cover", replace(COVERABLE, covering=covering)) == "not_sufficient"


def test_a_layer_that_was_not_weighed_covers_nothing():
    found = {Layer.GENERAL_FACILITY: ENOUGH}
    assert code("weighed", "cover", replace(COVERABLE, assessments=found)) == "not_sufficient"


def test_nobody_at_home_covers_nothing():
    facts = replace(weighed(usual_help=ENOUGH), covering=(Layer.USUAL_HELP,), has_housemates=False)
    assert code("weighed", "cover", facts) == "no_housemates"


def test_a_need_is_covered_only_with_the_resident():
    assert code("weighed", "cover", replace(COVERABLE, agreement=None)) == "agreement_missing"


def test_a_resident_who_disagrees_is_shown_the_way_to_an_application():
    refusal = refusal_for(Need(state="weighed"), "cover", replace(COVERABLE, agreement="disagrees"))
    assert refusal.code == "resident_disagrees"
    assert "Register an application" in str(refusal)


def test_somebody_asks_later_whether_it_helped():
    assert code("weighed", "cover", replace(COVERABLE, ask_on=None)) == "ask_on_missing"


# Deciding


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"by": By("clock", system=True)}, "a_person_decides"),
        ({"blocked": True}, "blocked"),
        ({"mandate": False}, "no_mandate"),
        ({"application_open": False}, "no_application"),
    ],
)
@pytest.mark.parametrize("name", ["grant", "deny"])
def test_a_decision_has_its_conditions(name, change, reason):
    assert code("proposed", name, DECIDABLE) is None
    assert code("proposed", name, replace(DECIDABLE, **change)) == reason


def test_urgent_temporary_help_is_granted_without_an_application_or_an_amount():
    bare = replace(DECIDABLE, application_open=False, quantity_given=False)
    assert code("proposed", "grant", replace(bare, urgent=True, temporary=True)) is None
    assert code("proposed", "grant", replace(bare, urgent=True)) == "no_application"


def test_what_a_judge_asked_for_needs_no_application():
    facts = replace(DECIDABLE, application_open=False, quantity_given=False, externally_referred=True)
    assert code("proposed", "grant", facts) is None


def test_a_grant_says_how_much():
    bare = replace(DECIDABLE, quantity_given=False)
    assert code("proposed", "grant", bare) == "quantity_missing"
    assert code("proposed", "grant", replace(bare, law=Law.PW)) is None


def test_a_denial_gives_its_reason_and_its_article():
    assert code("proposed", "deny", replace(DECIDABLE, reason_given=False)) == "reason_missing"
    assert code("proposed", "deny", replace(DECIDABLE, article_cited=False)) == "article_missing"


def test_ending_granted_support_early_is_a_decision():
    assert code("granted", "step_down", WELL_WEIGHED) is None
    ends = replace(DECIDABLE, removes_right=True, ends_on=date(2027, 1, 1))
    assert code("granted", "step_down", ends) is None
    assert code("granted", "step_down", replace(ends, mandate=False)) == "right_needs_decision"
    assert code("granted", "step_down", replace(ends, by=By(actor="", system=True))) == "a_person_decides"
    assert code("granted", "step_down", replace(ends, blocked=True)) == "blocked"
    assert code("granted", "step_down", replace(ends, reason_given=False)) == "reason_missing"
    assert code("granted", "step_down", replace(ends, article_cited=False)) == "article_missing"
    assert code("granted", "step_down", replace(ends, ends_on=date(2020, 1, 1))) == "end_lies_behind"


def test_a_need_is_closed_with_a_reason_and_no_open_application():
    assert code("weighed", "close", WELL_WEIGHED) == "reason_missing"
    assert code("weighed", "close", DECIDABLE) == "application_waits"


def test_a_proposed_need_is_not_closed():
    assert code("proposed", "close", DECIDABLE) == "need_is_proposed"


# Figures


@pytest.mark.parametrize(
    ("state", "law", "reached"),
    [
        ("open", Law.WMO, None),
        ("weighed", Law.WMO, None),
        ("covered", Law.WMO, Layer.GENERAL_FACILITY),
        ("proposed", Law.JEUGD, Layer.TAILORED_PROVISION),
        ("granted", Law.WMO, Layer.TAILORED_PROVISION),
        ("granted", Law.PW, StepFour.OWN_DECISION),
        ("granted", Law.WGS, StepFour.OWN_DECISION),
        ("denied", Law.WMO, Layer.GENERAL_FACILITY),
        ("stepped_down", Law.WMO, Layer.GENERAL_FACILITY),
    ],
)
def test_the_heaviest_step_a_need_ended_in(state, law, reached):
    covering = (Layer.GENERAL_FACILITY, Layer.OWN_STRENGTH)
    assert layer_reached(state=state, law=law, covering=covering) == reached
    assert layer_reached(state="closed", closed_from=state, law=law, covering=covering) == reached


def test_a_need_that_nothing_covers_ended_nowhere():
    assert layer_reached(state="denied", law=Law.WMO) is None


def test_a_move_is_made_by_the_guarded_verb():
    need = Need()
    for name, facts in [("weigh", WELL_WEIGHED), ("propose_maatwerk", WELL_WEIGHED), ("grant", DECIDABLE)]:
        move(need, name, replace(facts, by=SANNE))
    assert need.state == "granted"
