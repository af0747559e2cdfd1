"""Dated examples with their weekdays. The first ten are the test vectors of the handbook."""

from datetime import date

import pytest
from django.utils.translation import override

from workflows.term_rules import BadTerm, Basis, Clock, Rule, Unit, names, national, rule_on, rules_in
from workflows.terms import EVENTS, Suspension, end_of

VECTORS = [
    # rule, start, raw end, end
    ("wmo.investigation", "2026-04-02 Thu", "2026-05-14 Thu", "2026-05-18 Mon"),  # Ascension, equated, weekend
    ("wmo.personal_plan", "2026-04-20 Mon", "2026-04-27 Mon", "2026-04-28 Tue"),  # King's Day
    ("wmo.decision", "2027-04-21 Wed", "2027-05-05 Wed", "2027-05-10 Mon"),  # 5 May, Ascension, equated, weekend
    ("awb.objection", "2025-11-20 Thu", "2026-01-01 Thu", "2026-01-05 Mon"),  # New Year, equated, weekend
    ("awb.objection", "2025-11-14 Fri", "2025-12-26 Fri", "2025-12-29 Mon"),  # Boxing Day, weekend
    ("wgs.first_talk", "2026-03-09 Mon", "2026-04-06 Mon", "2026-04-07 Tue"),  # Easter Monday
    ("awb.decision", "2026-03-09 Mon", "2026-05-04 Mon", "2026-05-04 Mon"),
    ("wmo.investigation", "2026-11-23 Mon", "2027-01-04 Mon", "2027-01-04 Mon"),
    ("wgs.first_talk_threatened", "2026-05-13 Wed", "2026-05-19 Tue", "2026-05-19 Tue"),  # Friday the 15th counts
    ("wgs.first_talk_threatened", "2026-04-02 Thu", "2026-04-08 Wed", "2026-04-08 Wed"),  # Good Friday counts
    ("jeugd.decision", "2026-03-09 Mon", "2026-05-04 Mon", "2026-05-04 Mon"),
    ("pw.decision", "2026-03-10 Tue", "2026-05-05 Tue", "2026-05-06 Wed"),  # Liberation Day, every year
    ("pw.advance", "2026-03-09 Mon", "2026-04-06 Mon", "2026-04-07 Tue"),  # Easter Monday
    ("pw.search_period", "2026-03-09 Mon", "2026-04-06 Mon", "2026-04-06 Mon"),  # a wait is not made longer
    ("wgs.decision", "2026-03-10 Tue", "2026-05-05 Tue", "2026-05-05 Tue"),  # an ordinance's term does not move
    ("awb.default_notice", "2026-04-21 Tue", "2026-05-05 Tue", "2026-05-06 Wed"),
    ("awb.objection_decision", "2025-12-29 Mon", "2026-02-09 Mon", "2026-02-09 Mon"),
    ("awb.objection_decision_committee", "2026-02-19 Thu", "2026-05-14 Thu", "2026-05-18 Mon"),  # twelve weeks move
    ("13w", "2026-02-12 Thu", "2026-05-14 Thu", "2026-05-14 Thu"),  # more than twelve weeks do not
    ("90d", "2026-02-13 Fri", "2026-05-14 Thu", "2026-05-18 Mon"),
    ("91d", "2026-02-12 Thu", "2026-05-14 Thu", "2026-05-14 Thu"),
    ("3m", "2026-02-14 Sat", "2026-05-14 Thu", "2026-05-18 Mon"),
    ("4m", "2026-01-14 Wed", "2026-05-14 Thu", "2026-05-14 Thu"),
    ("1y", "2025-05-14 Wed", "2026-05-14 Thu", "2026-05-14 Thu"),
    ("3m", "2025-11-30 Sun", "2026-02-28 Sat", "2026-03-02 Mon"),  # February is shorter
    ("1m", "2028-01-31 Mon", "2028-02-29 Tue", "2028-02-29 Tue"),
    ("3d", "2023-12-22 Fri", "2023-12-25 Mon", "2023-12-28 Thu"),  # two open days: 27 and 28 December
    ("3d", "2026-04-02 Thu", "2026-04-05 Sun", "2026-04-08 Wed"),  # Good Friday and Easter: 7 and 8 April
    ("2d", "2023-12-22 Fri", "2023-12-24 Sun", "2023-12-27 Wed"),  # shorter than three days: only the last day moves
    ("6w", "2026-11-23 Mon", "2027-01-04 Mon", "2027-01-04 Mon"),
    ("1m", "9999-11-30 Tue", "9999-12-30 Thu", "9999-12-30 Thu"),  # the last year there is
]


@pytest.mark.parametrize(("rule", "start", "raw_end", "end"), VECTORS)
def test_a_term_ends_on_the_day_the_law_says(rule, start, raw_end, end):
    term = end_of(rule, date.fromisoformat(start[:10]))
    assert [f"{day:%Y-%m-%d %a}" for day in (term.start, term.raw_end, term.end)] == [start, raw_end, end]


@pytest.mark.parametrize(("start", "end"), [("2026-05-13", "2026-05-20"), ("2026-04-02", "2026-04-09")])
def test_the_lenient_count_of_working_days_leaves_equated_days_out(start, end):
    term = end_of("wgs.first_talk_threatened", date.fromisoformat(start), equated_counts=False)
    assert term.end == date.fromisoformat(end)


def test_a_suspension_lengthens_the_term_before_its_last_day_moves():
    # two weeks to Wednesday 5 May 2027; asked Friday 23, complete Friday 30 April: six days; Tuesday 11 May
    term = end_of("wmo.decision", date(2027, 4, 21), [Suspension(date(2027, 4, 23), date(2027, 4, 30))])
    assert (term.suspended_days, term.raw_end, term.end) == (6, date(2027, 5, 11), date(2027, 5, 11))


@pytest.mark.parametrize(("ends", "days"), [(date(2027, 4, 23), 0), (date(2027, 4, 24), 0), (date(2027, 4, 25), 1)])
def test_neither_the_day_of_asking_nor_that_of_completing_stands_still(ends, days):
    assert Suspension(date(2027, 4, 23), ends).days == days


@pytest.mark.parametrize("name", [rule.name for rule in national() if not rule.pausable])
def test_only_terms_for_a_decision_can_stand_still(name):
    with pytest.raises(BadTerm, match="cannot stand still"):
        end_of(name, date(2026, 3, 9), [Suspension(date(2026, 3, 10), date(2026, 3, 12))])


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([("2026-03-20", "2026-03-12")], "before it begins"),
        ([("2026-03-01", "2026-03-12")], "begins before the term"),
        ([("2026-03-10", "2026-03-20"), ("2026-03-19", "2026-03-25")], "overlaps"),
        ([("2026-05-04", "2026-05-12")], "too late"),
    ],
)
def test_an_impossible_suspension_is_explained(spans, message):
    suspensions = [Suspension(*map(date.fromisoformat, span)) for span in spans]
    with pytest.raises(BadTerm, match=message):
        end_of("awb.decision", date(2026, 3, 9), suspensions)


def test_a_suspension_may_begin_in_the_time_that_another_one_won():
    spans = [Suspension(date(2026, 3, 10), date(2026, 3, 31)), Suspension(date(2026, 5, 12), date(2026, 5, 20))]
    assert end_of("awb.decision", date(2026, 3, 9), spans).suspended_days == 20 + 7


@pytest.mark.parametrize("name", ["wmo.besluit", "6", "0d", "-6w", "6 w", "6h", "", "1000d", "\uff16w"])
def test_an_unknown_term_lists_what_is_known(name):
    with pytest.raises(BadTerm, match=r"Unknown term .* wmo\.decision.* 6w, 14d or 3m"):
        end_of(name, date(2026, 3, 9))


@pytest.mark.parametrize(
    ("rule", "start", "message"),
    [
        ("wmo.decision", date(2014, 12, 31), "known from 2015-01-01"),
        ("awb.decision", date(2013, 3, 1), "starts in 2014"),
        ("999y", date(9999, 1, 1), "too far away"),
        ("12m", date(9999, 12, 31), "too far away"),
        ("6w", date(9999, 12, 31), "too far away"),
    ],
)
def test_a_day_out_of_reach_is_explained(rule, start, message):
    with pytest.raises(BadTerm, match=message):
        end_of(rule, start)


# Ordinances


def ordinance(name, **other):
    base = {"length": 4, "unit": Unit.WEEKS, "starts": "first_talk", "pausable": True, "atw": False}
    rest = {"basis": Basis.ORDINANCE, "clock": Clock.DUTY, "source": "an ordinance", "valid_from": date(2022, 1, 1)}
    return Rule(name=name, own=True, **{**base, **rest, **other})


def test_an_ordinance_sets_the_term_of_debt_help():
    term = end_of("wgs.decision", date(2026, 3, 9), ordinance=[ordinance("wgs.decision")])
    assert (term.end, term.warnings) == (date(2026, 4, 6), [])  # Easter Monday: it does not move


def test_an_ordinance_may_say_that_its_term_moves():
    term = end_of("wgs.decision", date(2026, 3, 9), ordinance=[ordinance("wgs.decision", atw=True)])
    assert term.end == date(2026, 4, 7)


def test_an_ordinance_holds_from_its_own_day():
    term = end_of("wgs.decision", date(2021, 12, 31), ordinance=[ordinance("wgs.decision")])
    assert term.raw_end == date(2022, 2, 25)


def test_a_version_holds_on_its_first_and_its_last_day():
    rule = ordinance("wgs.decision", valid_from=date(2022, 1, 1), valid_to=date(2022, 6, 30))
    days = [date(2021, 12, 31), date(2022, 1, 1), date(2022, 6, 30), date(2022, 7, 1)]
    assert [rule.holds_on(day) for day in days] == [False, True, True, False]


def test_an_ordinance_may_use_all_eight_weeks():
    rule = ordinance("wgs.decision", length=8)
    assert end_of("wgs.decision", date(2026, 3, 9), ordinance=[rule]).raw_end == date(2026, 5, 4)


def test_an_ordinance_cannot_change_national_law():
    with pytest.raises(BadTerm, match="set by national law"):
        end_of("wmo.decision", date(2026, 3, 9), ordinance=[ordinance("wmo.decision")])


def test_an_ordinance_stays_within_eight_weeks():
    with pytest.raises(BadTerm, match="at most 8"):
        end_of("wgs.decision", date(2026, 3, 9), ordinance=[ordinance("wgs.decision", length=9)])


@pytest.mark.parametrize("text", ['[[rule]]\nname = "wgs.decision"', '[[rule]]\nunit = "moons"', "[[rule]"])
def test_an_unreadable_ordinance_names_its_file(tmp_path, text):
    pack = tmp_path / "schoonoord.toml"
    pack.write_text(text)
    with pytest.raises(BadTerm, match="holds a term that cannot be read"):
        rules_in(pack)


def test_without_an_ordinance_debt_help_is_warned_about():
    assert "ordinance" in end_of("wgs.decision", date(2026, 3, 9)).warnings[0]


# Words


def test_the_explanation_tells_the_whole_count():
    assert end_of("wmo.investigation", date(2026, 4, 2)).explanation == (
        "Investigation after the report (Wmo): 6 weeks after the report (melding) on Thursday 2 April 2026. "
        "That leads to Thursday 14 May 2026. The last day cannot be closed (Ascension Day, "
        "a day equated with a public holiday, Saturday, Sunday), so it is Monday 18 May 2026 (Atw art. 1). "
        "Source: Wmo 2015 art. 2.3.2 lid 1."
    )


def test_every_skipped_day_is_named():
    assert end_of("3d", date(2023, 12, 22)).moved_because == [
        "Monday 25 December 2023: Christmas Day",
        "Tuesday 26 December 2023: Boxing Day",
        "Wednesday 27 December 2023: fewer than two open days so far",
    ]
    assert end_of("14d", date(2026, 1, 3)).moved_because == ["Saturday 17 January 2026", "Sunday 18 January 2026"]


@pytest.mark.parametrize(
    ("rule", "start", "words"),
    [
        ("3d", date(2023, 12, 22), "at least two open days"),
        ("pw.search_period", date(2026, 3, 9), "waiting is never made longer"),
        ("wgs.decision", date(2026, 3, 10), "set by an ordinance does not move"),
        ("13w", date(2026, 2, 12), "a term this long does not move"),
        ("wgs.first_talk_threatened", date(2026, 3, 31), "people work on it"),
        ("6w", date(2026, 11, 23), "The last day is Monday 4 January 2027."),
    ],
)
def test_the_explanation_says_why_a_day_moves_or_stays(rule, start, words):
    assert words in end_of(rule, start).explanation


def test_the_explanation_counts_the_days_that_stood_still():
    spans = [Suspension(date(2026, 3, 10), date(2026, 3, 12))]
    assert "It stood still for 1 day." in end_of("awb.decision", date(2026, 3, 9), spans).explanation


def test_a_term_that_ends_in_a_year_without_a_decree_warns():
    assert "2029" in end_of("wmo.investigation", date(2029, 3, 1)).warnings[0]
    assert end_of("13w", date(2029, 3, 1)).warnings == []
    assert end_of("wgs.first_talk_threatened", date(2029, 3, 1)).warnings == []
    assert end_of("wgs.first_talk_threatened", date(2029, 3, 1), equated_counts=False).warnings


def test_a_rule_speaks_both_languages():
    rule = rule_on("wmo.investigation", date(2026, 3, 9))
    with override("nl"):
        assert rule.label == "Onderzoek na de melding (Wmo)"
    assert rule.label == "Investigation after the report (Wmo)"


# The table


def test_the_table_holds_every_term_of_the_contract():
    assert names() == [
        "awb.decision",
        "awb.default_notice",
        "awb.objection",
        "awb.objection_decision",
        "awb.objection_decision_committee",
        "jeugd.decision",
        "pw.advance",
        "pw.decision",
        "pw.search_period",
        "wgs.decision",
        "wgs.first_talk",
        "wgs.first_talk_threatened",
        "wmo.decision",
        "wmo.investigation",
        "wmo.personal_plan",
    ]


def test_every_rule_is_complete():
    for rule in national():
        assert rule.source
        assert rule.nl
        assert rule.en
        assert rule.starts in EVENTS


def test_no_two_versions_of_a_rule_hold_at_once():
    for rule in national():
        assert [other for other in national() if other.name == rule.name and other.holds_on(rule.valid_from)] == [rule]
