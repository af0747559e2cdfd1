"""The walls have teeth: each check, taken away alone, is missed by somebody.

Two walls stand, so one of them hides that the other is gone. What the application checks is therefore taken away on a
database without row-level security, and the database's policies are taken away while the application filters nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts import access
from accounts.access import DOORS, PUBLIC, ROLES, Actor, Permission
from accounts.middleware import RequestContext
from accounts.models import Role
from cases.decisions.querysets import ApplicationQuerySet
from cases.dossier.models import Case
from cases.dossier.querysets import CaseQuerySet
from cases.needs.querysets import NeedQuerySet
from cases.residents.querysets import ResidentQuerySet
from config.local import environment
from config.local.roles import with_database
from intake.querysets import ConversationQuerySet
from tests.cast import ADA, CAST, DANA, IRIS, MAX, PRIYA, TESS, WIM, acting
from tests.matrix_world import MIRA, World, build
from tests.walls import city
from tests.walls import matrix_rules as rules
from tests.walls.matrix import Visitor, quiet, walk
from tests.walls.matrix_doors import doors

OF_ROLE = {Role.INTAKE: IRIS, Role.TEAM: TESS, Role.DECISION: DANA, Role.MANAGER: MAX, Role.ADMIN: ADA}
OF_ROLE |= {Role.PRIVACY: PRIYA}
NARROW = frozenset({"mixed", "zuid", "hushed", "noord", "blank", "desk", "coevorden"})
soak = pytest.mark.soak
Sql = Callable[[str], list[tuple[Any, ...]]]
Truth = dict[Actor, dict[str, set[str]]]


@pytest.fixture(scope="module")
def owner(fresh_database: Callable[[], None], django_db_setup: None, django_db_blocker: Any) -> Iterator[Sql]:
    """The world and the owner's hand in it."""
    with django_db_blocker.unblock(), quiet():
        address = with_database(environment()["DATABASE_OWNER_URL"], connection.settings_dict["NAME"])
        with psycopg.connect(address, autocommit=True) as session:

            def run(query: str) -> list[tuple[Any, ...]]:
                done = session.execute(query.encode())
                return done.fetchall() if done.description else []

            yield run
        fresh_database()


@pytest.fixture(scope="module")
def world(owner: Sql) -> World:
    return build()


@pytest.fixture(scope="module")
def guarded(owner: Sql) -> list[str]:
    return [name for (name,) in owner("SELECT relname FROM pg_class WHERE relrowsecurity ORDER BY 1")]


@contextmanager
def without_security(owner: Sql, *tables: str) -> Iterator[None]:
    """The tables without their policies: the second wall is gone there."""
    for table in tables:
        owner(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    try:
        yield
    finally:
        for table in tables:
            owner(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


@pytest.fixture
def first_wall_only(world: World, owner: Sql, guarded: list[str]) -> Iterator[World]:
    with without_security(owner, *guarded):
        yield world


def looks(world: World, actor: Actor | None, *names: str, **more: Any) -> list[str]:
    """What this actor's walk finds wrong, through the doors named (all when none is)."""
    through = [door for door in doors() if not names or door.name in names]
    return walk(world, Visitor(actor), through=through, among=more.pop("among", NARROW), **more)


def everything(self: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return self.all()


def without_the_grant(self: Any, actor: Actor) -> Any:
    scope = Q(pk__in=[])
    for team, laws in actor.laws_per_team().items():
        scope |= Q(team=team, laws__overlap=sorted(laws))
    return self.filter(scope)


# What is taken away, and who notices at which doors.
APPLICATION: dict[str, tuple[Any, str, Any, Actor, tuple[str, ...]]] = {
    "cases of everybody": (CaseQuerySet, "visible_to", everything, TESS, ("cases:list", "cases:case")),
    "confidential cases": (CaseQuerySet, "visible_to", without_the_grant, TESS, ("cases:list", "cases:case")),
    "needs of every law": (NeedQuerySet, "visible_to", everything, WIM, ("cases:case", "cases:weigh")),
    "conversations of every desk": (ConversationQuerySet, "visible_to", everything, TESS, ("intake:conversations",)),
    "residents of everywhere": (ResidentQuerySet, "findable_by", everything, TESS, ("intake:resident",)),
    "no door is checked": (RequestContext, "process_view", lambda *_any: None, ADA, ("cases:list",)),
    "no role is required": (access, "require", lambda *_any, **_more: None, MIRA, ("cases:add_need",)),
}
QUICK = ("cases of everybody", "needs of every law", "no role is required")


def test_the_first_wall_stands_alone(first_wall_only: World) -> None:
    for actor in (TESS, WIM):
        assert (
            looks(first_wall_only, actor, "cases:list", "cases:case", "intake:conversations", "intake:resident") == []
        )


def test_the_first_wall_keeps_another_laws_events_alone(world: World, owner: Sql, guarded: list[str]) -> None:
    """Events hold codes, no text to recognise: they are counted."""
    url = reverse("cases:case", args=[world.id_of("case:mixed")])
    with_both = _moments_shown(url)
    with without_security(owner, *guarded):
        assert _moments_shown(url) == with_both


def _moments_shown(url: str) -> int:
    """Undone afterwards: a look is journalled, and `truth` counts the journal."""
    visitor = Visitor(WIM)
    with transaction.atomic():
        shown: int = visitor.client.get(url).content.count(b"<time ")
        transaction.set_rollback(True)
    return shown


@soak
@pytest.mark.parametrize("actor", CAST, ids=lambda actor: actor.name)
def test_the_first_wall_stands_alone_at_every_door(first_wall_only: World, actor: Actor) -> None:
    wrong = looks(first_wall_only, actor, among=None)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("what", [pytest.param(what, marks=() if what in QUICK else soak) for what in APPLICATION])
def test_each_check_of_ours_is_missed(first_wall_only: World, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    place, name, instead, actor, at = APPLICATION[what]
    methods = ("POST",) if actor is MIRA else ("GET",)
    monkeypatch.setattr(place, name, instead)
    assert looks(first_wall_only, actor, *at, methods=methods)


def test_an_application_of_another_law_is_missed(first_wall_only: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page lists applications by themselves yet: what is counted is what the words give."""
    from cases.decisions.models import Application

    with acting(ADA):
        before = Application.objects.visible_to(ADA).count()
        monkeypatch.setattr(ApplicationQuerySet, "visible_to", everything)
        assert (before, Application.objects.visible_to(ADA).exists()) == (0, True)


@soak
def test_a_desk_too_many_is_missed(first_wall_only: World, monkeypatch: pytest.MonkeyPatch) -> None:
    every = frozenset(post.team for one in CAST for post in one.posts)
    monkeypatch.setattr(Actor, "desks", lambda self: every)
    assert looks(first_wall_only, TESS, "intake:conversations", "intake:conversation")


@soak
@pytest.mark.parametrize(
    "door", [door for door, needed in DOORS.items() if needed not in (PUBLIC, Permission.SIGNED_IN)]
)
def test_a_door_for_everybody_is_missed(world: World, monkeypatch: pytest.MonkeyPatch, door: str) -> None:
    monkeypatch.setitem(DOORS, door, Permission.SIGNED_IN)
    assert looks(world, ADA, door)


@soak
@pytest.mark.parametrize("door", sorted(rules.OPENS.keys() - {"account_logout"}))  # who is out, goes out: no difference
def test_a_door_for_the_street_is_missed(world: World, monkeypatch: pytest.MonkeyPatch, door: str) -> None:
    monkeypatch.setitem(DOORS, door, PUBLIC)
    assert looks(world, None, door)


@soak
@pytest.mark.parametrize("role", list(Role))
def test_a_role_that_may_everything_is_missed(world: World, monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    monkeypatch.setitem(ROLES, role, frozenset(Permission))
    assert looks(world, OF_ROLE[role])


@soak
@pytest.mark.parametrize(("role", "right"), [(role, right) for role in Role for right in sorted(ROLES[role])])
def test_a_right_too_few_is_missed(
    world: World, monkeypatch: pytest.MonkeyPatch, role: Role, right: Permission
) -> None:
    monkeypatch.setitem(ROLES, role, ROLES[role] - {right})
    assert looks(world, OF_ROLE[role])


@soak
@pytest.mark.parametrize(("role", "right"), [(role, right) for role in Role for right in Permission])
def test_a_right_too_many_is_missed(
    world: World, monkeypatch: pytest.MonkeyPatch, role: Role, right: Permission
) -> None:
    """Every permission but one opens a door of its own. To register is asked behind the door of a conversation."""
    if right in ROLES[role] or right in (Permission.SIGNED_IN, Permission.CASE_REGISTER):
        return
    monkeypatch.setitem(ROLES, role, ROLES[role] | {right})
    assert looks(world, OF_ROLE[role])


# The second wall: every filter of ours out of the way, as tests/walls/city.py asks.


@pytest.fixture(scope="module")
def truth(world: World, owner: Sql) -> Truth:
    """What is whose, by the owner's eyes; a grant and the key of a form belong to who has them."""
    owner(
        "INSERT INTO ledger_idempotencykey (actor, key, fingerprint, answer, at)"
        f" VALUES ('{TESS.id}', gen_random_uuid(), '', gen_random_uuid(), now())"
    )
    grants = owner("SELECT id::text, user_id FROM cases_casegrant")
    keys = owner("SELECT id::text, actor FROM ledger_idempotencykey")
    return {actor: city.owns(actor, owner) | _of_oneself(actor, grants, keys) for actor in CAST}


def _of_oneself(actor: Actor, grants: list[tuple[Any, ...]], keys: list[tuple[Any, ...]]) -> dict[str, set[str]]:
    return {
        "cases_casegrant": {key for key, user in grants if user == actor.id},
        "ledger_idempotencykey": {key for key, user in keys if user == actor.id},
    }


def too_many(truth: Truth) -> set[str]:
    """The tables of which somebody is shown a row that is another's."""
    found: set[str] = set()
    for actor, own in truth.items():
        with acting(actor):
            shown = city.shown()
        found |= {table for table in own if shown[table] - own[table]}
    return found


def too_few(truth: Truth, table: str) -> bool:
    for actor, own in truth.items():
        with acting(actor):
            if own.get(table, set()) - city.shown()[table]:
                return True
    return False


def test_the_second_wall_stands_alone(truth: Truth) -> None:
    assert too_many(truth) == set()


@pytest.mark.parametrize("table", ["cases_case", "intake_revision"])
def test_a_table_without_its_wall_is_missed(truth: Truth, owner: Sql, table: str) -> None:
    with without_security(owner, table):
        assert table in too_many(truth)


@soak
def test_each_table_without_its_wall_is_missed(truth: Truth, owner: Sql, guarded: list[str]) -> None:
    survivors = set()
    for table in guarded:
        with without_security(owner, table):
            if table not in too_many(truth):
                survivors.add(table)
    assert survivors == set()


@soak
def test_each_policy_that_shows_nothing_is_missed(truth: Truth, owner: Sql, guarded: list[str]) -> None:
    """A policy that is gone shows no row to anybody: a page that lacks its rows is missed too."""
    for table, policy, using in owner("SELECT tablename, policyname, qual FROM pg_policies WHERE qual IS NOT NULL"):
        owner(f"ALTER POLICY {policy} ON {table} USING (false)")
        try:
            assert too_few(truth, table), table
        finally:
            owner(f"ALTER POLICY {policy} ON {table} USING ({using})")


def test_a_case_without_the_grant_opens_for_nobody_else(world: World) -> None:
    for actor in (WIM, DANA, MAX):
        with acting(actor):
            assert not Case.objects.filter(pk=world.id_of("case:hushed")).exists(), actor.name


@soak
def test_a_policy_that_forgets_the_grant_is_missed(world: World, owner: Sql) -> None:
    (using,) = owner("SELECT qual FROM pg_policies WHERE policyname = 'cases_case_scope'")[0]
    assert "NOT confidential" in using
    owner(f"ALTER POLICY cases_case_scope ON cases_case USING ({using.replace('NOT confidential', 'true')})")
    try:
        with acting(DANA):
            assert Case.objects.filter(pk=world.id_of("case:hushed")).exists()
    finally:
        owner(f"ALTER POLICY cases_case_scope ON cases_case USING ({using})")
