"""Four at once: they begin together, the slowest of them count, and a case has one winner or is told."""

import threading
import time
from collections.abc import Sequence
from uuid import UUID

import pytest

from config.bench.crowd import CLIENTS, Act, at_once, calls, waits, without_one_winner
from config.bench.serving import Ask, NotServed

WON, TOLD = 302, 409


def answering(*statuses: int) -> Sequence[Ask]:
    return [lambda status=status: (status, b"") for status in statuses]  # type: ignore[misc]


def test_all_begin_at_the_same_moment() -> None:
    met = threading.Barrier(CLIENTS, timeout=20)
    assert sorted(at_once([met.wait] * CLIENTS)) == [0, 1, 2, 3]


def test_what_one_of_them_meets_is_raised() -> None:
    def refused() -> None:
        raise NotServed("/cases/ answers 500.")

    with pytest.raises(NotServed):
        at_once([lambda: None, refused])


def test_a_case_with_two_winners_or_with_none_is_told() -> None:
    one, two, none = (UUID(int=number) for number in range(3))
    cases = {
        one: answering(TOLD, WON, TOLD, TOLD),
        two: answering(WON, TOLD, WON, TOLD),
        none: answering(TOLD, TOLD, TOLD, TOLD),
    }
    assert without_one_winner(cases) == {two, none}


def test_the_slowest_at_once_are_held_against_one_alone() -> None:
    slow = Act(lambda: time.sleep(0.002), [lambda: time.sleep(0.02)] * CLIENTS)
    quick = Act(lambda: time.sleep(0.002), [lambda: time.sleep(0.002)] * CLIENTS)
    found = waits({"slow": slow, "quick": quick}, rounds=2)
    assert found["slow"] > 2 * found["quick"]


def test_an_act_is_asked_for_as_often_as_it_was_prepared() -> None:
    heard = [0, 0]

    def one(place: int) -> None:
        heard[place] += 1

    waits({"a": Act(lambda: one(0), [lambda: one(1)])}, rounds=3)
    assert tuple(heard) == calls(3)
