"""What the figures split by, and each need apart: kept with the event, equal when a source is corrected."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts import access
from accounts.models import Neighbourhood
from cases.dossier import actions as dossier
from cases.dossier.acts import Stale
from cases.dossier.models import Case
from cases.needs import actions as needs
from cases.needs.models import Coverage, Need
from cases.residents import actions as residents
from cases.residents.actions import Address, Identity
from cases.residents.models import Resident
from reporting.facts.models import CaseArea, Course, Finished, FinishedNeed
from tests import cast
from tests.cast import AT, DANA, MAX, TESS, acting
from tests.matrix_world import MIRA
from tests.storm import storm
from workflows.ladder import layer_reached
from workflows.layers import STEP, Law, Layer, Outcome
from workflows.refusal import Refused

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def areas(world: None) -> tuple[Neighbourhood, Neighbourhood]:
    return _area("BU01180001", "Zwartschaap"), _area("BU01180002", "De Weide")


def _area(code: str, name: str) -> Neighbourhood:
    with access.system("load_municipality", at=AT):
        area, _made = Neighbourhood.objects.get_or_create(
            code=code, year=2025, defaults={"name": name, "district": "Hoogeveen", "municipality_id": "hoogeveen"}
        )
    return area


def read(table: Any, **which: Any) -> list[Any]:
    with access.system("report", at=AT):
        return list(table.objects.filter(**which).order_by("pk"))


def one(table: Any, **which: Any) -> Any:
    (row,) = read(table, **which)
    return row


def rebuilt_is_kept() -> bool:
    """Whether making all facts anew changes nothing."""
    before = _told()
    call_command("rebuild_figures", "--json", stdout=StringIO())
    return _told() == before


def _told() -> list[list[dict[str, Any]]]:
    with access.system("report", at=AT):
        tables = [table.objects.values() for table in (Course, Finished, FinishedNeed)]
        return [sorted(({k: v for k, v in row.items() if k != "id"} for row in rows), key=str) for rows in tables]


def _move(resident: Resident, **where: Any) -> None:
    with acting(TESS):
        residents.move(resident=resident.id, to=Address(**where), by=TESS, at=AT)


def _correct(resident: Resident, **born: int) -> None:
    with acting(TESS):
        identity = Identity(family_name="Wielinga", **born)
        residents.correct_identity(resident=resident.id, identity=identity, by=TESS, at=AT)


def _finished_case(resident: Resident | None = None) -> Case:
    case, need = cast.investigated_case(**({"resident": resident.id} if resident else {}))
    cast.propose(need)
    cast.report_outcome(case)
    return case


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ((2008, 3, 3), "18-26"), ((2008, 3, 4), "0-17"), ((1999, 3, 4), "18-26"), ((1999, 3, 3), "27-64"),
        ((1961, 3, 3), "65-74"), ((1951, 3, 3), "75-84"), ((1941, 3, 3), "85+"), ((1941, 3, 4), "75-84"),
        ((1990, None, None), "27-64"), ((2008, None, None), ""), ((2008, 2, None), "18-26"), ((2008, 3, None), ""),
        ((2008, 4, None), "0-17"), ((2026, 3, 3), "0-17"), ((2026, 3, 4), ""), ((None, None, None), ""),
    ],
)  # fmt: skip
def test_an_age_band_holds_whatever_is_not_known_of_the_date(born: tuple[int | None, ...], band: str) -> None:
    """On 3 March 2026. Where two bands are possible none is told; who is born later has no age."""
    with access.system("report", at=AT), connection.cursor() as cursor:
        cursor.execute("SELECT reporting_age(%s, %s, %s, '2026-03-03')", born)
        assert (cursor.fetchone()[0] or "") == band


def test_a_finished_investigation_knows_where_who_and_how_it_came_in(areas: tuple[Neighbourhood, ...]) -> None:
    resident = cast.register_resident(birth_year=1948, birth_month=5, neighbourhood_id=areas[0].id)
    _finished_case(resident)
    found = one(Finished)
    assert (found.channel, found.neighbourhood, found.age) == ("phone", "BU01180001", "75-84")
    assert (one(Course).neighbourhood, one(Course).age) == ("BU01180001", "75-84")
    need = one(FinishedNeed)
    assert (need.life_area, need.layer, need.neighbourhood, need.age, need.channel) == (
        "daily_living", "tailored_provision", "BU01180001", "75-84", "phone",
    )  # fmt: skip
    assert rebuilt_is_kept()


def test_a_corrected_birth_date_moves_the_facts_that_were_there(areas: tuple[Neighbourhood, ...]) -> None:
    resident = cast.register_resident(birth_year=1948)
    _finished_case(resident)
    _correct(resident, birth_year=2010)
    assert {one(Finished).age, one(Course).age, one(FinishedNeed).age} == {"0-17"}
    assert rebuilt_is_kept()


def test_who_moves_leaves_the_figures_where_they_were(areas: tuple[Neighbourhood, ...]) -> None:
    resident = cast.register_resident(neighbourhood_id=areas[0].id)
    _finished_case(resident)
    _move(resident, neighbourhood_id=areas[1].id)
    _finished_case(resident)
    assert [row.neighbourhood for row in read(Finished)] == ["BU01180001", "BU01180002"]
    assert rebuilt_is_kept()


def test_an_address_that_comes_later_is_taken_up() -> None:
    area = _area("BU01180003", "Krakeel")
    resident = cast.register_resident()
    _finished_case(resident)
    assert one(Finished).neighbourhood == ""
    _move(resident, neighbourhood_id=area.id)
    assert {one(Finished).neighbourhood, one(Course).neighbourhood} == {"BU01180003"}
    assert rebuilt_is_kept()


def test_a_secret_address_leaves_no_neighbourhood_also_not_behind(areas: tuple[Neighbourhood, ...]) -> None:
    resident = cast.register_resident(neighbourhood_id=areas[0].id)
    _finished_case(resident)
    _move(resident, neighbourhood_id=areas[0].id, secret_address=True)
    assert {one(Finished).neighbourhood, one(Course).neighbourhood, one(FinishedNeed).neighbourhood} == {""}
    _move(resident, secret_address=False)
    assert one(Finished).neighbourhood == ""
    assert rebuilt_is_kept()


def test_an_anonymous_case_gets_its_facts_when_somebody_is_linked(areas: tuple[Neighbourhood, ...]) -> None:
    case = _finished_case()
    assert (one(Finished).neighbourhood, one(Finished).age) == ("", "")
    resident = cast.register_resident(birth_year=1990, neighbourhood_id=areas[1].id)
    with acting(TESS):
        dossier.identify(case=case.id, resident=resident.id, by=TESS, at=AT)
    assert (one(Finished).neighbourhood, one(Finished).age) == ("BU01180002", "27-64")
    assert (one(Course).neighbourhood, one(Course).age) == ("BU01180002", "27-64")
    assert rebuilt_is_kept()


def test_a_need_tells_what_was_found_at_each_layer_and_the_decision_that_followed() -> None:
    case, need = cast.investigated_case()
    cast.weigh_all(need, social_network=Outcome.PARTLY, usual_help=Outcome.NOT_APPLICABLE)
    cast.propose(need)
    cast.report_outcome(case)
    row = one(FinishedNeed)
    assert (row.own_strength, row.usual_help, row.social_network, row.general_facility, row.decision) == (
        "insufficient", "not_applicable", "partly", "insufficient", "",
    )  # fmt: skip
    cast.apply_for(case)
    cast.decide(need, by=DANA)
    assert one(FinishedNeed).decision == "granted"
    assert rebuilt_is_kept()


def test_help_that_steps_one_to_three_gave_before_is_tried() -> None:
    case, need = cast.investigated_case()
    cast.weigh_all(need, own_strength=Outcome.SUFFICIENT)
    cast.cover(need, Layer.OWN_STRENGTH)
    with acting(TESS):
        needs.reopen(case=case.id, need=need.id, reason="not_helped", by=TESS, at=AT)
    cast.weigh_all(need)
    cast.propose(need)
    cast.report_outcome(case)
    assert (one(Finished).tried, one(FinishedNeed).tried) == (True, True)
    _finished_case()
    assert [row.tried for row in read(Finished)] == [True, False]
    assert rebuilt_is_kept()


def test_needs_of_a_closed_off_case_are_shown_to_who_was_let_in_only() -> None:
    case = _finished_case()
    with acting(MAX):
        assert FinishedNeed.objects.count() == 1
        dossier.make_confidential(case=case.id, by=MAX, at=AT)
        assert FinishedNeed.objects.count() == 1
    with acting(MIRA):
        assert FinishedNeed.objects.count() == 0
    assert rebuilt_is_kept()


def test_nobody_reads_which_case_is_of_which_area() -> None:
    with acting(MAX), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        CaseArea.objects.count()


@pytest.mark.parametrize("table", ["reporting_finishedneed", "reporting_casearea"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", 'UPDATE {} SET "case" = "case"', "INSERT INTO {} DEFAULT VALUES"])
def test_nobody_writes_them_by_hand(table: str, act: str) -> None:
    with access.system("report", at=AT), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(act.format(table))


def test_the_functions_that_write_them_are_shut() -> None:
    for name in ("place", "describe", "take_up_needs", "take_up_decisions"):
        with acting(TESS), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"SELECT reporting_{name}('{{}}')")
    with access.system("report", at=AT), pytest.raises(DatabaseError, match="rebuild_figures"), transaction.atomic():
        connection.cursor().execute("SELECT reporting_rebuild_needs(10)")


def test_each_way_a_need_can_stand_at_the_finishing() -> None:
    """Covered; covered and weighed again; proposed; taken back; closed when covered; help first, weighed afterwards."""
    case = cast.open_case()
    cast.start(case)
    covered, again, proposed, taken_back, closed = [cast.weigh_all(cast.name_need(case)) for _time in range(5)]
    for need in (covered, again, closed):
        cast.weigh_all(need, social_network=Outcome.SUFFICIENT)
        cast.cover(need, Layer.SOCIAL_NETWORK)
    cast.weigh_all(again)
    for need in (proposed, taken_back):
        cast.propose(need)
    cast.withdraw(taken_back)
    _later("close", closed, AT)
    first = cast.name_need(case, urgent=True)
    cast.propose(first, offer=replace(cast.HOURS, temporary=True))
    cast.weigh_all(first)
    assert _reported_as_the_ladder_says(case) == 6
    found = {row.need: row.layer for row in read(FinishedNeed)}
    wanted = {covered: "social_network", again: "", proposed: "tailored_provision", taken_back: "",
              closed: "social_network", first: "tailored_provision"}  # fmt: skip
    assert {need.id: layer for need, layer in wanted.items()} == found


def test_needs_stand_where_the_ladder_says_they_ended() -> None:
    """Whatever was done to them before: counted by the ladder from the needs themselves, at the moment of finishing."""
    dice, told = random.Random(7), 0
    for _case in range(12):
        case = cast.open_case(laws=dice.choice((("wmo",), ("jeugd", "wmo"), ("pw",))))
        cast.start(case)
        for turn in range(14):
            _one_act(dice, case, AT + timedelta(minutes=turn))
        told += _reported_as_the_ladder_says(case)
    assert told >= 8
    assert rebuilt_is_kept()


def _reported_as_the_ladder_says(case: Case) -> int:
    try:
        cast.report_outcome(case)
    except Refused:
        return 0
    with acting(TESS):
        of_case = list(Need.objects.filter(case=case.id))
        wanted = {need.id: _ended_in(need) for need in of_case}
    found = {row.need: row.layer for row in read(FinishedNeed, case=case.id)}
    assert found == {need: wanted[need] for need in found}
    return len(found)


def _ended_in(need: Need) -> str:
    in_force = Coverage.objects.in_force().filter(need=need).order_by("at").last()
    covering = tuple(Layer(layer) for layer in in_force.layers) if in_force else ()
    reached = layer_reached(
        state=need.state, law=Law(need.law), covering=covering, closed_from=need.closed_from or None
    )
    return reached.value if reached else ""


ACTS = ("name", "weigh", "weigh", "enough", "cover", "propose", "withdraw", "reopen", "close", "urgent")


def _one_act(dice: random.Random, case: Case, at: datetime) -> None:
    with acting(TESS, at=at):
        known = list(Need.objects.filter(case=case.id).order_by("position"))
    what = dice.choice(ACTS)
    law = dice.choice(list(case.laws))
    try:
        if what == "name" or not known:
            cast.name_need(case, law=law, at=at, urgent=dice.random() < 0.2)
        else:
            _with_need(what, dice.choice(known), at)
    except (Refused, Stale):
        return


def _with_need(what: str, need: Need, at: datetime) -> None:
    temporary = replace(cast.HOURS, temporary=need.urgent)
    match what:
        case "weigh":
            cast.weigh_all(need, at=at)
        case "enough":
            cast.weigh_all(need, at=at, social_network=Outcome.SUFFICIENT)
        case "cover":
            cast.cover(need, Layer.SOCIAL_NETWORK, at=at)
        case "propose":
            cast.propose(need, offer=temporary, at=at)
        case "withdraw":
            cast.withdraw(need, at=at)
        case _:
            _later(what, need, at)


def _later(what: str, need: Need, at: datetime) -> None:
    given = {"case": need.case_id, "need": need.id, "by": TESS, "at": at}
    with acting(TESS, at=at):
        match what:
            case "reopen":
                needs.reopen(**given, reason="not_helped")
            case "close":
                needs.close_need(**given, reason="gone")
            case "urgent":
                needs.mark_urgent(**given)


class TestManyAtOnce:
    """Eight at a time: cases are finished while others correct who they are about."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.mark.parametrize("turns", [6, pytest.param(120, marks=pytest.mark.soak)])
    def test_corrections_and_finishings_at_once_leave_what_a_rebuild_gives(self, turns: int) -> None:
        areas = [_area(f"BU0118000{number}", f"Wijk {number}").id for number in (1, 2)]
        people = [cast.register_resident(birth_year=1950) for _ in range(3)]
        done = storm(8, lambda number: _busy(random.Random(number), turns, people, areas))
        assert done.errors == []
        rows = read(Finished)
        assert len(rows) >= 8
        born = {one.id: one.birth_year for one in _as_they_are(people)}
        lives = dict(_who_is_who())
        assert [row.age for row in rows] == [_band(born[lives[row.case]]) for row in rows]
        for row in rows:
            weights = [STEP[Layer(need.layer)] if need.layer else 0 for need in read(FinishedNeed, case=row.case)]
            assert max(weights) == (STEP[Layer(row.layer)] if row.layer else 0)
        assert rebuilt_is_kept()


def _as_they_are(people: list[Resident]) -> list[Any]:
    with acting(TESS):
        return list(Resident.objects.filter(pk__in=[one.id for one in people]))


def _who_is_who() -> list[tuple[UUID, UUID]]:
    with acting(TESS):
        return list(Case.objects.values_list("id", "resident"))


def _band(year: int) -> str:
    return {1950: "75-84", 1980: "27-64", 2012: "0-17"}[year]


def _busy(dice: random.Random, turns: int, people: list[Resident], areas: list[int]) -> None:
    for _turn in range(turns):
        resident = dice.choice(people)
        match dice.choice(("finish", "finish", "correct", "move")):
            case "finish":
                _finished_case(resident)
            case "correct":
                _correct(resident, birth_year=dice.choice((1950, 1980, 2012)), birth_month=1)
            case "move":
                _move(resident, neighbourhood_id=dice.choice(areas), secret_address=dice.random() < 0.2)
