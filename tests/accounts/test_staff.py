"""Colleagues, their posts and mandates: given and ended with dates, for one's own municipality, never for oneself."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from accounts.models import Mandate, Membership, Team, User
from accounts.staff import actions as staff
from tests.accounts import office
from tests.cast import ADA, COEVORDEN, CORA, DANA, DESK, NOORD, SINCE, TESS, TODAY, TOM, ZUID, journal, refusal_of
from workflows.posting import Period

pytestmark = pytest.mark.usefixtures("world")
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def post_of(user: object, **more: object) -> Membership:
    return Membership.objects.get(user=user, **more)


def test_a_colleague_comes_with_a_post_and_without_a_password() -> None:
    user = User.objects.get(pk=office.add_user())
    assert (user.name, user.is_active, user.has_usable_password()) == ("Noor Nieuw", True, False)
    assert post_of(user).team_id == ZUID
    assert [(entry.object_id, entry.reason) for entry in journal(act="user:add")] == [(user.id, "team")]


def test_an_address_that_is_known_here_is_refused_in_any_case() -> None:
    assert refusal_of(office.add_user, "TESS@cast.trede.test") == "user.known_here"


def test_who_works_elsewhere_gets_a_post_here_and_keeps_the_name() -> None:
    assert office.add_user("cora@cast.trede.test") == CORA.id
    assert User.objects.get(pk=CORA.id).name == "Cora"
    assert set(Membership.objects.filter(user=CORA.id).values_list("team", flat=True)) == {COEVORDEN, ZUID}


def test_a_colleague_gets_no_first_post_in_another_municipality() -> None:
    with pytest.raises(Team.DoesNotExist):
        office.add_user(team=COEVORDEN)
    assert not User.objects.filter(email="nieuw@hoogeveen.nl").exists()


def test_a_post_is_given_and_journalled_with_the_colleague() -> None:
    office.give()
    assert post_of(TESS.id, team=ZUID).laws == ["wmo"]
    entry = journal(act="post:give")[0]
    assert (entry.actor, entry.object_type, entry.object_id, entry.reason) == (ADA.id, "user", TESS.id, "team")


def test_the_same_post_twice_is_refused_and_that_is_journalled() -> None:
    assert refusal_of(office.give, team=NOORD) == "post.overlaps"
    assert [entry.result for entry in journal(act="post:give")] == ["refused"]
    assert Membership.objects.filter(user=TESS.id).count() == 1


def test_the_same_post_may_come_back_after_it_ended() -> None:
    office.end(post_of(TESS.id), last_day=TODAY)
    assert refusal_of(office.give, team=NOORD, since=TODAY) == "post.overlaps"
    office.give(team=NOORD, since=TOMORROW)


def test_another_role_in_the_same_team_is_another_post() -> None:
    office.give(team=NOORD, role="manager")


def test_nobody_gives_himself_a_post_or_mandate() -> None:
    assert refusal_of(office.give, ADA.id, team=NOORD) == "post.for_oneself"
    assert refusal_of(office.give_mandate, ADA.id) == "post.for_oneself"


def test_impossible_dates_are_refused() -> None:
    assert refusal_of(office.give, since=TODAY, until=YESTERDAY) == "post.ends_before_start"
    assert refusal_of(office.give, since=date(1026, 3, 3)) == "post.strange_year"


def test_a_closed_team_takes_no_colleagues() -> None:
    Team.objects.filter(pk=ZUID).update(closed_on=TODAY)
    assert refusal_of(office.give) == "post.team_is_closed"


@pytest.mark.parametrize("team", [COEVORDEN])
def test_a_team_elsewhere_is_not_in_sight(team: object) -> None:
    with pytest.raises(Team.DoesNotExist):
        office.give(team=team)


def test_a_colleague_elsewhere_is_not_in_sight() -> None:
    with pytest.raises(User.DoesNotExist):
        office.give(CORA.id)
    for verb in (staff.deactivate, staff.reactivate, staff.invite):
        with pytest.raises(User.DoesNotExist):
            office.on_account(verb, CORA.id)


def test_who_is_no_administrator_changes_nothing() -> None:
    assert refusal_of(office.give, TOM.id, by=TESS) == "access.not_your_role"
    assert refusal_of(office.add_user, by=TESS) == "access.not_your_role"
    assert refusal_of(office.on_account, staff.deactivate, TOM.id, by=TESS) == "access.not_your_role"


class TestAnEnd:
    def test_a_post_ends_on_a_day_and_stays_readable(self) -> None:
        office.end(post_of(TESS.id), last_day=YESTERDAY)
        assert post_of(TESS.id).valid_until == YESTERDAY
        assert [entry.object_id for entry in journal(act="post:end")] == [TESS.id]

    def test_the_past_is_not_rewritten(self) -> None:
        assert refusal_of(office.end, post_of(TESS.id), last_day=date(2026, 1, 1)) == "post.in_the_past"

    def test_a_post_ends_once_and_not_later_than_it_did(self) -> None:
        office.end(post_of(TESS.id))
        assert refusal_of(office.end, post_of(TESS.id), last_day=TOMORROW) == "post.ended_earlier"
        assert refusal_of(office.end, post_of(TESS.id)) == "post.ended_earlier"

    def test_ones_own_last_post_as_administrator_stays(self) -> None:
        office.another_admin()
        assert refusal_of(office.end, post_of(ADA.id)) == "post.own_last"

    def test_one_of_two_own_posts_as_administrator_may_go(self) -> None:
        second = Membership.objects.create(user_id=ADA.id, team_id=NOORD, role="admin", valid_from=SINCE)
        office.end(second)

    def test_somebody_always_administers(self) -> None:
        """Ada ends Otto's post; his still holds today, but now hers is the last that lasts."""
        otto = office.another_admin()
        office.end(post_of(otto.id))
        assert refusal_of(office.end, post_of(ADA.id), by=otto) == "post.last_of_all"

    def test_a_closed_account_administers_nothing(self) -> None:
        otto, ria = office.another_admin(), office.another_admin(name="Ria")
        User.objects.filter(pk=ADA.id).update(is_active=False)
        office.end(post_of(otto.id), by=ria)
        assert refusal_of(office.end, post_of(ria.id), by=otto) == "post.last_of_all"

    def test_a_post_elsewhere_is_not_in_sight(self) -> None:
        with pytest.raises(ObjectDoesNotExist):
            office.end(post_of(CORA.id))


class TestAMandate:
    def test_it_names_its_decree(self) -> None:
        office.give_mandate()
        mandate = Mandate.objects.get(user=TESS.id)
        assert (mandate.source, mandate.laws, mandate.valid_from) == ("Mandaatbesluit 2026, nr. 1", ["wmo"], TODAY)

    def test_a_law_is_mandated_once_at_a_time(self) -> None:
        assert refusal_of(office.give_mandate, DANA.id, laws=("pw", "wgs")) == "mandate.overlaps"

    def test_it_ends_on_a_day(self) -> None:
        office.end_mandate(Mandate.objects.get(user=DANA.id))
        assert Mandate.objects.get(user=DANA.id).valid_until == TODAY
        office.give_mandate(DANA.id, period=Period(TOMORROW))

    def test_one_for_elsewhere_is_not_given(self) -> None:
        with pytest.raises(ObjectDoesNotExist):
            office.give_mandate(municipality="coevorden")
        with pytest.raises(ObjectDoesNotExist):
            office.give_mandate(municipality="nergenshuizen")


class TestAnAccount:
    def test_closed_it_loses_its_password_and_keeps_its_posts(self) -> None:
        office.on_account(staff.deactivate)
        user = User.objects.get(pk=TESS.id)
        assert (user.is_active, user.has_usable_password()) == (False, False)
        assert post_of(TESS.id).valid_until is None

    def test_it_opens_again_without_the_old_password(self) -> None:
        office.on_account(staff.deactivate)
        office.on_account(staff.reactivate)
        user = User.objects.get(pk=TESS.id)
        assert (user.is_active, user.has_usable_password()) == (True, False)

    def test_nobody_closes_his_own(self) -> None:
        assert refusal_of(office.on_account, staff.deactivate, ADA.id) == "user.oneself"

    def test_of_who_works_elsewhere_too_only_the_posts_here_are_ours(self) -> None:
        office.works_in_coevorden_too()
        assert refusal_of(office.on_account, staff.deactivate) == "user.elsewhere_too"
        assert refusal_of(office.on_account, staff.invite) == "user.link_elsewhere"
        office.end(post_of(TESS.id, team=NOORD))

    def test_a_closed_account_gets_no_link(self) -> None:
        office.on_account(staff.deactivate)
        assert refusal_of(office.on_account, staff.invite) == "user.closed"

    def test_a_link_is_journalled_and_not_what_it_is(self) -> None:
        token = office.on_account(staff.invite)
        entry = journal(act="user:invite")[0]
        assert (entry.object_id, entry.reason) == (TESS.id, "")
        assert token not in str(entry.__dict__)


def test_administrators_of_two_municipalities_see_their_own_only() -> None:
    clara = office.another_admin(COEVORDEN, "Clara")
    assert User.objects.administered_by(clara.administers()).filter(pk=CORA.id).exists()
    assert not User.objects.administered_by(clara.administers()).filter(pk=TESS.id).exists()
    assert ADA.administers() == {"hoogeveen"}
    assert TESS.administers() == frozenset()
    assert office.team_of(DESK).municipality_id in ADA.administers()
