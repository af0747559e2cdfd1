"""How a referral shows on the Trap: with a link for who follows referrals, in words for who does not."""

import pytest
from django.urls import reverse

from accounts.access import Actor
from tests.cases.referring import refer
from tests.cast import DANA, MAX, TESS
from tests.pages.hands import page, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("actor", "follows"), [(TESS, True), (MAX, True), (DANA, False)])
def test_only_who_follows_referrals_is_led_to_one(world: None, actor: Actor, follows: bool) -> None:
    made = refer()
    client, url = signed_in(actor), reverse("referrals:referral", args=[made.id])
    html = client.get(page(made.case)).content.decode()
    assert "Dagontmoeting" in html
    assert (f'href="{url}"' in html) is follows
    assert client.get(url).status_code == (200 if follows else 403)
