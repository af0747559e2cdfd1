"""The second wall: with every filter of ours switched off, the database still shows each person their own rows only."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.db import ProgrammingError, connection, transaction

from cases.decisions.models import Application
from cases.dossier.models import Case
from cases.needs.models import Need
from cases.residents.models import Resident
from intake.models import Conversation
from tests.cast import ADA, CAST, CORA, NOORD, TESS, TOM, WIM, acting, name_need, now, open_case
from tests.walls import city
from workflows.layers import Law

pytestmark = pytest.mark.django_db(transaction=True)
Owner = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def built(world: None) -> None:
    city.build()


def test_everybody_sees_all_of_their_own_rows_and_no_foreign_one(built: None, as_owner: Owner) -> None:
    with as_owner():
        own = {actor.name: city.owns(actor) for actor in CAST}
    for actor in CAST:
        with acting(actor):
            shown = city.shown()
        assert {table: shown[table] for table in own[actor.name]} == own[actor.name], actor.name


def test_the_city_has_rows_in_every_table_the_wall_guards(built: None, as_owner: Owner) -> None:
    not_made_yet = {"cases_casegrant", "ledger_idempotencykey"}
    with as_owner():
        assert {table for table, rows in city.shown().items() if not rows} == not_made_yet


def test_without_a_context_no_row_is_shown(built: None) -> None:
    assert not any(city.shown().values())


def test_a_context_ends_with_its_transaction(built: None) -> None:
    with acting(TESS):
        assert Case.objects.exists()
    assert not any(city.shown().values())


def test_an_administrator_sees_no_person(built: None) -> None:
    with acting(ADA):
        assert not any(city.shown().values())


@pytest.mark.parametrize("model", [Case, Need, Application, Conversation])
def test_both_walls_agree(built: None, model: type) -> None:
    for actor in CAST:
        with acting(actor):
            assert set(model.objects.visible_to(actor)) == set(model.objects.all()), actor.name


def test_residents_are_found_in_the_own_municipality_only(built: None) -> None:
    with acting(CORA):
        assert {one.municipality_id for one in Resident.objects.all()} == {"coevorden"}


def test_another_laws_need_in_the_same_case_is_not_there(built: None) -> None:
    with acting(WIM):
        assert set(Need.objects.values_list("law", flat=True)) == {Law.WMO}


class Intruder:
    """Tom, with everything of ours out of the way."""

    def __init__(self, case: Case, need: Need) -> None:
        self.case, self.need = case, need

    def change(self) -> None:
        assert Case.objects.filter(pk=self.case.pk).update(next_step="weg ermee") == 0

    def delete(self) -> None:
        assert Need.objects.filter(pk=self.need.pk)._raw_delete("default") == 0

    def lock(self) -> None:
        assert not Case.objects.filter(pk=self.case.pk).select_for_update().exists()

    def add_a_row(self) -> None:
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Need(case_id=self.case.pk, position=9, law="wmo", life_area="housing", title="x").save(force_insert=True)

    def push_a_case_of_mine_to_another_team(self) -> None:
        mine = open_case(by=TOM)
        with acting(TOM), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Case.objects.filter(pk=mine.pk).update(team=NOORD)


@pytest.mark.parametrize("deed", ["change", "delete", "lock", "add_a_row", "push_a_case_of_mine_to_another_team"])
def test_what_is_not_shown_cannot_be_written(world: None, deed: str) -> None:
    case = open_case()
    intruder = Intruder(case, name_need(case))
    with acting(TOM):
        getattr(intruder, deed)()
    assert now(case).next_step == ""
    assert now(intruder.need).state == "open"


def test_who_forges_the_context_only_reaches_what_the_role_may_set(world: None) -> None:
    """The context is ours to set: a query that sets it is a query we wrote. Nothing else in the database knows it."""
    open_case()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('trede.teams', %s, true)", [str(NOORD)])
        assert not Case.objects.exists(), "a team without its laws shows nothing"


@pytest.fixture(autouse=True)
def _nothing_left(world: None) -> Iterator[None]:
    yield
    assert not any(city.shown().values())
