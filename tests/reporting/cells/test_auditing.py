"""What an outsider works out, by hand and against an attacker who shares no code with the audit."""

from math import prod

import numpy as np
import pytest

from reporting.cells.auditing import Interval, failing, intervals
from reporting.cells.protecting import protect
from reporting.cells.solving import LARGEST_RING, RingTooLarge, ring_of, system_of
from reporting.cells.tables import TOTAL, Dimension, ShownTable, cells_of, key_of
from tests.reporting.cells.attacker import broken, worked_out
from tests.reporting.cells.drawn import family, grid, small_cells_only


def hiding(table: ShownTable, *cells: dict[str, str]) -> ShownTable:
    keys = frozenset(key_of(cell) for cell in cells)
    shown = {key: count for key, count in table.shown.items() if key not in keys}
    return ShownTable(table.name, table.dimensions, shown, keys, table.zeros_tell)


def all_shown(*rows: list[int], zeros_tell: bool = False) -> ShownTable:
    table = grid(*rows, zeros_tell=zeros_tell)
    return ShownTable(table.name, table.dimensions, cells_of(table), frozenset(), zeros_tell)


FOUR = [{"a": a, "b": b} for a in ("a0", "a1") for b in ("b0", "b1")]


def test_one_hidden_cell_is_what_its_margin_lacks() -> None:
    table = hiding(all_shown([3, 20], [30, 40]), FOUR[0])
    assert intervals([table]) == {key_of(FOUR[0]): Interval(3, 3)}
    assert failing([table], threshold=5) == [key_of(FOUR[0])]


def test_four_hidden_cells_move_together() -> None:
    table = hiding(all_shown([3, 20], [30, 40]), *FOUR)
    assert [intervals([table])[key_of(cell)] for cell in FOUR] == [
        Interval(1, 22), Interval(1, 22), Interval(11, 32), Interval(38, 59)
    ]  # fmt: skip
    assert failing([table], threshold=5) == []


def test_two_small_cells_with_a_small_sum_stay_small() -> None:
    table = hiding(all_shown([1, 3], [30, 40]), *FOUR)
    assert intervals([table])[key_of(FOUR[0])] == Interval(1, 3)
    assert set(failing([table], threshold=5)) == {key_of(FOUR[0]), key_of(FOUR[1])}


def test_where_zeros_are_never_hidden_a_hidden_cell_is_at_least_one() -> None:
    plain = hiding(all_shown([1, 5], [5, 9]), *FOUR)
    telling = hiding(all_shown([1, 5], [5, 9], zeros_tell=True), *FOUR)
    assert intervals([plain])[key_of(FOUR[0])] == Interval(1, 5)
    assert intervals([telling])[key_of(FOUR[0])] == Interval(0, 6)


def test_what_one_table_shows_another_cannot_hide() -> None:
    wide = hiding(all_shown([3, 20], [30, 40]), *FOUR)
    assert failing([wide, all_shown([3, 20], [30, 40])], threshold=5) == []
    assert intervals([wide, all_shown([3, 20], [30, 40])]) == {}


def test_a_way_that_does_not_fit_what_is_shown_proves_nothing() -> None:
    table = hiding(all_shown([3, 20], [30, 40]), FOUR[0])
    lies = [np.full(9, 7), np.zeros(3, dtype=np.int64)]
    assert failing([table], threshold=5, ways=lies) == [key_of(FOUR[0])]


def test_without_a_grand_total_nothing_is_audited() -> None:
    table = hiding(all_shown([3, 20], [30, 40]), {})
    assert TOTAL in table.hidden
    with pytest.raises(ValueError, match="total"):
        failing([table], threshold=5)


def test_a_ring_is_what_stays_when_loose_ends_are_taken_off() -> None:
    assert ring_of(["ab", "ac", "ad"]) == []
    assert ring_of(["ab", "bc", "cd"]) == []
    assert ring_of(["abc", "ab", "bc", "ac"]) == []
    assert ring_of(["ab", "bc", "ac", "ad"]) == [frozenset("ab"), frozenset("ac"), frozenset("bc")]


def test_tables_in_a_ring_say_more_than_each_by_itself() -> None:
    """a0 and b0 have 10 in common, a0 and c0 too, of 12 in a0: so at least 8 are in b0 and c0, which b by c hides."""
    ab = grid([10, 2], [0, 8], name="ab")
    ac = grid([10, 2], [0, 8], name="ac")
    bc = grid([9, 1], [1, 9], name="bc")
    tables = small_cells_only([ab, ac], 1)
    whole = small_cells_only([bc], 1)[0]
    hidden = frozenset(key for key in whole.shown if len(key) == 2)
    shown = {key: count for key, count in whole.shown.items() if len(key) < 2}
    cell = key_of({"b": "b0", "c": "c0"})
    alone = ShownTable("bc", whole.dimensions, shown, hidden)
    assert intervals([alone])[cell] == Interval(1, 9)
    assert intervals([*tables, alone])[cell] == Interval(8, 9)


def test_a_ring_too_large_is_not_worked_through() -> None:
    long = [Dimension(name, tuple(f"{name}{at}" for at in range(28))) for name in "abc"]
    assert prod(len(one.categories) for one in long) > LARGEST_RING
    with pytest.raises(RingTooLarge):
        system_of([(long[0], long[1]), (long[1], long[2]), (long[0], long[2])])


@pytest.mark.parametrize("seed", range(20))
def test_the_audit_finds_what_the_attacker_finds(seed: int) -> None:
    """Also in tables that are protected badly: there is something to find there."""
    for tables in (small_cells_only(family(seed), 5), list(protect(family(seed), threshold=5).tables)):
        if not tables or TOTAL in tables[0].hidden:
            continue
        found = {key: (one.lower, one.upper) for key, one in intervals(tables).items()}
        assert found == worked_out(tables)
        assert sorted(failing(tables, threshold=5)) == sorted(broken(tables, 5))
