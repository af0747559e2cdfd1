"""A ring is looked for in the squares it touches: none of it is outside them, and the rings together are everywhere."""

from math import asin, cos, inf, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisions.directory.models import FLAT, KM_PER_DEGREE, SQUARES
from provisions.finder import ranking
from provisions.finder import rings as walk
from provisions.finder.asked import Asked, Near
from provisions.finder.ranking import ranked
from provisions.finder.rings import Ring, rings
from tests.provisions.many import PLACE, many

HERE = Near(*PLACE, "Centrum")
# From the south of Spain to the north of Norway.
NORTH, EAST = st.floats(36, 71), st.floats(-9, 30)


def km(lat: float, lon: float, lat_2: float, lon_2: float) -> float:
    half = sin(radians(lat_2 - lat) / 2) ** 2
    half += cos(radians(lat)) * cos(radians(lat_2)) * sin(radians(lon_2 - lon) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))


def squares_of(lat: float, lon: float) -> set[str]:
    """As the database works them out."""
    return {
        f"x{size}x{int(lat * KM_PER_DEGREE / km // 1)}x{int(lon * (KM_PER_DEGREE * FLAT) / km // 1)}"
        for size, km in enumerate(SQUARES)
    }


@given(NORTH, EAST, st.floats(-0.3, 0.3), st.floats(-0.5, 0.5))
def test_what_is_in_a_ring_is_in_its_squares(lat: float, lon: float, up: float, aside: float) -> None:
    away = km(lat, lon, lat + up, lon + aside)
    [ring] = [ring for ring in rings(lat, lon, within=None) if ring.since <= away < ring.until]
    assert not ring.squares or squares_of(lat + up, lon + aside) & set(ring.squares)


@given(NORTH, EAST, st.one_of(st.none(), st.floats(0, 60)))
def test_the_rings_begin_here_follow_each_other_and_have_no_end(lat: float, lon: float, within: float | None) -> None:
    found = list(rings(lat, lon, within=within))
    assert [ring.since for ring in found] == [0, *(ring.until for ring in found[:-1])]
    assert found[-1].until == inf
    assert all(ring.since < ring.until for ring in found)
    assert within is None or all(ring.since <= within for ring in found)


SEARCHES = {
    "a word": Asked(words="koffie", near=HERE),
    "a word and no further": Asked(words="samen eten", near=HERE, within=3),
    "what few have": Asked(words="naailes", near=HERE),
    "a word, and free": Asked(words="ouderen", near=HERE, within=2, free=True),
    "much besides": Asked(words="samen", near=HERE, within=5, life_area="social_network", language="tr"),
    "much besides, further": Asked(words="koffie", near=HERE, weekday=1, law="wmo", language="nl"),
}


def found(asked: Asked) -> list[dict[str, object]]:
    rows = ranked(asked, municipality="hoogeveen", start=0, size=100)
    return [{name: row[name] for name in ("provision", "level", "named", "yes", "no")} for row in rows]


@pytest.mark.parametrize("search", SEARCHES)
def test_each_way_of_looking_finds_the_same_in_the_same_order(
    world: None, monkeypatch: pytest.MonkeyPatch, search: str
) -> None:
    many(600)
    asked = SEARCHES[search]
    first = found(asked)
    assert first
    monkeypatch.setattr(ranking, "FEW_FIT", frozenset())
    assert found(asked) == first, "by rings, also where much is asked besides"
    monkeypatch.setattr(ranking, "rings", lambda *_at, within: [Ring(0, inf)])
    assert found(asked) == first, "by one look everywhere"
    monkeypatch.setattr(ranking, "FEW_FIT", {"need", "law", "open", "language", "near", "free", "area"})
    assert found(asked) == first, "at once, also where little is asked besides"


def test_must_fail_who_looks_in_its_own_square_alone_misses_what_is_across_the_line(
    world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(600)
    first = found(SEARCHES["a word"])
    monkeypatch.setattr(walk, "_around", lambda north, east, size: [f"x{size}x{north}x{east}"])
    assert found(SEARCHES["a word"]) != first
