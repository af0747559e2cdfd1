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


def intake_opens_a_case() -> None:
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


def the_team_names_two_needs(team: Client) -> tuple[str, str, str]:
    """The page of the case, and the ids of its two needs."""
    listed = team.get(reverse("cases:list")).content.decode()
    page = reverse("cases:case", args=[re.search(r"/cases/([0-9a-f-]{36})/", listed)[1]])
    assert team.post(f"{page}start/", {}).status_code == 302
    for title in ("Een schoon huis", "Onder de mensen komen"):
        send(team, f"{page}needs/", title=title, law="wmo", life_area="daily_living", extent="2 uur per week")
    html = team.get(page).content.decode()
    weigh = r'/needs/([0-9a-f-]{36})/weigh/[^>]*>[^<]*<span class="visually-hidden">: '
    return page, *(re.search(weigh + title, html)[1] for title in ("Een schoon huis", "Onder de mensen komen"))


def the_team_covers_one(team: Client, page: str, need: str) -> None:
    outcomes = {"own_strength": "insufficient", "social_network": "partly", "general_facility": "sufficient"}
    weighed = {f"outcome_{layer}": outcome for layer, outcome in outcomes.items()}
    send(team, f"{page}needs/{need}/weigh/", reason="De buurvrouw komt, en het buurthuis.", **weighed)
    covering = ["social_network", "general_facility"]
    send(team, f"{page}needs/{need}/cover/", layers=covering, agreement="agrees", ask_on="2027-01-04")


def the_team_proposes_for_the_other(team: Client, page: str, need: str) -> None:
    lower = ("own_strength", "social_network", "general_facility")
    not_enough = {f"outcome_{layer}": "insufficient" for layer in lower}
    send(team, f"{page}needs/{need}/weigh/", reason="Zij kan niet bukken.", remaining="Ramen", **not_enough)
    amount = {"quantity": "1.5", "measure": "hours/week", "form": "in_kind"}
    send(team, f"{page}needs/{need}/propose/", product="Huishoudelijke hulp", **amount)


@pytest.mark.django_db
def test_a_conversation_becomes_help() -> None:
    intake_opens_a_case()
    team = signed_in(TESS)
    page, house, people = the_team_names_two_needs(team)
    the_team_covers_one(team, page, people)
    the_team_proposes_for_the_other(team, page, house)
    assert team.post(f"{page}outcome/", {}).status_code == 302
    send(team, f"{page}application/", law="wmo", received_on="2026-11-01")
    send(signed_in(DANA), f"{page}needs/{house}/decide/", outcome="granted", motivation="Zij kan het niet.")
    assert "Toegekend" in team.get(page).content.decode()
    assert "1/1" in signed_in(MAX).get(reverse("reporting:figures")).content.decode()
