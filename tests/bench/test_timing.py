"""How turns are taken, and how a row is told."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from config.bench.rows import Row, not_held, table
from config.bench.timing import best_of_rounds

HELD = Row("worklist", "R1", 1.499, 1.5, 7, 8)


def test_works_take_turns_in_every_round() -> None:
    heard: list[str] = []
    works = {name: lambda name=name: heard.append(name) for name in ("a", "b")}
    best_of_rounds(works, rounds=2, times=2, warm=1)
    assert "".join(heard) == "ab" + "aabb" * 2


def test_the_best_round_counts_and_in_it_the_median() -> None:
    taken = iter([0.03, 0.03, 0.03, 0.001, 0.002, 0.03])
    best = best_of_rounds({"a": lambda: time.sleep(next(taken))}, rounds=2, times=3, warm=0)
    assert 0.002 <= best["a"] < 0.02


def test_what_is_open_around_a_work_is_not_timed() -> None:
    @contextmanager
    def slow() -> Iterator[None]:
        time.sleep(0.02)
        yield
        time.sleep(0.02)

    best = best_of_rounds({"a": lambda: None}, rounds=1, times=3, warm=0, around={"a": slow})
    assert best["a"] < 0.01


def test_a_ratio_is_judged_as_it_is_shown() -> None:
    assert HELD.held
    assert HELD.as_json()["ratio"] == 1.5
    assert not Row("worklist", "R1", 1.506, 1.5, 7, 8).held


def test_a_path_that_asks_too_often_does_not_hold_however_fast() -> None:
    row = Row("create", "R2", 1.0, 3.0, 13, 12)
    assert not row.held
    assert not_held([HELD, row]) == ["create: 1.00, budget 3; 13 statements, budget 12"]


def test_what_has_no_floor_is_told_and_judged_neither_way() -> None:
    row = Row("report cost", "no floor written", None, 1.2, 3)
    assert row.held is None
    assert not_held([HELD, row]) == ["report cost: no floor written"]


def test_the_table_is_aligned() -> None:
    lines = table([HELD, Row("a longer path", "R1", 12.0, 1.5)])
    assert lines == [
        "path           floor  ratio  budget  statements  holds",
        "worklist       R1      1.50     1.5           7  yes",
        "a longer path  R1     12.00     1.5           -  no",
    ]
