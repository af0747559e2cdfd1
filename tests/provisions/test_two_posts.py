"""Who keeps one directory and works in another municipality keeps only the first."""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Membership, Role
from provisions.directory import actions
from provisions.directory.actions import ensure_organisation, ensure_provision
from provisions.models import Provision
from tests.cast import ADA, AT, CORA, PRIYA, SINCE, acting, refusal_of
from tests.pages.hands import signed_in

pytestmark = pytest.mark.django_db
BOTH = replace(ADA, posts=(*ADA.posts, *CORA.posts))
GUARDS_AND_WORKS = replace(PRIYA, posts=(*PRIYA.posts, *CORA.posts))
VERBS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (actions.keep_facts, {"facts": {"what": "Koffie"}}),
    (actions.confirm, {}),
    (actions.settle, {}),
    (actions.withdraw, {"because": "gestopt"}),
    (actions.bring_back, {}),
)
DOORS = ("keep", "withdraw", "confirm", "settle", "bring_back")


def facility(municipality: str) -> Provision:
    organisation, _how = ensure_organisation(municipality=municipality, name="De Linde")
    return ensure_provision(organisation=organisation, name="Eettafel", layer="general_facility")[0]


@pytest.mark.parametrize(("verb", "given"), VERBS)
def test_keeping_stops_at_the_own_directory(world: None, verb: Any, given: dict[str, Any]) -> None:
    theirs = facility("coevorden")
    with acting(BOTH), pytest.raises(Provision.DoesNotExist):
        verb(provision=theirs.id, by=BOTH, at=AT, **given)
    with acting(BOTH):
        actions.confirm(provision=facility("hoogeveen").id, by=BOTH, at=AT)


def test_who_keeps_nothing_is_told_so(world: None) -> None:
    with acting(CORA):
        assert refusal_of(actions.confirm, provision=facility("coevorden").id, by=CORA, at=AT)


def test_wrong_facts_are_told_where_one_finds(world: None) -> None:
    here, theirs = facility("hoogeveen"), facility("coevorden")
    with acting(BOTH):
        for one in (here, theirs):
            actions.report_wrong_facts(provision=one.id, text="Ander nummer", by=BOTH, at=AT)
    with acting(GUARDS_AND_WORKS), pytest.raises(Provision.DoesNotExist):
        actions.report_wrong_facts(provision=here.id, text="Ander nummer", by=GUARDS_AND_WORKS, at=AT)


def test_the_pages_show_and_do_no_more_than_that(world: None) -> None:
    here, theirs = facility("hoogeveen"), facility("coevorden")
    team = CORA.posts[0].team
    Membership.objects.create(user_id=ADA.id, team_id=team, role=Role.TEAM, laws=["wmo"], valid_from=SINCE)
    client = signed_in(ADA)
    shown = {one: client.get(reverse("provisions:provision", args=[one.id])).context for one in (here, theirs)}
    assert [(shown[one]["here"], shown[one]["keeps"]) for one in (here, theirs)] == [(True, True), (True, False)]
    listed = client.get(reverse("provisions:to_check")).context["rows"]
    assert [row["provision"] for row in listed] == [here]
    for door in DOORS:
        assert client.post(reverse(f"provisions:{door}", args=[theirs.id]), {"seen": 1}).status_code == 404, door
    assert client.get(reverse("provisions:report_wrong", args=[theirs.id])).status_code == 200
