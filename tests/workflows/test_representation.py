"""Who speaks at which age, also where the birth date is known in part; and who may represent whom."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from cases.residents.models import Representative
from workflows.refusal import first
from workflows.representation import (
    Birth,
    Kind,
    NewRepresentative,
    Stage,
    age_in_words,
    doubtful,
    in_order,
    is_no_third_parent,
    is_not_over_an_adult,
    is_somebody_else,
    parent_is_older,
    standing_of,
    who_speaks,
)

ON = date(2026, 3, 3)
DAYS = st.dates(min_value=date(1930, 1, 1), max_value=ON)


@pytest.mark.parametrize(
    ("birth", "stages"),
    [
        (Birth(2014, 3, 4), (Stage.CHILD,)),
        (Birth(2014, 3, 3), (Stage.YOUTH,)),
        (Birth(2010, 3, 4), (Stage.YOUTH,)),
        (Birth(2010, 3, 3), (Stage.ADOLESCENT,)),
        (Birth(2008, 3, 4), (Stage.ADOLESCENT,)),
        (Birth(2008, 3, 3), (Stage.ADULT,)),
        (Birth(1930, 1, 1), (Stage.ADULT,)),
        (Birth(2014), (Stage.CHILD, Stage.YOUTH)),
        (Birth(2014, 3), (Stage.CHILD, Stage.YOUTH)),
        (Birth(2014, 2), (Stage.YOUTH,)),
        (Birth(2008), (Stage.ADOLESCENT, Stage.ADULT)),
        (Birth(), tuple(Stage)),
    ],
)
def test_an_age_decides_who_speaks(birth: Birth, stages: tuple[Stage, ...]) -> None:
    assert who_speaks(birth, on=ON).stages == stages


def test_where_two_ages_are_possible_it_says_so() -> None:
    with override("en"):
        speaks = who_speaks(Birth(2014), on=ON)
        assert speaks.doubt == "The day and month of birth are not known, so the age is 11 or 12."
        assert speaks.reason.startswith(speaks.doubt)
        assert "11 or 12 years" in age_in_words(Birth(2014), on=ON)
    assert not speaks.is_certain
    assert who_speaks(Birth(1950), on=ON).is_certain


def test_without_a_birth_year_it_asks_for_the_date() -> None:
    speaks = who_speaks(Birth(), on=ON)
    assert speaks.doubt
    assert age_in_words(Birth(), on=ON) == ""


def test_who_was_born_on_29_february_is_a_year_older_on_1_march() -> None:
    born = Birth(2012, 2, 29)
    assert who_speaks(born, on=date(2024, 2, 28)).stages == (Stage.CHILD,)
    assert who_speaks(born, on=date(2024, 2, 29)).stages == (Stage.YOUTH,)
    assert who_speaks(Birth(2011, 2, 28), on=date(2027, 2, 28)).stages == (Stage.ADOLESCENT,)
    assert who_speaks(born, on=date(2030, 2, 28)).stages == (Stage.ADOLESCENT,)
    assert who_speaks(born, on=date(2030, 3, 1)).stages == (Stage.ADULT,)


@given(DAYS)
def test_what_is_known_in_part_holds_what_the_whole_date_says(born: date) -> None:
    whole = who_speaks(Birth(born.year, born.month, born.day), on=ON)
    assert len(whole.stages) == 1
    for part in (Birth(born.year, born.month), Birth(born.year), Birth()):
        assert set(whole.stages) <= set(who_speaks(part, on=ON).stages)


@given(DAYS, st.integers(min_value=0, max_value=9000))
def test_nobody_grows_younger(born: date, days: int) -> None:
    order = list(Stage)
    now, later = (who_speaks(Birth(born.year, born.month, born.day), on=day) for day in (ON, ON + timedelta(days)))
    assert order.index(now.stages[0]) <= order.index(later.stages[0])


def test_every_rule_names_its_source() -> None:
    for stage in (Birth(2020), Birth(2012), Birth(2009, 1), Birth(1980)):
        assert who_speaks(stage, on=ON).source
    assert all(standing_of(kind, who_speaks(Birth(), on=ON), on=ON).source for kind in Kind)


def test_the_kinds_are_those_that_are_recorded() -> None:
    assert {kind.value for kind in Kind} == set(Representative.Kind.values)


def test_a_parent_no_longer_speaks_for_an_adult() -> None:
    adult, child = who_speaks(Birth(1980), on=ON), who_speaks(Birth(2020), on=ON)
    for kind in (Kind.PARENT, Kind.GUARDIAN):
        assert not standing_of(kind, adult, on=ON).acts
        assert standing_of(kind, child, on=ON).acts


def test_where_the_age_is_not_certain_a_parent_is_not_shut_out() -> None:
    assert standing_of(Kind.PARENT, who_speaks(Birth(2008), on=ON), on=ON).acts


def test_who_was_not_appointed_steps_back_for_who_was() -> None:
    adult = who_speaks(Birth(1940), on=ON)
    assert standing_of(Kind.NEAREST, adult, on=ON).acts
    for kind in (Kind.CURATOR, Kind.MENTOR, Kind.PROXY):
        assert not standing_of(Kind.NEAREST, adult, beside=[kind], on=ON).acts


def test_who_goes_first_stands_in_the_law() -> None:
    shuffled = [Kind.NEAREST, Kind.PROXY, Kind.MENTOR, Kind.CURATOR]
    assert in_order(shuffled, on=ON) == [Kind.CURATOR, Kind.MENTOR, Kind.PROXY, Kind.NEAREST]


@pytest.mark.parametrize(
    ("kinds", "unusual"),
    [
        ([Kind.CURATOR, Kind.CURATOR], True),
        ([Kind.CURATOR, Kind.MENTOR], True),
        ([Kind.PARENT, Kind.GUARDIAN], True),
        ([Kind.MENTOR, Kind.ADMINISTRATOR], False),
        ([Kind.PARENT, Kind.PARENT], False),
        ([], False),
    ],
)
def test_what_is_unusual_together_is_said_and_not_refused(kinds: list[Kind], unusual: bool) -> None:
    assert bool(doubtful(kinds)) is unusual


CHILD = NewRepresentative(kind=Kind.PARENT, resident=Birth(2015, 6, 1), since=ON, person=Birth(1985, 1, 1))
ASKED = (is_somebody_else, parent_is_older, is_not_over_an_adult, is_no_third_parent)


def changed(**more: object) -> str:
    refusal = first(NewRepresentative(**{name: getattr(CHILD, name) for name in CHILD.__slots__} | more), *ASKED)
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, ""),
        ({"same_person": True}, "represents_themselves"),
        ({"person": Birth(2015, 6, 1)}, "parent_is_younger"),
        ({"person": Birth(2020)}, "parent_is_younger"),
        ({"person": Birth(2015)}, ""),
        ({"person": Birth()}, ""),
        ({"descends": True}, "parent_of_a_parent"),
        ({"parents": 2}, "two_parents"),
        ({"parents": 1}, ""),
        ({"resident": Birth(1980), "person": Birth(1950)}, "parents_of_an_adult"),
        ({"resident": Birth(2008)}, ""),
        ({"resident": Birth(1980), "kind": Kind.GUARDIAN}, "parents_of_an_adult"),
        ({"resident": Birth(1980), "kind": Kind.MENTOR, "person": Birth(2001)}, ""),
        ({"kind": Kind.MENTOR, "parents": 2}, ""),
    ],
)
def test_who_can_represent_whom(more: dict[str, object], code: str) -> None:
    assert changed(**more) == code
