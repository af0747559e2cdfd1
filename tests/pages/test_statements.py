"""How often a page asks the database: as often for two hundred rows as for one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.access import Actor
from cases.dossier.models import Case
from cases.needs.models import Need
from cases.residents.models import Resident
from intake import actions as intake
from ledger.models import Event
from tests import cast
from tests.cast import AT, DANA, IRIS, MAX, NOORD, PRIYA, TESS, TODAY, acting
from tests.pages.hands import NEED, OFFER, WEIGHED, filled, form, page

pytestmark = pytest.mark.django_db
SIZES = (1, 50, 200)


def cases(number: int) -> None:
    """Cases of Noord, each of another resident."""
    cast.open_case()
    known = {"municipality_id": "hoogeveen", "first_names": "Anna", "family_name": "Wielinga"}
    asked = {"municipality_id": "hoogeveen", "team_id": NOORD, "laws": ["wmo"], "registered_on": TODAY}
    with acting(TESS):
        people = Resident.objects.bulk_create([Resident(**known) for _person in range(number - 1)])
        Case.objects.bulk_create([Case(resident=one, number=str(one.id)[:20], **asked) for one in people])


def talks(number: int) -> None:
    with acting(IRIS):
        for _talk in range(number):
            intake.start_conversation(by=IRIS, at=AT)


def finished(number: int) -> None:
    """Investigations that were finished, by month and law."""
    case = cast.open_case()
    row = {"case": case.id, "kind": "investigation:finished", "law": "wmo", "team": NOORD, "municipality": "hoogeveen"}
    with acting(TESS):
        Event.objects.bulk_create([Event(seq=100 + seq, layer="own_strength", at=AT, **row) for seq in range(number)])


LISTS: dict[str, tuple[Actor, Callable[[int], None], int]] = {
    "my_work": (TESS, cases, 7),
    "cases:list": (TESS, cases, 6),
    "intake:conversations": (IRIS, talks, 5),
    "accounts:audit": (PRIYA, cases, 6),
    "reporting:figures": (MAX, finished, 6),
}


@pytest.mark.parametrize("door", LISTS)
def test_a_list_asks_as_much_for_many_rows_as_for_one(browse: Any, counted: Any, door: str) -> None:
    actor, fill, pinned = LISTS[door]
    client, held, found = browse(actor), 0, {}
    for size in SIZES:
        fill(size - held)
        held = size
        with counted() as statements:
            assert client.get(reverse(door)).status_code == 200
        found[size] = len(statements)
    assert found == dict.fromkeys(SIZES, pinned), str(statements)
    assert pinned <= 8


def test_a_case_asks_as_much_for_thirty_needs_as_for_one(browse: Any, counted: Any) -> None:
    case, client, held, found = cast.open_case(resident=cast.register_resident().id), browse(TESS), 0, {}
    for size in (1, 10, 30):
        for _need in range(size - held):
            cast.weigh_all(cast.name_need(case))
        held = size
        with counted() as statements:
            assert client.get(page(case)).status_code == 200
        found[size] = len(statements)
    assert found == dict.fromkeys((1, 10, 30), 8), str(statements)


def _registered() -> tuple[Case, Need]:
    return cast.open_case(), Need()


def _named() -> tuple[Case, Need]:
    case = cast.open_case()
    return case, cast.name_need(case)


ACTS: dict[str, tuple[Actor, Callable[[], tuple[Case, Need]], dict[str, Any]]] = {
    "start": (TESS, _registered, {}),
    "add_need": (TESS, _registered, NEED),
    "weigh": (TESS, _named, WEIGHED),
    "propose": (TESS, cast.investigated_case, OFFER),
    "hand_over": (TESS, _registered, {"team": str(cast.ZUID)}),
    "apply": (TESS, _registered, {"law": "wmo", "received_on": "2026-03-03"}),
    "decide": (DANA, cast.case_to_decide, {"outcome": "granted"}),
}
ON_A_NEED = ("weigh", "propose", "decide")
# The budget is twelve. What lies above it says so here, and may only go down.
PINNED = {"start": 10, "add_need": 10, "weigh": 18, "propose": 15, "hand_over": 15, "apply": 16, "decide": 26}


@pytest.mark.parametrize("door", ACTS)
def test_an_act_asks_no_more_than_it_did(browse: Any, counted: Any, door: str) -> None:
    actor, prepare, answers = ACTS[door]
    case, need = prepare()
    client = browse(actor)
    url = form(need, door) if door in ON_A_NEED else page(case, door)
    sent = filled(client, url, **answers) if door != "start" else {}
    with counted() as statements:
        assert client.post(url, sent).status_code == 302
    assert len(statements) == PINNED[door], str(statements)
