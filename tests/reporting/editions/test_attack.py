"""The catalogue as a whole against an outsider with a solver: all its tables together, for both audiences at once."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from random import Random

import pytest

from reporting.cells.protecting import protect
from reporting.cells.tables import CountTable, Dimension, ShownTable
from reporting.editions.catalogue import CLOSES_AFTER, DIMENSIONS, NEIGHBOURHOOD, neighbourhoods, tables_of
from tests.reporting.cells.attacker import broken

INSIDE, PUBLISHED = 5, 10
AREAS = [("BU1", "West"), ("BU2", "West"), ("BU3", "Oost"), ("BU4", "Oost")]
Counted = Mapping[frozenset[tuple[str, str]], int]
Editions = tuple[tuple[ShownTable, ...], tuple[ShownTable, ...]]
Protects = Callable[[Sequence[CountTable]], Editions]


def dimensions() -> dict[str, Dimension]:
    """Those of the catalogue, of a small municipality with two laws."""
    return {**DIMENSIONS, NEIGHBOURHOOD: neighbourhoods(AREAS), "law": Dimension("law", ("wmo", "jeugd"))}


def year(family: str, seed: int) -> list[CountTable]:
    """A year by lot: uneven, as steps and neighbourhoods are."""
    draw, known = Random(f"{family}{seed}"), dimensions()
    names = sorted({name for table in tables_of(family) for name in table.dimensions})
    weights = {name: [draw.paretovariate(0.9) for _ in known[name].categories] for name in names}
    cases = [
        {name: draw.choices(known[name].categories, weights[name])[0] for name in names}
        for _ in range(draw.choice((15, 60, 200)))
    ]
    return [
        CountTable(
            table.name,
            tuple(known[name] for name in table.dimensions),
            Counter(tuple(case[name] for name in table.dimensions) for case in cases),
            table.zeros_tell,
        )
        for table in tables_of(family)
    ]


def together(tables: Sequence[CountTable]) -> Editions:
    """As the worker makes them."""
    inside = protect(tables, threshold=INSIDE)
    return inside.tables, protect(tables, threshold=PUBLISHED, within=inside).tables


def table_by_table(tables: Sequence[CountTable]) -> Editions:
    """The known-bad variant: each table safe by itself."""
    return tuple(shown for table in tables for shown in protect([table], threshold=INSIDE).tables), ()


def audience_by_audience(tables: Sequence[CountTable]) -> Editions:
    """The other: a publication that does not look at what is shown inside."""
    return protect(tables, threshold=INSIDE).tables, protect(tables, threshold=PUBLISHED).tables


def gives_away(editions: Editions) -> bool:
    """A number that is hidden inside is shown in another table, or follows from everything that is shown."""
    inside, outside = editions
    every = [*inside, *outside]
    hidden = {key for table in inside for key in table.hidden}
    if hidden & {key for table in every for key in table.shown}:
        return True
    return _one_shape(every) and bool(every and broken(every, INSIDE))


def _one_shape(tables: Sequence[ShownTable]) -> bool:
    shapes: dict[str, tuple[str, ...]] = {}
    return all(
        shapes.setdefault(one.name, one.categories) == one.categories for table in tables for one in table.dimensions
    )


def attacked(seeds: range, protects: Protects) -> list[tuple[str, int]]:
    return [(family, seed) for family in CLOSES_AFTER for seed in seeds if gives_away(protects(year(family, seed)))]


def test_nothing_that_is_hidden_follows_from_the_catalogue_as_a_whole() -> None:
    assert attacked(range(6), together) == []


@pytest.mark.soak
def test_nothing_follows_of_three_hundred_years_either() -> None:
    assert attacked(range(100), together) == []


def test_who_sees_the_publication_alone_works_nothing_out() -> None:
    for family in CLOSES_AFTER:
        for seed in range(4):
            _inside, outside = together(year(family, seed))
            assert not outside or broken(outside, PUBLISHED) == []


def test_something_is_hidden_and_something_is_shown() -> None:
    """An attack on nothing would prove nothing."""
    shown, hidden = 0, 0
    for family in CLOSES_AFTER:
        for seed in range(6):
            for table in together(year(family, seed))[0]:
                shown, hidden = shown + len(table.shown), hidden + len(table.hidden)
    assert shown > 300
    assert hidden > 200


@pytest.mark.parametrize("bad", [table_by_table, audience_by_audience])
def test_tables_that_are_not_protected_together_are_found(bad: Protects) -> None:
    """Must fail: that is why the family is protected as one, and a publication within what is shown inside."""
    assert attacked(range(6), bad)


def test_two_families_share_no_number() -> None:
    """They count other things (finished, reported, ended), so nothing of one is a sum of the other."""
    told = {family: {table.name for table in tables_of(family)} for family in CLOSES_AFTER}
    assert all(told.values())
    assert len(set().union(*told.values())) == sum(len(names) for names in told.values())
