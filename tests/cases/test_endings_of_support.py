"""Ending granted support before its time: a decision of its own (Wmo 2015 art. 2.3.10)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import Mandate
from cases.decisions.endings.actions import end_support
from cases.decisions.models import Decision
from cases.decisions.objections.actions import decide_objection, register_objection
from cases.needs import actions as needs
from cases.needs.models import Need
from tests.cases.doing import DORA, do, enter_more, told
from tests.cases.test_needs_later import granted
from tests.cast import AT, DANA, EYE, MAX, TESS, TODAY, acting, now, refusal_of

pytestmark = pytest.mark.usefixtures("world")
LATER = AT + timedelta(days=200)
ENOUGH = {
    "reason": "lighter_help",
    "motivation": "De dochter doet het huis nu, en mevrouw gaat naar de Linde.",
    "article": "Wmo 2015 art. 2.3.10 lid 1 onder c",
    "ends_on": TODAY + timedelta(days=42),
}


def end(need: Need, **other: Any) -> Decision:
    given = {"by": DANA, "at": AT} | ENOUGH | other
    return do(end_support, case=need.case_id, need=need.id, **given)


def test_it_is_a_decision_with_its_mandate_reasons_article_and_day() -> None:
    need = granted()
    decision = end(need)
    assert (decision.outcome, decision.basis, decision.ends_on) == ("ended", "review", date(2026, 4, 14))
    assert (decision.by_id, decision.mandate.user_id) == (DANA.id, DANA.id)
    assert now(need).state == "stepped_down"
    assert told(need.case)[-1] == "need:stepped_down"
    with acting(EYE):
        first, last = Decision.objects.filter(need=need).order_by("outcome").values_list("outcome", "application")
    assert (first[0], last[0], first[1]) == ("ended", "granted", last[1])


@pytest.mark.parametrize(
    ("without", "code"),
    [
        ({"by": TESS}, "access.not_your_role"),
        ({"by": MAX}, "access.not_your_role"),
        ({"motivation": "  "}, "reason_missing"),
        ({"article": ""}, "article_missing"),
        ({"ends_on": TODAY - timedelta(days=1)}, "end_lies_behind"),
    ],
)
def test_nothing_ends_without_all_of_it(without: dict[str, Any], code: str) -> None:
    need = granted()
    assert refusal_of(end, need, **without) == code
    assert now(need).state == "granted"


def test_who_holds_the_role_without_a_mandate_signs_nothing() -> None:
    need = granted()
    enter_more()
    Mandate.objects.filter(user=DORA.id).update(valid_until=TODAY - timedelta(days=1))
    assert refusal_of(end, need, by=DORA) == "right_needs_decision"


def test_support_that_was_never_granted_cannot_end() -> None:
    need = granted()
    end(need)
    assert refusal_of(end, need) == "need_is_stepped_down"


def test_an_objection_against_the_ending_is_in_time_though_the_grant_is_old() -> None:
    need = granted()
    ended = end(need, at=LATER, ends_on=LATER.date() + timedelta(days=30))
    given = {"case": need.case_id, "application": ended.application_id, "received_on": LATER.date()}
    objection = do(register_objection, at=LATER, **given)
    assert objection.in_time is True


def test_upheld_the_need_that_lost_its_support_is_open_again() -> None:
    need = granted()
    enter_more()
    ended = end(need)
    given = {"case": need.case_id, "application": ended.application_id, "received_on": TODAY}
    objection = do(register_objection, **given)
    words = {"outcome": "upheld", "motivation": "De dochter is verhuisd."}
    do(decide_objection, case=need.case_id, objection=objection.id, by=DORA, **words)
    assert now(need).state == "weighed"


def test_what_stepped_down_by_plan_is_not_opened_by_somebody_elses_objection() -> None:
    need = granted()
    enter_more()
    ended = end(need)
    do(needs.reopen, case=need.case_id, need=need.id, reason="changed")
    do(needs.close_need, case=need.case_id, need=need.id, reason="met")
    given = {"case": need.case_id, "application": ended.application_id, "received_on": TODAY}
    objection = do(register_objection, **given)
    words = {"outcome": "upheld", "motivation": "De dochter is verhuisd."}
    do(decide_objection, case=need.case_id, objection=objection.id, by=DORA, **words)
    assert now(need).state == "closed"


def test_the_database_knows_no_ending_without_its_day() -> None:
    ended = end(granted())
    with acting(EYE), pytest.raises(IntegrityError, match="decision_that_ends_support_names_its_day"):
        Decision.objects.filter(pk=ended.pk).update(ends_on=None)
