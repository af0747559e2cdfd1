"""When something is not right: the page says what, the focus goes there, and what was typed stays."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate
from playwright.sync_api import Page

from tests import cast
from tests.browser import town
from tests.browser.hands import Mouse
from tests.browser.pages import examine, send
from tests.browser.visitor import Visitor
from tests.cast import ADA, DANA, IRIS, MAX, PRIYA, TESS

SEND = "main form:has([name='key']) button[type='submit'], .loginform button"
FOCUS_ON_SUMMARY = "document.activeElement.matches('.error-summary')"
LINKS_TO_NOTHING = """
[...document.querySelectorAll(".error-summary a")].map((a) => a.hash).filter((hash) => !document.querySelector(hash))
"""


def nothing(hand: Mouse) -> None:
    """Send the form as it came."""


def past(hand: Mouse) -> None:
    hand.write("product", "Huishoudelijke hulp")
    hand.on("period_from", date(2026, 3, 2))
    hand.on("period_until", date(2026, 3, 1))


def tomorrow(hand: Mouse) -> None:
    hand.on("received_on", localdate() + timedelta(days=1))


def deny(hand: Mouse) -> None:
    hand.choose("outcome", "denied")


def wrong_number(hand: Mouse) -> None:
    hand.write("family_name", "Wielinga")
    hand.write("bsn", "999993654")


def wrong_password(hand: Mouse) -> None:
    hand.write("username", "tess@cast.trede.test")
    hand.write("password", "not this one")


def test_a_form_that_is_not_right_says_where_and_has_no_barrier(enter: Any) -> None:
    there = town.build()
    at = there.path
    blank = cast.name_need(there.fresh, law="wgs")
    wrong: tuple[tuple[Any, str, str, Callable[[Mouse], None]], ...] = (
        (None, "login", "/account/login/", wrong_password),
        (MAX, "team-cases", "/team/cases/", nothing),
        (ADA, "add-user", "/manage/users/new/", nothing),
        (ADA, "add-contact", "/manage/policy/hoogeveen/contact/", nothing),
        (IRIS, "conversation", f"/conversations/{there.note.id}/", nothing),
        (IRIS, "person", f"/conversations/{there.note.id}/person/", wrong_number),
        (TESS, "add-need", at("needs"), nothing),
        (TESS, "weigh", at("needs", blank.id, "weigh", case=there.fresh), nothing),
        (TESS, "cover", at("needs", there.people.id, "cover"), nothing),
        (TESS, "propose", at("needs", there.garden.id, "propose"), past),
        (TESS, "another-scheme", at("needs", there.garden.id, "another-scheme"), nothing),
        (TESS, "commonly-used", at("needs", there.garden.id, "commonly-used"), nothing),
        (TESS, "worked", at("needs", there.people.id, "worked"), nothing),
        (TESS, "close-need", at("needs", there.people.id, "close"), nothing),
        (TESS, "apply", at("application"), tomorrow),
        (TESS, "hand-over", at("hand-over"), nothing),
        (DANA, "decide", at("needs", there.house.id, "decide"), deny),
    )
    inside = {actor: enter(actor) for actor in dict.fromkeys(actor for actor, *_rest in wrong)}
    for actor, name, path, fill in wrong:
        page = inside[actor].see(path)
        fill(Mouse(page))
        send(page, SEND)
        page.locator(".error-summary").wait_for()
        assert (name, page.evaluate(FOCUS_ON_SUMMARY), page.evaluate(LINKS_TO_NOTHING)) == (name, True, [])
        assert page.title().startswith(("Fout:", "Error:")), name
        assert examine(page, f"error-{name}") == []


def test_a_number_that_is_no_id_is_told_beside_the_box(enter: Any) -> None:
    page = enter(PRIYA).see("/audit/?about=nobody")
    assert page.locator("form .error, form .field__error").count() == 1
    assert examine(page, "error-audit") == []


def test_a_step_a_colleague_already_took_is_explained_on_the_page_of_the_case(enter: Any) -> None:
    case = cast.open_case()
    page = enter(TESS).see(f"/cases/{case.id}/")
    cast.start(case, by=cast.WIM)
    send(page, "form[action$='/start/'] button")
    assert page.evaluate(FOCUS_ON_SUMMARY)
    assert examine(page, "error-case") == []


def test_a_stale_form_keeps_what_was_typed_and_can_be_sent_again(enter: Any) -> None:
    case, need = cast.investigated_case()
    hand = Mouse(enter(TESS).see(f"/cases/{case.id}/needs/{need.id}/propose/"))
    hand.write("product", "Huishoudelijke hulp")
    cast.weigh_all(need, by=cast.WIM)
    send(hand.page, SEND)
    assert "Wim" in hand.page.locator(".error-summary").inner_text()
    assert hand.find("product").input_value() == "Huishoudelijke hulp"
    hand.press(SEND)
    assert cast.now(need).state == "proposed"


def test_a_refused_act_keeps_what_was_typed(enter: Any) -> None:
    case = cast.open_case()
    need = cast.name_need(case)
    hand = Mouse(enter(TESS).see(f"/cases/{case.id}/needs/{need.id}/propose/"))
    hand.write("product", "Traplift, \u00e9\u00e9n verdieping <b>&amp;")
    hand.press(SEND)
    assert hand.find("product").input_value() == "Traplift, \u00e9\u00e9n verdieping <b>&amp;"
    assert hand.page.evaluate(FOCUS_ON_SUMMARY)
    assert cast.now(need).state == "open"


def test_a_day_that_does_not_exist_stays_in_its_box(enter: Any) -> None:
    case = cast.open_case()
    visitor = enter(TESS)
    visitor.forgives = ("warning: The specified value",)
    page = visitor.see(f"/cases/{case.id}/application/")
    type_freely(page, "received_on", "31-02-2026")
    send(page, SEND)
    assert page.evaluate(FOCUS_ON_SUMMARY)
    assert page.locator("[name='received_on']").get_attribute("value") == "31-02-2026"


def test_what_looks_like_a_bsn_is_searched_for_and_nothing_else_happens(enter: Any) -> None:
    hand = Mouse(conversation_of(enter(IRIS)))
    hand.write("q", "999990408 \t 12-3-1939")
    hand.press("form[action$='/who/'] button")
    assert hand.page.locator("#who ~ [role='status'], .panel [role='status']").count() == 1
    assert "999990408" not in hand.page.url


def test_a_text_without_end_is_refused_and_stays_on_the_page(enter: Any) -> None:
    endless = "lang verhaal " * 80_000
    hand = Mouse(conversation_of(enter(IRIS, script=False)))
    hand.write("text", endless)
    hand.press(".note button")
    assert hand.page.locator(".error-summary").count() == 1
    assert hand.page.input_value("#text") == endless


def test_odd_characters_are_kept_or_dropped_but_never_an_error(enter: Any) -> None:
    hand = Mouse(conversation_of(enter(IRIS, script=False)))
    hand.write("text", "bel\u0007 \u202erechts\u202c \U0001f9d3 eind")
    hand.press(".note button")
    assert hand.page.input_value("#text") == "bel\u0007 \u202erechts\u202c \U0001f9d3 eind"


def conversation_of(visitor: Visitor) -> Page:
    page = visitor.see("/conversations/")
    page.locator("form[action='/conversations/new/'] button").click()
    page.locator("#text").wait_for()
    return page


def type_freely(page: Page, field: str, text: str) -> None:
    """As in a browser without a date box of its own."""
    box = page.locator(f"[name='{field}']")
    box.evaluate("(el) => { el.type = 'text'; }")
    box.fill(text)
