from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows import calendar
from workflows.term_rules import national
from workflows.terms import Suspension, end_of

quickly = settings(derandomize=True, max_examples=30, deadline=None)
days = st.dates(date(2021, 1, 1), date(2040, 12, 31))
lengths = st.one_of(
    st.integers(1, 90).map("{}d".format), st.integers(1, 12).map("{}w".format), st.integers(1, 3).map("{}m".format)
)
rules = st.sampled_from([rule.name for rule in national()]) | lengths
moving = st.sampled_from([rule.name for rule in national() if rule.rolls]) | lengths


@quickly
@given(rules, days, st.integers(0, 10))
def test_who_starts_later_never_ends_earlier(rule, start, later):
    assert end_of(rule, start + timedelta(later)).end >= end_of(rule, start).end


@quickly
@given(moving, days)
def test_a_term_that_moves_never_ends_on_a_closed_day(rule, start):
    term = end_of(rule, start)
    assert calendar.is_open(term.end)
    assert term.raw_end <= term.end


@quickly
@given(moving, days)
def test_a_term_moves_to_the_first_day_that_will_do(rule, start):
    term = end_of(rule, start)
    skipped = [term.raw_end + timedelta(n) for n in range((term.end - term.raw_end).days)]
    open_days = [day for day in skipped if calendar.is_open(day)]
    assert len(open_days) <= 1
    assert len(term.moved_because) == len(skipped)


@quickly
@given(st.integers(3, 90).map("{}d".format), days)
def test_a_term_of_three_days_holds_two_open_days(rule, start):
    end = end_of(rule, start).end
    assert sum(calendar.is_open(start + timedelta(n + 1)) for n in range((end - start).days)) >= 2


@quickly
@given(days, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20)), max_size=4))
def test_suspensions_add_up(start, gaps):
    suspensions, day = [], start
    for gap, length in gaps:
        suspensions.append(Suspension(day + timedelta(gap), day + timedelta(gap + length)))
        day = suspensions[-1].ends
    stood_still = sum(max(0, length - 1) for _gap, length in gaps)
    expected = end_of("awb.decision", start).raw_end + timedelta(stood_still)
    assert end_of("awb.decision", start, reversed(suspensions)).raw_end == expected


@quickly
@given(days, st.integers(1, 30))
def test_working_days_are_counted_one_by_one(start, count):
    end = calendar.add_working_days(start, count)
    assert calendar.is_working_day(end)
    assert sum(calendar.is_working_day(start + timedelta(n + 1)) for n in range((end - start).days)) == count
