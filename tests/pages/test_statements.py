"""How often a page asks the database: as often for two hundred rows as for one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.access import Actor
from accounts.models import Mandate, Membership, Notice, Team, User
from cases.dossier.models import Case
from cases.needs.models import Need
from cases.residents.models import Household, HouseholdMember, Representative, Resident
from cases.safety.models import SafetyConcern
from intake import actions as intake
from intake.models import Appointment, Conversation
from ledger.models import Event
from tests import cast
from tests.cast import ADA, AT, DANA, IRIS, MAX, NOORD, PRIYA, SANNE, SINCE, TESS, TODAY, WIM, acting
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


def work(number: int) -> None:
    """Cases, and as many call-backs, drafts of a colleague and notices."""
    cases(number)
    promised = {"kind": "call_back", "on": TODAY, "team_id": NOORD, "colleague_id": TESS.id, "made_by_id": TESS.id}
    before = AT - timedelta(days=2)
    with acting(TESS):
        told = Case.objects.first()
        Appointment.objects.bulk_create([Appointment(**promised, made_at=AT) for _one in range(number)])
        draft = {"team_id": NOORD, "author_id": WIM.id, "started_at": before, "saved_at": before}
        Conversation.objects.bulk_create([Conversation(**draft) for _one in range(number)])
        told_of = {"user_id": TESS.id, "kind": "case_given", "case": told.id}
        Notice.objects.bulk_create([Notice(**told_of, at=AT) for _one in range(number)])


def finished(number: int) -> None:
    """Investigations that were finished, by month and law."""
    case = cast.open_case()
    row = {"case": case.id, "kind": "investigation:finished", "law": "wmo", "team": NOORD, "municipality": "hoogeveen"}
    with acting(TESS):
        Event.objects.bulk_create([Event(seq=100 + seq, layer="own_strength", at=AT, **row) for seq in range(number)])


def colleagues(number: int) -> None:
    """Who works in Noord, each with a post and a mandate."""
    users = User.objects.bulk_create(
        [User(name="Noor Nieuw", email=f"{uuid4()}@hoogeveen.nl") for _one in range(number)]
    )
    held = {"laws": ["wmo"], "valid_from": SINCE}
    Membership.objects.bulk_create([Membership(user=one, team_id=NOORD, role="team", **held) for one in users])
    Mandate.objects.bulk_create(
        [Mandate(user=one, municipality_id="hoogeveen", source="Besluit", **held) for one in users]
    )


def teams(number: int) -> None:
    rows = [{"name": str(uuid4()), "code": str(uuid4()), "kind": "neighbourhood"} for _team in range(number)]
    Team.objects.bulk_create([Team(municipality_id="hoogeveen", **row) for row in rows])


def worries(number: int) -> None:
    """Signals of Tess, each about another resident."""
    with acting(TESS):
        known = {"municipality_id": "hoogeveen", "family_name": "Wielinga"}
        people = Resident.objects.bulk_create([Resident(**known) for _worry in range(number)])
        told = {"municipality_id": "hoogeveen", "signalled_by_id": TESS.id, "signalled_at": AT}
        SafetyConcern.objects.bulk_create([SafetyConcern(resident=one, **told) for one in people])


def family(child: Resident, number: int) -> None:
    """Housemates with cases, of whom each speaks for the child."""
    with acting(TESS):
        home, _made = Household.objects.get_or_create(id=child.id, municipality_id="hoogeveen")
        HouseholdMember.objects.get_or_create(household=home, person=child, since=SINCE)
    for _one in range(number):
        person = cast.register_resident(birth_year=1980)
        cast.open_case(resident=person.id)
        with acting(TESS):
            HouseholdMember.objects.create(household=home, person=person, since=SINCE)
            known = {"kind": "mentor", "source": "x", "since": SINCE}
            Representative.objects.create(resident=child, person=person, address="Dorpsstraat 1", **known)


LISTS: dict[str, tuple[Actor, Callable[[int], None], int]] = {
    "my_work": (TESS, work, 8),
    "cases:list": (TESS, cases, 7),
    "intake:conversations": (IRIS, talks, 6),
    "accounts:audit": (PRIYA, cases, 6),
    "reporting:figures": (MAX, finished, 8),
    "reporting:team": (MAX, cases, 7),
    "reporting:team_cases": (MAX, cases, 7),
    "accounts:users": (ADA, colleagues, 6),
    "accounts:teams": (ADA, teams, 4),
    "safety:list": (SANNE, worries, 5),
    "safety:mine": (TESS, worries, 6),
}


def test_a_proposal_asks_as_much_for_many_cases_as_for_one(browse: Any, counted: Any) -> None:
    """The list, who has what, the band and who is let into the confidential ones: one statement each."""
    client, found = browse(MAX), {}
    for size in SIZES[:2]:
        cases(size - sum(found))
        with counted() as statements:
            assert client.get(reverse("reporting:divide", args=[NOORD])).status_code == 200
        found[size] = len(statements)
    assert set(found.values()) == {8}, str(statements)


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


def test_who_decides_asks_as_much_for_many_cases_as_for_one(browse: Any, counted: Any) -> None:
    """One statement more than who investigates: the needs, which say what can be decided."""
    client, found = browse(DANA), {}
    for size in (1, 10):
        for _case in range(size - len(found)):
            cast.case_to_decide()
        with counted() as statements:
            assert client.get(reverse("my_work")).status_code == 200
        found[size] = len(statements)
    assert found == dict.fromkeys((1, 10), 8), str(statements)


@pytest.mark.parametrize(("door", "pinned"), [("residents:resident", 10), ("residents:household", 11)])
def test_a_resident_asks_as_much_in_a_large_family_as_in_a_small_one(
    browse: Any, counted: Any, door: str, pinned: int
) -> None:
    child, client, held, found = cast.register_resident(birth_year=2015), browse(TESS), 0, {}
    cast.open_case(resident=child.id)
    for size in (1, 10, 30):
        family(child, size - held)
        held = size
        with counted() as statements:
            assert client.get(reverse(door, args=[child.id])).status_code == 200
        found[size] = len(statements)
    assert found == dict.fromkeys((1, 10, 30), pinned), str(statements)


def test_a_case_asks_as_much_for_thirty_needs_as_for_one(browse: Any, counted: Any) -> None:
    case, client, held, found = cast.open_case(resident=cast.register_resident().id), browse(TESS), 0, {}
    for size in (1, 10, 30):
        for _need in range(size - held):
            cast.weigh_all(cast.name_need(case))
        held = size
        with counted() as statements:
            assert client.get(page(case)).status_code == 200
        found[size] = len(statements)
    assert found == dict.fromkeys((1, 10, 30), 9), str(statements)


def _registered() -> tuple[Case, Need]:
    return cast.open_case(), Need()


def _named() -> tuple[Case, Need]:
    case = cast.open_case()
    return case, cast.name_need(case)


ACTS: dict[str, tuple[Actor, Callable[[], tuple[Case, Need]], dict[str, Any]]] = {
    "start": (TESS, _registered, {}),
    "take": (TESS, _registered, {}),
    "next_step": (TESS, _registered, {"what": "Bellen", "in_days": "7"}),
    "contact": (TESS, _registered, {"how": "phone", "law": "wmo", "said": "Zij belt terug.", "in_days": "7"}),
    "allocate": (TESS, _registered, {"to": str(cast.WIM.id)}),
    "close": (TESS, _registered, {"reason": "moved"}),
    "report_outcome": (TESS, cast.investigated_case, {}),
    "add_need": (TESS, _registered, NEED),
    "weigh": (TESS, _named, WEIGHED),
    "propose": (TESS, cast.investigated_case, OFFER),
    "hand_over": (TESS, _registered, {"team": str(cast.ZUID)}),
    "apply": (TESS, _registered, {"law": "wmo", "received_on": "2026-03-03"}),
    "decide": (DANA, cast.case_to_decide, {"outcome": "granted"}),
}
ON_A_NEED = ("weigh", "propose", "decide")
# The budget is twelve, and these may only go down.
PINNED = {"start": 6, "add_need": 10, "weigh": 11, "propose": 10, "hand_over": 11, "apply": 9, "decide": 11}
PINNED |= {"take": 6, "contact": 8, "next_step": 8, "close": 11, "allocate": 9, "report_outcome": 11}


@pytest.mark.parametrize("door", ACTS)
def test_an_act_asks_no_more_than_it_did(browse: Any, counted: Any, door: str) -> None:
    actor, prepare, answers = ACTS[door]
    case, need = prepare()
    client = browse(actor)
    url = form(need, door) if door in ON_A_NEED else page(case, door)
    sent = filled(client, url, **answers) if answers else {}
    with counted() as statements:
        assert client.post(url, sent).status_code == 302
    assert len(statements) == PINNED[door], str(statements)


def test_giving_work_asks_eleven_times_and_three_for_each_case_more(browse: Any, counted: Any) -> None:
    client, found = browse(MAX), {}
    for number in (1, 4):
        ticked = [f"{case.id}:{cast.now(case).version}" for case in (cast.open_case() for _case in range(number))]
        with counted() as statements:
            sent = {"cases": ticked, "to": str(TESS.id)}
            assert client.post(reverse("reporting:allocate"), sent).status_code == 302
        found[number] = len(statements)
    assert (found[1], found[4] - found[1]) == (11, 9), str(statements)


def test_a_conversation_that_becomes_a_case_asks_ten_times(browse: Any, counted: Any) -> None:
    """Two more where the case is for a team that is not one's own: to reach it, and to come back."""
    found = {}
    for who in (TESS, IRIS):
        with acting(who):
            talk = intake.start_conversation(by=who, at=AT, conversation=uuid4())
        sent = {"outcome": "new_case", "own_words": "Ik red het niet.", "channel": "phone", "key": str(uuid4())}
        sent |= {"laws": "wmo", "team": str(NOORD)}
        client = browse(who)
        with counted() as statements:
            assert client.post(reverse("intake:finish", args=[talk.id]), sent).status_code == 302
        found[who.name] = len(statements)
    assert found == {TESS.name: 10, IRIS.name: 12}, str(statements)
