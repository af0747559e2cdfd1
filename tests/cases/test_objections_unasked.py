"""Who got a decision without having applied may object too (Awb art. 6:4, 7:1): urgent help, a doctor's referral."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from cases.course import actions as course
from cases.decisions import actions as decisions
from cases.decisions.endings.actions import end_support
from cases.decisions.models import Application, Decision, Objection
from cases.decisions.objections import actions as objections
from cases.dossier.acts import Stale
from cases.dossier.models import Case
from cases.needs.actions import Offer
from cases.needs.models import Need
from tests.cases.doing import DORA, JOOP, do, enter_more, running, told
from tests.cast import (
    AT,
    DANA,
    EYE,
    TESS,
    TODAY,
    TOM,
    WIM,
    acting,
    apply_for,
    case_to_decide,
    decide,
    name_need,
    now,
    open_case,
    outbox,
    propose,
    refusal_of,
    withdraw,
)

pytestmark = pytest.mark.usefixtures("world")
BED = Offer(product="Noodbed", temporary=True)
YOUTH = Offer(product="Ambulante hulp", quantity=Decimal(2), unit="hours", frequency="week")
REFUSED = {"outcome": "denied", "motivation": "Het bed staat er al.", "article": "Wmo 2015 art. 2.3.3"}
UPHELD = {"outcome": "upheld", "motivation": "Het bed is kapot."}


@pytest.fixture(autouse=True)
def dora(world: None) -> None:
    enter_more()


def urgent(**decided: Any) -> tuple[Need, Decision]:
    need = propose(name_need(open_case(), urgent=True), offer=BED)
    return need, decide(need, **(decided or REFUSED))


def referred(**decided: Any) -> tuple[Need, Decision]:
    """What a doctor asked for, refused unless said otherwise."""
    need = propose(name_need(open_case(laws=("jeugd",)), law="jeugd", referrer="gp"), offer=YOUTH)
    return need, decide(need, **(decided or REFUSED))


def object_to(decision: Decision, *, received_on: date = TODAY, **more: Any) -> Objection:
    case = decision.need.case_id if "case" not in more else more.pop("case")
    return do(objections.object_to_decision, case=case, decision=decision.id, received_on=received_on, **more)


def judge(objection: Objection, *, by: Any = DORA, **changed: Any) -> None:
    do(objections.decide_objection, by=by, case=objection.case_id, objection=objection.id, **(UPHELD | changed))


def rows_of(need: Need) -> list[Application]:
    with acting(EYE):
        return list(Application.objects.filter(case=need.case_id))


@pytest.mark.parametrize(("decided", "basis"), [(urgent, "urgent"), (referred, "external")])
def test_a_decision_without_an_application_can_be_objected_to(decided: Any, basis: str) -> None:
    need, decision = decided()
    objection = object_to(decision, grounds="Het helpt niet.")
    (row,) = rows_of(need)
    assert (row.ex_officio, row.state, row.outcome, row.decided_on) == (True, "objection", "denied", TODAY)
    assert (objection.application_id, objection.in_time, objection.law) == (row.id, True, need.law)
    assert (now(decision).application_id, now(decision).basis) == (row.id, basis)
    assert running(need.case)["awb.objection_decision"] == date(2026, 5, 26)


def test_it_is_told_as_an_objection_and_not_as_an_application() -> None:
    need, decision = urgent()
    before = told(need.case)
    object_to(decision)
    assert told(need.case)[len(before) :] == ["objection:received"]
    assert (outbox()[-1].payload["role"], outbox()[-1].payload["kind"]) == ("decision", "objection")
    assert now(need.case).state == "registered"


@pytest.mark.parametrize(("days", "in_time"), [(42, True), (43, False)])
def test_its_term_counts_from_the_decision(days: int, in_time: bool) -> None:
    _need, decision = urgent()
    late = AT + timedelta(days=days)
    assert object_to(decision, received_on=late.date(), at=late).in_time is in_time


def test_upheld_the_need_is_open_again_and_what_follows_is_part_of_the_same_dispute() -> None:
    need, decision = referred()
    objection = object_to(decision)
    judge(objection)
    assert (now(need).state, now(objection.application).outcome) == ("weighed", "granted")
    again = decide(propose(now(need), offer=YOUTH))
    assert (again.basis, again.application_id) == ("external", objection.application_id)
    assert now(need).state == "granted"


def test_urgent_help_that_is_granted_after_all_stays_urgent_help() -> None:
    need, decision = urgent()
    objection = object_to(decision)
    judge(objection)
    again = decide(propose(now(need), offer=BED))
    assert (again.basis, again.application_id) == ("urgent", objection.application_id)


def test_another_need_is_not_drawn_into_the_dispute() -> None:
    need, decision = referred()
    judge(object_to(decision))
    other = propose(name_need(need.case, law="jeugd", referrer="gp", title="Rust thuis"), offer=YOUTH)
    assert (decide(other).application_id, decide(propose(now(need), offer=YOUTH)).basis) == (None, "external")


def test_a_grant_and_its_ending_are_objected_to_each_by_itself() -> None:
    need, granted = urgent(outcome="granted")
    given = {"reason": "lighter_help", "motivation": "x", "article": "y", "ends_on": TODAY}
    ended = do(end_support, by=DANA, case=need.case_id, need=need.id, **given)
    assert object_to(ended).application_id != object_to(granted).application_id
    assert sorted(row.outcome for row in rows_of(need)) == ["denied", "granted"]


def test_upheld_support_that_ended_is_open_again() -> None:
    need, _granted = urgent(outcome="granted")
    given = {"reason": "lighter_help", "motivation": "x", "article": "y", "ends_on": TODAY}
    judge(object_to(do(end_support, by=DANA, case=need.case_id, need=need.id, **given)))
    assert now(need).state == "weighed"


def test_the_clock_of_another_objection_goes_on() -> None:
    need, decision = urgent()
    later = AT + timedelta(days=3)
    other = propose(name_need(need.case, urgent=True, title="Een bed"), offer=BED)
    second = object_to(decide(other, at=later, **REFUSED), at=later)
    first = object_to(decision)
    judge(second, outcome="dismissed")
    assert running(need.case)["awb.objection_decision"] == date(2026, 5, 26)
    judge(first, outcome="dismissed")
    assert "awb.objection_decision" not in running(need.case)


def test_who_took_part_does_not_decide_on_it() -> None:
    objection = object_to(urgent()[1])
    assert refusal_of(judge, objection, by=DANA) == "took_part"
    assert refusal_of(judge, objection, by=TESS) == "access.not_your_role"
    assert refusal_of(judge, objection, motivation=" ") == "reason_missing"


def test_dismissed_or_withdrawn_the_decision_stands() -> None:
    need, decision = urgent()
    judge(object_to(decision), outcome="dismissed")
    again = object_to(decision)
    do(objections.withdraw_objection, said="Laat maar.", case=need.case_id, objection=again.id)
    (row,) = rows_of(need)
    assert (row.state, row.outcome, now(need).state) == ("decided", "denied", "denied")


def test_a_second_objection_waits_for_the_first() -> None:
    need, decision = urgent()
    object_to(decision)
    assert refusal_of(object_to, decision) == "application_is_objection"
    assert len(rows_of(need)) == 1


def test_who_was_second_reads_that_it_changed_and_nothing_is_made() -> None:
    need, decision = urgent()
    with pytest.raises(Stale):
        object_to(decision, seen=now(need.case).version - 1)
    assert (rows_of(need), now(decision).application_id) == ([], None)


def test_a_decision_on_an_application_is_objected_to_along_that_application() -> None:
    case, need = case_to_decide()
    decision = decide(need, **REFUSED)
    assert object_to(decision).application_id == decision.application_id
    assert [row.ex_officio for row in rows_of(need)] == [False]
    assert case.id == need.case_id


def test_only_who_registers_may_and_only_in_sight() -> None:
    _need, decision = referred()
    case = decision.need.case_id
    with pytest.raises(Case.DoesNotExist):
        object_to(decision, by=TOM)
    with pytest.raises(Case.DoesNotExist):
        object_to(decision, by=WIM)
    with pytest.raises(Decision.DoesNotExist):
        object_to(decision, case=open_case().id)
    assert object_to(decision, case=case, by=JOOP).in_time


def test_it_counts_as_no_application_that_was_decided() -> None:
    """The last application withdrawn, the case stands as if nothing was applied for."""
    need, decision = urgent()
    judge(object_to(decision), outcome="dismissed")
    do(course.start_investigation, case=need.case_id)
    do(course.report_outcome, case=need.case_id)
    application = apply_for(need.case)
    given = {"case": need.case_id, "application": application.id, "said": "Het hoeft niet."}
    do(decisions.withdraw_application, **given)
    assert now(need.case).state == "reported"


def test_an_open_objection_keeps_the_case_open_and_a_closed_case_still_takes_one() -> None:
    need, decision = urgent()
    objection = object_to(decision)
    ends = {"case": need.case_id, "reason": "no_support"}
    assert refusal_of(do, course.close, **ends) == "objection_open"
    judge(objection, outcome="dismissed")
    do(course.close, **ends)
    assert object_to(decision).in_time


def test_the_database_knows_no_ex_officio_row_that_waits() -> None:
    case = open_case()
    with acting(TESS), pytest.raises(IntegrityError, match="application_ex_officio_is_decided"):
        Application.objects.create(case=case, law="wmo", received_on=TODAY, ex_officio=True)


def test_a_proposal_taken_back_leaves_nothing_to_object_to() -> None:
    need = propose(name_need(open_case(), urgent=True), offer=BED)
    withdraw(need)
    with acting(EYE):
        assert not Decision.objects.filter(need=need).exists()
