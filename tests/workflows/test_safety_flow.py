"""The reporting code: danger does not wait and is not waved away, and no state comes twice."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.flow import By, move, refusal_for, transitions_of
from workflows.refusal import Refused
from workflows.safety_flow import SAFETY_ENDED, SafetyFacts, SafetyFlow, SafetyState

NOW = datetime(2026, 11, 3, 10, 12, tzinfo=UTC)
VERBS = ("consult", "discuss", "weigh", "report", "organise_help", "dismiss")
ENDS = ("organise_help", "dismiss")


class Concern(SafetyFlow):
    class Meta:
        app_label = "sample_safety"
        managed = False


def facts(**more: bool) -> SafetyFacts:
    return SafetyFacts(at=NOW, by=By("saar"), **({"noted": True, "officer": True} | more))


def after(*verbs: str, **more: bool) -> Concern:
    concern = Concern()
    for verb in verbs:
        move(concern, verb, facts(**more))
    return concern


def refused(concern: Concern, verb: str, **more: bool) -> str:
    refusal = refusal_for(concern, verb, facts(**more))
    return refusal.code if refusal else ""


@pytest.mark.parametrize("verb", VERBS)
def test_no_step_without_a_note(verb: str) -> None:
    start = {"consult": (), "report": (), "discuss": ("consult",), "weigh": ("consult", "discuss")}
    concern = after(*start.get(verb, ("consult", "discuss", "weigh")))
    assert refused(concern, verb, noted=False) == "safety_not_noted"
    assert refused(concern, verb) == ""


@pytest.mark.parametrize("walked", [(), ("consult",), ("consult", "discuss"), ("consult", "discuss", "weigh")])
def test_a_report_may_be_made_from_any_step(walked: tuple[str, ...]) -> None:
    assert move(after(*walked), "report", facts()).target == SafetyState.REPORTED


def test_the_talk_is_left_out_only_where_it_is_not_safe() -> None:
    assert refused(after("consult"), "weigh") == "safety_discuss_first"
    assert refused(after("consult"), "weigh", unsafe_to_discuss=True) == ""


@pytest.mark.parametrize("verb", ENDS)
def test_danger_is_reported_unless_the_officer_says_why_not(verb: str) -> None:
    weighed = after("consult", "discuss", "weigh")
    assert refused(weighed, verb, acute_or_structural=True) == "safety_must_be_reported"
    assert refused(weighed, verb, acute_or_structural=True, officer=False, overruled=True) == "safety_must_be_reported"
    assert refused(weighed, verb, acute_or_structural=True, overruled=True) == ""
    assert refused(weighed, verb) == ""


def test_no_state_comes_back() -> None:
    """Without a loop every concern ends."""
    onward: dict[str, set[str]] = {}
    for edge in transitions_of(SafetyFlow):
        onward.setdefault(edge.source, set()).add(edge.target)

    def reaches(state: str) -> set[str]:
        found = set(onward.get(state, ()))
        return found.union(*(reaches(one) for one in found)) if found else found

    assert all(state not in reaches(state) for state in SafetyState.values)
    assert {state for state in SafetyState.values if not onward.get(state)} == set(SAFETY_ENDED)


@given(st.lists(st.sampled_from(VERBS), max_size=12))
def test_whatever_is_tried_danger_ends_in_a_report_or_not_at_all(tried: list[str]) -> None:
    concern, walked = Concern(), []
    for verb in tried:
        try:
            walked.append(move(concern, verb, facts(acute_or_structural=True)).target)
        except Refused:
            continue
    assert len(walked) == len(set(walked))
    assert concern.state not in (SafetyState.HELP_ORGANISED, SafetyState.NO_CONCERN)


@pytest.mark.parametrize("state", SafetyState.values)
def test_every_state_says_how_it_stands(state: str) -> None:
    assert SafetyFlow.standing[state]
