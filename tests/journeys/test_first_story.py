"""One story through every room, by the pages alone: a conversation becomes help."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests import cast
from tests.cast import DANA, IRIS, MAX, NOORD, TESS

pytestmark = pytest.mark.usefixtures("world")


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), backend="accounts.backends.PostsBackend")
    return client


def hidden(html: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def send(client: Client, url: str, **answers: Any) -> Any:
    """Open the form, fill it in and send it, as a browser does."""
    page = client.get(url).content.decode()
    answered = client.post(url, {"seen": hidden(page, "seen"), "key": hidden(page, "key"), **answers})
    assert answered.status_code == 302, answered.content.decode()
    return answered


@pytest.mark.django_db
def test_a_conversation_becomes_help() -> None:
    who = cast.register_resident(family_name="Wielinga", first_names="Maria", birth_year=1939)
    intake = signed_in(IRIS)
    talk = intake.post(reverse("intake:start")).url
    saved = intake.post(f"{talk}text/", {"text": "? ramen lukt niet meer", "version": 0, "session": "a", "turn": 1})
    assert (saved.status_code, saved.headers["X-Version"]) == (200, "1")
    assert "M. Wielinga" in intake.post(f"{talk}who/", {"q": "wiel 1939"}).content.decode()
    assert intake.post(f"{talk}link/", {"resident": who.id}).status_code == 302
    key = hidden(intake.get(talk).content.decode(), "key")
    answers = {"outcome": "new_case", "channel": "phone", "own_words": "Ik wil hulp.", "laws": ["wmo"], "team": NOORD}
    assert intake.post(f"{talk}finish/", {"key": key, **answers}).status_code == 302

    team = signed_in(TESS)
    listed = team.get(reverse("cases:list")).content.decode()
    case = re.search(r"/cases/([0-9a-f-]{36})/", listed)[1]
    page = reverse("cases:case", args=[case])
    assert team.post(f"{page}start/", {}).status_code == 302
    for title in ("Een schoon huis", "Onder de mensen komen"):
        send(team, f"{page}needs/", title=title, law="wmo", life_area="daily_living", extent="2 uur per week")
    house, people = (
        re.search(rf'/needs/([0-9a-f-]{{36}})/weigh/[^>]*>[^<]*<span class="visually-hidden">: {title}', html)[1]
        for html in [team.get(page).content.decode()]
        for title in ("Een schoon huis", "Onder de mensen komen")
    )
    lower = ("own_strength", "social_network", "general_facility")
    not_enough = {f"outcome_{layer}": "insufficient" for layer in lower}
    send(team, f"{page}needs/{house}/weigh/", reason="Zij kan niet bukken.", remaining="Ramen", **not_enough)
    together = {"outcome_own_strength": "insufficient", "outcome_social_network": "partly"}
    together |= {"outcome_general_facility": "sufficient", "reason": "De buurvrouw komt, en het buurthuis."}
    send(team, f"{page}needs/{people}/weigh/", **together)
    covering = ["social_network", "general_facility"]
    send(team, f"{page}needs/{people}/cover/", layers=covering, agreement="agrees", ask_on="2027-01-04")
    offer = {"product": "Huishoudelijke hulp", "quantity": "1.5", "unit": "hours", "frequency": "week", "form": "in_kind"}
    send(team, f"{page}needs/{house}/propose/", **offer)
    assert team.post(f"{page}outcome/", {}).status_code == 302
    send(team, f"{page}application/", law="wmo", received_on="2026-11-01")

    decision = signed_in(DANA)
    send(decision, f"{page}needs/{house}/decide/", outcome="granted", motivation="Zij kan het niet.")
    assert "Toegekend" in team.get(page).content.decode() or "Granted" in team.get(page).content.decode()

    figures = signed_in(MAX).get(reverse("reporting:figures")).content.decode()
    assert "1/1" in figures
