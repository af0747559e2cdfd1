"""An objection is registered, always; who took no part decides on it, and the resident may withdraw it."""

from datetime import date, timedelta

import pytest

from cases.decisions.models import Application, Objection
from cases.decisions.objections import actions as objections
from cases.dossier.models import Case
from cases.needs.models import Need
from tests.cases.doing import DORA, do, enter_more, running, told, words
from tests.cast import (
    AT,
    DANA,
    EYE,
    TESS,
    TODAY,
    TOM,
    acting,
    case_to_decide,
    close,
    decide,
    now,
    outbox,
    propose,
    refusal_of,
    weigh_all,
)

pytestmark = pytest.mark.usefixtures("world")
UPHELD = {"outcome": "upheld", "motivation": "De zus woont te ver weg."}


@pytest.fixture(autouse=True)
def dora(world: None) -> None:
    enter_more()


def denied() -> tuple[Case, Application, Need]:
    case, need = case_to_decide()
    decide(need, outcome="denied", motivation="Haar zus helpt.", article="art. 3")
    with acting(EYE):
        return case, case.applications.get(), need


def object_to(case: Case, application: Application, *, received_on: date = TODAY, **more: object) -> Objection:
    given = {"grounds": "Mijn zus kan dit niet."} | more
    return do(objections.register_objection, case=case.id, application=application.id, received_on=received_on, **given)


def judge(case: Case, objection: Objection, *, by: object = DORA, **changed: object) -> None:
    do(objections.decide_objection, by=by, case=case.id, objection=objection.id, **(UPHELD | changed))


def test_an_objection_is_registered_and_its_clock_starts_after_the_term() -> None:
    case, application, _need = denied()
    objection = object_to(case, application)
    assert (objection.in_time, now(application).state) == (True, "objection")
    # Denied on 3 March: the term ends on 14 April, and six weeks later it is 26 May.
    assert running(case) == {"awb.objection_decision": date(2026, 5, 26)}


@pytest.mark.parametrize(("days", "in_time"), [(42, True), (43, False), (400, False)])
def test_being_late_is_a_fact_and_no_refusal(days: int, in_time: bool) -> None:
    case, application, _need = denied()
    late = AT + timedelta(days=days)
    assert object_to(case, application, received_on=late.date(), at=late).in_time is in_time


def test_an_objection_after_the_end_is_registered_too() -> None:
    case, application, _need = denied()
    close(case, reason="no_support")
    objection = object_to(case, application)
    assert now(case).state == "closed"
    judge(case, objection)
    assert now(objection).outcome == "upheld"


def test_the_decision_officers_are_told() -> None:
    case, application, _need = denied()
    object_to(case, application)
    assert (outbox()[-1].payload["role"], outbox()[-1].payload["kind"]) == ("decision", "objection")


def test_before_there_is_a_decision_there_is_nothing_to_object_to() -> None:
    case, _need = case_to_decide()
    with acting(EYE):
        application = case.applications.get()
    assert refusal_of(object_to, case, application) == "application_is_received"


def test_who_took_part_does_not_decide_on_it() -> None:
    case, application, _need = denied()
    objection = object_to(case, application)
    assert refusal_of(judge, case, objection, by=DANA) == "took_part"
    assert refusal_of(judge, case, objection, by=TESS) == "access.not_your_role"


@pytest.mark.parametrize(
    ("changed", "code"), [({"motivation": " "}, "reason_missing"), ({"outcome": "maybe"}, "outcome_missing")]
)
def test_a_decision_on_an_objection_has_an_outcome_and_a_reason(changed: dict[str, str], code: str) -> None:
    case, application, _need = denied()
    assert refusal_of(judge, case, object_to(case, application), **changed) == code


def test_what_is_upheld_is_weighed_proposed_and_granted_after_all() -> None:
    case, application, need = denied()
    judge(case, object_to(case, application))
    assert (now(application).outcome, now(need).state, running(case)) == ("granted", "weighed", {})
    again = propose(weigh_all(now(need)))
    decision = decide(again)
    assert (decision.application_id, now(need).state) == (application.id, "granted")


def test_what_is_dismissed_leaves_the_decision() -> None:
    case, application, need = denied()
    objection = object_to(case, application)
    judge(case, objection, outcome="dismissed")
    assert (now(application).state, now(application).outcome, now(need).state) == ("decided", "denied", "denied")
    assert told(case)[-1] == "objection:decided"
    assert (now(objection).decided_by_id, now(objection).decided_on) == (DORA.id, TODAY)


def test_a_withdrawn_objection_leaves_the_decision() -> None:
    case, application, _need = denied()
    objection = object_to(case, application)
    given = {"case": case.id, "objection": objection.id}
    assert refusal_of(do, objections.withdraw_objection, said="", **given) == "resident_statement_missing"
    do(objections.withdraw_objection, said="Laat maar.", **given)
    assert (now(application).outcome, now(objection).outcome, words(case)) == ("denied", "withdrawn", ["Laat maar."])


def test_an_objection_is_not_found_from_elsewhere() -> None:
    case, application, _need = denied()
    objection = object_to(case, application)
    with pytest.raises(Case.DoesNotExist):
        object_to(case, application, by=TOM)
    other, _proposed = case_to_decide()
    with pytest.raises(Objection.DoesNotExist):
        judge(other, objection)
    with pytest.raises(Application.DoesNotExist):
        object_to(other, application)
