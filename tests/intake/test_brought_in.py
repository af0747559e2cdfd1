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


@pytest.mark.parametrize("gone", [{"withdrawn_on": TODAY}, {"status": "inactive"}, {"status": "defunct"}])
def test_the_link_of_a_facility_that_stopped_does_nothing(world: None, gone: dict[str, Any]) -> None:
    there, client = facility(), Client()
    page = own_link(there)
    sent = filled(client, page, **TOLD)
    Provision.objects.filter(pk=there.pk).update(**gone)
    assert [client.get(page).status_code, client.post(page, sent).status_code] == [404, 404]
    assert talks() == []
