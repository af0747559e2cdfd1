"""An application that is early, held, stands still, is withdrawn or left unprocessed; and the first talk on debts."""

from datetime import date, timedelta

import pytest

from cases.course import actions as course
from cases.decisions import actions as decisions
from cases.decisions.models import Application
from cases.dossier.models import Case, Deadline
from cases.needs.actions import Offer
from cases.needs.models import Need
from tests.cases.doing import do, enter_more, running, told, words
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
    events_of,
    name_need,
    now,
    open_case,
    propose,
    refusal_of,
    register_resident,
    report_outcome,
    start,
    weigh_all,
)

pytestmark = pytest.mark.usefixtures("world")
COMPLETION = {"ground": "completion", "letter_on": TODAY, "answer_by": TODAY + timedelta(days=14)}
DAY = timedelta(days=1)
LATER = AT + 20 * DAY


def applied() -> tuple[Case, Application, Need]:
    case, need = case_to_decide()
    with acting(EYE):
        return case, case.applications.get(), need


def young(**known: int) -> Case:
    resident = register_resident(**({"birth_year": 2004, "birth_month": 6, "birth_day": 1} | known))
    return open_case(resident=resident.id, laws=("pw",))


def suspend(case: Case, application: Application, **changed: object) -> None:
    do(decisions.suspend, case=case.id, application=application.id, **(COMPLETION | changed))


# Under 27: registered at once, handled later.


def test_who_is_under_27_applies_at_once_and_is_handled_after_the_wait() -> None:
    case = young()
    application = apply_for(case, law="pw")
    assert (application.premature, application.held_until) == (True, date(2026, 3, 31))
    assert running(case) == {"pw.decision": date(2026, 5, 26), "pw.advance": date(2026, 4, 28)}


def test_a_held_application_is_not_decided_before_its_day() -> None:
    case = young()
    apply_for(case, law="pw")
    need = propose(weigh_all(name_need(start(case), law="pw")))
    report_outcome(case)
    assert refusal_of(decide, need) == "held"
    assert decide(need, at=AT + timedelta(days=28)).basis == "application"


def test_an_advance_is_paid_every_four_weeks_until_the_decision() -> None:
    case = young(birth_year=1980)
    application = apply_for(case, law="pw")
    do(decisions.pay_advance, case=case.id, application=application.id, paid_on=TODAY + 20 * DAY, at=LATER)
    assert running(case) == {"pw.decision": date(2026, 4, 28), "pw.advance": date(2026, 4, 20)}
    assert told(case)[-1] == "application:advance_paid"


def test_an_advance_is_not_paid_before_the_application_nor_under_another_law() -> None:
    case = young(birth_year=1980)
    application = apply_for(case, law="pw")
    early = {"application": application.id, "paid_on": TODAY - timedelta(days=1)}
    assert refusal_of(do, decisions.pay_advance, case=case.id, **early) == "advance_too_early"
    other, wmo, _need = applied()
    refused = refusal_of(do, decisions.pay_advance, case=other.id, application=wmo.id, paid_on=TODAY)
    assert refused == "no_advance"


def test_the_wait_is_waived_with_a_reason_at_once() -> None:
    case = young()
    application = do(
        decisions.register_application, case=case.id, law="pw", received_on=TODAY, waived_because="Vso tot vorig jaar"
    )
    assert (application.premature, application.held_until) == (False, None)
    assert application.wait_waived_because == "Vso tot vorig jaar"
    assert now(case).state == "applied"


def test_the_wait_is_waived_later_and_the_term_counts_from_receipt() -> None:
    case = young()
    application = apply_for(case, law="pw")
    do(decisions.waive_wait, case=case.id, application=application.id, because="Dakloos en kwetsbaar")
    assert running(case) == {"pw.decision": date(2026, 4, 28), "pw.advance": date(2026, 3, 31)}
    assert (now(application).held_until, now(case).state) == (None, "applied")
    assert told(case)[-1] == "application:wait_waived"


def test_a_wait_is_not_waived_without_a_reason_nor_where_there_is_none() -> None:
    case = young()
    application = apply_for(case, law="pw")
    assert (
        refusal_of(do, decisions.waive_wait, case=case.id, application=application.id, because=" ") == "reason_missing"
    )
    other, free, _need = applied()
    assert refusal_of(do, decisions.waive_wait, case=other.id, application=free.id, because="x") == "not_held"


def test_who_is_27_or_of_unknown_age_does_not_wait() -> None:
    assert apply_for(young(birth_year=1999, birth_month=3, birth_day=3), law="pw").held_until is None
    resident = register_resident(birth_year=2004)
    assert apply_for(open_case(resident=resident.id, laws=("pw",)), law="pw").held_until is None


# The term stands still (Awb art. 4:15).


def test_a_term_stands_still_until_the_answer_is_due() -> None:
    case, application, _need = applied()
    assert running(case) == {"wmo.decision": date(2026, 3, 17)}
    suspend(case, application)
    assert now(application).state == "suspended"
    assert running(case) == {"wmo.decision": date(2026, 3, 31)}
    assert now(case).due_on == date(2026, 3, 31)


def test_the_days_that_really_stood_still_count_when_the_answer_is_in() -> None:
    case, application, _need = applied()
    suspend(case, application)
    do(decisions.resume, at=AT + 6 * DAY, case=case.id, application=application.id)
    assert running(case) == {"wmo.decision": date(2026, 3, 23)}, "five days, and the 22nd is a Sunday"
    assert told(case)[-2:] == ["application:suspended", "application:resumed"]


def test_a_chance_that_passed_unused_does_not_stretch_the_term() -> None:
    case, application, _need = applied()
    suspend(case, application)
    do(decisions.resume, at=AT + 40 * DAY, case=case.id, application=application.id)
    assert running(case) == {"wmo.decision": date(2026, 3, 31)}


def test_a_row_keeps_its_start_and_its_rule() -> None:
    case, application, _need = applied()
    with acting(EYE):
        before = Deadline.objects.running().values("start", "rule", "rule_valid_from").get(case=case)
    suspend(case, application)
    with acting(EYE):
        assert Deadline.objects.running().values("start", "rule", "rule_valid_from").get(case=case) == before


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ground": ""}, "ground_missing"),
        ({"ground": "no_time"}, "ground_missing"),
        ({"letter_on": None}, "letter_missing"),
        ({"letter_on": TODAY + DAY}, "letter_missing"),
        ({"letter_on": TODAY - 30 * DAY}, "term_does_not_stand_still"),
    ],
)
def test_a_term_does_not_stand_still_without_ground_and_letter(changed: dict[str, object], code: str) -> None:
    case, application, _need = applied()
    assert refusal_of(suspend, case, application, **changed) == code
    assert running(case) == {"wmo.decision": date(2026, 3, 17)}


def test_a_term_that_is_over_does_not_stand_still_any_more() -> None:
    case, application, _need = applied()
    late = {"letter_on": TODAY + 20 * DAY, "answer_by": TODAY + 30 * DAY}
    given = {"case": case.id, "application": application.id, "ground": "completion"}
    assert refusal_of(do, decisions.suspend, at=AT + 20 * DAY, **given, **late) == "term_does_not_stand_still"


def test_a_suspended_application_may_be_decided() -> None:
    case, application, need = applied()
    suspend(case, application)
    decide(need)
    with acting(EYE):
        assert [stretch.until for stretch in application.suspensions.all()] == [TODAY]
    assert now(case).state == "decided"


# Left unprocessed (Awb art. 4:5).


def leave(case: Case, application: Application, **more: object) -> None:
    given = {"because": "De loonstroken ontbreken."} | more
    do(decisions.not_process, by=given.pop("by", DANA), case=case.id, application=application.id, **given)


def test_an_application_is_left_unprocessed_after_the_chance_to_complete_it() -> None:
    case, application, need = applied()
    assert refusal_of(leave, case, application) == "completion_not_asked"
    suspend(case, application)
    assert refusal_of(leave, case, application, at=AT + 3 * DAY) == "completion_not_asked", "the time still runs"
    leave(case, application, at=AT + 15 * DAY)
    assert (now(application).outcome, now(case).state, now(need).state) == ("not_processed", "decided", "proposed")
    assert (running(case), words(case)) == ({}, ["De loonstroken ontbreken."])


def test_leaving_unprocessed_is_a_decision() -> None:
    case, application, _need = applied()
    suspend(case, application)
    assert refusal_of(leave, case, application, by=TESS, at=AT + 15 * DAY) == "access.not_your_role"


# Withdrawn by the resident.


def take_back(case: Case, application: Application, said: str = "Het hoeft niet meer.", **more: object) -> None:
    do(decisions.withdraw_application, case=case.id, application=application.id, said=said, **more)


def test_a_withdrawn_application_leaves_the_case_reported() -> None:
    case, application, _need = applied()
    take_back(case, application)
    assert (now(application).state, now(case).state, running(case)) == ("withdrawn", "reported", {})
    assert words(case) == ["Het hoeft niet meer."]


def test_the_application_that_is_left_keeps_the_case_applied_for() -> None:
    case, application, _need = applied()
    apply_for(case)
    take_back(case, application)
    assert now(case).state == "applied"
    assert running(case)


def test_only_the_resident_withdraws() -> None:
    case, application, _need = applied()
    assert refusal_of(take_back, case, application, said="  ") == "resident_statement_missing"


def test_an_early_application_is_withdrawn_before_the_report() -> None:
    case = open_case()
    application = apply_for(case)
    take_back(case, application)
    assert (now(case).state, now(application).state) == ("registered", "withdrawn")


@pytest.mark.parametrize("verb", ["waive_wait", "suspend", "resume", "withdraw_application", "not_process"])
def test_an_application_of_another_team_law_or_case_is_not_found(verb: str) -> None:
    case = open_case(laws=("jeugd", "wmo"))
    application = apply_for(case, law="jeugd")
    given = {"waive_wait": {"because": "x"}, "suspend": COMPLETION, "withdraw_application": {"said": "x"}}.get(verb, {})
    act = getattr(decisions, verb)
    with pytest.raises(Case.DoesNotExist):
        do(act, by=TOM, case=case.id, application=application.id, **given)
    if verb != "not_process":
        with pytest.raises(Application.DoesNotExist):
            do(act, by=WIM, case=case.id, application=application.id, **given)
    with pytest.raises(Application.DoesNotExist):
        do(act, by=DANA if verb == "not_process" else TESS, case=open_case().id, application=application.id, **given)


# Wgs: the first talk is the application (art. 4a).


def debts(**more: object) -> Case:
    return open_case(laws=("wgs",), **more)


def test_the_first_talk_is_the_application() -> None:
    case = start(debts())
    assert now(case).state == "applied"
    assert (running(case), told(case)[-2:]) == (
        {"wgs.decision": date(2026, 4, 28)},
        ["talk:held", "application:received"],
    )


def test_who_wants_no_further_help_gets_no_decision() -> None:
    case = start(debts(), waives=True)
    assert (now(case).state, running(case)) == ("investigating", {})
    assert events_of(case)[-1].reason == "waived"


def test_an_application_that_came_before_the_talk_is_taken_up_by_it() -> None:
    case = debts()
    assert apply_for(case, law="wgs").premature
    start(case)
    with acting(EYE):
        assert case.applications.count() == 1
    assert now(case).state == "applied"


def test_who_does_not_work_for_debts_does_not_hold_the_talk() -> None:
    case = open_case(laws=("wmo", "wgs"))
    start(case, by=WIM)
    assert "wgs.first_talk" in running(case)
    assert refusal_of(do, course.hold_first_talk, by=WIM, case=case.id) == "law_not_yours"
    do(course.hold_first_talk, case=case.id)
    assert "wgs.decision" in running(case)
    assert refusal_of(do, course.hold_first_talk, case=case.id) == "talked_already"


def test_an_urgent_grant_about_debts_meets_no_clock() -> None:
    """The talk is still to be held, and its decision follows."""
    enter_more()
    case = debts()
    need = propose(name_need(case, law="wgs", urgent=True), offer=_payment())
    assert decide(need).basis == "urgent"
    assert "wgs.first_talk" in running(case)


def _payment() -> Offer:
    return Offer(product="Betaling aan Vitens", temporary=True)
