"""The first story, from the phone that rings to the figure of the manager, in three ways of working."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from tests import cast
from tests.browser.hands import Keys, Mouse
from tests.browser.visitor import Visitor
from tests.cast import DANA, IRIS, MAX, NOORD, TESS

SAID = "? ramen en bed lukt niet meer"
LOWER = ("own_strength", "social_network", "general_facility")


@pytest.mark.parametrize("way", ["mouse", "keys", "no script"])
def test_a_conversation_becomes_help(enter: Any, way: str) -> None:
    cast.register_resident(family_name="Wielinga", first_names="Maria", birth_year=1939)

    def hands(actor: Any) -> Mouse:
        came: Visitor = enter(actor, script=way != "no script")
        return (Keys if way == "keys" else Mouse)(came.see("/"))

    _take_the_call(hands(IRIS), way)
    team = hands(TESS)
    _start(team)
    case = team.page.url
    _weigh_the_house(team)
    _weigh_the_company(team)
    team.press("form[action$='/outcome/'] button")
    team.follow("a[href$='/application/']")
    team.press("main button[type=submit]")
    _grant(hands(DANA), case)
    team.page.reload()
    assert "step--full" in (team.page.locator("#need-a .step").nth(3).get_attribute("class") or "")
    manager = hands(MAX)
    manager.follow("a[href='/figures/']")
    assert "1/1" in manager.page.locator(".glance .figure").first.inner_text()


def _take_the_call(hand: Mouse, way: str) -> None:
    hand.press("form[action='/conversations/new/'] button")
    hand.write("text", SAID)
    if way == "no script":
        hand.press("noscript button, .note button")
    else:
        hand.page.locator("#saved[data-state='saved']", has_text=re.compile(r"\d\d:\d\d")).wait_for()
    hand.write("q", "wiel 1939")
    hand.press("form[action$='/who/'] button")
    hand.press("form[action$='/link/'] button")
    assert hand.page.input_value("#text") == SAID
    hand.choose("outcome", "new_case")
    hand.write("own_words", "Ik wil hulp met het huis.")
    hand.choose("laws", "wmo")
    hand.pick("team", str(NOORD))
    hand.press("#finish button")
    assert hand.page.url.endswith("/my-work/")


def _start(hand: Mouse) -> None:
    hand.follow(".next a")
    hand.press("form[action$='/start/'] button")
    for title in ("Een schoon huis", "Onder de mensen komen"):
        hand.follow("a[href$='/needs/']")
        hand.write("title", title)
        hand.choose("law", "wmo")
        hand.pick("life_area", "daily_living")
        hand.write("extent", "2 uur per week")
        hand.press("main button[type=submit]")


def _weigh_the_house(hand: Mouse) -> None:
    hand.follow("#need-a .rest a")
    for layer in LOWER:
        hand.choose(f"outcome_{layer}", "insufficient")
    hand.write("reason", "Zij kan niet bukken en niet tillen.")
    hand.write("remaining", "Ramen en bed")
    hand.press("main button[type=submit]")
    hand.follow("#need-a .rest a")
    hand.write("product", "Huishoudelijke hulp")
    hand.write("quantity", "1.5")
    hand.pick("measure", "hours/week")
    hand.press("main button[type=submit]")


def _weigh_the_company(hand: Mouse) -> None:
    hand.follow("#need-b .rest a")
    for layer, outcome in zip(LOWER, ("insufficient", "partly", "sufficient"), strict=True):
        hand.choose(f"outcome_{layer}", outcome)
    hand.write("reason", "De buurvrouw loopt mee naar het buurthuis.")
    hand.press("main button[type=submit]")
    hand.follow("#need-b .rest a")
    hand.choose("agreement", "agrees")
    hand.on("ask_on", localdate() + timedelta(days=42))
    hand.press("main button[type=submit]")


def _grant(hand: Mouse, case: str) -> None:
    hand.page.goto(case)
    hand.follow("#need-a .rest a")
    hand.choose("outcome", "granted")
    hand.write("motivation", "Zij kan het huis niet zelf schoon houden.")
    hand.press("main button[type=submit]")
