from dataclasses import replace

import pytest

from tests.workflows.flows import GENEROUS_CASE, Case
from workflows.case_flow import OPEN_STATES, CaseFacts, NeedStanding
from workflows.flow import move, refusal_for

NOTHING = CaseFacts(at=GENEROUS_CASE.at, by=GENEROUS_CASE.by)


def code(state, name, facts):
    refusal = refusal_for(Case(state=state), name, facts)
    return refusal and refusal.code


def needs(*states):
    return replace(GENEROUS_CASE, needs=tuple(NeedStanding(state) for state in states))


def test_a_report_is_about_needs():
    assert code("investigating", "report_outcome", needs()) == "no_needs"


def test_a_report_waits_for_every_need():
    assert code("investigating", "report_outcome", needs("covered", "open")) == "needs_not_weighed"
    assert code("investigating", "report_outcome", needs("covered", "weighed", "proposed", "granted")) is None


def test_a_report_after_the_application_waits_for_every_need_too():
    assert code("applied", "report_outcome", needs("open")) == "needs_not_weighed"


def test_a_need_referred_by_a_gp_is_not_waited_for():
    referred = replace(GENEROUS_CASE, needs=(NeedStanding("open", externally_referred=True),))
    assert code("investigating", "report_outcome", referred) is None


def test_a_case_is_resolved_when_every_need_is_covered_or_closed():
    assert code("reported", "resolve", needs("covered", "closed")) is None
    assert code("reported", "resolve", needs("covered", "weighed")) == "needs_not_covered"


def test_the_resident_is_told_in_writing_that_applying_stays_possible():
    assert code("reported", "resolve", replace(GENEROUS_CASE, told_in_writing=False)) == "not_told_in_writing"


def test_an_open_application_is_not_resolved_away():
    assert code("applied", "resolve", replace(GENEROUS_CASE, applications_open=1)) == "application_open"


@pytest.mark.parametrize("state", OPEN_STATES)
def test_receipt_is_never_refused(state):
    assert code(state, "receive_application", NOTHING) is None


@pytest.mark.parametrize("state", ["registered", "investigating"])
def test_a_premature_application_waits_beside_the_investigation(state):
    case = Case(state=state)
    assert move(case, "receive_application", replace(NOTHING, premature=True)).target == state


def test_a_premature_application_is_in_time_once_the_report_is_given():
    case = Case(state="investigating")
    assert move(case, "report_outcome", replace(GENEROUS_CASE, applications_open=1)).target == "applied"


def test_a_case_is_decided_when_no_application_is_open():
    assert code("applied", "decide", replace(GENEROUS_CASE, applications_open=1)) == "application_open"
    assert code("applied", "decide", replace(GENEROUS_CASE, decisions=0)) == "nothing_decided"


@pytest.mark.parametrize(("state", "name"), [("decided", "start_support"), ("review", "continue_support")])
def test_support_follows_a_grant(state, name):
    assert code(state, name, needs("denied", "covered")) == "nothing_granted"


def test_an_investigation_is_resumed_for_a_need_that_waits():
    assert code("resolved", "resume_investigation", needs("covered")) == "nothing_to_investigate"
    assert code("resolved", "resume_investigation", needs("covered", "weighed")) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"reason_given": False}, "closing_reason_missing"),
        ({"applications_open": 1}, "application_open"),
        ({"objections_open": 1}, "objection_open"),
    ],
)
def test_a_case_closes_when_nothing_is_open(change, reason):
    assert code("decided", "close", replace(GENEROUS_CASE, **change)) == reason


def test_only_the_resident_withdraws():
    assert code("registered", "withdraw", NOTHING) == "resident_statement_missing"


def test_a_case_is_handed_over_to_somebody():
    assert code("registered", "transfer", NOTHING) == "destination_missing"


def test_a_closed_case_sends_what_comes_in_to_a_new_case():
    assert code("closed", "receive_application", NOTHING) == "case_is_closed"
