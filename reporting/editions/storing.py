"""A protected table as JSON and back: what is hidden is not in it, and follows from what is not there."""

from collections.abc import Mapping
from typing import Any

from reporting.cells.tables import Dimension, ShownTable, keys_over, margins_of


def kept(table: ShownTable) -> dict[str, Any]:
    dimensions = [
        {"name": one.name, "categories": list(one.categories), "parts": [list(parts) for parts in one.parts]}
        for one in table.dimensions
    ]
    shown = [[[list(pair) for pair in key], count] for key, count in sorted(table.shown.items())]
    return {"dimensions": dimensions, "shown": shown, "zeros_tell": table.zeros_tell}


def read_back(name: str, found: Mapping[str, Any]) -> ShownTable:
    dimensions = tuple(
        Dimension(one["name"], tuple(one["categories"]), parts=tuple(tuple(parts) for parts in one["parts"]))
        for one in found["dimensions"]
    )
    shown = {tuple((pair[0], pair[1]) for pair in key): count for key, count in found["shown"]}
    every = {key for margin in margins_of(dimensions) for key in keys_over(margin)}
    return ShownTable(name, dimensions, shown, frozenset(every - shown.keys()), found["zeros_tell"])
