"""Choosing a facility to refer to: what the finder ranks for the need, near where the resident lives."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import Neighbourhood
from cases.needs.models import Need
from provisions.directory import findable
from provisions.directory.actions import More
from provisions.finder.asked import Asked, Near
from provisions.finder.search import find
from provisions.models import Provision
from tests.cases.referring import a_need, facility
from tests.cast import NOORD, TESS, TODAY
from tests.pages.hands import Statements, signed_in
from tests.provisions.many import PLACE, many

pytestmark = pytest.mark.usefixtures("world")
HERE = {"code": "BU01189998", "year": 2014, "municipality_id": "hoogeveen", "name": "Hier", "district": "Hier"}


@pytest.fixture(autouse=True)
def area(world: None) -> Neighbourhood:
    return Neighbourhood.objects.create(**HERE, team_id=NOORD, lat=PLACE[0], lon=PLACE[1])


def put(there: Provision, **facts: Any) -> Provision:
    Provision.objects.filter(pk=there.pk).update(**facts)
    findable.refresh([there.id])
    return there


def rows(need: Need, q: str = "", client: Any = None) -> dict[str, dict[str, Any]]:
    url = reverse("cases:refer", args=[need.case_id, need.id])
    answer = (client or signed_in(TESS)).get(url, {"q": q} if q else {})
    assert answer.status_code == 200
    return {row["facility"].name: row for row in answer.context["rows"]}


def test_it_says_how_far_it_is_why_it_fits_and_how_fresh_that_is(area: Neighbourhood) -> None:
    need = a_need()
    today = localdate()
    facility("Inloop", more=More(life_areas=(need.life_area,), neighbourhood=area.code, confirmed_on=today))
    one = rows(need)["Inloop"]["facility"]
    assert (one.km, one.stale, one.in_part) == (0, False, False)
    assert len(one.fits) == 2
    assert "km" in one.fits[-1]
    assert str(today.year) in one.fresh


def test_words_are_stemmed(world: None) -> None:
    facility("Eettafels voor ouderen")
    facility("Fietsles")
    assert list(rows(a_need(), "eettafel")) == ["Eettafels voor ouderen"]


def test_intake_and_tailored_can_be_chosen_and_only_what_is_open_to_all_is_pointed_to(world: None) -> None:
    need = a_need()
    put(facility("Inloop"), life_areas=[need.life_area])
    put(facility("Dagopvang", needs_intake=True), life_areas=[need.life_area])
    put(facility("Begeleiding"), life_areas=[need.life_area], layer="tailored_provision")
    put(facility("Gestopt"), life_areas=[need.life_area], status="defunct")
    shown = rows(need)
    assert list(shown) == ["Inloop", "Dagopvang", "Begeleiding"]
    assert [bool(row["point_url"]) for row in shown.values()] == [True, False, False]
    assert [bool(row["facility"].aside) for row in shown.values()] == [False, True, True]
    for row in shown.values():
        assert signed_in(TESS).get(row["url"]).status_code == 200


def test_what_is_for_something_else_is_found_by_its_name_also_when_nobody_knows_where_it_is(world: None) -> None:
    need = a_need()
    put(facility("Soos"), life_areas=["housing"], laws=["pw"])
    assert list(rows(need)) == []
    found = rows(need, "soos")["Soos"]["facility"]
    assert (found.in_part, bool(found.fits_not), found.km) == (True, True, None)


def test_it_asks_as_much_for_many_as_for_few(world: None) -> None:
    need, client, asked, held = a_need(), signed_in(TESS), {}, 0
    for size in (10, 60, 200):
        many(size - held, since=held)
        held = size
        for q in ("", "koffie samen"):
            with CaptureQueriesContext(connection) as captured:
                rows(need, q, client)
            asked[size, q] = len(Statements([query["sql"] for query in captured.captured_queries]))
    assert len(set(asked.values())) == 1, asked
    assert max(asked.values()) <= 12, asked


def test_where_nobody_knows_where_it_is_no_distance_is_said(world: None) -> None:
    need = a_need()
    put(facility("Soos"), life_areas=[need.life_area])
    one = rows(need)["Soos"]["facility"]
    assert (one.km, [reason for reason in one.fits if "km" in reason]) == (None, [])


def test_a_distance_that_was_asked_is_not_known_without_a_place(world: None) -> None:
    put(facility("Soos"), life_areas=["housing"])
    wanted = Asked(life_area="housing", near=Near(*PLACE), within=2)
    (one,) = find(wanted, municipality="hoogeveen", on=TODAY)
    assert (one.in_part, one.fits_not, len(one.unknown)) == (False, (), 1)
