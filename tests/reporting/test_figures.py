"""The headline, counted by hand: one finished investigation per law, team and month, by its heaviest step."""

from dataclasses import replace
from datetime import date

import pytest

from reporting.figures.balance import balance
from reporting.figures.scope import Asked
from reporting.totals import percentage, summed
from tests import cast
from tests.cast import ALL_LAWS, COEVORDEN, CORA, MAX, NOORD, TESS, TODAY, TOM, ZUID, acting
from tests.matrix_world import MIRA
from tests.reporting.finishings import APRIL, MARCH, YEAR, finished, one, rows, write

pytestmark = pytest.mark.usefixtures("world")
STEPS = ("own", "around", "nearby", "tailored", "own_decision", "nowhere")


def test_nothing_finished_is_no_row() -> None:
    assert rows() == []


def test_each_investigation_counts_under_the_heaviest_step_it_ended_in() -> None:
    for layer in ("own_strength", "usual_help", "social_network", "general_facility", "tailored_provision", ""):
        finished(layer)
    row = one()
    assert row.finished == 6
    assert [getattr(row, step) for step in STEPS] == [2, 1, 1, 1, 0, 1]


def test_income_and_debts_never_count_as_maatwerk() -> None:
    for law in ("pw", "wgs"):
        finished("own_decision", law=law)
        finished("tailored_provision", law=law)
    assert [(row.law, row.finished, row.tailored, row.own_decision) for row in rows()] == [
        ("pw", 2, 0, 2),
        ("wgs", 2, 0, 2),
    ]


def test_a_case_with_two_laws_is_an_investigation_under_each() -> None:
    case = finished("tailored_provision", law="wmo")
    finished("general_facility", law="jeugd", of=case)
    assert [(row.law, row.finished, row.tailored, row.nearby) for row in rows()] == [
        ("jeugd", 1, 0, 1),
        ("wmo", 1, 1, 0),
    ]


def test_what_was_referred_from_outside_stands_apart() -> None:
    finished("tailored_provision", law="jeugd", reason="external")
    finished("tailored_provision", law="jeugd")
    finished("social_network", law="jeugd")
    row = one()
    assert (row.finished, row.tailored, row.external) == (2, 1, 1)


def test_what_was_urgent_counts_and_is_told_beside() -> None:
    finished("tailored_provision", reason="urgent")
    finished("general_facility")
    row = one()
    assert (row.finished, row.tailored, row.urgent) == (2, 1, 1)


def test_finished_again_in_the_same_month_counts_once_with_the_last_outcome() -> None:
    case = finished("general_facility", on=date(2026, 3, 2))
    finished("tailored_provision", on=date(2026, 3, 30), of=case)
    row = one()
    assert (row.finished, row.nearby, row.tailored) == (1, 0, 1)


def test_finished_again_in_a_later_month_counts_there_and_leaves_the_earlier_as_it_was() -> None:
    case = finished("general_facility", on=MARCH)
    finished("tailored_provision", on=APRIL, of=case)
    assert [(row.month, row.finished, row.nearby, row.tailored) for row in rows()] == [
        (date(2026, 4, 1), 1, 0, 1),
        (date(2026, 3, 1), 1, 1, 0),
    ]


def test_a_period_that_ends_within_a_month_counts_as_it_was_known_then() -> None:
    case = finished("general_facility", on=date(2026, 3, 2))
    finished("tailored_provision", on=date(2026, 3, 30), of=case)
    row = one(until=date(2026, 3, 15))
    assert (row.finished, row.nearby, row.tailored) == (1, 1, 0)


def test_the_second_law_of_a_case_is_not_taken_for_a_second_time() -> None:
    case = finished("general_facility", law="wmo")
    finished("general_facility", law="jeugd", of=case)
    assert sum(row.finished for row in rows()) == 2


def test_an_investigation_counts_for_the_team_of_that_moment() -> None:
    seen = finished("general_facility", team=NOORD)
    finished("tailored_provision", of=replace(seen, team=ZUID))
    assert (one().finished, one().nearby) == (1, 1)


def test_a_month_is_one_of_the_clock_on_the_wall() -> None:
    """Half past ten in the evening of 31 March in UTC is 1 April in Hoogeveen."""
    finished("own_strength", on=date(2026, 3, 31), hour=22)
    finished("own_strength", on=date(2026, 3, 31), hour=21)
    assert [row.month for row in rows()] == [date(2026, 4, 1), date(2026, 3, 1)]


def test_both_ends_of_the_period_count() -> None:
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
        finished("own_strength", on=day)
    assert one(since=date(2026, 3, 1), until=date(2026, 3, 31)).finished == 2


def test_team_and_law_narrow() -> None:
    finished("own_strength", law="wmo")
    finished("own_strength", law="jeugd")
    assert one(law="jeugd").law == "jeugd"
    assert rows(team=ZUID) == []


def test_the_steps_add_up_to_what_was_finished() -> None:
    for layer in ("own_strength", "social_network", "tailored_provision", "", "tailored_provision"):
        finished(layer)
    finished("tailored_provision", reason="external")
    for row in rows():
        assert sum(getattr(row, step) for step in STEPS) == row.finished


class TestWhoSees:
    def test_only_teams_whose_figures_one_may_read(self) -> None:
        finished("own_strength", team=ZUID)
        finished("own_strength", team=COEVORDEN)
        assert rows(actor=MAX) == rows(actor=TESS) == rows(actor=TOM) == rows(actor=CORA) == []

    def test_a_post_in_a_team_is_no_right_to_its_figures(self) -> None:
        """Mira manages Noord and works in Zuid."""
        finished("own_strength", team=ZUID)
        finished("own_strength", team=NOORD)
        assert [row.team for row in rows(actor=MIRA)] == [str(NOORD)]

    def test_only_the_laws_of_the_post(self) -> None:
        finished("own_strength", law="wmo")
        finished("own_strength", law="jeugd")
        for_the_wmo = replace(MAX, posts=(replace(MAX.posts[0], laws=ALL_LAWS - {"jeugd"}),))
        assert [row.law for row in rows(actor=for_the_wmo)] == ["wmo"]

    def test_another_team_asked_for_by_name_shows_nothing(self) -> None:
        finished("own_strength", team=ZUID)
        assert rows(team=ZUID) == []


def test_what_stands_beside_is_counted_per_need() -> None:
    seen = finished("tailored_provision")
    for kind in ("need:maatwerk:granted", "need:maatwerk:granted", "need:maatwerk:denied", "need:reopened"):
        write(kind, seen)
    write("need:maatwerk:granted", seen, on=date(2025, 12, 31))
    with acting(MAX):
        found = {one.what: (one.number, one.of) for one in balance(Asked(actor=MAX, **YEAR))}
    assert found == {"urgent": (0, 1), "denied": (1, 3), "stepped_down": (0, 2), "reopened": (1, 2)}


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, ""), (9, 9, ""), (3, 10, "30%"), (1, 3, ""), (5, 40, "13%"), (112, 326, "34%"), (10, 10, "100%")],
)
def test_a_percentage_is_told_from_ten_on_and_rounded_half_up(part: int, whole: int, said: str) -> None:
    assert percentage(part, whole) == said


def test_rows_add_up_to_one() -> None:
    finished("own_strength")
    finished("tailored_provision", on=APRIL)
    finished("own_decision", law="pw")
    whole = summed(rows())
    assert (whole.finished, whole.own, whole.tailored, whole.own_decision, whole.step_four) == (3, 1, 1, 1, 2)


def test_a_real_case_is_counted_by_its_own_events() -> None:
    case, _need = cast.case_to_decide()
    row = one()
    assert (row.month, row.team, row.law, row.finished, row.tailored) == (
        TODAY.replace(day=1),
        str(case.team_id),
        "wmo",
        1,
        1,
    )
