"""Pointing somebody to a facility: counted, nothing leaves, and one light question comes back."""

from datetime import timedelta
from typing import Any

import pytest

from cases.dossier.models import Task
from cases.needs.models import Need
from cases.referrals.models import Pointing
from cases.referrals.pointing import actions
from provisions.models import Provision, ProvisionTally
from tests import cast
from tests.cases.referring import a_need, facility, kinds, mails
from tests.cast import AT, EYE, IRIS, PRIYA, TESS, TODAY, TOM, acting, refusal_of

pytestmark = pytest.mark.django_db


def point(need: Need | None, there: Provision, *, by: Any = TESS) -> Pointing:
    of = {"case": need.case_id, "need": need.id} if need else {}
    with acting(by):
        return actions.point_to(provision=there.id, by=by, at=AT, **of)


def ask(need: Need, helped: str) -> None:
    with acting(TESS):
        actions.ask_after(case=need.case_id, need=need.id, helped=helped, by=TESS, at=AT)


def test_pointing_is_counted_and_nothing_leaves(world: None) -> None:
    need, there = a_need(), facility()
    point(need, there)
    assert ProvisionTally.objects.get(provision=there).pointed == 1
    assert (kinds(need), mails()) == (["pointed"], [])
    with acting(EYE):
        (task,) = Task.objects.filter(need=need.id)
        assert (task.kind, task.due_on) == ("ask_after_pointing", TODAY + timedelta(weeks=4))


def test_the_one_question_is_asked_once_and_counted(world: None) -> None:
    need, there = a_need(), facility()
    assert point(need, there).id == point(need, there).id, "a double click"
    ask(need, "partly")
    found = ProvisionTally.objects.get(provision=there)
    assert (found.pointed, found.partly) == (1, 1)
    with acting(EYE):
        assert not Task.objects.open().filter(need=need.id).exists()
    assert refusal_of(ask, need, "yes") == "pointing_asked_already"


def test_without_a_need_it_is_only_counted(world: None) -> None:
    there = facility()
    made = point(None, there, by=IRIS)
    assert (made.case_id, made.need_id, made.ask_on) == (None, None, None)
    assert ProvisionTally.objects.get(provision=there).pointed == 1
    with acting(TESS):
        assert not Pointing.objects.exists()


def test_what_needs_an_intake_is_not_pointed_to(world: None) -> None:
    assert refusal_of(point, a_need(), facility(needs_intake=True)) == "pointing_needs_an_intake"


def test_what_stopped_or_is_elsewhere_is_not_pointed_to(world: None) -> None:
    there = facility()
    Provision.objects.filter(pk=there.pk).update(withdrawn_on=TODAY)
    assert refusal_of(point, a_need(), there) == "referral_provision_withdrawn"
    Provision.objects.filter(pk=there.pk).update(withdrawn_on=None, municipality_id="coevorden")
    with pytest.raises(Provision.DoesNotExist):
        point(a_need(), there)


@pytest.mark.parametrize("status", ["inactive", "defunct"])
def test_what_is_not_active_is_not_pointed_to(world: None, status: str) -> None:
    there = facility()
    Provision.objects.filter(pk=there.pk).update(status=status)
    assert refusal_of(point, a_need(), there) == "referral_provision_withdrawn"
    assert not Provision.objects.offered_in("hoogeveen").exists()


def test_what_is_closed_for_now_is_pointed_to_still(world: None) -> None:
    there = facility()
    Provision.objects.filter(pk=there.pk).update(status=Provision.Status.TEMPORARILY_CLOSED)
    point(a_need(), there)
    assert Provision.objects.offered_in("hoogeveen").free_nearby().get() == there


def test_only_a_general_facility_is_pointed_to(world: None) -> None:
    there = facility()
    Provision.objects.filter(pk=there.pk).update(layer="tailored_provision")
    assert refusal_of(point, a_need(), there) == "pointing_not_general"


def test_who_may_not_find_facilities_points_to_none(world: None) -> None:
    assert refusal_of(point, None, facility(), by=PRIYA) == "access.not_your_role"


def test_another_teams_need_is_not_there(world: None) -> None:
    with pytest.raises(cast.now(a_need().case).DoesNotExist):
        point(a_need(), facility(), by=TOM)
