from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.work_order import Why, Work, place, why

TODAY = date(2026, 3, 3)  # a Tuesday
YESTERDAY, TOMORROW, FAR = TODAY - timedelta(1), TODAY + timedelta(1), TODAY + timedelta(60)
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (Work(urgent=True, ends=YESTERDAY), Why.URGENT),
        (Work(ends=YESTERDAY, agreed=TODAY), Why.TERM_PASSED),
        (Work(ends=FAR, agreed=TODAY), Why.AGREED),
        (Work(ends=TOMORROW, agreed=YESTERDAY), Why.AGREED),
        (Work(ends=TOMORROW, came_in=True), Why.CAME_IN),
        (Work(ends=TODAY), Why.TERM_NEAR),
        (Work(ends=date(2026, 3, 10)), Why.TERM_NEAR),
        (Work(ends=date(2026, 3, 11)), Why.LATER),
        (Work(ends=FAR, has_owner=False, has_next_step=False), Why.NOBODY_HAS_IT),
        (Work(ends=FAR, has_next_step=False), Why.NO_NEXT_STEP),
        (Work(agreed=TOMORROW, has_next_step=False), Why.AGREED_SOON),
        (Work(agreed=TOMORROW, ends=TOMORROW), Why.TERM_NEAR),
        (Work(agreed=FAR), Why.LATER),
        (Work(), Why.LATER),
    ],
)
def test_why_a_piece_of_work_stands_where_it_stands(work, reason):
    assert why(work, today=TODAY) == reason


def test_the_order_is_that_of_the_reasons():
    assert all(earlier < later for earlier, later in pairwise(Why))


def test_within_a_reason_the_nearest_day_comes_first_and_what_has_none_last():
    days = [Work(agreed=FAR).first_day(), Work(ends=TOMORROW, agreed=FAR).first_day(), Work().first_day()]
    assert sorted(days) == [TOMORROW, FAR, date.max]


@given(ends=DAYS, agreed=DAYS, came_in=st.booleans(), owner=st.booleans(), step=st.booleans())
def test_urgent_is_never_below_what_is_not(ends, agreed, came_in, owner, step):
    facts = {"ends": ends, "agreed": agreed, "came_in": came_in, "has_owner": owner, "has_next_step": step}
    calm, urgent = (Work(urgent=pressing, **facts) for pressing in (False, True))
    assert place(why(urgent, today=TODAY), urgent.first_day()) <= place(why(calm, today=TODAY), calm.first_day())


@given(agreed=DAYS, sooner=st.integers(0, 30))
def test_a_nearer_legal_end_never_moves_work_down(agreed, sooner):
    later = Work(ends=FAR, agreed=agreed)
    nearer = Work(ends=FAR - timedelta(sooner), agreed=agreed)
    assert place(why(nearer, today=TODAY), nearer.first_day()) <= place(why(later, today=TODAY), later.first_day())
