"""An application is received, always; a decision is taken by who has the mandate, with reasons."""

from datetime import date, timedelta

import pytest

from accounts.models import Mandate
from cases.decisions.models import Application, Decision
from cases.dossier.models import Case, Deadline
from cases.needs.actions import Offer
from cases.needs.models import Need
from tests.cast import (
    AT,
    DANA,
    EYE,
    TESS,
    TOM,
    WIM,
    acting,
    apply_for,
    case_to_decide,
    close,
    decide,
    events_of,
    investigated_case,
    journal,
    name_need,
    now,
    open_case,
    outbox,
    propose,
    refusal_of,
    report_outcome,
    start,
    weigh_all,
    withdraw,
)

pytestmark = pytest.mark.usefixtures("world")
DENIED = {"outcome": "denied", "motivation": "Haar zus kan helpen.", "article": "art. 3 verordening"}


def running(case: Case) -> set[str]:
    with acting(EYE):
        return set(Deadline.objects.running().filter(case=case).values_list("rule", flat=True))


def kinds(case: Case) -> list[str]:
    return [event.kind for event in events_of(case)]


def test_an_application_after_the_report_starts_the_clock_of_the_decision() -> None:
    case, _ = case_to_decide()
    assert running(case) == {"wmo.decision"}
    assert now(case).state == "applied"


def test_an_application_before_the_report_is_registered_and_waits() -> None:
    case = open_case()
    application = apply_for(case)
    assert application.premature
    assert "wmo.decision" not in running(case)
    assert now(case).state == "registered"


def test_a_waiting_application_is_in_time_from_the_report_on() -> None:
    case, need = investigated_case()
    apply_for(case)
    propose(need)
    report_outcome(case)
    assert "wmo.decision" in running(case)
    assert now(case).state == "applied"


def test_after_six_weeks_without_a_report_an_application_is_in_time() -> None:
    case = open_case()
    application = apply_for(case, at=AT + timedelta(weeks=6, days=1))
    assert not application.premature
    assert now(case).state == "applied"


@pytest.mark.parametrize("law", ["jeugd", "pw", "wgs"])
def test_an_application_does_not_end_the_investigation_before_it_began(law: str) -> None:
    case = open_case(laws=(law,))
    apply_for(case, law=law)
    start(case)
    assert now(case).coordinator_id == TESS.id


def test_the_first_talk_starts_the_clock_of_a_debt_plan() -> None:
    case = open_case(laws=("wgs",))
    apply_for(case, law="wgs")
    start(case)
    assert running(case) == {"wgs.decision"}


def test_an_application_under_a_law_of_a_colleague_is_received_too() -> None:
    case = open_case()
    apply_for(case, law="jeugd", by=WIM)
    assert now(case).laws == ["jeugd", "wmo"]


def test_an_application_of_a_case_that_is_not_in_sight_finds_no_case() -> None:
    case = open_case()
    with pytest.raises(Case.DoesNotExist):
        apply_for(case, by=TOM)


def test_what_comes_in_for_a_closed_case_is_a_new_case() -> None:
    case = open_case()
    close(case)
    assert refusal_of(apply_for, case) == "case_is_closed"


def test_the_decision_officers_are_told() -> None:
    case_to_decide()
    assert outbox()[-1].payload["role"] == "decision"


def test_a_grant_is_signed_under_a_mandate_and_decides_application_and_case() -> None:
    case, need = case_to_decide()
    decision = decide(need)
    assert (now(need).state, now(case).state) == ("granted", "decided")
    assert (decision.by_id, decision.basis, decision.mandate.user_id) == (DANA.id, "application", DANA.id)
    assert kinds(case)[-3:] == ["need:maatwerk:granted", "application:decided", "case:decided"]
    assert running(case) == set()


def test_a_refusal_says_why_and_on_which_article() -> None:
    case, need = case_to_decide()
    decide(need, **DENIED)
    assert (now(need).state, now(case).state) == ("denied", "decided")
    assert events_of(case)[-2].reason == "denied"


@pytest.mark.parametrize(("missing", "code"), [("motivation", "reason_missing"), ("article", "article_missing")])
def test_a_refusal_without_reason_or_article_is_refused(missing: str, code: str) -> None:
    _, need = case_to_decide()
    assert refusal_of(decide, need, **(DENIED | {missing: "  "})) == code
    assert now(need).state == "proposed"
    with acting(EYE):
        assert not Decision.objects.exists()


def test_who_has_no_mandate_does_not_decide() -> None:
    _, need = case_to_decide()
    Mandate.objects.update(valid_until=date(2026, 3, 2))
    assert refusal_of(decide, need) == "no_mandate"
    assert journal(act="need:decide", result="refused", reason="no_mandate")


def test_a_mandate_is_for_the_laws_it_names() -> None:
    _, need = case_to_decide()
    Mandate.objects.update(laws=["jeugd"])
    assert refusal_of(decide, need) == "no_mandate"


def test_a_worker_does_not_decide_what_she_proposed() -> None:
    _, need = case_to_decide()
    assert refusal_of(decide, need, by=TESS) == "access.not_your_role"


def test_a_decision_needs_an_application() -> None:
    _, need = investigated_case()
    propose(need)
    assert refusal_of(decide, need) == "no_application"


def test_a_grant_says_how_much() -> None:
    case, need = investigated_case()
    propose(need, offer=Offer(product="Huishoudelijke hulp"))
    apply_for(report_outcome(case))
    assert refusal_of(decide, need) == "quantity_missing"


def test_urgent_help_is_granted_without_an_application() -> None:
    need = propose(name_need(open_case(), urgent=True), offer=Offer(product="Noodbed", temporary=True))
    assert decide(need).basis == "urgent"


def test_what_a_doctor_refers_to_is_granted_without_an_application() -> None:
    need = propose(name_need(open_case(laws=("jeugd",)), law="jeugd", referrer="gp"))
    assert decide(need).basis == "external"


def test_an_application_for_two_needs_is_decided_with_the_last() -> None:
    case = open_case()
    needs = [propose(weigh_all(name_need(case))) for _ in range(2)]
    apply_for(report_outcome(start(case)))
    decide(needs[0])
    assert now(case).state == "applied"
    decide(needs[1], **DENIED)
    with acting(EYE):
        assert [(one.state, one.outcome) for one in Application.objects.all()] == [("decided", "partly")]


def test_two_letters_for_the_same_are_decided_together() -> None:
    case, need = case_to_decide()
    apply_for(case)
    decide(need)
    with acting(EYE):
        assert {one.state for one in Application.objects.all()} == {"decided"}
    assert now(case).state == "decided"


def test_a_decision_rests_on_the_latest_proposal() -> None:
    case, need = investigated_case()
    propose(need)
    withdraw(need)
    propose(need, offer=Offer(product="Was- en strijkservice", quantity=2, unit="hours", frequency="week"))
    apply_for(report_outcome(case))
    decision = decide(need)
    with acting(EYE):
        assert decision.proposal.product == "Was- en strijkservice"


@pytest.mark.parametrize("law", ["pw", "wgs"])
def test_a_decision_of_its_own_never_counts_as_maatwerk(law: str) -> None:
    case = open_case(laws=(law,))
    need = propose(weigh_all(name_need(case, law=law)))
    start(case)
    report_outcome(case)
    apply_for(case, law=law)
    decide(need)
    told = events_of(case)
    assert not [event for event in told if "maatwerk" in event.kind or event.layer == "tailored_provision"]
    assert "need:decision:granted" in kinds(case)


def test_a_need_of_another_team_is_not_decided() -> None:
    case, need = case_to_decide()
    with pytest.raises(Case.DoesNotExist):
        decide(need, by=TOM)
    assert now(case).state == "applied"


def test_a_need_of_another_case_is_not_decided_through_this_one() -> None:
    _, need = case_to_decide()
    other = open_case()
    need.case_id = other.id
    with pytest.raises(Need.DoesNotExist):
        decide(need)


def test_the_nearest_legal_end_is_that_of_what_still_runs_under_another_law() -> None:
    case, need = case_to_decide(laws=("wmo", "jeugd"))
    apply_for(case, law="jeugd")
    with acting(EYE):
        expected = Deadline.objects.running().filter(case=case, law="jeugd", duty=True).earliest("end").end
    decide(need)
    assert (now(case).due_on, [rule for rule in running(case) if rule.startswith("wmo.")]) == (expected, [])
