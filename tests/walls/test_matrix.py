"""Every door, as everybody, about everything: nobody sees what is another's, and what is shown is journalled."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import path

from accounts.access import Actor
from accounts.doors import DOORS
from accounts.middleware import UndeclaredDoor
from config import health, urls
from tests.cast import CAST, SANNE
from tests.matrix_world import MIRA, NEL, World, build
from tests.walls import matrix_rules as rules
from tests.walls.matrix import Visitor, quiet, walk
from tests.walls.matrix_doors import ALL_METHODS, Door, UnknownArgument, doors, values_for

EVERYBODY = (None, *CAST, NEL, MIRA)
SAMPLE = frozenset({"mixed", "hushed", "zuid", "noord", "blank", "dana", "quiet"})
IN_THE_SAMPLE = (None, *CAST)


def name_of(actor: Actor | None) -> str:
    return actor.name if actor else "Nobody"


@pytest.fixture(scope="module")
def world(fresh_database: Callable[[], None], django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Committed once; every request in it is undone. Refusals are many here, and their log is of no use."""
    with django_db_blocker.unblock(), quiet():
        yield build()
        fresh_database()


@pytest.mark.parametrize("actor", IN_THE_SAMPLE, ids=name_of)
def test_nobody_sees_what_is_anothers(world: World, actor: Actor | None) -> None:
    wrong = walk(world, Visitor(actor), among=SAMPLE)
    assert not wrong, "\n".join(wrong)


@pytest.mark.soak
@pytest.mark.parametrize("actor", EVERYBODY, ids=name_of)
def test_nobody_sees_what_is_anothers_by_any_method(world: World, actor: Actor | None) -> None:
    wrong = walk(world, Visitor(actor), methods=ALL_METHODS)
    assert not wrong, "\n".join(wrong)


def test_every_door_is_declared_and_every_declared_door_exists() -> None:
    there = {door.name for door in doors()}
    assert there == DOORS.keys()
    assert there == rules.OPENS.keys() | rules.PUBLIC


def test_a_new_route_is_walked_when_its_argument_is_known(world: World) -> None:
    assert list(values_for(world, Door("cases:history", ("case_id",))))
    with pytest.raises(UnknownArgument, match="letter_id"):
        list(values_for(world, Door("cases:letter", ("letter_id",))))


def test_an_undeclared_door_does_not_open(world: World, settings: Any) -> None:
    settings.ROOT_URLCONF = WithForgottenDoor
    with pytest.raises(UndeclaredDoor, match="forgotten"):
        Client().get("/open/")


def test_a_role_in_one_team_gives_nothing_in_another(world: World) -> None:
    """Mira works in Zuid and manages in Noord: what she may do there she may not do here."""
    through = [door for door in doors() if door.name in rules.NOT_IN_NOORD]
    wrong = walk(world, Visitor(MIRA), through=through, among=frozenset({"mixed", "waiting"}), methods=("POST",))
    assert not wrong, "\n".join(wrong)


class WithForgottenDoor:
    """A URLconf with one door too many."""

    urlpatterns = [*urls.urlpatterns, path("open/", health.livez, name="forgotten")]


def test_the_world_holds_a_canary_for_every_owner(world: World) -> None:
    owners = {owner for text, owner in world.canaries.items() if text.startswith("Kwik")}
    parts = {owner for owner in owners if owner.startswith(("hidden:", "names:", "weighed:"))}
    assert len(parts) == 2 * len(world.of_kind("resident")) + len(rules.GUARDED[SANNE])
    without_a_text = ("member:", "speaker:", "task:", "application:", "objection:", "decision:")
    assert owners - parts == {owner for owner in world.things if not owner.startswith(without_a_text)}
