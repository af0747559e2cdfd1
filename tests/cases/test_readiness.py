"""Who decides reads beside each case whether it can be decided, and else the very reason that deciding would give."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.access import Actor
from accounts.models import Mandate
from cases.decisions import actions as decisions
from cases.decisions import readiness
from cases.dossier import actions as dossier
from cases.dossier.models import Case
from cases.needs.actions import Offer
from cases.needs.models import Need
from tests.cases.doing import do
from tests.cast import (
    AT,
    DANA,
    EYE,
    HOURS,
    TESS,
    TODAY,
    TOM,
    acting,
    apply_for,
    case_to_decide,
    decide,
    investigated_case,
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
from tests.pages.hands import message, signed_in
from workflows.layers import Outcome

pytestmark = pytest.mark.usefixtures("world")
UNSIGNED = replace(DANA, mandates=frozenset())
NO_AMOUNT = Offer(product="Huishoudelijke hulp")


def refusal(case: Case, *, by: Actor = DANA, at: datetime = AT) -> str | None:
    """The code of why nothing can be decided in this case; None when something can."""
    with acting(by, at=at):
        cases = readiness.with_applications(Case.objects.filter(pk=case.id), by=by, on=localdate(at))
        (found,) = readiness.refusals_of(cases, by=by, at=at).values()
    return found.code if found else None


def reported(need: Need, *, offer: Offer = HOURS, **more: Any) -> Need:
    """Proposed, the outcome given, and applied for."""
    need = propose(need, offer=offer, **more)
    case = now(need).case_id
    with acting(EYE):
        found = Case.objects.get(pk=case)
    report_outcome(found)
    apply_for(found, law=need.law)
    return need


def held() -> Need:
    young = register_resident(birth_year=2004, birth_month=6, birth_day=1)
    case = open_case(resident=young.id, laws=("pw",))
    apply_for(case, law="pw")
    need = propose(weigh_all(name_need(start(case), law="pw")))
    report_outcome(case)
    return need


def test_a_complete_proposal_can_be_decided() -> None:
    case, need = case_to_decide()
    assert refusal(case) is None
    decide(need)


REFUSED: dict[str, tuple[Callable[[], Need], Actor]] = {
    "no_mandate": (lambda: case_to_decide()[1], UNSIGNED),
    "quantity_missing": (lambda: reported(investigated_case()[1], offer=NO_AMOUNT), DANA),
    "held": (held, DANA),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_said_is_what_deciding_would_answer(code: str) -> None:
    prepare, by = REFUSED[code]
    need = prepare()
    with acting(EYE):
        case = Case.objects.get(pk=need.case_id)
    if by is UNSIGNED:
        Mandate.objects.update(valid_until=TODAY - timedelta(days=1))
    assert refusal(case, by=by) == refusal_of(decide, need, by=by) == code


def test_without_a_need_that_is_what_is_missing() -> None:
    case = open_case()
    apply_and_ripen(case)
    assert refusal(case) == "no_needs"


def apply_and_ripen(case: Case) -> None:
    """An application after the six weeks: the case waits for a decision, whatever was found."""
    late = AT + timedelta(days=45)
    apply_for(case, at=late)
    assert now(case).state == "applied"


def test_a_need_that_cannot_be_proposed_yet_says_why() -> None:
    case = open_case()
    need = name_need(case)
    apply_and_ripen(case)
    assert refusal(case) == "not_weighed"
    weigh_all(need, social_network=Outcome.SUFFICIENT)
    assert refusal(case) == refusal_of(propose, need) == "layer_sufficient"


def test_a_need_that_can_be_proposed_and_is_not_stands_as_it_is() -> None:
    case, need = investigated_case()
    apply_and_ripen(case)
    assert refusal(case) == refusal_of(decide, need) == "need_is_weighed"


def test_one_need_that_can_be_decided_is_enough() -> None:
    case, _need = case_to_decide()
    name_need(case, title="Vervoer")
    assert refusal(case) is None


def test_what_is_proposed_says_what_is_missing_before_what_is_not() -> None:
    case, need = investigated_case()
    reported(need, offer=replace(HOURS, quantity=None))
    name_need(case, title="Vervoer")
    assert refusal(case) == "quantity_missing"


def test_when_the_time_to_complete_it_has_passed_an_application_can_be_set_aside() -> None:
    case = open_case()
    apply_and_ripen(case)
    with acting(EYE):
        application = case.applications.get()
    sent, lapsed = AT + timedelta(days=45), AT + timedelta(days=60)
    given = {"ground": "completion", "letter_on": sent.date(), "answer_by": sent.date() + timedelta(days=14)}
    do(decisions.suspend, at=sent, case=case.id, application=application.id, **given)
    assert refusal(case, at=sent + timedelta(days=10)) == "no_needs"
    assert refusal(case, at=lapsed) is None
    do(decisions.not_process, by=DANA, at=lapsed, case=case.id, application=application.id)


def test_a_need_of_a_law_out_of_sight_says_nothing() -> None:
    """A colleague who decides under the Wmo only hears nothing of what was proposed for the youth."""
    case = open_case(laws=("wmo", "jeugd"))
    start(case)
    reported(weigh_all(name_need(case, law="jeugd")))
    narrow = replace(DANA, posts=tuple(replace(post, laws=frozenset({"wmo"})) for post in DANA.posts))
    assert refusal(case) is None
    assert refusal(case, by=narrow) == "no_needs"


def test_who_does_not_decide_there_reads_no_reason() -> None:
    case, _need = case_to_decide()
    for other in (TESS, TOM):
        with acting(EYE):
            seen = Case.objects.get(pk=case.id)
        with acting(other):
            assert readiness.refusals_of([seen], by=other, at=AT) == {}


def test_a_case_that_waits_for_no_decision_reads_no_reason() -> None:
    with acting(DANA):
        assert readiness.refusals_of([open_case_seen()], by=DANA, at=AT) == {}


def open_case_seen() -> Case:
    return Case(state="registered", team_id=DANA.posts[0].team)


class TestMyWork:
    def test_what_can_be_decided_comes_first_however_urgent_the_rest(self) -> None:
        waiting, ready = open_case(), case_to_decide()[0]
        apply_and_ripen(waiting)
        with acting(TESS):
            Case.objects.filter(pk=waiting.id).update(urgent=True)
        context = signed_in(DANA).get(reverse("my_work")).context
        assert str(ready.id) in context["first"]["url"]
        (last,) = context["groups"][-1]["rows"]
        assert str(waiting.id) in last["url"]
        assert context["things"] == 1

    def test_the_row_says_why_it_cannot_be_decided(self) -> None:
        case = open_case()
        apply_and_ripen(case)
        context = signed_in(DANA).get(reverse("my_work")).context
        assert context["first"] is None
        assert str(readiness.NO_NEEDS) in context["groups"][0]["rows"][0]["why"]

    def test_of_a_long_list_a_proposal_is_not_cut_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("intake.work_rows.CASES", 2)
        for _one in range(3):
            apply_and_ripen(open_case())
        ready, _need = case_to_decide()
        assert str(ready.id) in signed_in(DANA).get(reverse("my_work")).context["first"]["url"]

    def test_who_investigates_sees_the_list_as_it_was(self) -> None:
        case = open_case()
        apply_and_ripen(case)
        do(dossier.take, case=case.id)
        shown = message(signed_in(TESS).get(reverse("my_work")))
        assert str(readiness.NO_NEEDS) not in shown
        assert case.number in shown
