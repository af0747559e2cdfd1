"""A facility brings somebody in through its own link: once, for its municipality, and only while it is offered."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.referrals import links
from cases.referrals.models import FacilityLink
from cases.referrals.partner import actions as own_links
from intake.models import Conversation
from provisions.models import Provision
from tests import cast
from tests.cases.referring import facility
from tests.cast import ADA, IRIS, TODAY, acting
from tests.pages.hands import filled

pytestmark = pytest.mark.django_db
TOLD = {"question": "Hij eet niet meer warm.", "agreed": "yes", "who": "Piet Kwikstaart", "reach": "06 12345678"}


def own_link(there: Provision) -> str:
    """The page behind a new link of this facility."""
    at = timezone.now() - timedelta(days=1)
    with acting(ADA, at=at):
        made: FacilityLink = own_links.open_own_link(provision=there.id, by=ADA, at=at)
    return reverse("facility", args=[links.token_of(made.id)])


def talks() -> list[Any]:
    with acting(IRIS):
        return list(Conversation.objects.exclude(brought_by=None).order_by("id"))


def test_one_sending_makes_one_conversation(world: None) -> None:
    page, client = own_link(facility()), Client()
    sent = filled(client, page, **TOLD)
    answers = [client.post(page, sent) for _click in "ab"]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, f"{page}?sent")] * 2
    (talk,) = talks()
    with acting(IRIS):
        assert (talk.revisions.count(), talk.questions.get().own_words) == (1, TOLD["question"])
    assert len(cast.journal(act="facility:brought_in")) == 1
    thanks = client.get(answers[0].url)
    assert (thanks.status_code, "<form" in thanks.content.decode(), f'href="{page}"' in thanks.content.decode()) == (
        200,
        False,
        True,
    )
    assert len(talks()) == 1


def test_another_form_or_other_words_make_another_conversation(world: None) -> None:
    page, client = own_link(facility()), Client()
    sent = filled(client, page, **TOLD)
    for one in (sent, sent | {"who": "Mien"}, filled(client, page, **TOLD), TOLD, TOLD):
        assert client.post(page, one).status_code == 302
    assert len(talks()) == 5


def test_what_arrived_already_does_not_count_against_the_link(world: None) -> None:
    page, client = own_link(facility()), Client()
    sent = filled(client, page, **TOLD)
    assert {client.post(page, sent).status_code for _click in range(links.BROUGHT_IN_PER_HOUR + 2)} == {302}
    more = [client.post(page, TOLD).status_code for _one in range(links.BROUGHT_IN_PER_HOUR)]
    assert more == [302] * (links.BROUGHT_IN_PER_HOUR - 1) + [422]
    assert client.post(page, sent).status_code == 302


def test_the_privacy_officer_finds_who_looked(world: None) -> None:
    page, client = own_link(facility()), Client()
    client.post(page, filled(client, page, **TOLD))
    client.get(f"{page}?sent")
    assert [entry.municipality for entry in cast.journal(act="facility:read")] == ["hoogeveen"] * 2
    assert [entry.municipality for entry in cast.journal(act="facility:brought_in")] == ["hoogeveen"]


@pytest.mark.parametrize("gone", [{"withdrawn_on": TODAY}, {"status": "inactive"}, {"status": "defunct"}])
def test_the_link_of_a_facility_that_stopped_does_nothing(world: None, gone: dict[str, Any]) -> None:
    there, client = facility(), Client()
    page = own_link(there)
    sent = filled(client, page, **TOLD)
    Provision.objects.filter(pk=there.pk).update(**gone)
    assert [client.get(page).status_code, client.post(page, sent).status_code] == [404, 404]
    assert talks() == []
