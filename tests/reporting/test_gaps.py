"""Where facilities nearby did not do: needs by hand, once under each reason, and which of them went on."""

from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts import access
from cases.dossier import actions as dossier
from cases.needs import actions as needs
from cases.needs.advice.actions import Answered, answer_facilities
from cases.needs.advice.models import AdvisedFacility
from cases.needs.models import Need
from reporting.facts.demand import Gap
from reporting.figures.gaps import gaps, places
from reporting.figures.scope import Asked
from tests.cases import referring
from tests.cases.doing import do
from tests.cast import (
    AT,
    EYE,
    MAX,
    NOORD,
    TESS,
    TOM,
    ZUID,
    acting,
    cover,
    hand_over,
    name_need,
    open_case,
    propose,
    weigh_all,
    withdraw,
)
from tests.provisions.many import many
from tests.reporting.areas import LINDE, VENEN, enter_areas, living_in
from workflows.advice import FacilityAnswer as Said
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.usefixtures("world")
MARCH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}


@pytest.fixture(autouse=True)
def directory(world: None) -> None:
    """Facilities for social contact; none for safety."""
    enter_areas()
    many(60)


def on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def counted(*, actor: Any = MAX, **asked: Any) -> list[tuple[Any, ...]]:
    with acting(actor):
        rows = gaps(Asked(actor=actor, **(MARCH | asked)))
    return [(row.neighbourhood, row.life_area, row.reason, row.needs, row.went_on) for row in rows]


def lonely(code: str = "", *, at: datetime = AT, **more: Any) -> Need:
    case = open_case(resident=living_in(code) if code else None, at=at)
    return name_need(case, life_area="social_network", title="Onder de mensen komen", at=at, **more)


def answered(need: Need, *said: Said, at: datetime = AT) -> Need:
    """The facilities that were named, in their order; the last answer is that of the others too."""
    with acting(EYE):
        named = list(AdvisedFacility.objects.filter(need=need, superseded_at=None).order_by("rank"))
    assert len(named) == 3
    answers = {one.id: Answered(said[min(place, len(said) - 1)]) for place, one in enumerate(named)}
    return do(answer_facilities, case=need.case_id, need=need.id, answers=answers, at=at)


def proposed(need: Need, *, at: datetime = AT) -> Need:
    return propose(weigh_all(need, at=at), at=at)


def test_each_reason_counts_a_need_once_however_many_facilities_have_it() -> None:
    proposed(answered(lonely(LINDE), Said.DOES_NOT_FIT, Said.NOT_AVAILABLE, Said.DOES_NOT_FIT))
    assert counted() == [
        (LINDE, "social_network", "no_room", 1, 1),
        (LINDE, "social_network", "does_not_fit", 1, 1),
    ]
    with acting(MAX):
        (place,) = places(Asked(actor=MAX, **MARCH))
    assert (place.name, place.needs, place.went_on) == ("De Linde", 1, 1)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Said.NOT_AVAILABLE, "no_room"),
        (Said.DOES_NOT_FIT, "does_not_fit"),
        (Said.CANNOT_GET_THERE, "cannot_get_there"),
        (Said.CANNOT_BEAR_COST, "cannot_bear_cost"),
    ],
)
def test_the_reasons_of_the_answers(said: Said, reason: str) -> None:
    answered(lonely(LINDE), said)
    assert counted() == [(LINDE, "social_network", reason, 1, 0)]


def test_what_is_taken_is_no_gap_and_a_need_that_stays_near_did_not_go_on() -> None:
    answered(lonely(LINDE), Said.TAKEN)
    mixed = answered(lonely(VENEN), Said.CANNOT_GET_THERE, Said.TAKEN)
    weigh_all(mixed, general_facility=Outcome.SUFFICIENT)
    cover(mixed, Layer.GENERAL_FACILITY)
    assert counted() == [(VENEN, "social_network", "cannot_get_there", 1, 0)]


def test_nothing_near_is_what_was_looked_for_not_found_and_weighed_as_not_enough() -> None:
    need = name_need(open_case(resident=living_in(VENEN)), life_area="safety")
    assert counted() == []
    proposed(need)
    assert counted() == [(VENEN, "safety", "nothing_near", 1, 1)]


def test_where_something_was_named_the_weighing_alone_is_no_reason() -> None:
    weigh_all(lonely(LINDE))
    assert counted() == []


@pytest.mark.parametrize(
    "more",
    [{"urgent": True}, {"law": "jeugd", "referrer": "gp", "referred_on": date(2026, 3, 1)}],
    ids=["urgent", "gp"],
)
def test_where_nobody_looked_nothing_is_missing(more: dict[str, Any]) -> None:
    case = open_case(laws=("wmo", "jeugd"))
    weigh_all(name_need(case, life_area="safety", **more))
    assert counted() == []


def test_what_turns_urgent_later_tells_nothing_of_what_is_near() -> None:
    need = weigh_all(name_need(open_case(), life_area="safety"))
    assert len(counted()) == 1
    do(needs.mark_urgent, case=need.case_id, need=need.id)
    before = facts()
    rebuild()
    assert facts() == before == []


@pytest.mark.parametrize(
    ("reason", "gap"),
    [
        ("full", "no_room"),
        ("outside", "cannot_get_there"),
        ("stopped", "nothing_near"),
        ("other_help", "does_not_fit"),
        ("other", "does_not_fit"),
    ],
)
def test_what_a_facility_answers_to_a_referral(reason: str, gap: str) -> None:
    sent = referring.refer(lonely(LINDE))
    referring.answer(sent, "does_not_fit", reason=reason)
    assert counted() == [(LINDE, "social_network", gap, 1, 0)]


def test_who_does_not_want_to_go_or_waits_is_no_gap() -> None:
    referring.answer(referring.refer(lonely(LINDE)), "decline")
    referring.answer(referring.refer(lonely(VENEN)), "put_on_waiting_list")
    assert counted() == []


class TestGoingOn:
    """A need went on when step 4 was proposed for it after the answer, or stood so already, and that was not undone."""

    def test_a_proposal_that_was_taken_back_is_no_going_on(self) -> None:
        need = proposed(answered(lonely(LINDE), Said.DOES_NOT_FIT))
        assert counted()[0][-1] == 1
        withdraw(need)
        assert counted()[0][-1] == 0
        propose(need)
        assert counted()[0][-1] == 1

    def test_it_counts_on_the_day_of_the_answer_also_when_it_goes_on_later(self) -> None:
        need = answered(lonely(LINDE, at=on(3, 2)), Said.DOES_NOT_FIT, at=on(3, 3))
        proposed(need, at=on(4, 9))
        assert counted() == [(LINDE, "social_network", "does_not_fit", 1, 1)]
        assert counted(since=date(2026, 4, 1), until=date(2026, 4, 30)) == []

    def test_the_first_day_of_a_reason_counts(self) -> None:
        need = answered(lonely(LINDE, at=on(2, 2)), Said.DOES_NOT_FIT, at=on(2, 3))
        answered(need, Said.DOES_NOT_FIT, Said.CANNOT_BEAR_COST, at=on(3, 3))
        assert counted() == [(LINDE, "social_network", "cannot_bear_cost", 1, 0)]

    def test_help_nearby_that_came_in_between_breaks_the_thread(self) -> None:
        need = answered(lonely(LINDE), Said.DOES_NOT_FIT)
        weigh_all(need, social_network=Outcome.SUFFICIENT)
        cover(need, Layer.SOCIAL_NETWORK)
        do(needs.reopen, case=need.case_id, need=need.id, reason="not_helped")
        proposed(need, at=on(3, 20))
        assert counted()[0][-1] == 0


def test_the_team_is_that_of_the_answer() -> None:
    need = answered(lonely(LINDE), Said.DOES_NOT_FIT)
    hand_over(Need.case.field.related_model(id=need.case_id))
    assert [row[3] for row in counted()] == [1]
    with access.system("report", at=AT):
        assert [gap.team for gap in Gap.objects.all()] == [NOORD]


def test_a_manager_sees_the_own_team_alone_and_a_worker_sees_none() -> None:
    answered(lonely(LINDE), Said.DOES_NOT_FIT)
    case = open_case(by=TOM)
    weigh_all(name_need(case, by=TOM, life_area="safety"), by=TOM)
    assert [row[2] for row in counted()] == ["does_not_fit"]
    assert counted(team=ZUID) == []
    with acting(TESS):
        assert list(Gap.objects.all()) == []
    with access.system("report", at=AT):
        assert len(gaps(Asked(actor=None, **MARCH))) == 2


def test_not_known_where_comes_last() -> None:
    answered(lonely(), Said.DOES_NOT_FIT)
    answered(lonely(VENEN), Said.DOES_NOT_FIT)
    assert [row[0] for row in counted()] == [VENEN, ""]


def test_a_closed_case_stays_out_of_the_gaps_of_others() -> None:
    need = answered(lonely(LINDE), Said.DOES_NOT_FIT)
    do(dossier.make_confidential, by=MAX, case=need.case_id)
    with access.system("report", at=AT):
        assert [gap.confidential for gap in Gap.objects.all()] == [True]


def test_rebuilding_gives_the_same() -> None:
    withdraw(proposed(answered(lonely(LINDE), Said.DOES_NOT_FIT, Said.NOT_AVAILABLE)))
    proposed(name_need(open_case(), life_area="safety"))
    referring.answer(referring.refer(lonely(VENEN)), "does_not_fit", reason="full")
    before = facts()
    rebuild()
    assert facts() == before
    assert len(before) == 4


def facts() -> list[tuple[str, ...]]:
    names = [field.name for field in Gap._meta.fields if field.name != "id"]
    with access.system("report", at=AT):
        return sorted(tuple(map(str, row)) for row in Gap.objects.values_list(*names))


def rebuild() -> None:
    call_command("rebuild_figures", "--json", stdout=StringIO())


@pytest.mark.parametrize("table", ["reporting_reported", "reporting_gap"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET law = 'pw'", "INSERT INTO {} DEFAULT VALUES"])
def test_nobody_writes_a_fact_by_hand(table: str, act: str) -> None:
    with access.system("report", at=AT), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(act.format(table))


@pytest.mark.parametrize("call", ["reporting_take_up_demand('{}')", "reporting_rebuild_demand(10)"])
def test_the_functions_that_write_are_shut(call: str) -> None:
    with acting(TESS), pytest.raises(DatabaseError, match=r"permission denied|rebuild_figures"), transaction.atomic():
        connection.cursor().execute(f"SELECT {call}")
