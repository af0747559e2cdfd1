"""A confidential case leaves no trace on the pages of who was not granted it: as if it had never been opened."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.access import Actor, Permission
from cases.dossier.models import Case
from intake import actions as intake
from reporting import caseload
from reporting.figures import escalation as figures
from reporting.forms import month_end
from tests.cast import (
    AT,
    DANA,
    IRIS,
    MAX,
    NOORD,
    TESS,
    TODAY,
    TOM,
    WIM,
    acting,
    cover,
    hand_over,
    name_need,
    open_case,
    register_resident,
    report_outcome,
    start,
    weigh_all,
)
from tests.pages.hands import signed_in
from tests.walls import rows
from workflows.layers import Layer, Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
CHANGES_ANYWAY = re.compile(rb'name="(csrfmiddlewaretoken|key)" value="[^"]*"')
NONE = UUID(int=7)
LISTS = {
    MAX: ("my_work", "cases:list", "reporting:team", "reporting:team_cases"),
    WIM: ("my_work", "cases:list", "reporting:team", "reporting:team_cases", "intake:conversations"),
    DANA: ("my_work", "cases:list"),
    IRIS: ("my_work", "intake:conversations"),
}


def looks_like(client: Client, url: str) -> bytes:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return CHANGES_ANYWAY.sub(b"", answer.content)


def finished(*, confidential: bool) -> Case:
    """An urgent case of Noord, investigated to its end, with all that makes lists and counts longer."""
    case = open_case(confidential=confidential, urgent=True, resident=register_resident().id)
    need = name_need(case)
    start(case)
    weigh_all(need, social_network=Outcome.SUFFICIENT)
    cover(need, Layer.SOCIAL_NETWORK)
    report_outcome(case)
    return case


@pytest.mark.parametrize("actor", LISTS, ids=lambda one: one.name)
def test_lists_and_counts_are_as_they_were(actor: Actor) -> None:
    open_case()
    client = signed_in(actor)
    before = {door: looks_like(client, reverse(door)) for door in LISTS[actor]}
    finished(confidential=True)
    assert [door for door in LISTS[actor] if looks_like(client, reverse(door)) != before[door]] == []


def test_the_same_case_in_the_open_changes_them() -> None:
    """So that the test above is seen to see."""
    client = signed_in(MAX)
    before = {door: looks_like(client, reverse(door)) for door in LISTS[MAX]}
    finished(confidential=False)
    changed = [door for door in LISTS[MAX] if looks_like(client, reverse(door)) != before[door]]
    assert {"cases:list", "reporting:team", "reporting:team_cases"} <= set(changed)


COUNTED = pytest.mark.parametrize(
    "until", [TODAY + timedelta(days=1), month_end(TODAY)], ids=["from the events", "from the sums"]
)


@COUNTED
def test_the_figures_of_a_manager_are_as_they_were(until: date) -> None:
    """What she counts more than she can list would be a confidential case of that team, law and month."""
    finished(confidential=False)
    asked = {"since": TODAY.replace(day=1), "until": until}
    with acting(MAX):
        before = figures.escalation(actor=MAX, **asked)
    finished(confidential=True)
    with acting(MAX):
        assert figures.escalation(actor=MAX, **asked) == before


@COUNTED
def test_the_figures_leave_it_out_after_a_hand_over_too(until: date) -> None:
    """Events keep the team they happened in; the case has another one by now."""
    hand_over(finished(confidential=True), receiver=TOM.id)
    with acting(MAX):
        assert figures.escalation(actor=MAX, since=TODAY.replace(day=1), until=until) == []


def test_a_granted_manager_counts_and_lists_it() -> None:
    case = finished(confidential=True)
    rows.grant(case, MAX, by=TESS)
    with acting(MAX):
        assert Case.objects.visible_to(MAX).count() == 1
        assert caseload.open_cases(MAX).count() == sum(post.may(Permission.CASELOAD_READ) for post in MAX.posts)


def test_a_resident_is_known_here_without_it() -> None:
    """The desk looks at her before and after: nothing says that something runs."""
    resident = register_resident()
    talk = _talk_about(resident.id)
    client, url = signed_in(IRIS), reverse("intake:conversation", args=[talk])
    before = looks_like(client, url)
    open_case(resident=resident.id, confidential=True)
    assert looks_like(client, url) == before
    open_case(resident=resident.id)
    assert looks_like(client, url) != before


def _talk_about(resident: UUID) -> UUID:
    with acting(IRIS):
        talk = intake.start_conversation(by=IRIS, at=AT)
        intake.link_resident(conversation=talk.id, resident=resident, by=IRIS, at=AT)
    return talk.id


POSTED: dict[str, dict[str, object]] = {
    "cases:case": {},
    "cases:hand_over": {"team": str(NOORD)},
    "cases:start": {},
}


@pytest.mark.parametrize("door", POSTED)
def test_its_pages_are_as_those_of_no_case_at_all(door: str) -> None:
    case = open_case(confidential=True)
    client = signed_in(MAX if door == "cases:hand_over" else WIM)
    answers = [client.post(reverse(door, args=[id]), POSTED[door]) for id in (case.id, NONE)]
    assert {answer.status_code for answer in answers} <= {404, 405}
    said = [CHANGES_ANYWAY.sub(b"", answer.content) for answer in answers]
    assert said[0].replace(str(case.id).encode(), b"") == said[1].replace(str(NONE).encode(), b"")


def test_giving_it_to_somebody_says_what_is_said_of_no_case() -> None:
    case = open_case(confidential=True)
    client = signed_in(MAX)
    answers = []
    for asked in (case.id, NONE):
        given = {"cases": [f"{asked}:1"], "to": str(TESS.id), "team": str(NOORD)}
        answers.append(client.post(reverse("reporting:allocate"), given))
    said = [CHANGES_ANYWAY.sub(b"", answer.content) for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert said[0].replace(str(case.id).encode(), b"") == said[1].replace(str(NONE).encode(), b"")


def test_sight_that_was_taken_back_ends_with_the_next_request() -> None:
    case = open_case(confidential=True)
    given = rows.grant(case, WIM, by=TESS)
    client, url = signed_in(WIM), reverse("cases:case", args=[case.id])
    assert client.get(url).status_code == 200
    with acting(TESS):
        type(given).objects.filter(pk=given.pk).update(revoked_at=AT)
    assert client.get(url).status_code == 404
