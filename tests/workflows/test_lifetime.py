"""Nobody dies before birth, or tomorrow; nobody lives in two households."""

from datetime import date, timedelta

import pytest

from workflows import households as homes
from workflows.households import Stay
from workflows.lifetime import Lifetime, birth_is_possible, death_follows_birth, death_is_not_to_come
from workflows.refusal import first
from workflows.representation import Birth

TODAY = date(2026, 3, 3)
ASKED = (
    homes.is_not_oneself,
    homes.leaves_after_arriving,
    homes.has_come,
    homes.is_alive,
    homes.lives_at_one_place,
)


@pytest.mark.parametrize(
    ("birth", "died", "code"),
    [
        (Birth(1950, 1, 1), None, ""),
        (Birth(), Birth(1990), ""),
        (Birth(1950, 5), Birth(1950, 5), ""),
        (Birth(1950, 5, 2), Birth(1950, 5, 2), ""),
        (Birth(1950, 5, 2), Birth(1950, 5, 1), "died_before_birth"),
        (Birth(1950), Birth(1949), "died_before_birth"),
        (Birth(1950), Birth(1950), ""),
        (Birth(1950), Birth(2026, 3, 4), "dies_later"),
        (Birth(1950), Birth(2026), ""),
        (Birth(2026, 3, 4), None, "born_later"),
        (Birth(1066), None, "born_later"),
    ],
)
def test_the_dates_of_a_life(birth: Birth, died: Birth | None, code: str) -> None:
    refusal = first(Lifetime(birth, TODAY, died), birth_is_possible, death_is_not_to_come, death_follows_birth)
    assert (refusal.code if refusal else "") == code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, ""),
        ({"oneself": True}, "housemate_of_oneself"),
        ({"until": TODAY - timedelta(1)}, "leaves_before_arriving"),
        ({"until": TODAY}, ""),
        ({"since": TODAY + timedelta(1)}, "household_day_to_come"),
        ({"until": TODAY + timedelta(1)}, "household_day_to_come"),
        ({"elsewhere": True}, "lives_elsewhere"),
        ({"here": True}, "lives_here_already"),
        ({"died": True}, "housemate_deceased"),
        ({"died": True, "died_on": TODAY - timedelta(9)}, "housemate_deceased"),
        ({"died": True, "died_on": TODAY, "until": TODAY}, ""),
    ],
)
def test_who_can_live_where(more: dict[str, object], code: str) -> None:
    refusal = first(Stay(**{"since": TODAY, "today": TODAY} | more), *ASKED)
    assert (refusal.code if refusal else "") == code
