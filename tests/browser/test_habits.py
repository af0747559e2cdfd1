"""What people do all day: press twice, go back, use the keys, leave the screen to the next one."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from intake.models import Conversation
from tests import cast
from tests.browser import town
from tests.browser.hands import Keys, Mouse
from tests.browser.pages import examine, focused
from tests.cast import EYE, IRIS, NOORD, TESS


def test_back_after_logging_out_shows_nothing_of_anybody(enter: Any) -> None:
    there = town.build()
    page = enter(TESS).see(there.path())
    page.locator("summary.me").click()
    with page.expect_navigation():
        page.locator("form[action$='/logout/'] button").click()
    page.go_back()
    page.wait_for_url("**/account/login/**")
    assert "Wielinga" not in page.content()


def test_a_double_click_starts_one_conversation(enter: Any) -> None:
    page = enter(IRIS).see("/my-work/")
    page.locator("form[action='/conversations/new/'] button").dblclick()
    page.wait_for_url("**/conversations/*/")
    page.goto("/my-work/")
    with cast.acting(EYE):
        assert Conversation.objects.count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_double_click_opens_one_case(enter: Any, script: bool) -> None:
    hand = Mouse(enter(IRIS, script=script).see("/my-work/"))
    hand.press("form[action='/conversations/new/'] button")
    hand.choose("outcome", "new_case")
    hand.pick("team", str(NOORD))
    hand.page.locator("#finish button").dblclick()
    # The second click breaks off the first answer: only where one arrives counts.
    expect(hand.page).to_have_url(re.compile("/my-work/$"))
    Mouse(enter(TESS).see("/cases/")).follow("main li a")
    team = enter(TESS).see("/cases/")
    assert team.locator(".work > li").count() == 1


def test_one_key_starts_a_conversation_with_the_cursor_in_the_note(enter: Any) -> None:
    page = enter(IRIS).see("/my-work/")
    with page.expect_navigation():
        page.keyboard.press("n")
    focused(page, "#text")


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_one_key_puts_the_cursor_where_somebody_is_looked_up(enter: Any, keys: str) -> None:
    page = enter(TESS).see("/my-work/")
    with page.expect_navigation():
        page.keyboard.press(keys)
    focused(page, "[name=q]")


def test_from_the_note_one_key_goes_to_who_it_is(enter: Any) -> None:
    page = enter(IRIS).see("/my-work/")
    with page.expect_navigation():
        page.keyboard.press("n")
    focused(page, "#text")
    page.keyboard.type("mevrouw belt")
    page.keyboard.press("Control+k")
    focused(page, "[name=q]")
    page.keyboard.type("wiel")
    assert (page.locator("[name=q]").input_value(), page.locator("#text").input_value()) == ("wiel", "mevrouw belt")


def test_the_first_work_opens_with_two_keys(enter: Any) -> None:
    there = town.build()
    page = enter(TESS).see("/my-work/")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/conversations/appointments/{there.promised.id}/")


def test_the_focus_is_seen_and_never_hidden_under_the_bar(enter: Any) -> None:
    there = town.build()
    page = enter(TESS).see(there.path())
    hidden = []
    for _tab in range(30):
        page.keyboard.press("Tab")
        hidden += page.evaluate(UNDER_SOMETHING)
    assert hidden == []


def test_the_language_changes_and_the_page_stays(enter: Any) -> None:
    there = town.build()
    hand = Keys(enter(TESS).see(there.path()))
    hand.press(".footer button[name='language']")
    assert hand.page.url.endswith(there.path())
    assert hand.page.locator("html").get_attribute("lang") == "en"
    assert "Support steps" in hand.page.content()


def test_a_form_that_was_open_too_long_says_what_to_do(enter: Any) -> None:
    visitor = enter(TESS)
    page = visitor.see("/my-work/")
    visitor.context.clear_cookies(name="trede-form")
    page.locator("form[action='/conversations/new/'] button").click()
    page.locator("#problem").wait_for()
    assert examine(page, "error-open-too-long") == []


def test_the_watch_over_the_policy_hears_what_the_browser_blocks(enter: Any) -> None:
    visitor = enter(TESS)
    visitor.forgives = ("error: ",)
    visitor.see("/my-work/").evaluate(
        "document.head.append(Object.assign(document.createElement('style'), {textContent: 'a{}'}))"
    )
    visitor.page.wait_for_timeout(50)
    assert any("blocked by the policy: style-src" in complaint for complaint in visitor.complaints)


UNDER_SOMETHING = """
(() => {
  const el = document.activeElement, box = el.getBoundingClientRect();
  if (el === document.body || box.width <= 1) return [];
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2);
  const seen = top && (el.contains(top) || top.contains(el) || top.closest("li") === el.closest("li"));
  return seen ? [] : [el.outerHTML.slice(0, 100)];
})()
"""
