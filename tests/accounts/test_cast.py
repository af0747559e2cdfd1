"""The cast in memory is the cast in the database."""

import pytest

from accounts.access import Actor, actor_of
from accounts.models import User
from tests.cast import CAST, TODAY


@pytest.mark.parametrize("actor", CAST, ids=lambda actor: actor.name)
def test_an_actor_comes_out_of_the_tables_as_the_tests_know_him(actor: Actor, world: None) -> None:
    assert actor_of(User.objects.get(pk=actor.id), on=TODAY) == actor
