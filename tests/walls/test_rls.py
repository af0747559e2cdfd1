"""The second wall: with every filter of ours switched off, the database still shows each person their own rows only."""

import pytest

from accounts.access import Actor
from cases.decisions.models import Application
from cases.dossier.models import Case, KnownCase
from cases.needs.models import Need
from cases.residents.models import Resident
from cases.safety.models import SafetyConcern
from intake.models import Appointment, Conversation
from tests.cast import ADA, CAST, CORA, TESS, WIM, acting
from tests.walls import city
from tests.walls.test_catalogue import guarded
from workflows.layers import Law

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("actor", CAST, ids=lambda actor: actor.name)
def test_everybody_sees_all_of_their_own_rows_and_no_foreign_one(actor: Actor, built: None, truth: city.Ask) -> None:
    own = city.owns(actor, truth)
    with acting(actor):
        shown = city.shown()
    assert {table: shown[table] for table in own} == own


def test_the_city_has_rows_in_every_table_the_wall_guards(built: None, truth: city.Ask) -> None:
    not_made_yet = {"ledger_idempotencykey"}
    empty = {table for table, rows in city.shown(truth).items() if not rows}
    assert empty - {city.KNOWN} == not_made_yet, "the view asks the context, of the owner too"


def test_the_city_tells_who_owns_what_in_every_table_the_wall_guards(db: None) -> None:
    assert set(city.PERSON_TABLES) == guarded() | {city.KNOWN}


def test_without_a_context_no_row_is_shown(built: None) -> None:
    assert not any(city.shown().values())


def test_a_context_ends_with_its_transaction(built: None) -> None:
    with acting(TESS):
        assert Case.objects.exists()
    assert not any(city.shown().values())


def test_an_administrator_sees_no_person(built: None) -> None:
    with acting(ADA):
        assert not any(city.shown().values())


@pytest.mark.parametrize("model", [Case, KnownCase, Need, Application, Conversation, Appointment, SafetyConcern])
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
