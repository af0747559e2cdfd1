"""Two workers on the same verb at the same moment: one wins and the other hears why, or both count. Nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.course import actions as course
from cases.decisions import actions as decisions
from cases.decisions.objections import actions as objections
from cases.dossier import actions as dossier
from cases.dossier.models import Case, Task
from cases.needs import actions as needs
from cases.needs.actions import Offer
from tests.cases.doing import DORA, do, enter_more
from tests.cast import (
    AT,
    DANA,
    EYE,
    TESS,
    TODAY,
    WIM,
    acting,
    apply_for,
    case_to_decide,
    close,
    cover,
    decide,
    events_of,
    name_need,
    now,
    open_case,
    propose,
    register_resident,
    report_outcome,
    start,
    weigh_all,
)
from tests.storm import storm
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.django_db(transaction=True)
Prepared = tuple[Case, dict[str, Any]]


def applied(**more: Any) -> Prepared:
    case, _need = case_to_decide()
    with acting(EYE):
        return case, {"application": case.applications.get().id, **more}


def suspended() -> Prepared:
    case, given = applied()
    letter = {"ground": "completion", "letter_on": TODAY, "answer_by": TODAY + timedelta(days=7)}
    do(decisions.suspend, case=case.id, **given, **letter)
    return case, given


def denied() -> Prepared:
    case, need = case_to_decide()
    decide(need, outcome="denied", motivation="Haar zus helpt.", article="art. 3")
    with acting(EYE):
        return case, {"application": case.applications.get().id, "received_on": TODAY}


def helped_at_once() -> Prepared:
    """Urgent help, decided on before anybody applied for it."""
    need = propose(name_need(open_case(), urgent=True), offer=Offer(product="Noodbed", temporary=True))
    return need.case, {"decision": decide(need).id, "received_on": TODAY}


def objected(**more: Any) -> Prepared:
    case, given = denied()
    return case, {"objection": do(objections.register_objection, case=case.id, **given).id, **more}


def supported() -> Prepared:
    case, need = case_to_decide()
    decide(need)
    do(course.start_support, case=case.id)
    return case, {}


def reviewed() -> Prepared:
    case, _none = supported()
    do(course.start_review, case=case.id)
    return case, {}


def covered() -> tuple[Case, Any]:
    case = open_case()
    need = cover(weigh_all(name_need(case), social_network=Outcome.SUFFICIENT), Layer.SOCIAL_NETWORK)
    return report_outcome(start(case)), need


def opened_again() -> Prepared:
    case, need = covered()
    do(needs.reopen, case=case.id, need=need.id, reason="not_helped")
    return case, {}


def held() -> Prepared:
    case = open_case(resident=register_resident(birth_year=2004, birth_month=6, birth_day=1).id, laws=("pw",))
    return case, {"application": apply_for(case, law="pw").id, "because": "Dakloos"}


def to_read() -> Prepared:
    case = open_case()
    asked = dossier.Asked(own_words="En dit.", channel="phone", received_on=TODAY, laws=("wmo",))
    do(dossier.add_report, case=case.id, asked=asked)
    with acting(EYE):
        return case, {"task": Task.objects.get(case=case, kind="read_new_report").id}


def debts() -> Prepared:
    case = open_case(laws=("wgs", "wmo"))
    start(case, by=WIM)
    return case, {}


def hushed() -> Prepared:
    return open_case(confidential=True), {"user": WIM.id}


def a_case(**given: Any) -> Prepared:
    return open_case(), given


LETTER = {"ground": "consent", "letter_on": TODAY, "answer_by": TODAY + timedelta(days=7)}
ONE_WINS: dict[str, tuple[Callable[[], Prepared], Callable[..., Any], Any]] = {
    "resolve": (lambda: (covered()[0], {"told_in_writing": True}), course.resolve, TESS),
    "resume_investigation": (opened_again, course.resume_investigation, TESS),
    "start_review": (supported, course.start_review, TESS),
    "continue_support": (reviewed, course.continue_support, TESS),
    "hold_first_talk": (debts, course.hold_first_talk, TESS),
    "close": (lambda: a_case(reason="moved"), course.close, TESS),
    "withdraw": (lambda: a_case(said="Het hoeft niet."), course.withdraw, TESS),
    "transfer": (lambda: a_case(to="Assen", because="moved"), course.transfer, TESS),
    "identify": (lambda: a_case(resident=register_resident().id), dossier.identify, TESS),
    "suspend": (lambda: applied(**LETTER), decisions.suspend, TESS),
    "resume": (suspended, decisions.resume, TESS),
    "waive_wait": (held, decisions.waive_wait, TESS),
    "withdraw_application": (lambda: applied(said="Nee."), decisions.withdraw_application, TESS),
    "not_process": (suspended, decisions.not_process, DANA),
    "register_objection": (denied, objections.register_objection, TESS),
    "object_to_decision": (helped_at_once, objections.object_to_decision, TESS),
    "decide_objection": (
        lambda: objected(outcome="upheld", motivation="Zij heeft gelijk."),
        objections.decide_objection,
        DORA,
    ),
    "withdraw_objection": (lambda: objected(said="Laat maar."), objections.withdraw_objection, TESS),
}
BOTH_COUNT: dict[str, tuple[Callable[[], Prepared], Callable[..., Any], Any]] = {
    "take": (a_case, dossier.take, TESS),
    "allocate": (lambda: a_case(to=WIM.id), dossier.allocate, TESS),
    "plan_next_step": (lambda: a_case(what="Bellen", on=TODAY), dossier.plan_next_step, TESS),
    "log_contact": (lambda: a_case(law="wmo", how="phone", said="Zij belde."), dossier.log_contact, TESS),
    "finish_task": (to_read, dossier.finish_task, TESS),
    "make_confidential": (a_case, dossier.make_confidential, TESS),
    "grant_sight": (hushed, dossier.grant_sight, TESS),
    "register_application": (
        lambda: a_case(law="wmo", received_on=TODAY),
        decisions.register_application,
        TESS,
    ),
}


def gapless(case: Case) -> bool:
    seqs = [event.seq for event in events_of(case)]
    return seqs == list(range(1, len(seqs) + 1))


@pytest.mark.parametrize("name", ONE_WINS)
def test_one_wins_and_the_other_hears_why(world: None, name: str) -> None:
    enter_more()
    prepare, verb, by = ONE_WINS[name]
    case, given = prepare()
    at = AT + timedelta(days=9)
    outcomes = storm(2, lambda _: do(verb, by=by, at=at, case=case.id, **given))
    assert (outcomes.errors, len(outcomes.won), sum(outcomes.answers.values())) == ([], 1, 1)
    assert gapless(case)


@pytest.mark.parametrize("name", BOTH_COUNT)
def test_both_count(world: None, name: str) -> None:
    prepare, verb, by = BOTH_COUNT[name]
    case, given = prepare()
    outcomes = storm(2, lambda _: do(verb, by=by, case=case.id, **given))
    assert (outcomes.errors, len(outcomes.won)) == ([], 2)


def test_who_closes_while_another_applies_never_loses_the_application(world: None) -> None:
    case = open_case()
    outcomes = storm(2, lambda number: close(case) if number else apply_for(case))
    assert outcomes.errors == []
    assert set(outcomes.answers) <= {"case_is_closed", "application_open"}
    assert len(outcomes.won) == 1
    assert now(case).state in ("closed", "registered")
