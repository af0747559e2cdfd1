"""What is hidden, by hand: a table small enough to see why."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.cells.protecting import protect
from reporting.cells.tables import CountTable, Dimension, Protected, Reason, Scale, ShownTable, cells_of, key_of
from tests.reporting.cells.attacker import broken
from tests.reporting.cells.drawn import family, grid


def only(protected: Protected) -> ShownTable:
    assert not protected.refused
    (table,) = protected.tables
    return table


def rows(table: ShownTable) -> list[list[int | None]]:
    down, across = table.dimensions
    return [[table.count(**{down.name: i, across.name: j}) for j in across.categories] for i in down.categories]


def test_a_table_without_small_cells_is_shown_whole() -> None:
    table = only(protect([grid([5, 20], [30, 40])], threshold=5))
    assert table.hidden == frozenset()
    assert rows(table) == [[5, 20], [30, 40]]
    assert (table.count(), table.count(a="a1"), table.count(b="b0")) == (95, 70, 35)


def test_one_small_cell_takes_three_others_along() -> None:
    table = only(protect([grid([3, 20], [30, 40])], threshold=5))
    assert rows(table) == [[None, None], [None, None]]
    assert (table.count(), table.count(a="a0"), table.count(b="b0")) == (93, 23, 33)


def test_most_of_a_larger_table_stays() -> None:
    table = only(protect([grid([3, 20, 30], [30, 40, 50], [60, 70, 80])], threshold=5))
    assert len(table.hidden) == 4
    assert all(len(key) == 2 for key in table.hidden)


def test_a_small_margin_is_hidden_as_well() -> None:
    table = only(protect([grid([3, 0, 0], [30, 40, 50], [60, 70, 80])], threshold=5))
    assert table.count(a="a0") is None
    assert table.count(a="a0", b="b0") is None
    assert broken([table], 5) == []


def test_zeros_are_shown_unless_they_tell() -> None:
    counts = ([0, 20, 30], [30, 40, 50], [60, 70, 80])
    assert only(protect([grid(*counts)], threshold=5)).count(a="a0", b="b0") == 0
    telling = only(protect([grid(*counts, zeros_tell=True)], threshold=5))
    assert telling.count(a="a0", b="b0") is None
    assert broken([telling], 5) == []


def test_that_everybody_of_a_group_is_in_one_category_is_hidden_where_zeros_tell() -> None:
    counts = ([40, 0, 0], [30, 40, 50], [60, 70, 80])
    assert only(protect([grid(*counts)], threshold=5)).count(a="a0", b="b0") == 40
    telling = only(protect([grid(*counts, zeros_tell=True)], threshold=5))
    assert rows(telling)[0] == [None, None, None]
    assert telling.count(a="a0") == 40


def test_an_empty_group_has_nobody_to_tell_about() -> None:
    table = only(protect([grid([0, 0], [30, 40], zeros_tell=True)], threshold=5))
    assert rows(table) == [[0, 0], [30, 40]]


@pytest.mark.parametrize("zeros_tell", [False, True])
def test_nothing_counted_is_shown_as_nothing(zeros_tell: bool) -> None:
    table = only(protect([grid([0, 0], [0, 0], zeros_tell=zeros_tell)], threshold=5))
    assert rows(table) == [[0, 0], [0, 0]]


def test_no_tables_is_no_tables() -> None:
    assert protect([], threshold=5) == Protected(5, ())


def test_too_few_cases_are_no_table() -> None:
    assert protect([grid([1, 1], [1, 1])], threshold=5).refused == {"ab": Reason.TOO_FEW}


def test_small_cells_that_cannot_be_covered_are_merged_away() -> None:
    """Each is at least one, so of six together neither can be six."""
    months = Dimension("month", ("jan", "feb", "mar", "apr"), Scale.ORDERED)
    table = only(protect([CountTable("m", (months,), {("jan",): 3, ("feb",): 3})], threshold=6))
    assert table.dimensions[0].parts == (("jan", "feb"), ("mar", "apr"))
    assert (table.count(month="jan..feb"), table.count(month="mar..apr")) == (6, 0)


def test_a_table_that_cannot_be_coarsened_is_refused() -> None:
    laws = Dimension("law", ("wmo", "jeugd", "pw"))
    protected = protect([CountTable("law", (laws,), {("wmo",): 3, ("jeugd",): 3})], threshold=6)
    assert protected.tables == ()
    assert protected.refused == {"law": Reason.DERIVABLE}


def test_the_last_table_the_cell_stands_in_is_refused_and_the_rest_stays() -> None:
    """Of the six in c both cells are small, and neither can be six."""
    good = CountTable("a", (Dimension("a", ("a0", "a1")),), {("a0",): 6})
    bad = CountTable("c", (Dimension("c", ("c0", "c1")),), {("c0",): 3, ("c1",): 3})
    protected = protect([good, bad], threshold=6)
    assert [table.name for table in protected.tables] == ["a"]
    assert protected.refused == {"c": Reason.DERIVABLE}


def test_a_margin_two_tables_share_is_hidden_in_both_or_neither() -> None:
    protected = protect(
        [grid([3, 0], [30, 40], [20, 9], name="ab"), grid([2, 1], [30, 40], [9, 20], name="ac")], threshold=5
    )
    small = key_of({"a": "a0"})
    assert len(protected.tables) == 2
    assert all(small in table.hidden for table in protected.tables)
    assert broken(protected.tables, 5) == []


def test_a_ring_too_large_to_audit_costs_the_last_table() -> None:
    long = {name: Dimension(name, tuple(f"{name}{at}" for at in range(28))) for name in "abc"}
    tables = [CountTable(name, (long[name[0]], long[name[1]]), {}) for name in ("ab", "bc", "ac")]
    protected = protect(tables, threshold=5)
    assert [table.name for table in protected.tables] == ["ab", "bc"]
    assert protected.refused == {"ac": Reason.NOT_AUDITED}


def test_tables_of_other_cases_are_no_family() -> None:
    with pytest.raises(ValueError, match="same cases"):
        protect([grid([5, 5], [5, 5]), grid([5, 5], [5, 6], name="ac")], threshold=5)
    with pytest.raises(ValueError, match="categories"):
        protect([grid([5, 5], [5, 5]), grid([10, 10], name="ac")], threshold=5)
    with pytest.raises(ValueError, match="twice"):
        protect([grid([5, 5], [5, 5]), grid([5, 5], [5, 5])], threshold=5)


def test_outside_nothing_is_shown_that_is_hidden_inside() -> None:
    for seed in range(20):
        inside = protect(family(seed), threshold=5)
        outside = protect(family(seed), threshold=10, within=inside)
        shown = {table.name: table.shown for table in inside.tables}
        assert all(table.shown.items() <= shown[table.name].items() for table in outside.tables)
        assert set(inside.refused) <= set(outside.refused)
        assert not outside.tables or broken(outside.tables, 10) == []


def test_outside_takes_at_least_the_threshold_of_inside() -> None:
    inside = protect([grid([5, 20], [30, 40])], threshold=5)
    with pytest.raises(ValueError, match="threshold"):
        protect([grid([5, 20], [30, 40])], threshold=4, within=inside)
    with pytest.raises(ValueError, match="not shown within"):
        protect([grid([5, 20], [30, 40], name="xy")], threshold=10, within=inside)


@pytest.mark.parametrize("seed", range(10))
def test_the_order_in_which_rows_come_changes_nothing(seed: int) -> None:
    tables = family(seed)
    mixed = []
    for table in tables:
        counts = list(table.counts.items())
        Random(seed).shuffle(counts)
        mixed.append(CountTable(table.name, table.dimensions, dict(counts), table.zeros_tell))
    assert protect(tables, threshold=5) == protect(mixed, threshold=5) == protect(tables, threshold=5)


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=4), st.booleans())
def test_no_small_count_is_shown_and_what_is_shown_is_true(counts: list[list[int]], zeros_tell: bool) -> None:
    table = grid(*counts, zeros_tell=zeros_tell, scale=Scale.ORDERED)
    protected = protect([table], threshold=5)
    for shown in protected.tables:
        assert not any(0 < count < 5 for count in shown.shown.values())
        if shown.dimensions == table.dimensions:
            assert shown.shown.items() <= cells_of(table).items()
        assert broken([shown], 5) == []
