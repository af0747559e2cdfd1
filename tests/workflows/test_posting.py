"""When a post may be given and ended, an account closed, a team shut: rules of administration."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from workflows import posting
from workflows.posting import Ending, Giving, Period

TODAY = date(2026, 3, 3)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
GIVING = Giving(period=Period(TODAY), today=TODAY, to_oneself=False)
ENDING = Ending(period=Period(date(2025, 1, 1)), last_day=TODAY, today=TODAY)


@pytest.mark.parametrize(
    ("other", "meet"),
    [
        (Period(date(2026, 3, 31)), True),
        (Period(date(2026, 4, 1)), False),
        (Period(date(2026, 1, 1), date(2026, 3, 1)), True),
        (Period(date(2026, 1, 1), date(2026, 2, 28)), False),
        (Period(date(2026, 1, 1)), True),
    ],
)
def test_two_periods_meet_on_their_days(other: Period, meet: bool) -> None:
    assert MARCH.overlaps(other) is meet
    assert other.overlaps(MARCH) is meet


def test_a_post_that_is_new_may_be_given() -> None:
    assert posting.may_give(GIVING) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"to_oneself": True}, posting.NOT_FOR_YOURSELF),
        ({"team_is_closed": True}, posting.TEAM_IS_CLOSED),
        ({"same": (Period(date(2025, 1, 1)),)}, posting.SAME_AGAIN),
        ({"same": (Period(date(2025, 1, 1)),), "mandate": True}, posting.MANDATE_AGAIN),
        ({"period": Period(TODAY, TODAY - timedelta(days=1))}, posting.ENDS_BEFORE_START),
        ({"period": Period(date(2025, 1, 1), date(2025, 2, 1))}, posting.OVER_ALREADY),
        ({"period": Period(date(1926, 3, 3))}, posting.STRANGE_YEAR),
        ({"period": Period(TODAY, date(2926, 3, 3))}, posting.STRANGE_YEAR),
    ],
)
def test_a_post_is_refused_with_why(change: dict[str, object], why: object) -> None:
    assert posting.may_give(replace(GIVING, **change)) == why


def test_the_same_post_may_follow_the_day_after() -> None:
    earlier = Period(date(2025, 1, 1), TODAY - timedelta(days=1))
    assert posting.may_give(replace(GIVING, same=(earlier,))) is None


@pytest.mark.parametrize("days", [-1, 0, 30])
def test_a_post_may_end_from_yesterday_on(days: int) -> None:
    assert posting.may_end(replace(ENDING, last_day=TODAY + timedelta(days=days))) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"last_day": TODAY - timedelta(days=2)}, posting.NOT_IN_THE_PAST),
        ({"last_day": date(2999, 1, 1)}, posting.STRANGE_YEAR),
        ({"period": Period(date(2026, 4, 1))}, posting.ENDS_BEFORE_START),
        ({"period": Period(date(2025, 1, 1), TODAY)}, posting.ENDED_EARLIER),
        ({"own_last": True}, posting.OWN_LAST),
        ({"leaves_nobody": True}, posting.LAST_OF_ALL),
    ],
)
def test_an_end_is_refused_with_why(change: dict[str, object], why: object) -> None:
    assert posting.may_end(replace(ENDING, **change)) == why


def test_who_may_be_shut_out_and_get_a_link() -> None:
    assert posting.may_shut_out(oneself=False, elsewhere=False) is None
    assert posting.may_shut_out(oneself=True, elsewhere=False) == posting.NOT_YOURSELF
    assert posting.may_shut_out(oneself=False, elsewhere=True) == posting.ELSEWHERE_TOO
    assert posting.may_get_link(active=True, elsewhere=False) is None
    assert posting.may_get_link(active=False, elsewhere=False) == posting.CLOSED_ACCOUNT
    assert posting.may_get_link(active=True, elsewhere=True) == posting.LINK_ELSEWHERE


def test_a_team_closes_when_it_serves_nobody_and_another_desk_remains() -> None:
    assert posting.may_close(serves=0, other_desks=None) is None
    assert posting.may_close(serves=0, other_desks=["another"]) is None
    assert posting.may_close(serves=1, other_desks=None) == posting.STILL_SERVES
    assert posting.may_close(serves=0, other_desks=[]) == posting.LAST_DESK
