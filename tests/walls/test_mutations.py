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
from accounts.access import ROLES, Actor, Permission
from accounts.doors import DOORS, PUBLIC
from accounts.middleware import RequestContext
from accounts.models import Role
from cases.decisions.querysets import ApplicationQuerySet
from cases.dossier.models import Case
from cases.dossier.querysets import CaseQuerySet, TaskQuerySet
from cases.needs.querysets import NeedQuerySet
from cases.residents.querysets import ResidentQuerySet
from cases.safety.querysets import SafetyConcernQuerySet
from config.local import environment
from config.local.roles import with_database
from intake.querysets import AppointmentQuerySet, ConversationQuerySet
from tests.cast import ADA, ANNE, AT, CAST, DANA, IRIS, MAX, PRIYA, SANNE, TESS, WIM, acting
from tests.matrix_world import MIRA, World, build
from tests.walls import city
from tests.walls import matrix_rules as rules
from tests.walls.matrix import Visitor, quiet, walk
from tests.walls.matrix_doors import doors

OF_ROLE = {Role.INTAKE: IRIS, Role.TEAM: TESS, Role.DECISION: DANA, Role.MANAGER: MAX, Role.ADMIN: ADA}
OF_ROLE |= {Role.PRIVACY: PRIYA, Role.SAFETY: SANNE, Role.ANALYST: ANNE}
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
    "appointments of everybody": (AppointmentQuerySet, "visible_to", everything, TESS, ("intake:appointment",)),
    "concerns of everybody": (SafetyConcernQuerySet, "visible_to", everything, TESS, ("safety:concern",)),
    "residents of every case": (ResidentQuerySet, "visible_to", everything, DANA, ("residents:resident",)),
    "tasks of every law": (TaskQuerySet, "visible_to", everything, WIM, ("cases:finish_task",)),
    "applications of every law": (ApplicationQuerySet, "visible_to", everything, WIM, ("cases:suspend",)),
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


@pytest.mark.usefixtures("written_anew")
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
@pytest.mark.usefixtures("written_anew")
def test_a_desk_too_many_is_missed(first_wall_only: World, monkeypatch: pytest.MonkeyPatch) -> None:
    every = frozenset(post.team for one in CAST for post in one.posts)
    monkeypatch.setattr(Actor, "desks", lambda self: every)
    assert looks(first_wall_only, TESS, "intake:conversations", "intake:conversation")


@soak
@pytest.mark.parametrize(
    "door", [door for door, needed in DOORS.items() if needed not in (PUBLIC, Permission.SIGNED_IN)]
)
def test_a_door_for_everybody_is_missed(world: World, monkeypatch: pytest.MonkeyPatch, door: str) -> None:
    outside = next(actor for actor in (ADA, PRIYA, SANNE, IRIS) if not rules.opens(actor, door))
    monkeypatch.setitem(DOORS, door, Permission.SIGNED_IN)
    assert looks(world, outside, door)


@soak
@pytest.mark.parametrize("door", sorted(rules.OPENS.keys() - {"account_logout"}))  # who is out, goes out: no difference
def test_a_door_for_the_street_is_missed(world: World, monkeypatch: pytest.MonkeyPatch, door: str) -> None:
    monkeypatch.setitem(DOORS, door, PUBLIC)
    assert looks(world, None, door)


@soak
@pytest.mark.usefixtures("written_anew")
@pytest.mark.parametrize("role", list(Role))
def test_a_role_that_may_everything_is_missed(world: World, monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    monkeypatch.setitem(ROLES, role, frozenset(Permission))
    assert looks(world, OF_ROLE[role])


@soak
@pytest.mark.usefixtures("written_anew")
@pytest.mark.parametrize(("role", "right"), [(role, right) for role in Role for right in sorted(ROLES[role])])
def test_a_right_too_few_is_missed(
    world: World, monkeypatch: pytest.MonkeyPatch, role: Role, right: Permission
) -> None:
    monkeypatch.setitem(ROLES, role, ROLES[role] - {right})
    assert looks(world, OF_ROLE[role])


BEHIND_A_CONVERSATION = (Permission.CASE_REGISTER, Permission.CASE_KNOWN)


@soak
@pytest.mark.usefixtures("written_anew")
@pytest.mark.parametrize(("role", "right"), [(role, right) for role in Role for right in Permission])
def test_a_right_too_many_is_missed(
    world: World, monkeypatch: pytest.MonkeyPatch, role: Role, right: Permission
) -> None:
    """Every permission opens a door of its own, but those asked behind the door of a conversation."""
    if right in ROLES[role] or right in (Permission.SIGNED_IN, *BEHIND_A_CONVERSATION):
        return
    monkeypatch.setitem(ROLES, role, ROLES[role] | {right})
    assert looks(world, OF_ROLE[role])


# The second wall: every filter of ours out of the way, as tests/walls/city.py asks.


@pytest.fixture(scope="module")
def truth(world: World, owner: Sql) -> Truth:
    """What is whose, by the owner's eyes."""
    owner(
        "INSERT INTO ledger_idempotencykey (actor, key, fingerprint, answer, at)"
        f" VALUES ('{TESS.id}', gen_random_uuid(), '', gen_random_uuid(), now())"
    )
    return {actor: city.owns(actor, owner) for actor in CAST}


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


# Policies that show rows to a named job only.
JOBS = {
    "ledger_event_report": "report",
    "reporting_commitment_report": "report",
    "reporting_course_report": "report",
    "reporting_finished_report": "report",
    "reporting_finishedmonth_report": "report",
    "reporting_eventmonth_report": "report",
    "reporting_finishedneed_report": "report",
    "reporting_reported_report": "report",
    "reporting_gap_report": "report",
    "reporting_term_report": "report",
    "reporting_course_make_editions": "make_editions",
    "reporting_finished_make_editions": "make_editions",
}


def nothing_for(job: str, table: str) -> bool:
    """Undone afterwards: a job is journalled, and `truth` counts the journal."""
    with transaction.atomic():
        with access.system(job, at=AT):
            shown = city.shown()[table]
        transaction.set_rollback(True)
    return not shown


@pytest.mark.parametrize("policy", JOBS)
def test_a_job_is_shown_what_its_policy_says(world: World, policy: str) -> None:
    table = policy.removesuffix(f"_{JOBS[policy]}")
    assert not nothing_for(JOBS[policy], table)
    assert nothing_for("another", table)


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
    """A policy that is gone shows no row to anybody: a page or a job that lacks its rows is missed too."""
    for table, policy, using in owner("SELECT tablename, policyname, qual FROM pg_policies WHERE qual IS NOT NULL"):
        owner(f"ALTER POLICY {policy} ON {table} USING (false)")
        try:
            lacking = nothing_for(JOBS[policy], table) if policy in JOBS else too_few(truth, table)
            assert lacking, policy
        finally:
            owner(f"ALTER POLICY {policy} ON {table} USING ({using})")


def test_a_case_without_the_grant_opens_for_nobody_else(world: World) -> None:
    for actor in (WIM, DANA, MAX):
        with acting(actor):
            assert not Case.objects.filter(pk=world.id_of("case:hushed")).exists(), actor.name


# A part of a policy, of the view or of a function it asks, made lax; and the table in which somebody sees too much.
LAX = {
    "whoever is in the team sees what is confidential": ("policy", "cases_case", "NOT confidential", "true"),
    "who was taken off the list": ("function", "cases_my_grants", "AND revoked_at IS NULL", ""),
    "everybody's grants": ("function", "cases_my_grants", "user_id = ", "true OR user_id = "),
    "that a confidential case runs": ("view", "cases_knowncase", "NOT confidential", "true"),
    "that a case runs under another law": ("view", "cases_knowncase", "?| ", "IS NOT NULL OR '{}'::jsonb ?| "),
    "a concern of another": ("policy", "cases_safetyconcern", "signalled_by_id =", "true OR signalled_by_id ="),
    "what the safety officer wrote": ("policy", "cases_safetynote", "by_id =", "true OR by_id ="),
    "an appointment of another team": ("policy", "intake_appointment", "made_by_id =", "true OR made_by_id ="),
    "who lives elsewhere": ("function", "cases_residents_in", "household_id = home AND ", ""),
}
SHOWS: dict[str, str] = {
    "cases_my_grants": "cases_case",
    "cases_residents_in": "cases_household",
}


@pytest.mark.parametrize("what", [pytest.param(what, marks=() if "confidential" in what else soak) for what in LAX])
def test_a_lax_wall_is_missed(truth: Truth, owner: Sql, what: str) -> None:
    kind, name, strict, lax = LAX[what]
    with laxer(owner, kind, name, strict, lax):
        assert SHOWS.get(name, name) in too_many(truth)
    assert SHOWS.get(name, name) not in too_many(truth), "it is as it was"


@contextmanager
def laxer(owner: Sql, kind: str, name: str, strict: str, lax: str) -> Iterator[None]:
    """A policy, view or function with one condition less."""
    (text,) = owner(TEXT_OF[kind].format(name=name))[0]
    assert strict in text, text
    owner(CHANGE[kind].format(name=name, text=text.replace(strict, lax)))
    try:
        yield
    finally:
        owner(CHANGE[kind].format(name=name, text=text))


TEXT_OF = {
    "policy": "SELECT qual FROM pg_policies WHERE policyname = '{name}_scope'",
    "view": "SELECT pg_get_viewdef('{name}'::regclass)",
    "function": "SELECT pg_get_functiondef('{name}'::regproc)",
}
CHANGE = {
    "policy": "ALTER POLICY {name}_scope ON {name} USING ({text})",
    "view": "CREATE OR REPLACE VIEW {name} WITH (security_barrier) AS {text}",
    "function": "{text}",
}


def test_that_a_confidential_case_runs_is_missed_at_the_desk(world: World, owner: Sql) -> None:
    """The application asks the view for a law and a municipality: only the view leaves out what is confidential."""
    with laxer(owner, "view", "cases_knowncase", "NOT confidential", "true"):
        assert looks(world, IRIS, "intake:conversation", among=NARROW | {"quiet"})
