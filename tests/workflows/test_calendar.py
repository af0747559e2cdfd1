from datetime import date, timedelta

import holidays
import pytest

from workflows import calendar
from workflows.calendar import Kind

YEARS = range(2017, 2031)
LISTED = calendar.known_days()


def test_the_listed_days_follow_from_the_law():
    by_law = {closed.day: closed for year in YEARS for closed in calendar.computed_days(year)}
    by_decree = {day for day, closed in LISTED.items() if "lid 3" in closed.ground}
    assert {day: LISTED[day] for day in LISTED.keys() - by_decree} == by_law


def test_the_listed_days_and_the_holidays_package_differ_in_known_ways_only():
    """The package misses every decree, and lists Easter and Whit Sunday, which are Sundays anyway."""
    theirs = set(holidays.country_holidays("NL", years=YEARS, categories=("public", "optional")))
    missed = LISTED.keys() - theirs
    assert missed == {day for day, closed in LISTED.items() if "lid 3" in closed.ground}
    easters = {calendar.easter_sunday(year) for year in YEARS}
    assert theirs - LISTED.keys() == easters | {easter + timedelta(49) for easter in easters}


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 5, 5), Kind.PUBLIC),  # every year, not only in a lustrum
        (date(2026, 4, 3), Kind.EQUATED),  # Good Friday
        (date(2026, 5, 15), Kind.EQUATED),  # by decree, the day after Ascension
        (date(2025, 4, 26), Kind.PUBLIC),  # King's Day, since the 27th is a Sunday
        (date(2031, 4, 14), Kind.PUBLIC),  # Easter Monday of a year that is not listed
        (date(2033, 5, 26), Kind.PUBLIC),  # Ascension of a year that is not listed
    ],
)
def test_a_day_is_closed(day, kind):
    assert calendar.closed_day(day).kind == kind
    assert calendar.is_public_holiday(day) == (kind == Kind.PUBLIC)
    assert calendar.is_equated(day) == (kind == Kind.EQUATED)
    assert not calendar.is_open(day)


def test_the_next_open_day():
    assert calendar.next_open_day(date(2026, 5, 14)) == date(2026, 5, 18)
    assert calendar.next_open_day(date(2026, 5, 18)) == date(2026, 5, 18)


def test_an_equated_day_is_a_working_day_unless_counted_leniently():
    good_friday = date(2026, 4, 3)
    assert calendar.is_working_day(good_friday)
    assert not calendar.is_working_day(good_friday, equated_counts=False)
    assert not calendar.is_working_day(date(2026, 4, 6))
    assert not calendar.is_working_day(date(2026, 4, 4))


@pytest.mark.parametrize(("year", "known"), [(2019, True), (2021, False), (2026, True), (2028, True), (2029, False)])
def test_years_without_a_decree_are_known(year, known):
    assert calendar.has_decree(year) == known
    assert calendar.warnings_for([date(year, 1, 5)] * 2) == ([] if known else calendar.warnings_for([date(year, 6, 1)]))


def test_a_warning_names_the_year():
    assert "2029" in calendar.warnings_for([date(2029, 5, 1)])[0]


def test_closed_days_have_a_name():
    assert calendar.name_of(date(2026, 5, 14)) == "Ascension Day"
    assert [str(calendar.name_of(date(2026, 5, day))) for day in (16, 17)] == ["Saturday", "Sunday"]
    with pytest.raises(ValueError, match="open day"):
        calendar.name_of(date(2026, 5, 18))


@pytest.mark.parametrize(
    "easter", [date(2019, 4, 21), date(2038, 4, 25), date(2049, 4, 18), date(2076, 4, 19), date(2106, 4, 18)]
)
def test_easter_in_years_with_a_late_moon(easter):
    assert calendar.easter_sunday(easter.year) == easter


def test_there_is_no_calendar_before_kings_day():
    with pytest.raises(calendar.NoCalendar, match="2014"):
        calendar.is_open(date(2013, 4, 30))
    assert calendar.is_open(date(2014, 4, 30))
