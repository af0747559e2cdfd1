"""What may happen to a need after it was covered or granted, and the ways round the stair."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.workflows.flows import NOT_ENOUGH, NOW, WELL_WEIGHED, Need
from tests.workflows.test_ladder import COVERABLE
from workflows.flow import refusal_for
from workflows.ladder import referrals_belong_to_youth_help
from workflows.layers import Law, Layer

TODAY = NOW.date()


def code(state, name, facts):
    refusal = refusal_for(Need(state=state), name, facts)
    return refusal and refusal.code


def test_step_four_is_never_weighed():
    facts = replace(WELL_WEIGHED, assessments={Layer.TAILORED_PROVISION: NOT_ENOUGH})
    assert code("open", "weigh", replace(facts, weighing=[Layer.TAILORED_PROVISION])) == "nothing_covers"


@pytest.mark.parametrize("state", ["open", "weighed"])
def test_a_need_that_waits_can_be_marked_urgent(state):
    assert code(state, "mark_urgent", WELL_WEIGHED) is None


def test_what_is_covered_is_opened_again_before_it_is_urgent():
    assert code("covered", "mark_urgent", WELL_WEIGHED) == "need_is_covered"


@pytest.mark.parametrize(("day", "reason"), [(None, None), (TODAY, None), (TODAY - timedelta(days=1), "ask_on_passed")])
def test_one_asks_again_today_or_later(day, reason):
    assert code("covered", "ask_whether_it_worked", replace(WELL_WEIGHED, ask_on=day)) == reason


def test_only_of_what_is_covered_one_asks_whether_it_worked():
    assert code("granted", "ask_whether_it_worked", WELL_WEIGHED) == "need_is_granted"


def test_closing_takes_no_right_away_whoever_does_it():
    facts = replace(WELL_WEIGHED, reason_given=True, removes_right=True)
    assert code("granted", "close", facts) == "right_needs_decision"
    assert code("granted", "close", replace(facts, mandate=True)) == "right_needs_decision"
    assert code("granted", "close", replace(facts, removes_right=False)) is None


@pytest.mark.parametrize("law", Law)
def test_only_under_the_youth_act_does_a_referral_go_before_the_steps(law):
    assert (referrals_belong_to_youth_help(law) is None) == (law == Law.JEUGD)


def test_covering_asks_for_a_day_that_is_still_to_come():
    assert code("weighed", "cover", replace(COVERABLE, ask_on=date(2020, 1, 1))) == "ask_on_passed"
