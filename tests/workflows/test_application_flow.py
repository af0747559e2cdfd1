from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.workflows.flows import GENEROUS_APPLICATION, Application
from workflows.flow import By, move, refusal_for


def code(state, name, **change):
    refusal = refusal_for(Application(state=state), name, replace(GENEROUS_APPLICATION, **change))
    return refusal and refusal.code


def test_a_term_stands_still_on_a_ground_and_from_a_letter():
    assert code("received", "suspend", suspension_ground="") == "ground_missing"
    assert code("received", "suspend", letter_sent=False) == "letter_missing"


@pytest.mark.parametrize("outcome", ["granted", "partly", "denied", "not_processed"])
def test_the_outcome_stands_beside_the_state(outcome):
    application = Application(state="suspended")
    move(application, "decide", replace(GENEROUS_APPLICATION, outcome=outcome))
    assert (application.state, application.outcome) == ("decided", outcome)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"by": By("clock", system=True)}, "a_person_decides"),
        ({"blocked": True}, "blocked"),
        ({"mandate": False}, "no_mandate"),
        ({"outcome": ""}, "outcome_missing"),
        ({"outcome": "sometimes"}, "outcome_missing"),
        ({"needs_undecided": 1}, "needs_undecided"),
        ({"outcome": "not_processed", "completion_asked": False}, "completion_not_asked"),
        ({"outcome": "denied", "hearing_due": True}, "hearing_due"),
        ({"outcome": "partly", "reason_given": False}, "reason_missing"),
        ({"outcome": "denied", "article_cited": False}, "article_missing"),
    ],
)
def test_a_decision_has_its_conditions(change, reason):
    assert code("received", "decide", **change) == reason


def test_an_unprocessed_application_leaves_its_needs_undecided():
    assert code("received", "decide", outcome="not_processed", needs_undecided=2) is None


def test_a_grant_needs_no_article():
    assert code("received", "decide", reason_given=False, article_cited=False, hearing_due=True) is None


def test_processing_waits_for_the_search_period():
    assert code("received", "decide", held_until=date(2026, 11, 4)) == "held"
    assert code("received", "decide", held_until=date(2026, 11, 3)) is None


def test_the_day_in_amsterdam_counts():
    late = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
    assert code("received", "decide", held_until=date(2026, 11, 4), at=late) is None


def test_the_reason_of_waiting_names_the_day():
    held = replace(GENEROUS_APPLICATION, held_until=date(2026, 11, 4))
    assert "Wednesday 4 November 2026" in str(refusal_for(Application(), "decide", held))


def test_an_objection_is_never_refused():
    assert code("decided", "receive_objection", mandate=False, reason_given=False) is None


def test_who_took_part_does_not_decide_on_the_objection():
    assert code("objection", "decide_objection", took_part=True) == "took_part"


def test_an_objection_may_change_the_outcome():
    application = Application(state="objection", outcome="denied")
    move(application, "decide_objection", GENEROUS_APPLICATION)
    assert (application.state, application.outcome) == ("decided", "granted")


def test_a_withdrawn_objection_leaves_the_outcome():
    application = Application(state="objection", outcome="denied")
    move(application, "withdraw_objection", GENEROUS_APPLICATION)
    assert application.outcome == "denied"


@pytest.mark.parametrize(("state", "name"), [("received", "withdraw"), ("objection", "withdraw_objection")])
def test_only_the_resident_withdraws(state, name):
    assert code(state, name, resident_said=False) == "resident_statement_missing"
