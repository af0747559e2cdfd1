"""Shapes: what a cell is called, what a margin adds up to, and how categories are put together."""

import pytest

from reporting.cells.tables import TOTAL, CountTable, Dimension, Scale, cells_of, coarsened, coarser, key_of
from tests.reporting.cells.drawn import grid

MONTHS = Dimension("month", ("jan", "feb", "mar", "apr", "may"), Scale.ORDERED)
PLACES = Dimension("place", ("centre", "north", "south", "east", "west"), Scale.NOMINAL)


def test_margins_and_the_grand_total_are_cells_too() -> None:
    cells = cells_of(grid([1, 2], [3, 4]))
    assert cells[TOTAL] == 10
    assert cells[key_of({"a": "a1"})] == 7
    assert cells[key_of({"b": "b0"})] == 4
    assert cells[key_of({"b": "b1", "a": "a0"})] == 2
    assert len(cells) == 9


def test_what_is_not_mentioned_counts_zero() -> None:
    assert set(cells_of(CountTable("empty", (MONTHS, PLACES), {})).values()) == {0}


def test_neighbours_of_an_ordered_dimension_go_together() -> None:
    halves = coarser(MONTHS)
    assert halves is not None
    assert halves.categories == ("jan..feb", "mar..apr", "may")
    assert halves.parts == (("jan", "feb"), ("mar", "apr"), ("may",))


def test_the_last_half_of_a_nominal_dimension_becomes_other() -> None:
    once = coarser(PLACES)
    assert once is not None
    assert once.categories == ("centre", "north", "other")
    twice = coarser(once)
    assert twice is not None
    assert twice.parts == (("centre",), ("north", "south", "east", "west"))


def test_a_category_called_other_joins_the_others() -> None:
    found = coarser(Dimension("place", ("other", "north", "south", "east"), Scale.NOMINAL))
    assert found is not None
    assert found.parts == (("north",), ("south",), ("other", "east")) or found.categories[-1] == "other"
    assert "other" in found.parts[-1]


def test_two_categories_or_a_fixed_dimension_stay() -> None:
    assert coarser(Dimension("sex", ("f", "m"), Scale.NOMINAL)) is None
    assert coarser(Dimension("law", ("wmo", "jeugd", "pw"))) is None


def test_coarsening_adds_counts_and_leaves_other_tables_alone() -> None:
    table = CountTable("m", (MONTHS,), {("jan",): 1, ("feb",): 2, ("may",): 4})
    halves = coarser(MONTHS)
    assert halves is not None
    assert dict(coarsened(table, halves).counts) == {("jan..feb",): 3, ("may",): 4}
    quarters = coarser(halves)
    assert quarters is not None
    assert dict(coarsened(coarsened(table, halves), quarters).counts) == {("jan..apr",): 3, ("may",): 4}
    other = grid([1, 2], [3, 4])
    assert coarsened(other, halves) is other


@pytest.mark.parametrize("counts", [{("jun",): 1}, {("jan",): -1}, {("jan", "feb"): 1}])
def test_a_count_that_is_not_of_the_table_is_refused(counts: dict[tuple[str, ...], int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        CountTable("m", (MONTHS,), counts)


def test_a_dimension_or_category_stands_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        CountTable("m", (MONTHS, MONTHS), {})
    with pytest.raises(ValueError, match="twice"):
        Dimension("month", ("jan", "jan"))
