"""The page of a facility shows how to reach it, and leads to no more than the web."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from provisions.models import Contact, Location, Phone, Provision, ServiceAtLocation
from tests.cases.referring import facility
from tests.cast import ADA, TESS, TODAY
from tests.pages.hands import signed_in

pytestmark = pytest.mark.django_db
HERE = {"municipality_id": "hoogeveen"}


def shown(there: Provision, client: Client | None = None) -> str:
    page = (client or signed_in(TESS)).get(reverse("provisions:provision", args=[there.id]))
    return page.content.decode()


def facts(there: Provision) -> dict[str, str]:
    page = signed_in(TESS).get(reverse("provisions:provision", args=[there.id]))
    return {fact["label"]: fact["value"] for fact in page.context["facts"]}


def phone(number: str, **of: Any) -> None:
    Phone.objects.create(number=number, **HERE, **of)


def test_the_numbers_are_there_its_own_first(world: None) -> None:
    there = facility()
    place = Location.objects.create(name="Dorpshuis", **HERE)
    at = ServiceAtLocation.objects.create(provision=there, location=place, **HERE)
    asked = Contact.objects.create(provision=there, name="Balie", **HERE)
    phone("0528 1", organisation=there.organisation)
    phone("0528 2", location=place)
    phone("0528 3", at_location=at, department="Beheer")
    phone("0528 4", contact=asked)
    phone("0528 5", provision=there, extension="12")
    phone("0528 5", provision=there, extension="12")
    phone("0528 6", provision=there, withdrawn_on=TODAY)
    phone("0528 7", provision=facility("Eettafel"))
    own, *others = facts(there)["Telefoon"].split("; ")
    assert (own[:6], own[-2:]) == ("0528 5", "12")
    assert others == ["0528 2", "0528 3 (Beheer)", "0528 4", "0528 1"]


@pytest.mark.parametrize("url", ["https://delinde.example/a?b=c", "http://delinde.example"])
def test_a_website_is_a_link(world: None, url: str) -> None:
    there = facility()
    Provision.objects.filter(pk=there.pk).update(url=url)
    assert f'<a href="{url}" rel="noreferrer noopener">{url}</a>' in shown(there)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "www.delinde.example", "https://", "https://[delinde", "data:x", "https://a b"]
)
def test_what_is_no_address_of_the_web_is_text(world: None, url: str) -> None:
    there = facility()
    Provision.objects.filter(pk=there.pk).update(url=url)
    html = shown(there)
    assert url in html
    assert 'rel="noreferrer' not in html


def test_who_keeps_it_is_led_to_its_own_link_and_back(world: None) -> None:
    there = facility()
    link, client = reverse("referrals:own_link", args=[there.id]), signed_in(ADA)
    assert f'href="{link}"' in shown(there, client)
    assert f'href="{reverse("provisions:provision", args=[there.id])}"' in client.get(link).content.decode()
    assert f'href="{link}"' not in shown(there)
    Provision.objects.filter(pk=there.pk).update(withdrawn_on=TODAY)
    assert f'href="{link}"' not in shown(there, client)
