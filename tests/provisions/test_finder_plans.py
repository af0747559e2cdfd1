"""What a search reads of the database: no more where there are four times as many; and it finds what is nearest."""

from math import acos, cos, radians, sin
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from provisions.directory import findable
from provisions.directory.models import Findable
from provisions.finder import ranking
from provisions.finder.asked import Asked, Near
from provisions.finder.ranking import PAGE, ranked
from provisions.finder.search import look
from provisions.models import Location, Provision, ServiceAtLocation
from tests.cast import TODAY
from tests.provisions.many import PLACE, many

HERE = Near(*PLACE, "Centrum")
WALKED = {"everything": Asked(), "near": Asked(near=HERE), "a common word, near": Asked(words="samen", near=HERE)}


def blocks(asked: Asked) -> int:
    """How many blocks of eight kilobytes the ranking reads."""
    heard: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        heard.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        ranked(asked, municipality="hoogeveen", start=0, size=20)
    [(sql, params)] = heard
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0][0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


@pytest.mark.parametrize("search", WALKED)
def test_four_times_as_many_rows_take_hardly_more_blocks(owned_world: None, search: str) -> None:
    many(1500)
    _counted()
    few = blocks(WALKED[search])
    many(4500, since=1500)
    _counted()
    # Rows that were written together lie together, or not: a page may read each of its rows from a block of its own.
    assert blocks(WALKED[search]) <= 1.3 * max(few, PAGE + 1)


def _counted() -> None:
    """The owner may have the database count its rows."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_a_provision_at_many_places_takes_one_row_and_hides_no_other(world: None) -> None:
    """Its places are nearest and fill the walk, which then goes on further out."""
    ids = many(30)
    _at_a_hundred_places(ids[0])
    found = [row.id for row in look(Asked(near=HERE), municipality="hoogeveen", on=TODAY, size=200).found]
    assert sorted(found) == sorted(ids)
    first = [row.id for row in look(Asked(near=HERE), municipality="hoogeveen", on=TODAY).found]
    assert first == found[:20]


def test_must_fail_a_walk_that_does_not_go_on_hides_others(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = many(30)
    _at_a_hundred_places(ids[0])
    monkeypatch.setattr(ranking, "_CUT", "(SELECT false FROM {level} LIMIT 1)")
    monkeypatch.setattr(ranking, "_cut_short", lambda *_read: False)
    assert len(look(Asked(near=HERE), municipality="hoogeveen", on=TODAY).found) < 20


def _at_a_hundred_places(provision: UUID) -> None:
    of = {"municipality_id": "hoogeveen"}
    for number in range(100):
        place = Location.objects.create(
            **of, name=f"Hoek {number}", latitude=PLACE[0], longitude=PLACE[1], type="physical"
        )
        ServiceAtLocation.objects.create(**of, provision_id=provision, location=place)
    Provision.objects.filter(pk=provision).update(
        layer="general_facility", status="active", room="", room_as_of=None, needs_intake=False
    )
    findable.refresh([provision])


def test_the_nearest_are_those_of_who_measures_every_row(world: None) -> None:
    many(400)
    rows = ranked(Asked(near=HERE), municipality="hoogeveen", start=0, size=60)
    freely = Findable.objects.filter(standing=Findable.FREELY).values_list("provision", "lat", "lon")
    nearest = sorted(freely, key=lambda row: _km(row[1], row[2]))
    assert [row["provision"] for row in rows] == [row[0] for row in nearest[:61]]


def _km(lat: float, lon: float) -> float:
    """By the cosine rule, another way than the finder's."""
    here, there, turn = radians(PLACE[0]), radians(lat), radians(lon - PLACE[1])
    return 6371 * acos(min(1.0, sin(here) * sin(there) + cos(here) * cos(there) * cos(turn)))
