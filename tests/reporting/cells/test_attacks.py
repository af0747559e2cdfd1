"""The proof: an attacker with a solver against tables drawn by lot, and against the known-bad variants.

He shares no code with what protects, so what both overlook they overlook for different reasons.
"""

from itertools import combinations, product
from random import Random

import pytest

from reporting.cells.protecting import protect
from reporting.cells.tables import TOTAL, ShownTable
from tests.reporting.cells.attacker import broken
from tests.reporting.cells.drawn import family, grid, small_cells_only

INSIDE, PUBLISHED = 5, 10


def attack(seeds: range, threshold: int) -> tuple[list[int], int]:
    """The seeds of families of which a hidden cell was found, and how many cells were hidden in all."""
    found, hidden = [], 0
    for seed in seeds:
        tables = protect(family(seed), threshold=threshold).tables
        hidden += len({key for table in tables for key in table.hidden})
        if tables and broken(tables, threshold):
            found.append(seed)
    return found, hidden


@pytest.mark.parametrize("threshold", [INSIDE, PUBLISHED])
def test_no_hidden_cell_is_found(threshold: int) -> None:
    found, hidden = attack(range(50), threshold)
    assert found == []
    assert hidden > 200


@pytest.mark.soak
@pytest.mark.parametrize("threshold", [INSIDE, PUBLISHED])
def test_no_hidden_cell_of_a_thousand_families_is_found(threshold: int) -> None:
    found, hidden = attack(range(1000), threshold)
    assert found == []
    assert hidden > 5000


def test_of_any_two_tables_of_a_family_neither_gives_away_the_other() -> None:
    for seed in range(20):
        tables = protect(family(seed), threshold=INSIDE).tables
        for one, other in combinations(tables, 2):
            assert broken([one, other], INSIDE) == []


def test_small_cells_hidden_alone_are_found() -> None:
    """Must fail: primary suppression without complement."""
    tables = small_cells_only([grid([3, 20], [30, 40])], INSIDE)
    assert len(broken(tables, INSIDE)) == 1
    drawn = [small_cells_only(family(seed), INSIDE) for seed in range(30)]
    hiding = [tables for tables in drawn if any(table.hidden for table in tables) and TOTAL not in tables[0].hidden]
    found = [tables for tables in hiding if broken(tables, INSIDE)]
    assert len(found) > len(hiding) / 2


def one_by_one(seed: int) -> list[ShownTable]:
    return [table for own in family(seed) for table in protect([own], threshold=INSIDE).tables]


def same_dimensions(tables: list[ShownTable]) -> bool:
    dimensions: dict[str, object] = {}
    return all(dimensions.setdefault(one.name, one) == one for table in tables for one in table.dimensions)


def test_tables_protected_one_by_one_are_found() -> None:
    """Must fail: each table is safe by itself, together they are not."""
    several = [tables for seed in range(60) if len(tables := one_by_one(seed)) > 1 and same_dimensions(tables)]
    assert all(broken([table], INSIDE) == [] for tables in several[:10] for table in tables)
    assert any(_known_together(tables) for tables in several)


def _known_together(tables: list[ShownTable]) -> bool:
    """A cell that one table hides is shown by another, or can be worked out from both."""
    shown = {key for table in tables for key in table.shown}
    hidden = {key for table in tables for key in table.hidden}
    return bool(shown & hidden) or broken(tables, INSIDE) != []


def test_a_publication_that_does_not_look_at_what_is_shown_inside_is_found() -> None:
    """Must fail: two thresholds, each safe by itself; who sees both sees a cell that one of them hides."""
    pairs = [[protect(family(seed), threshold=threshold) for threshold in (INSIDE, PUBLISHED)] for seed in range(60)]
    gives_away = 0
    for inside, outside in pairs:
        hidden = {key for table in inside.tables for key in table.hidden}
        gives_away += any(hidden & set(table.shown) for table in outside.tables)
    assert gives_away


@pytest.mark.xfail(reason="who replays the rule with every other table learns more; see ADR 22", strict=True)
def test_who_replays_the_rule_finds_nothing_either() -> None:
    draw = Random(22)
    tables = [[[draw.randint(0, 6) for _ in range(3)] for _ in range(2)] for _ in range(20)]
    assert [counts for counts in tables if _found_by_replay(counts, 3)] == []


def _found_by_replay(counts: list[list[int]], threshold: int) -> bool:
    """Every table with the same total that the rule would have shown in the same way: is a cell the same in all?"""
    protected = protect([grid(*counts)], threshold=threshold)
    if not protected.tables or not (seen := protected.tables[0]).hidden:
        return False
    like = [other for other in _filled_in(seen) if _looks(other, seen, threshold)]
    cells = [[table[at // 3][at % 3] for table in like] for at in range(6)]
    hidden = [at for at in range(6) if seen.count(a=f"a{at // 3}", b=f"b{at % 3}") is None]
    return any(len(set(cells[at])) == 1 or max(cells[at]) < threshold for at in hidden)


def _filled_in(seen: ShownTable) -> list[list[list[int]]]:
    total = seen.shown[TOTAL]
    kept = [seen.count(a=f"a{at // 3}", b=f"b{at % 3}") for at in range(6)]
    found = []
    for five in product(*([count] if count is not None else range(1, total + 1) for count in kept[:5])):
        last = total - sum(five)
        if last == kept[5] or (kept[5] is None and last > 0):
            found.append([list(five[:3]), [*five[3:], last]])
    return [table for table in found if _margins_fit(table, seen)]


def _margins_fit(table: list[list[int]], seen: ShownTable) -> bool:
    sums = {(("a", f"a{i}"),): sum(row) for i, row in enumerate(table)}
    sums |= {(("b", f"b{j}"),): table[0][j] + table[1][j] for j in range(3)}
    return all(seen.shown.get(key, count) == count for key, count in sums.items())


def _looks(counts: list[list[int]], seen: ShownTable, threshold: int) -> bool:
    protected = protect([grid(*counts)], threshold=threshold)
    return bool(protected.tables) and protected.tables[0].shown == seen.shown
