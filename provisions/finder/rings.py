"""Rings around a point, the nearest first: by the squares it touches, a ring is looked for in the index of words."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, floor, inf, radians

from provisions.directory.models import FLAT, KM_PER_DEGREE, SQUARES

# Squares are as wide as they are high at 52.5 degrees; a little is left for the curve of the earth.
NEARLY = 0.98


@dataclass(frozen=True, slots=True)
class Ring:
    """From `since` km on, but nearer than `until`. `squares`: all it touches, as their words end; none: anywhere."""

    since: float
    until: float
    squares: tuple[str, ...] = ()


def rings(lat: float, lon: float, *, within: float | None) -> Iterator[Ring]:
    """The rings that together are all that is `within` km of a point, or the whole earth; the last has no end."""
    since = 0.0
    for size, km in enumerate(SQUARES):
        north, east = lat * KM_PER_DEGREE / km, lon * (KM_PER_DEGREE * FLAT) / km
        until = NEARLY * km * (1 + min(_aside(north), _aside(east))) * min(1.0, cos(radians(lat)) / FLAT)
        last = within is not None and within < until
        yield Ring(since, inf if last else until, tuple(_around(floor(north), floor(east), size)))
        if last:
            return
        since = until
    yield Ring(since, inf)


def _aside(along: float) -> float:
    """How far from the nearest side of its square, in squares."""
    return min(along % 1, 1 - along % 1)


def _around(north: int, east: int, size: int) -> Iterator[str]:
    """The square itself and the eight that touch it."""
    for up in (-1, 0, 1):
        yield from (f"x{size}x{north + up}x{east + aside}" for aside in (-1, 0, 1))
