from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.note_lines import LAYER, LineKind, day_named, lines_of, requests_of, rules

NOTE = """mevr belt, knie
? ramen en bed lukt niet meer
+ kookt zelf

@ dochter doet boodschappen
# kent De Opgang
! terugbellen vrijdag
* durft 's avonds de deur niet open te doen
?"""
TODAY = date(2026, 3, 3)  # a Tuesday


def test_a_marker_says_what_a_line_is():
    assert [line.proposed for line in lines_of(NOTE)][1:] == [
        LineKind.REQUEST,
        LineKind.STRENGTH,
        LineKind.PEOPLE,
        LineKind.FACILITY,
        LineKind.ACTION,
        LineKind.SAFETY,
    ]


def test_the_number_is_that_of_the_line_in_the_note_and_the_marker_is_left_out():
    found = {line.number: line.text for line in lines_of(NOTE)}
    assert found[1] == "mevr belt, knie"
    assert found[5] == "dochter doet boodschappen"
    assert 4 not in found
    assert 9 not in found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("De buurvrouw kijkt om het hoekje", LineKind.PEOPLE),
        ("ZIJN ZOON HELPT", LineKind.PEOPLE),
        ("komt graag in het buurthuis", LineKind.FACILITY),
        ("stofzuigen lukt niet", LineKind.REQUEST),
        ("hij is vaak geslagen door zijn vader", LineKind.SAFETY),
        ("wij maakten een afspraak met zijn dochter", LineKind.ACTION),
        ("de lucht is blauw", LineKind.TEXT),
        ("overslaan", LineKind.TEXT),
        ("123 !?", LineKind.TEXT),
    ],
)
def test_without_a_marker_a_word_proposes(text, kind):
    assert [line.proposed for line in lines_of(text)] == [kind]


def test_safety_goes_before_everything():
    assert next(iter(rules().words)) is LineKind.SAFETY


def test_every_kind_but_plain_text_has_a_marker_and_words():
    kinds = set(LineKind) - {LineKind.TEXT}
    assert set(rules().markers.values()) == kinds
    assert set(rules().words) == kinds


def test_three_kinds_are_evidence_for_a_step():
    assert [kind.value for kind in LAYER] == ["strength", "people", "facility"]


def test_the_only_question_gets_all_that_is_marked():
    assert requests_of("? een\nx\n? twee", question=1, of=1) == "een\ntwee"


def test_of_several_questions_each_gets_its_own_line():
    note = "? een\n? twee"
    assert [requests_of(note, question=place, of=2) for place in (1, 2, 3)] == ["een", "twee", ""]


def test_what_only_sounds_like_a_question_is_not_put_in_anybodys_mouth():
    assert requests_of("stofzuigen lukt niet", question=1, of=1) == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("terugbellen vrijdag", date(2026, 3, 6)),
        ("dinsdag langs", date(2026, 3, 10)),
        ("Morgen bellen", date(2026, 3, 4)),
        ("overmorgen", date(2026, 3, 5)),
        ("vandaag nog", TODAY),
        ("op vrijdagmiddag", None),
        ("ooit", None),
    ],
)
def test_a_day_is_read_from_a_word(text, day):
    assert day_named(text, today=TODAY) == day


@given(st.text(max_size=500), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_whatever_was_typed_is_read_and_no_line_is_lost(note, today):
    lines = list(lines_of(note))
    kept = [line for line in note.split("\n") if line.strip() and line.strip() not in rules().markers]
    assert len(lines) == len(kept)
    assert all(line.text in note.split("\n")[line.number - 1] for line in lines)
    named = day_named(note, today=today)
    assert named is None or today <= named <= today + timedelta(7)
