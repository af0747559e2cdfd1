"""How a case goes on after the decision, and how it ends: supported, reviewed, closed, withdrawn, passed on."""

import pytest

from cases.course import actions as course
from cases.decisions.objections import actions as objections
from cases.dossier.models import Case
from cases.needs.actions import Offer
from cases.needs.models import Need
from tests.cases.doing import do, running, tasks, told, words
from tests.cast import (
    AT,
    DANA,
    EYE,
    TESS,
    TOM,
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
    report_outcome,
    start,
    weigh_all,
)
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.usefixtures("world")


def state_of_application(case: Case) -> list[str]:
    with acting(EYE):
        return list(case.applications.values_list("state", flat=True))


def supported() -> tuple[Case, Need]:
    case, need = case_to_decide()
    decide(need)
    do(course.start_support, case=case.id)
    return case, need


def test_support_goes_on_after_a_review() -> None:
    case, _need = supported()
    assert do(course.start_review, case=case.id).state == "review"
    assert do(course.continue_support, case=case.id).state == "in_support"
    assert told(case)[-2:] == ["review:started", "support:continued"]


def test_urgent_help_is_supported_without_an_application() -> None:
    case = open_case()
    need = propose(name_need(case, urgent=True), offer=Offer(product="Noodbed", temporary=True))
    decide(need)
    report_outcome(start(case))
    assert do(course.start_support, case=case.id).state == "in_support"


def test_a_review_starts_from_support() -> None:
    case, _need = case_to_decide()
    assert refusal_of(do, course.start_review, case=case.id) == "case_is_applied"


def test_a_case_in_which_everything_was_denied_is_closed() -> None:
    case, need = case_to_decide()
    decide(need, outcome="denied", motivation="Haar zus helpt.", article="art. 3")
    assert close(case, reason="no_support").state == "closed"
    assert (now(case).ended_because, now(case).closed_on) == ("no_support", AT.date())


def test_how_a_need_ended_stays_and_what_was_not_settled_is_closed() -> None:
    case = open_case()
    ended = cover(weigh_all(name_need(case), social_network=Outcome.SUFFICIENT), Layer.SOCIAL_NETWORK)
    unsettled = weigh_all(name_need(case))
    close(case, reason="moved")
    assert (now(ended).state, now(unsettled).state, now(unsettled).closed_from) == ("covered", "closed", "weighed")
    assert (tasks(case), running(case)) == ([], {})


def test_a_proposal_is_never_closed_away() -> None:
    case, need = investigated_case()
    propose(need)
    assert refusal_of(close, case, reason="no_contact") == "proposal_waits"


@pytest.mark.parametrize("reason", ["", "moved_away", "omdat het kan"])
def test_a_case_is_closed_for_a_reason_that_is_counted(reason: str) -> None:
    assert refusal_of(close, open_case(), reason=reason) == "closing_reason_missing"


def test_the_resident_withdraws_in_her_own_words() -> None:
    case = open_case()
    ended = do(course.withdraw, case=case.id, said="Mijn dochter komt bij mij wonen.")
    assert (ended.state, ended.ended_because) == ("withdrawn", "withdrawn")
    assert words(case) == ["Mijn dochter komt bij mij wonen."]


@pytest.mark.parametrize("said", ["", "  \n"])
def test_the_staff_does_not_withdraw_for_her(said: str) -> None:
    case = open_case()
    assert refusal_of(do, course.withdraw, case=case.id, said=said) == "resident_statement_missing"
    assert now(case).state == "registered"


def test_what_was_applied_for_is_withdrawn_with_the_case() -> None:
    case, need = case_to_decide()
    do(course.withdraw, case=case.id, said="Het hoeft niet meer.")
    assert (state_of_application(case), now(need).state, running(case)) == (["withdrawn"], "closed", {})
    assert {"application:withdrawn", "need:closed", "case:withdrawn"} <= set(told(case))


def test_her_words_stay_out_of_journal_and_events() -> None:
    case = open_case()
    do(course.withdraw, case=case.id, said="Mevrouw gaat verhuizen")
    assert not any("Mevrouw" in str(vars(row)) for row in (*journal(), *events_of(case)))


def test_a_case_is_passed_on_to_who_is_competent() -> None:
    case = open_case()
    passed = do(course.transfer, case=case.id, to=" Zorgkantoor ", because="wlz")
    assert (passed.state, passed.handed_to, passed.ended_because) == ("transferred", "Zorgkantoor", "wlz")


@pytest.mark.parametrize(("to", "because"), [("", "wlz"), ("  ", "wlz"), ("Assen", "omdat"), ("Assen", "")])
def test_a_case_is_passed_on_to_somebody_for_a_reason(to: str, because: str) -> None:
    assert refusal_of(do, course.transfer, case=open_case().id, to=to, because=because) == "destination_missing"


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        (course.close, {"reason": "met"}),
        (course.withdraw, {"said": "Nee."}),
        (course.transfer, {"to": "Assen", "because": "moved"}),
        (course.start_review, {}),
        (course.continue_support, {}),
        (course.resume_investigation, {}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_ended_case_moves_no_more_and_a_foreign_one_is_not_found(verb: object, given: dict[str, str]) -> None:
    case = close(open_case())
    assert refusal_of(do, verb, case=case.id, **given) == "case_is_closed"
    assert refusal_of(do, verb, by=DANA, case=case.id, **given) == "access.not_your_role"
    with pytest.raises(Case.DoesNotExist):
        do(verb, by=TOM, case=case.id, **given)


def test_an_objection_keeps_a_case_open() -> None:

    case, need = case_to_decide()
    decide(need, outcome="denied", motivation="Haar zus helpt.", article="art. 3")
    with acting(EYE):
        (application,) = case.applications.all()
    do(objections.register_objection, case=case.id, application=application.id, received_on=AT.date())
    assert refusal_of(close, case, reason="no_support") == "objection_open"


def test_a_new_application_after_support_is_decided_anew() -> None:
    case, need = supported()
    assert apply_for(case).premature is False
    assert now(case).state == "applied"
    assert now(need).state == "granted"


def test_tess_is_told_what_to_do_first() -> None:
    case, _need = case_to_decide()
    with acting(TESS):
        assert refusal_of(course.close, case=case.id, reason="met", by=TESS, at=AT) == "application_open"
