"""What eight people do at once, and what many rows cost: the facts stay a recount, the pages ask no more."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import access
from cases.dossier import actions as dossier
from cases.dossier.actions import Asked as Report
from cases.dossier.acts import Stale
from cases.dossier.models import Case
from cases.needs.advice.actions import Answered, answer_facilities
from cases.needs.advice.models import AdvisedFacility
from cases.needs.models import Need
from reporting.facts.demand import Gap, Reported
from tests.cast import AT, MAX, TESS, acting, name_need, open_case, propose, weigh_all, withdraw
from tests.pages.hands import signed_in
from tests.provisions.many import many
from tests.reporting.areas import LINDE, VENEN, enter_areas, living_in
from tests.storm import storm
from workflows.advice import FacilityAnswer
from workflows.refusal import Refused

LIFE_AREAS = ("social_network", "safety", "daily_living")


@pytest.fixture
def town(world: None) -> None:
    enter_areas()
    many(60)


class TestManyAtOnce:
    """Random acts by eight at a time, one of whom is killed half-way."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.mark.parametrize("acts", [120, pytest.param(2000, marks=pytest.mark.soak)])
    def test_the_facts_are_a_recount_whatever_eight_do(self, town: None, acts: int) -> None:
        known = [open_case(resident=living_in(code)).id for code in (LINDE, VENEN, LINDE, VENEN)]
        done = storm(8, lambda number: _work(number, acts // 8, known))
        assert (done.errors, done.answers) == ([], {})
        kept = facts()
        call_command("rebuild_figures", "--json", stdout=StringIO())
        assert facts() == kept
        assert all(kept)


def facts() -> list[list[tuple[str, ...]]]:
    found = []
    with access.system("report", at=AT):
        for model in (Reported, Gap):
            names = [field.name for field in model._meta.fields if field.name != "id"]
            rows: Any = model._default_manager.values_list(*names)
            found.append(sorted(tuple(map(str, row)) for row in rows))
    return found


def _work(number: int, acts: int, known: list[UUID]) -> int:
    dice = random.Random(number)
    for turn in range(acts):
        at = AT + timedelta(days=dice.randrange(60), minutes=turn)
        try:
            _one_act(dice, known, at)
        except (Refused, Stale, Case.DoesNotExist):
            continue
        if number == 7 and dice.random() < 0.2:
            _killed(dice, known, at)
    return acts


def _one_act(dice: random.Random, known: list[UUID], at: datetime) -> None:
    case = Case(id=dice.choice(known))
    with acting(TESS, at=at):
        needs = list(Need.objects.filter(case=case.id).order_by("position"))
    what = dice.choice(("open", "report", "name", "name", "weigh", "answer", "answer", "propose", "withdraw"))
    if what == "open":
        known.append(open_case(at=at).id)
    elif what == "report":
        _report(case, at)
    elif what == "name":
        name_need(case, life_area=dice.choice(LIFE_AREAS), at=at)
    elif needs:
        _with_need(what, dice.choice(needs), dice, at)


def _report(case: Case, at: datetime) -> None:
    asked = Report(own_words="Nog iets.", channel="desk", received_on=at.date(), laws=("wmo", "jeugd"))
    with acting(TESS, at=at):
        dossier.add_report(case=case.id, asked=asked, by=TESS, at=at)


def _with_need(what: str, need: Need, dice: random.Random, at: datetime) -> None:
    match what:
        case "weigh":
            weigh_all(need, at=at)
        case "propose":
            propose(need, at=at)
        case "withdraw":
            withdraw(need, at=at)
        case "answer":
            _answer(need, dice, at)


def _answer(need: Need, dice: random.Random, at: datetime) -> None:
    with acting(TESS, at=at):
        named = AdvisedFacility.objects.filter(need=need.id, superseded_at=None).values_list("id", flat=True)
        answers = {one: Answered(dice.choice(list(FacilityAnswer))) for one in named}
        answer_facilities(case=need.case_id, need=need.id, answers=answers, by=TESS, at=at)


def _killed(dice: random.Random, known: list[UUID], at: datetime) -> None:
    """The database ends this worker's session in the middle of an act: nothing of it may count."""
    try:
        with acting(TESS, at=at):
            asked = Report(own_words="Nog iets.", channel="desk", received_on=at.date(), laws=("wmo",))
            dossier.add_report(case=dice.choice(known), asked=asked, by=TESS, at=at)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    except (Refused, Stale, DatabaseError, Case.DoesNotExist):
        pass
    finally:
        connection.close()


@contextmanager
def counted() -> Iterator[list[str]]:
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize(
    ("name", "asked", "pinned"),
    [
        ("demand", {}, 11),
        ("demand", {"by": "neighbourhood"}, 11),
        ("demand", {"by": "life_area"}, 11),
        ("gaps", {}, 9),
    ],
)
def test_a_page_asks_as_much_for_many_rows_as_for_one(town: None, name: str, asked: Any, pinned: int) -> None:
    client, held, found = signed_in(MAX), 0, {}
    for size in (1, 12):
        for number in range(held, size):
            resident = living_in((LINDE, VENEN)[number % 2])
            at = AT - timedelta(days=20 * number)
            case = open_case(resident=resident, at=at)
            weigh_all(name_need(case, life_area="safety", at=at), at=at)
        held = size
        with counted() as statements:
            page = client.get(reverse("reporting:figure", args=[name]), {"since": "2025-01-01"} | asked)
        assert page.status_code == 200
        found[size] = len([one for one in statements if not one.startswith(("SAVEPOINT", "RELEASE"))])
    assert found == {1: pinned, 12: pinned}, statements
