"""What the charts say, in English; the catalogue holds the Dutch."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from reporting.charts.rules import Rule
from reporting.charts.sentences import month_name, percent, rule_name, sentence
from reporting.charts.xmr import Chart, Point, Step, chart, quarters
from tests.reporting.charts.months import charted, month, points

TWO_YEARS = [55, 45] * 12


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def said(*after: int | None) -> str:
    """After two years between 23% and 77%."""
    return sentence(charted([*TWO_YEARS, *after], whole=100))


@pytest.mark.parametrize("parts", [[], [None], [None] * 30], ids=["no month", "a gap", "gaps"])
def test_without_cases_there_is_nothing_to_say(parts: list[int | None]) -> None:
    assert sentence(charted(parts)) == "There is nothing to show yet: nothing was counted."


def test_a_few_months_are_too_few() -> None:
    assert sentence(charted([3, None, 4])) == "Too few months to say anything: 2 of the 6 that are needed."


def test_noise_is_told_with_its_limits() -> None:
    assert said() == "No special signal: the figure moves between 23% and 77%, as expected."


def test_limits_over_less_than_a_year_are_told_to_be_provisional() -> None:
    assert sentence(charted(TWO_YEARS[:8], whole=100)).endswith(
        "as expected. The limits are provisional: they rest on 8 months."
    )


def test_what_never_moves_stays() -> None:
    assert sentence(charted([0] * 12)) == "No special signal: the figure stays at 0%."


def test_a_run_is_told_with_its_length_and_its_first_month() -> None:
    assert said(*[55] * 8) == "Signal: 8 months in a row above the mean, since January 2026."
    assert said(44, *[55] * 7) == "Signal: 7 months in a row above the mean, since February 2026."
    assert said(55, *[45] * 7) == "Signal: 7 months in a row below the mean, since February 2026."


def test_a_month_outside_is_named() -> None:
    assert said(80) == "Signal: January 2026 is above the upper limit of 77%."
    assert said(20) == "Signal: January 2026 is below the lower limit of 23%."


def test_a_trend_is_told_from_where_it_began() -> None:
    assert said(46, 47, 48, 52, 53, 54) == "Signal: 7 months in a row rising, since December 2025."
    assert said(56, 54, 53, 52, 48, 47, 46) == "Signal: 7 months in a row falling, since January 2026."


def test_two_of_three_are_told_with_the_limit() -> None:
    assert said(70, 50, 70) == "Signal: 2 of the last 3 months close to the upper limit of 77%."
    assert said(30, 30) == "Signal: 2 of the last 3 months close to the lower limit of 23%."


def test_a_signal_that_is_over_is_told_as_well() -> None:
    assert said(80, 45).endswith("as expected. Earlier there was a signal, the last one in January 2026.")


def test_quarters_are_called_quarters() -> None:
    shown = chart(
        [Point(month(3 * number), part, 100) for number, part in enumerate([*TWO_YEARS, 80])], step=Step.QUARTER
    )
    assert sentence(shown) == "Signal: quarter 1 of 2030 is above the upper limit of 77%."
    few = chart(quarters(points([1, 2, 3, 4], whole=8)), step=Step.QUARTER)
    assert sentence(few) == "Too few quarters to say anything: 2 of the 6 that are needed."


@pytest.mark.parametrize("step", Step)
def test_every_rule_has_words(step: Step) -> None:
    names = [rule_name(rule, step) for rule in Rule]
    assert len(set(names)) == len(Rule)
    assert [name for name in names if "month" in name and step is Step.QUARTER] == []


@pytest.mark.parametrize(
    ("parts", "quarterly"),
    [([55] * 7, False), ([46, 47, 48, 52, 53, 54], False), ([70, 70], False), ([55] * 7, True), ([70, 70], True)],
)
def test_no_sentence_keeps_a_gap_for_words(parts: list[int], quarterly: bool) -> None:
    shown = Chart(charted([*TWO_YEARS, *parts], whole=100).stretches, Step.QUARTER if quarterly else Step.MONTH)
    assert "%(" not in sentence(shown)
    assert sentence(shown).startswith("Signal")


def test_shares_are_rounded_half_up() -> None:
    assert [percent(share) for share in (0, 0.004, 0.125, 0.995, 1)] == ["0%", "0%", "13%", "100%", "100%"]


def test_a_month_is_told_in_words() -> None:
    assert (month_name(month(2)), month_name(month(3), Step.QUARTER)) == ("March 2024", "quarter 2 of 2024")
