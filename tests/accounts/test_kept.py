"""Statements written once: they answer as the ORM does, for whoever asks, and their text is always the same."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from accounts.backends import WITH_POSTS
from accounts.kept import Kept
from accounts.models import Team, User
from intake.drafts import OWN_OPEN
from intake.models import Conversation
from tests import cast
from tests.cast import AT, DANA, DESK, IRIS, NOORD, TESS, TODAY, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
BY_NAME = Kept(lambda *, name: Team.objects.filter(name=name), {"name": "?"})


def heard(kept: Kept[Any], **ends: Any) -> list[str]:
    said: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        kept.ask(**ends)
    return said


@pytest.mark.parametrize("actor", [TESS, DANA, IRIS])
def test_a_user_comes_as_the_orm_brings_her(actor: Any) -> None:
    [user] = WITH_POSTS.ask(on=TODAY, user=actor.id)
    same = User.objects.with_posts(on=TODAY).get(pk=actor.id)
    assert (user, user.name, user.post_rows, user.mandate_rows) == (same, same.name, same.post_rows, same.mandate_rows)


def test_whoever_asks_the_text_is_the_same() -> None:
    assert heard(WITH_POSTS, on=TODAY, user=TESS.id) == heard(WITH_POSTS, on=TODAY + timedelta(1), user=DANA.id)
    desks = [[], [DESK], [DESK, NOORD]]
    assert len({tuple(heard(OWN_OPEN, author=TESS.id, desks=some, since=AT)) for some in desks}) == 1


def test_open_conversations_are_ones_own_of_ones_desks_since_then() -> None:
    with acting(IRIS):
        talk = {"team_id": DESK, "started_at": AT, "saved_at": AT}
        mine = Conversation.objects.create(author_id=IRIS.id, **talk)
        Conversation.objects.create(author_id=TESS.id, **talk)
        before = {"since": AT - timedelta(days=1)}
        assert OWN_OPEN.ask(author=IRIS.id, desks=[DESK], **before) == [mine]
        assert OWN_OPEN.ask(author=IRIS.id, desks=[NOORD], **before) == []
        assert OWN_OPEN.ask(author=IRIS.id, desks=[], **before) == []
        assert OWN_OPEN.ask(author=IRIS.id, desks=[DESK], since=AT + timedelta(seconds=1)) == []


def test_the_plan_is_kept_with_the_connection_and_asks_anew_each_time() -> None:
    """Five times before it is kept; then it must still see what changed, and what another may see."""
    for _time in range(12):
        assert [team.name for team in BY_NAME.ask(name="Noord")] == ["Noord"]
    Team.objects.filter(pk=NOORD).update(name="Noordoost")
    assert BY_NAME.ask(name="Noord") == []
    assert [team.pk for team in BY_NAME.ask(name="Noordoost")] == [NOORD]


def test_what_a_plan_shows_is_what_row_level_security_lets_through() -> None:
    with acting(IRIS):
        Conversation.objects.create(author_id=IRIS.id, team_id=DESK, started_at=AT, saved_at=AT)
    asked = {"author": IRIS.id, "desks": [DESK], "since": datetime(2020, 1, 1, tzinfo=UTC)}
    for _time in range(12):
        with acting(IRIS):
            assert len(OWN_OPEN.ask(**asked)) == 1
    with acting(cast.CORA):
        assert OWN_OPEN.ask(**asked) == []


def test_a_stand_in_that_is_not_in_the_statement_is_told() -> None:
    forgotten = Kept(lambda *, team: Team.objects.filter(pk=team, name="Noord"), {"team": UUID(int=0), "day": TODAY})
    with pytest.raises(TypeError):
        forgotten.ask(team=NOORD, day=TODAY)
    unused = Kept(lambda *, team, day: Team.objects.filter(pk=team), {"team": UUID(int=0), "day": TODAY})
    with pytest.raises(ValueError, match="stand-in"):
        unused.ask(team=NOORD, day=TODAY)
