"""Residents of all ages from bands of ages, and a number per 1,000 residents."""

import re
from collections.abc import Mapping

BAND = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")
ALL_AGES = ""
PER = 1000
FEWEST = 10


def limits(band: str) -> tuple[int, int | None] | None:
    """`0-17` is from 0 up to and including 17, `65+` from 65 on (None). None for what is no band."""
    found = BAND.fullmatch(band)
    if not found:
        return None
    since, until = int(found[1]), int(found[2]) if found[2] else None
    return None if until is not None and until < since else (since, until)


def all_ages(bands: Mapping[str, int]) -> int | None:
    """The residents of all ages: as it says, or added up where the bands follow one another from 0 on.

    None where an age is missing or counted twice: a part of the residents is no denominator.
    """
    if ALL_AGES in bands:
        return bands[ALL_AGES]
    expected: int | None = 0
    for since, until in sorted(found for band in bands if (found := limits(band))):
        if since != expected:
            return None
        expected = None if until is None else until + 1
    return sum(bands.values()) if bands and expected is None else None


def per_thousand(number: int, residents: int | None) -> float | None:
    """To one decimal. None where residents are not known, or so few that it says nothing."""
    return round(PER * number / residents, 1) if residents is not None and residents >= FEWEST else None
