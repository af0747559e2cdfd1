"""What people do, told once: each line is something a hand does, whatever the way of working."""

import re
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate

from cases.dossier.models import Case
from tests import cast
from tests.browser.hands import Mouse
from tests.cast import NOORD

LOWER = ("own_strength", "social_network", "general_facility")
SEND = "main form:not([action]) button[type=submit]"
DONE = "#finish button[type=submit]"


def take_a_call(hand: Mouse, said: str, *, script: bool) -> None:
    """One click and one types; what is typed is kept."""
    hand.press("form[action='/conversations/new/'] button")
    hand.write("text", said)
    if script:
        hand.page.locator("#saved[data-state='saved']", has_text=re.compile(r"\d\d:\d\d")).wait_for()
    else:
        hand.press("noscript button, .note button")


def find(hand: Mouse, asked: str) -> None:
    hand.write("q", asked)
    hand.press("form[action$='/who/'] button")
    hand.press("form[action$='/link/'] button[name='resident']")


def open_case(hand: Mouse, words: str, *, laws: tuple[str, ...] = ("wmo",)) -> None:
    """The question becomes a case for Noord."""
    hand.write("own_words", words)
    hand.choose("outcome", "new_case")
    for law in laws:
        hand.choose("laws", law)
    if "wmo" not in laws:
        hand.leave("laws", "wmo")
    hand.pick("team", str(NOORD))
    hand.press(DONE)


def start(hand: Mouse) -> str:
    """Open the case one should begin with, and start it; gives its address."""
    hand.follow(".next a")
    hand.press("form[action$='/start/'] button")
    return str(hand.page.url)


def add_need(hand: Mouse, title: str, *, law: str = "wmo", area: str = "daily_living", referrer: str = "") -> None:
    hand.follow("a[href$='/needs/']")
    hand.write("title", title)
    hand.choose("law", law)
    hand.pick("life_area", area)
    if referrer:
        hand.pick("referrer", referrer)
    hand.press(SEND)


def weigh(hand: Mouse, outcomes: dict[str, str], reason: str, *, need: str = "a") -> None:
    hand.follow(f"#need-{need} .rest__next a")
    for layer, outcome in outcomes.items():
        hand.choose(f"outcome_{layer}", outcome)
    hand.write("reason", reason)
    hand.press(SEND)


def none_is_enough(hand: Mouse, *, need: str = "a") -> None:
    weigh(hand, dict.fromkeys(LOWER, "insufficient"), "Zij kan niet bukken en niet tillen.", need=need)


def cover(hand: Mouse, *, on: date, need: str = "a") -> None:
    hand.follow(f"#need-{need} .rest__next a")
    hand.choose("agreement", "agrees")
    hand.on("ask_on", on)
    hand.press(SEND)


def propose(hand: Mouse, product: str, *, need: str = "a") -> None:
    hand.follow(f"#need-{need} .rest__next a")
    hand.write("product", product)
    hand.write("quantity", "1.5")
    hand.pick("measure", "hours/week")
    hand.press(SEND)


def grant(hand: Mouse, case: str, *, need: str = "a") -> None:
    hand.page.goto(case)
    hand.follow(f"#need-{need} .rest__next a")
    hand.choose("outcome", "granted")
    hand.write("motivation", "Zonder deze hulp gaat het niet.")
    hand.press(SEND)


def apply_for(hand: Mouse) -> None:
    hand.follow("a[href*='/application/']")
    hand.press(SEND)


def state_of(case: str) -> str:
    """Where the case of this address stands."""
    return str(case_at(case).state)


def case_at(url: str) -> Any:
    found = re.search(r"/cases/([0-9a-f-]{36})/", url)
    assert found, url
    with cast.acting(cast.EYE):
        return Case.objects.prefetch_related("needs").get(pk=found[1])


def open_tasks(case: str) -> list[str]:
    with cast.acting(cast.EYE):
        return list(case_at(case).tasks.filter(done_at=None).values_list("kind", flat=True))


def tomorrow() -> date:
    return localdate() + timedelta(days=1)


def in_six_weeks() -> date:
    return localdate() + timedelta(days=42)
