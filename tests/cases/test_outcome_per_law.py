"""The outcome of an investigation is given per law, by who works for it; the case follows when its last law is done."""

from datetime import timedelta

import pytest

from cases.course import actions as course
from cases.dossier.models import Case
from cases.needs import actions as needs
from cases.needs.actions import Offer
from cases.needs.models import Need
from tests.cases.doing import JOOP, do, enter_more, running
from tests.cast import (
    AT,
    EYE,
    TESS,
    WIM,
    acting,
    apply_for,
    close,
    cover,
    decide,
    events_of,
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


@pytest.fixture(autouse=True)
def joop(world: None) -> None:
    enter_more()


def finished(case: Case) -> list[tuple[str, str, str]]:
    return [
        (event.law, event.layer, event.reason) for event in events_of(case) if event.kind == "investigation:finished"
    ]


def covered(case: Case, law: str, *, by: object = TESS) -> Need:
    need = weigh_all(name_need(case, law=law, by=by), by=by, social_network=Outcome.SUFFICIENT)
    return cover(need, Layer.SOCIAL_NETWORK, by=by)


def case_of_two() -> tuple[Case, Need, Need]:
    """A case of Wim (Wmo) and Joop (youth), who each covered a need."""
    case = open_case(laws=("wmo", "jeugd"))
    start(case)
    return case, covered(case, "wmo", by=WIM), covered(case, "jeugd", by=JOOP)


def test_who_works_for_one_law_finishes_that_law_only() -> None:
    case, _wmo, _jeugd = case_of_two()
    report_outcome(case, by=WIM)
    assert finished(case) == [("wmo", "social_network", "")]
    assert (now(case).state, now(case).reported_laws) == ("investigating", ["wmo"])


def test_the_case_is_reported_when_its_last_law_is() -> None:
    case, _wmo, _jeugd = case_of_two()
    report_outcome(case, by=WIM)
    assert report_outcome(case, by=JOOP).state == "reported"
    assert {law for law, _layer, _why in finished(case)} == {"wmo", "jeugd"}


def test_a_clock_is_met_by_its_own_law() -> None:
    case, _wmo, _jeugd = case_of_two()
    report_outcome(case, by=JOOP)
    assert "wmo.investigation" in running(case)
    report_outcome(case, by=WIM)
    assert running(case) == {}


def test_the_nearest_end_of_another_law_stays_the_nearest() -> None:
    case, _wmo, _jeugd = case_of_two()
    due = now(case).due_on
    report_outcome(case, by=JOOP)
    assert due is not None
    assert now(case).due_on == due


def test_a_law_that_is_still_weighed_waits_while_the_other_is_finished() -> None:
    case = open_case(laws=("wmo", "jeugd"))
    start(case)
    covered(case, "wmo")
    name_need(case, law="jeugd")
    assert report_outcome(case).state == "investigating"
    assert [law for law, _layer, _why in finished(case)] == ["wmo"]


def test_who_gave_the_outcome_of_her_part_is_told_so() -> None:
    case, _wmo, _jeugd = case_of_two()
    report_outcome(case, by=WIM)
    assert refusal_of(report_outcome, case, by=WIM) == "reported_already"


def test_what_another_law_still_weighs_is_not_told_in_a_refusal() -> None:
    case = open_case(laws=("wmo", "jeugd"))
    start(case)
    name_need(case, law="jeugd", by=JOOP)
    assert refusal_of(report_outcome, case, by=WIM) == "no_needs"


def test_a_law_without_a_need_goes_along_and_counts_nowhere() -> None:
    case = open_case(laws=("wmo", "pw"))
    start(case)
    covered(case, "wmo")
    assert report_outcome(case).state == "reported"
    assert [law for law, _layer, _why in finished(case)] == ["wmo"]


def test_a_waiting_application_is_taken_up_with_its_own_law() -> None:
    case, _wmo, _jeugd = case_of_two()
    apply_for(case, law="wmo")
    report_outcome(case, by=JOOP)
    assert "wmo.decision" not in running(case)
    assert report_outcome(case, by=WIM).state == "applied"
    assert "wmo.decision" in running(case)


def test_an_application_elsewhere_keeps_the_case_applied_for() -> None:
    case, _wmo, _jeugd = case_of_two()
    apply_for(case, law="wmo")
    report_outcome(case, by=WIM)
    assert report_outcome(case, by=JOOP).state == "applied"


def test_needs_that_all_came_by_referral_are_told_apart() -> None:
    case = open_case(laws=("jeugd",))
    decide(propose(name_need(case, law="jeugd", referrer="gp")))
    report_outcome(start(case))
    assert finished(case) == [("jeugd", "tailored_provision", "external")]


def test_one_referred_need_beside_a_weighed_one_is_an_ordinary_investigation() -> None:
    case = open_case(laws=("jeugd",))
    propose(name_need(case, law="jeugd", referrer="gp"))
    covered(case, "jeugd")
    report_outcome(start(case))
    assert finished(case) == [("jeugd", "tailored_provision", "")]


def test_help_that_went_first_is_told_apart() -> None:
    case = open_case()
    decide(propose(name_need(case, urgent=True), offer=Offer(product="Noodbed", temporary=True)))
    report_outcome(start(case))
    assert finished(case) == [("wmo", "tailored_provision", "urgent")]


def test_urgent_and_weighed_as_usual_is_no_urgent_route() -> None:
    case = open_case()
    propose(weigh_all(name_need(case, urgent=True)))
    report_outcome(start(case))
    assert finished(case) == [("wmo", "tailored_provision", "")]


def test_a_need_that_did_not_work_takes_its_law_up_again() -> None:
    case, wmo, _jeugd = case_of_two()
    report_outcome(case)
    do(needs.reopen, case=case.id, need=wmo.id, reason="not_helped")
    resumed = do(course.resume_investigation, by=WIM, case=case.id)
    assert (resumed.state, resumed.reported_laws) == ("investigating", ["jeugd"])
    assert events_of(case)[-1].kind == "investigation:resumed"
    weigh_all(now(wmo), social_network=Outcome.SUFFICIENT)
    cover(now(wmo), Layer.SOCIAL_NETWORK)
    assert report_outcome(case, by=WIM).state == "reported"
    assert [law for law, _layer, _why in finished(case)] == ["jeugd", "wmo", "wmo"]


def test_an_application_goes_on_waiting_while_its_investigation_is_resumed() -> None:
    case, wmo, _jeugd = case_of_two()
    report_outcome(case)
    apply_for(case)
    do(needs.reopen, case=case.id, need=wmo.id, reason="not_helped")
    assert do(course.resume_investigation, case=case.id).state == "applied"


def test_without_a_need_that_waits_nothing_is_resumed() -> None:
    case, _wmo, _jeugd = case_of_two()
    report_outcome(case)
    assert refusal_of(do, course.resume_investigation, case=case.id) == "nothing_to_investigate"


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        (course.close, {"reason": "met"}),
        (course.withdraw, {"said": "Het hoeft niet meer."}),
        (course.transfer, {"to": "Gemeente Assen", "because": "moved"}),
    ],
    ids=["close", "withdraw", "transfer"],
)
def test_who_works_for_one_law_does_not_end_what_runs_under_another(verb: object, given: dict[str, str]) -> None:
    case, _wmo, _jeugd = case_of_two()
    assert refusal_of(do, verb, by=WIM, case=case.id, **given) == "not_alone"
    assert now(case).state == "investigating"
    assert do(verb, case=case.id, **given).is_over, "who works for both does"


def test_who_works_for_one_law_ends_a_case_in_which_the_other_is_settled() -> None:
    case = open_case(laws=("wmo", "jeugd"))
    start(case)
    covered(case, "wmo", by=WIM)
    name_need(case, law="jeugd", by=JOOP, referrer="gp")
    report_outcome(case, by=JOOP)
    report_outcome(case, by=WIM)
    assert refusal_of(close, case, by=WIM) == "not_alone", "a need of Joop's is not settled"
    do(needs.close_need, by=JOOP, case=case.id, need=_need_of(case, "jeugd").id, reason="no_longer_asked")
    assert close(case, by=WIM).state == "closed"


def _need_of(case: Case, law: str) -> Need:
    with_all = now(case)

    with acting(EYE):
        return Need.objects.get(case=with_all, law=law)


def test_the_day_of_another_law_does_not_order_a_list() -> None:
    late = open_case(laws=("wmo",), at=AT + timedelta(days=9))
    both = open_case(laws=("jeugd", "wmo"), at=AT)
    assert [case.pk for case in _listed(TESS)] == [both.pk, late.pk]
    assert [case.pk for case in _listed(JOOP)] == [both.pk]
    wim = _listed(WIM)
    assert [case.pk for case in wim] == [late.pk, both.pk], "for Wim the mixed case has no day"


def _listed(actor: object) -> list[Case]:

    with acting(actor):
        return list(Case.objects.visible_to(actor).worklist(actor))
