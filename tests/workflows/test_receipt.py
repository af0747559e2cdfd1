"""Early applications: registered all the same, and handled from a day that the letter can name."""

from datetime import date

import pytest

from workflows.layers import Law
from workflows.receipt import Receipt, premature

REPORTED = date(2026, 4, 2)  # a Thursday; six weeks end on Ascension Day and move to Monday 18 May


def early(law, received, **facts):
    found = premature(Receipt(law=law, received_on=received, reported_on=REPORTED, **facts))
    return found and (found.code, found.until)


def test_within_six_weeks_and_before_the_report_it_is_early():
    assert early(Law.WMO, date(2026, 4, 20)) == ("before_the_report", date(2026, 5, 19))


def test_on_the_last_day_of_the_investigation_it_is_early_and_the_day_after_in_time():
    assert early(Law.WMO, date(2026, 5, 18)) is not None
    assert early(Law.WMO, date(2026, 5, 19)) is None


def test_after_the_report_it_is_in_time():
    assert early(Law.WMO, date(2026, 4, 20), outcome_given_on=date(2026, 4, 20)) is None


def test_a_report_that_came_later_does_not_make_it_timely():
    assert early(Law.WMO, date(2026, 4, 20), outcome_given_on=date(2026, 4, 21)) is not None


def test_without_a_report_of_need_the_application_is_its_report():
    found = premature(Receipt(law=Law.WMO, received_on=date(2026, 4, 2)))
    assert found.until == date(2026, 5, 19)


def test_under_27_it_waits_four_weeks_and_not_a_day_longer():
    born = date(2004, 6, 1)
    assert early(Law.PW, date(2026, 4, 10), born_on=born) == ("search_period", date(2026, 4, 30))
    assert early(Law.PW, date(2026, 4, 30), born_on=born) is None


@pytest.mark.parametrize(
    "facts", [{"born_on": date(1981, 6, 1)}, {}, {"born_on": date(2004, 6, 1), "wait_waived": True}]
)
def test_who_is_older_unknown_or_excepted_does_not_wait(facts):
    assert early(Law.PW, date(2026, 4, 10), **facts) is None


def test_a_27th_birthday_ends_the_wait():
    assert early(Law.PW, date(2026, 4, 10), born_on=date(1999, 4, 15)) == ("search_period", date(2026, 4, 15))


def test_a_leap_day_child_is_27_on_the_first_of_march():
    found = premature(Receipt(law=Law.PW, received_on=date(2027, 2, 20), born_on=date(2000, 2, 29)))
    assert found.until == date(2027, 3, 1)


def test_before_2015_there_was_no_search_period_to_wait_for():
    facts = Receipt(law=Law.PW, received_on=date(2014, 12, 1), born_on=date(2000, 1, 1))
    assert premature(facts) is None


def test_the_first_talk_is_the_application_for_debt_help():
    assert early(Law.WGS, REPORTED) == ("before_the_first_talk", None)
    assert early(Law.WGS, date(2026, 4, 20), first_talk_on=date(2026, 4, 20)) is None


def test_youth_help_is_never_early():
    assert early(Law.JEUGD, REPORTED) is None


def test_the_letter_names_the_day():
    found = premature(Receipt(law=Law.WMO, received_on=REPORTED, reported_on=REPORTED))
    assert "Tuesday 19 May 2026" in str(found.reason)
