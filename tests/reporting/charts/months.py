"""Months for the charts: written out by hand, or drawn by lot from a seed."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from reporting.charts.xmr import Chart, Point, chart


def month(number: int) -> date:
    """Month 0 is January 2024."""
    return date(2024 + number // 12, number % 12 + 1, 1)


def points(parts: Iterable[int | None], whole: int = 10, *, first: int = 0) -> list[Point]:
    """Months in a row with these parts out of `whole`; None is a month without cases."""
    return [
        Point(month(first + number), 0, 0) if part is None else Point(month(first + number), part, whole)
        for number, part in enumerate(parts)
    ]


def charted(parts: Iterable[int | None], whole: int = 10) -> Chart:
    return chart(points(parts, whole))


def by_lot(lot: random.Random, shares: Sequence[float], whole: int) -> list[Point]:
    return [
        Point(month(number), sum(lot.random() < share for _case in range(whole)), whole)
        for number, share in enumerate(shares)
    ]


def as_seen(known: Sequence[Point], *, since: int = 0) -> Iterator[Chart]:
    """The chart as it stood at each month from number `since` on, when nothing later was known."""
    for until in range(since + 1, len(known) + 1):
        yield chart(known[:until])
