"""A note is never lost, whatever happens to the server, the network, the session or the tab."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from accounts.models import User
from intake import actions
from intake.models import Conversation, Question, Revision
from tests import cast
from tests.browser.pages import focused
from tests.browser.visitor import Visitor
from tests.cast import AT, EYE, IRIS

SAVES = "**/text/"


@pytest.fixture
def note(world: None) -> Conversation:
    with cast.acting(IRIS):
        return actions.start_conversation(by=IRIS, at=AT)


@pytest.fixture
def writing(enter: Any, note: Conversation) -> tuple[Visitor, Page]:
    """Iris with the cursor in the note, in a browser whose clock the test turns."""
    visitor: Visitor = enter(IRIS)
    visitor.page.clock.install()
    page = visitor.see(f"/conversations/{note.id}/")
    focused(page, "#text")
    return visitor, page


def test_who_types_without_a_pause_is_saved_every_five_seconds(writing: Any, note: Conversation) -> None:
    _visitor, page = writing
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/text/") else None)
    for _key in range(30):
        page.keyboard.type("a")
        page.clock.run_for(400)
    says(page, "saved")
    assert 2 <= len(asked) <= 4
    kept(note, "a" * 30)
    assert page.evaluate("document.activeElement.id") == "text"


def test_a_slow_server_makes_no_conflict_with_oneself(writing: Any, note: Conversation) -> None:
    _visitor, page = writing
    held: list[Route] = []
    page.route(SAVES, lambda route: route.continue_() if held else held.append(route))
    for burst in range(3):
        page.keyboard.type(f"burst{burst} ")
        page.clock.run_for(1300)
    until(lambda: bool(held), page)
    held[0].continue_()
    says(page, "saved")
    kept(note, "burst0 burst1 burst2 ")


def test_a_server_that_fails_is_asked_again(writing: Any, note: Conversation) -> None:
    visitor, page = writing
    visitor.forgives = ("500",)
    page.route(SAVES, lambda route: route.fulfill(status=500))
    page.keyboard.type("knie")
    page.clock.run_for(1100)
    says(page, "retry")
    page.unroute(SAVES)
    page.clock.run_for(4000)
    says(page, "saved")
    kept(note, "knie")


def test_what_is_too_long_says_so_and_is_saved_once_it_is_shorter(writing: Any, note: Conversation) -> None:
    _visitor, page = writing
    words = page.locator("[name=own_words]")
    words.fill("x" * 20_001)
    page.clock.run_for(1100)
    says(page, "too-long", "saved-words")
    assert "langer dan 20.000 tekens" in page.locator("#saved-words").inner_text()
    words.fill("kort")
    page.clock.run_for(1100)
    says(page, "saved", "saved-words")


def test_who_was_logged_out_logs_in_beside_it_and_the_text_is_saved(writing: Any, note: Conversation) -> None:
    visitor, page = writing
    visitor.context.clear_cookies(name="trede")
    page.keyboard.type("tekst van voor het uitloggen")
    page.clock.run_for(1100)
    says(page, "signed-out")
    log_in(visitor, page.locator("#saved a").get_attribute("href") or "")
    for _wait in range(40):
        page.clock.run_for(8000)
        page.wait_for_timeout(150)
        if page.locator("#saved[data-state='saved']").count():
            break
    says(page, "saved")
    kept(note, "tekst van voor het uitloggen")


def test_without_a_network_the_page_says_so_and_saves_when_it_is_back(writing: Any, note: Conversation) -> None:
    visitor, page = writing
    visitor.context.set_offline(True)
    page.keyboard.type("in de kelder")
    page.clock.run_for(1100)
    says(page, "retry")
    visitor.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page, "saved")
    kept(note, "in de kelder")


def test_two_who_write_keep_both_texts(writing: Any, note: Conversation) -> None:
    visitor, page = writing
    other = visitor.another_tab(f"/conversations/{note.id}/")
    other.locator("#text").press_sequentially("van mij")
    says(other, "saved")
    page.bring_to_front()
    page.keyboard.type("van haar")
    page.clock.run_for(1100)
    says(page, "conflict")
    assert page.input_value("#text") == "van haar"
    kept(note, "van mij")
    with cast.acting(EYE):
        assert Revision.objects.filter(conversation=note.id, conflicting=True, text="van haar").count() == 1
    page.once("dialog", lambda dialog: dialog.accept())


def test_a_tab_closed_within_a_second_was_saved(writing: Any, note: Conversation) -> None:
    visitor, page = writing
    page.keyboard.type("laatste woorden")
    page.close(run_before_unload=True)
    kept(note, "laatste woorden", visitor.another_tab("/account/"))


def test_the_last_words_before_done_go_along(writing: Any, note: Conversation) -> None:
    _visitor, page = writing
    page.locator("[name='outcome'][value='answered']").check()
    page.locator("#text").press_sequentially("komt goed")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.endswith("/my-work/")
    kept(note, "komt goed")
    assert cast.now(note).finished_at


def test_back_opens_the_draft_with_the_same_text_and_the_browser_keeps_no_copy(writing: Any) -> None:
    _visitor, page = writing
    page.keyboard.type("straks verder")
    page.clock.run_for(1100)
    says(page, "saved")
    page.goto("/my-work/")
    page.go_back()
    assert page.input_value("#text") == "straks verder"
    assert "straks" not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")


def test_what_is_asked_is_saved_while_it_is_typed_as_the_note_is(writing: Any, note: Conversation) -> None:
    _visitor, page = writing
    page.keyboard.type("knie")
    page.locator("[name='own_words']").click()
    page.keyboard.type("Ik wil hier blijven wonen.")
    page.clock.run_for(1100)
    page.locator("#saved-words[data-state='saved']").wait_for()
    kept(note, "knie")
    until(lambda: asked_in(note) == "Ik wil hier blijven wonen.", page)


def test_leaving_by_another_question_loses_neither_text(writing: Any, note: Conversation) -> None:
    _visitor, page = writing
    page.keyboard.type("knie")
    page.locator("[name='own_words']").fill("Ik wil hier blijven wonen.")
    with page.expect_navigation():
        page.locator("form[action$='/questions/'] button").click()
    kept(note, "knie")
    until(lambda: asked_in(note) == "Ik wil hier blijven wonen.", page)


def asked_in(note: Conversation) -> str:
    with cast.acting(EYE):
        return str(Question.objects.get(conversation=note.id, position=1).own_words)


def says(page: Page, state: str, place: str = "saved") -> None:
    page.locator(f"#{place}[data-state='{state}']").wait_for()


def kept(note: Conversation, text: str, page: Page | None = None) -> None:
    """What the server has; a beacon may still be on its way."""
    until(lambda: cast.now(note).text == text, page)


def until(holds: Callable[[], bool], page: Page | None = None) -> None:
    for _try in range(50):
        if holds():
            return
        page.wait_for_timeout(100) if page else time.sleep(0.1)
    raise AssertionError("it did not come true within five seconds")


def log_in(visitor: Visitor, path: str) -> None:
    iris = User.objects.get(pk=IRIS.id)
    iris.set_password("een lang wachtwoord")
    iris.save(update_fields=["password"])
    tab = visitor.another_tab(path)
    tab.fill("[name='username']", iris.email)
    tab.fill("[name='password']", "een lang wachtwoord")
    with tab.expect_navigation():
        tab.locator(".loginform button").click()
    tab.close()
