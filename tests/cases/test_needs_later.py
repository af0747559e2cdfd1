"""Urgent, did it work, lighter help, closed, opened again: what comes after, and what figures may count of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cases.course import actions as course
from cases.dossier.acts import Stale
from cases.dossier.models import Case, Task
from cases.needs import actions as needs
from cases.needs.actions import Offer
from cases.needs.models import Need
from tests.cast import (
    AT,
    EYE,
    HOURS,
    MAX,
    TESS,
    TODAY,
    TOM,
    acting,
    apply_for,
    case_to_decide,
    cover,
    decide,
    events_of,
    name_need,
    now,
    open_case,
    propose,
    refusal_of,
    weigh_all,
)
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.usefixtures("world")
NETWORK = Layer.SOCIAL_NETWORK


def do(verb: Callable[..., Any], need: Need, *, by: Any = TESS, **more: Any) -> Any:
    with acting(by):
        return verb(case=need.case_id, need=need.id, by=by, at=AT, **more)


def covered() -> Need:
    return cover(weigh_all(name_need(open_case()), social_network=Outcome.SUFFICIENT), NETWORK)


def granted(*, offer: Offer = HOURS) -> Need:
    """A need whose maatwerk was granted."""
    case = open_case()
    need = propose(weigh_all(name_need(case)), offer=offer)
    with acting(TESS):
        course.start_investigation(case=case.id, by=TESS, at=AT)
        course.report_outcome(case=case.id, by=TESS, at=AT)
    apply_for(case)
    decide(need)
    return need


def told(need: Need) -> list[tuple[str, str, str]]:
    return [(event.kind, event.layer, event.reason) for event in events_of(need.case) if event.need == need.id]


def tasks(need: Need) -> list[tuple[str, date]]:
    with acting(EYE):
        return list(Task.objects.open().filter(need=need.id).values_list("kind", "due_on"))


# Urgent


def test_marking_a_need_urgent_marks_its_case_and_lets_help_go_first() -> None:
    need = name_need(open_case())
    do(needs.mark_urgent, need)
    assert (now(need).urgent, now(need.case).urgent, now(need).state) == (True, True, "open")
    assert told(need)[-1] == ("need:marked_urgent", "", "")
    assert propose(need, offer=Offer(product="Noodbed", temporary=True)).state == "proposed"
    assert [kind for kind, _ in tasks(need)] == ["write_urgent_reasons"]


def test_a_second_tap_on_urgent_is_told_that_it_came_second() -> None:
    need = name_need(open_case())
    do(needs.mark_urgent, need, seen=0)
    with pytest.raises(Stale):
        do(needs.mark_urgent, need, seen=0)


def test_what_was_granted_is_not_marked_urgent() -> None:
    assert refusal_of(do, needs.mark_urgent, granted()) == "need_is_granted"


# Did it work


def test_it_worked_and_nobody_asks_again() -> None:
    need = covered()
    do(needs.ask_whether_it_worked, need, worked="yes")
    assert (now(need).state, tasks(need)) == ("covered", [])
    assert told(need)[-1] == ("need:worked", "", "yes")
    with acting(EYE):
        assert [(row.worked, row.asked_at) for row in now(need).coverages.all()] == [("yes", AT)]


def test_it_worked_partly_and_somebody_asks_again() -> None:
    need, later = covered(), TODAY + timedelta(weeks=2)
    do(needs.ask_whether_it_worked, need, worked="partly", ask_again_on=later)
    assert (now(need).state, tasks(need)) == ("covered", [("ask_whether_it_worked", later)])
    with acting(EYE):
        assert now(need).coverages.get().ask_on == later


def test_it_did_not_work_so_the_need_is_open_again() -> None:
    need = covered()
    do(needs.ask_whether_it_worked, need, worked="no")
    assert (now(need).state, tasks(need)) == ("weighed", [])
    assert told(need)[-2:] == [("need:worked", "", "no"), ("need:reopened", "", "not_helped")]
    with acting(EYE):
        assert not now(need).coverages.in_force().exists()


def test_one_asks_of_what_is_covered_only_and_on_a_day_to_come() -> None:
    assert refusal_of(do, needs.ask_whether_it_worked, granted(), worked="yes") == "need_is_granted"
    yesterday = TODAY - timedelta(days=1)
    refused = refusal_of(do, needs.ask_whether_it_worked, covered(), worked="partly", ask_again_on=yesterday)
    assert refused == "ask_on_passed"


def test_what_did_not_help_counts_no_more_after_a_denial() -> None:
    need = covered()
    do(needs.ask_whether_it_worked, need, worked="no")
    with acting(EYE):
        assert needs._covering(now(need)) == ()


# Lighter help, closed


def test_a_right_is_not_stepped_down_before_its_time() -> None:
    assert refusal_of(do, needs.step_down, granted(), reason="lighter_help") == "right_needs_decision"


@pytest.mark.parametrize(
    "offer",
    [
        Offer(product="Hulp", quantity=HOURS.quantity, period_from=date(2025, 1, 1), period_until=date(2025, 12, 31)),
        Offer(product="Hulp", quantity=HOURS.quantity, temporary=True),
    ],
    ids=["past its term", "temporary"],
)
def test_what_has_run_out_steps_down_without_a_decision(offer: Offer) -> None:
    need = granted(offer=offer)
    do(needs.step_down, need, reason="by_plan")
    assert now(need).state == "stepped_down"


def test_who_only_reads_steps_nothing_down() -> None:
    assert refusal_of(do, needs.step_down, granted(), reason="by_plan", by=MAX) == "access.not_your_role"


def test_a_closed_need_counts_for_the_step_it_ended_in() -> None:
    need = covered()
    do(needs.close_need, need, reason="met")
    assert (now(need).state, now(need).closed_from, tasks(need)) == ("closed", "covered", [])
    assert told(need)[-1] == ("need:closed", "social_network", "met")


def test_a_need_is_not_closed_from_under_an_application() -> None:
    case, _ = case_to_decide()
    other = name_need(case)
    assert refusal_of(do, needs.close_need, other, reason="met") == "application_waits"


def test_a_right_is_not_closed_away() -> None:
    need = granted()
    assert refusal_of(do, needs.close_need, need, reason="met") == "right_needs_decision"
    do(needs.close_need, need, reason="deceased")
    assert (now(need).state, now(need).closed_from) == ("closed", "granted")


def test_a_need_without_a_reason_stays_open() -> None:
    assert refusal_of(do, needs.close_need, covered(), reason="") == "reason_missing"


def test_what_was_closed_can_be_opened_again() -> None:
    need = covered()
    do(needs.close_need, need, reason="met")
    do(needs.reopen, need, reason="changed")
    assert (now(need).state, now(need).closed_from) == ("weighed", "")


# Not mine


VERBS: tuple[tuple[Callable[..., Any], dict[str, Any]], ...] = (
    (needs.mark_urgent, {}),
    (needs.does_not_apply, {"layer": NETWORK}),
    (needs.ask_whether_it_worked, {"worked": "yes"}),
    (needs.step_down, {"reason": "by_plan"}),
    (needs.close_need, {"reason": "met"}),
    (needs.reopen, {"reason": "changed"}),
    (needs.withdraw_proposal, {}),
)


@pytest.mark.parametrize(("verb", "more"), VERBS, ids=lambda one: getattr(one, "__name__", ""))
def test_a_need_of_another_team_law_or_case_is_not_there(verb: Callable[..., Any], more: dict[str, Any]) -> None:
    need = covered()
    with pytest.raises(Case.DoesNotExist):
        do(verb, need, by=TOM, **more)
    need.case_id = open_case().id
    with pytest.raises(Need.DoesNotExist):
        do(verb, need, **more)


@pytest.mark.parametrize(("verb", "more"), VERBS, ids=lambda one: getattr(one, "__name__", ""))
def test_who_sees_the_case_and_may_not_investigate_is_refused(verb: Callable[..., Any], more: dict[str, Any]) -> None:
    assert refusal_of(do, verb, covered(), by=MAX, **more) == "access.not_your_role"


# Referred from outside


def test_a_referral_is_registered_apart_and_of_the_youth_act_only() -> None:
    case = open_case(laws=("jeugd", "wmo"))
    need = name_need(case, law="jeugd", referrer="gp", referred_on=date(2026, 2, 3))
    assert told(need) == [("need:named", "", "gp")]
    assert refusal_of(name_need, case, law="wmo", referrer="gp") == "referral_of_other_law"
