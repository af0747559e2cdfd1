"""A case's course: investigated, reported, resolved or supported, closed."""

import pytest

from cases.course import actions as course
from cases.dossier import actions as dossier
from cases.dossier.models import Case, Deadline
from tests.cast import (
    AT,
    EYE,
    TESS,
    WIM,
    acting,
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
    report_outcome,
    start,
    weigh_all,
)
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.usefixtures("world")


def resolve(case: Case, *, told_in_writing: bool = True) -> Case:
    with acting(TESS):
        return course.resolve(case=case.id, told_in_writing=told_in_writing, by=TESS, at=AT)


def start_support(case: Case) -> Case:
    with acting(TESS):
        return course.start_support(case=case.id, by=TESS, at=AT)


def covered_case() -> Case:
    case = open_case()
    cover(weigh_all(name_need(case), social_network=Outcome.SUFFICIENT), Layer.SOCIAL_NETWORK)
    return report_outcome(start(case))


def finished(case: Case) -> dict[str, str]:
    return {event.law: event.layer for event in events_of(case) if event.kind == "investigation:finished"}


def test_who_starts_the_investigation_takes_the_case() -> None:
    case = start(open_case())
    assert (case.state, case.coordinator_id) == ("investigating", TESS.id)


def test_a_case_that_is_somebodys_stays_hers() -> None:
    case = open_case()
    with acting(TESS):
        dossier.take(case=case.id, by=TESS, at=AT)
    assert start(case, by=WIM).coordinator_id == TESS.id


def test_a_report_without_a_need_is_refused() -> None:
    assert refusal_of(report_outcome, start(open_case())) == "no_needs"


def test_a_report_with_a_need_that_was_not_weighed_is_refused() -> None:
    case = start(open_case())
    name_need(case)
    assert refusal_of(report_outcome, case) == "needs_not_weighed"
    assert finished(case) == {}


def test_a_report_before_the_investigation_is_refused() -> None:
    assert refusal_of(report_outcome, open_case()) == "case_is_registered"


def test_a_report_meets_the_clock_of_the_investigation() -> None:
    case = covered_case()
    with acting(EYE):
        met = Deadline.objects.filter(case=case, met_on=AT.date()).values_list("rule", flat=True)
        assert set(met) == {"wmo.investigation", "wmo.personal_plan"}
    assert now(case).due_on is None


def test_a_finished_investigation_counts_its_heaviest_step() -> None:
    case = open_case()
    cover(weigh_all(name_need(case), social_network=Outcome.SUFFICIENT), Layer.SOCIAL_NETWORK)
    propose(weigh_all(name_need(case)))
    report_outcome(start(case))
    assert finished(case) == {"wmo": "tailored_provision"}


def test_each_law_counts_for_itself() -> None:
    case = open_case(laws=("wmo", "pw"))
    cover(weigh_all(name_need(case), general_facility=Outcome.SUFFICIENT), Layer.GENERAL_FACILITY)
    propose(weigh_all(name_need(case, law="pw"), by=TESS))
    report_outcome(start(case))
    assert finished(case) == {"wmo": "general_facility", "pw": "own_decision"}


def test_a_need_that_ended_nowhere_counts_no_step() -> None:
    case, _ = investigated_case()
    report_outcome(case)
    assert finished(case) == {"wmo": ""}


def test_a_covered_case_is_resolved_when_the_resident_knows_in_writing() -> None:
    case = covered_case()
    assert refusal_of(resolve, case, told_in_writing=False) == "not_told_in_writing"
    assert resolve(case).state == "resolved"


def test_a_case_with_an_open_application_is_not_resolved() -> None:
    case, _ = case_to_decide()
    assert refusal_of(resolve, case) in ("needs_not_covered", "application_open")


def test_support_starts_after_a_grant() -> None:
    case, need = case_to_decide()
    decide(need)
    assert start_support(case).state == "in_support"
    assert events_of(case)[-1].kind == "support:started"


def test_support_does_not_start_after_a_refusal() -> None:
    case, need = case_to_decide()
    decide(need, outcome="denied", motivation="Haar zus helpt.", article="art. 3")
    assert refusal_of(start_support, case) == "nothing_granted"


def test_a_case_with_an_open_application_is_not_closed() -> None:
    case, _ = case_to_decide()
    assert refusal_of(close, case) == "application_open"
    assert journal(act="case:close", result="refused", reason="application_open")


def test_a_closed_case_stays_closed() -> None:
    case = close(open_case())
    assert refusal_of(start, case) == "case_is_closed"
    assert refusal_of(close, case) == "case_is_closed"


def test_events_tell_a_whole_story_in_order() -> None:
    case, need = case_to_decide()
    decide(need)
    start_support(case)
    told = [event.kind for event in events_of(case)]
    assert told[:3] == ["case:registered", "need:named", "investigation:started"]
    assert told[-4:] == ["need:maatwerk:granted", "application:decided", "case:decided", "support:started"]
    assert [event.seq for event in events_of(case)] == list(range(1, len(told) + 1))
