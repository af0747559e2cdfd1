"""Who may do what: one table, the posts and mandates of the day, and a context that ends with its transaction."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import access
from accounts.access import ROLES, Actor, Permission, actor_of
from accounts.models import Mandate, Membership, Role, User
from cases.dossier.models import Case
from tests.cast import (
    ADA,
    AT,
    CAST,
    CORA,
    DANA,
    DESK,
    IRIS,
    MAX,
    NOORD,
    PRIYA,
    TESS,
    TODAY,
    TOM,
    WIM,
    ZUID,
    acting,
    open_case,
)
from workflows.refusal import Refused

P = Permission
MAY = {
    "Iris": "conversation.hold resident.find resident.record case.known case.register safety.signal provision.find",
    "Tess": (
        "conversation.hold resident.find resident.record resident.reveal case.known case.register case.read"
        " case.investigate case.allocate case.hand_over application.register safety.signal caseload.read"
        " referral.follow provision.find"
    ),
    "Dana": "case.read application.decide application.register safety.signal provision.find",
    "Max": (
        "case.read case.allocate case.hand_over safety.signal caseload.read caseload.agree figures.read"
        " figures.remark"
        " referral.follow provision.find"
    ),
    "Ada": "users.manage policy.manage mail.watch provision.find provision.keep",
    "Priya": "audit.read",
}


@pytest.mark.parametrize("actor", [IRIS, TESS, DANA, MAX, ADA, PRIYA], ids=lambda actor: actor.name)
def test_each_role_may_do_what_its_work_asks_and_nothing_more(actor: Actor) -> None:
    assert {permission.value for permission in P if actor.may(permission)} - {"signed_in"} == set(
        MAY[actor.name].split()
    )


def test_every_role_is_in_the_table() -> None:
    assert ROLES.keys() == set(Role)


def test_who_decides_does_not_investigate_and_who_administers_sees_nobody() -> None:
    assert P.CASE_INVESTIGATE not in ROLES[Role.DECISION]
    assert P.APPLICATION_DECIDE not in ROLES[Role.TEAM]
    assert ROLES[Role.ADMIN] == {P.USERS_MANAGE, P.POLICY_MANAGE, P.MAIL_WATCH, P.PROVISION_FIND, P.PROVISION_KEEP}


def test_a_right_in_one_team_is_no_right_in_another() -> None:
    assert TESS.may_in(NOORD, P.CASE_INVESTIGATE)
    assert not TESS.may_in(ZUID, P.CASE_INVESTIGATE)


def test_posts_of_one_person_add_up_per_team_and_never_across() -> None:
    both = replace(WIM, posts=(*WIM.posts, *TOM.posts))
    assert both.laws_per_team() == {NOORD: frozenset({"wmo"}), ZUID: TOM.posts[0].laws}


def test_a_post_that_reads_no_cases_brings_none_into_sight() -> None:
    for actor in (IRIS, ADA, PRIYA):
        assert actor.laws_per_team() == {}


def test_a_refusal_has_a_reason_to_read() -> None:
    refusal = access.may(ADA, P.CASE_READ)
    assert refusal is not None
    assert str(refusal)


@pytest.mark.usefixtures("world")
class TestTheDay:
    """Posts and mandates hold from a day up to and including another."""

    def actor(self, person: Actor, on: date = TODAY) -> Actor:
        return actor_of(User.objects.get(pk=person.id), on=on)

    @pytest.mark.parametrize(("day", "holds"), [(-1, False), (0, True), (5, True), (6, False)])
    def test_a_post_holds_on_its_days(self, day: int, holds: bool) -> None:
        Membership.objects.filter(user=TESS.id).update(valid_from=TODAY, valid_until=TODAY + timedelta(days=5))
        assert bool(self.actor(TESS, TODAY + timedelta(days=day)).posts) is holds

    def test_a_mandate_that_ended_signs_nothing(self) -> None:
        Mandate.objects.update(valid_until=TODAY - timedelta(days=1))
        assert self.actor(DANA).mandates == frozenset()

    def test_who_moves_to_another_team_sees_its_cases_with_the_next_request(self) -> None:
        case = open_case()
        Membership.objects.filter(user=TESS.id).update(team=ZUID)
        moved = self.actor(TESS)
        with acting(moved):
            assert not Case.objects.filter(pk=case.pk).exists()

    def test_who_left_has_no_posts(self) -> None:
        Membership.objects.filter(user=TESS.id).update(valid_until=TODAY - timedelta(days=1))
        assert not self.actor(TESS).may(P.CASE_READ)

    def test_user_posts_and_mandates_come_in_one_statement(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1):
            user = User.objects.with_posts(on=TODAY).get(pk=DANA.id)
            assert actor_of(user, on=TODAY) == DANA


SETTINGS = ("actor", "teams", "scope", "desks", "finds", "rights", "job")


def context() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"coalesce(current_setting('trede.{name}', true), '')" for name in SETTINGS)
        )
        return dict(zip(SETTINGS, cursor.fetchone(), strict=True))


@pytest.mark.usefixtures("world")
class TestTheContext:
    """What the database judges by."""

    def test_it_says_who_acts_in_which_teams(self) -> None:
        with acting(TESS):
            told = context()
        assert (told["actor"], told["teams"], told["finds"]) == (str(TESS.id), str(NOORD), "hoogeveen")

    @pytest.mark.parametrize("actor", CAST, ids=lambda actor: actor.name)
    def test_it_is_empty_before_and_after(self, actor: Actor) -> None:
        assert not any(context().values())
        with acting(actor):
            assert context()["actor"]
        assert not any(context().values())

    def test_it_is_empty_after_a_failure(self) -> None:
        with pytest.raises(ValueError, match="stuk"), acting(TESS):
            raise ValueError("stuk")
        assert not any(context().values())

    def test_a_database_error_inside_it_is_the_error_that_is_told(self) -> None:
        with pytest.raises(DatabaseError, match="no_such_table"), acting(TESS), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    def test_a_database_error_in_a_widened_context_is_the_error_that_is_told(self) -> None:
        with (
            pytest.raises(DatabaseError, match="no_such_table"),
            acting(TESS),
            access.widened(TESS, to=ZUID, laws=frozenset({"wmo"})),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT * FROM no_such_table")

    def test_widened_adds_one_team_and_law_and_gives_them_back(self) -> None:
        with acting(IRIS):
            with access.widened(IRIS, to=NOORD, laws=frozenset({"wmo"})):
                assert context()["scope"] == f'{{"{NOORD}": ["wmo"]}}'
            assert context()["scope"] == "{}"

    def test_two_contexts_in_one_transaction_do_not_mix(self) -> None:
        with acting(TESS):
            with acting(CORA):
                assert context()["finds"] == "coevorden"
            assert context()["finds"] == "hoogeveen"

    def test_a_named_job_is_told_and_nobody_acts(self) -> None:
        with access.system("deliver", at=AT):
            told = context()
        assert (told["job"], told["actor"]) == ("deliver", "")
        assert context()["job"] == ""

    def test_anonymous_sees_no_person(self) -> None:
        open_case()
        with access.anonymous(at=AT, origin="web"):
            assert not Case.objects.exists()

    def test_it_is_local_to_the_transaction(self) -> None:
        with acting(TESS), transaction.atomic():
            assert context()["teams"] == str(NOORD)

    def test_require_lets_pass_and_refuses(self) -> None:
        with acting(TESS):
            access.require(TESS, P.CASE_READ)
            with pytest.raises(Refused):
                access.require(TESS, P.AUDIT_READ)


def test_desks_are_those_of_posts_that_hold_conversations() -> None:
    assert IRIS.desks() == {DESK}
    assert MAX.desks() == frozenset()
