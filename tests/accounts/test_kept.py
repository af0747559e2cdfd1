"""Statements written once: they answer as the ORM does, for whoever asks, and their text is always the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from accounts.backends import WITH_POSTS
from accounts.kept import Kept, KeptFor
from accounts.models import Team, User
from cases.dossier import actions as dossier
from cases.dossier.models import Case
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


def everybody() -> list[Any]:
    """One law or four, one team or two, in any order, a team written to from outside, and nobody with a post."""
    two = replace(TESS, posts=(*cast.WIM.posts, *(replace(post, team=cast.ZUID) for post in TESS.posts)))
    outside = replace(IRIS, widened=frozenset({(NOORD, "wmo"), (cast.ZUID, "jeugd")}))
    return [TESS, cast.WIM, DANA, IRIS, two, replace(two, posts=two.posts[::-1]), outside, replace(TESS, posts=())]


CASES = KeptFor(
    lambda actor, *, number: (
        Case.objects.visible_to(actor).worklist(actor).exclude(number=number).select_related("resident", "coordinator")
    ),
    {"number": "?"},
)


def test_for_whoever_asks_it_finds_what_the_orm_finds() -> None:
    person = cast.register_resident()
    made = [
        cast.open_case(resident=person.id, team=team, laws=laws)
        for team in (NOORD, cast.ZUID)
        for laws in (("wmo",), ("jeugd",), ("wmo", "pw"))
    ]
    seen = []
    for who in everybody():
        with acting(who):
            asked = Case.objects.visible_to(who).worklist(who).exclude(number=made[0].number)
            same = list(asked.select_related("resident", "coordinator"))
            found = CASES.ask(who, number=made[0].number)
        assert found == same
        assert [case.resident for case in found] == [person] * len(found)
        seen.append(len(found))
    assert seen == [2, 1, 2, 0, 4, 4, 2, 0]


def test_what_is_fixed_stands_in_the_text_and_who_asks_does_not() -> None:
    said: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    other = replace(TESS, id=DANA.id, posts=tuple(replace(post, team=DESK) for post in TESS.posts))
    with connection.execute_wrapper(listen):
        for who in (TESS, other):
            CASES.ask(who, number="1")
    assert said[0] == said[1]
    assert "'registered'" in said[0]
    assert str(NOORD) not in said[0]


def test_a_kept_plan_of_somebody_sees_what_was_let_in_and_shut_since() -> None:
    case = cast.open_case()
    for _time in range(12):
        with acting(TESS):
            assert CASES.ask(TESS, number="?") == [case]
        with acting(cast.WIM):
            assert CASES.ask(cast.WIM, number="?") == [case]
    with acting(cast.WIM):
        dossier.make_confidential(case=case.pk, by=cast.WIM, at=AT)
        assert CASES.ask(cast.WIM, number="?") == [case]
    with acting(TESS):
        assert CASES.ask(TESS, number="?") == []
    # By the wall of the database alone: the question is Wim's, who asks is not.
    with acting(TESS):
        assert CASES.ask(cast.WIM, number="?") == []


def test_a_per_cent_sign_in_a_statement_is_no_place_for_a_value() -> None:
    named = Kept(
        lambda *, name: Team.objects.filter(name__startswith="No", code__contains="%").filter(name=name), {"name": "?"}
    )
    assert named.ask(name="Noord") == []
    starts = Kept(lambda *, name: Team.objects.filter(name__startswith="No").filter(name=name), {"name": "?"})
    assert [team.pk for team in starts.ask(name="Noord")] == [NOORD]
