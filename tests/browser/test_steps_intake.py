"""How many steps a task of the intake takes, counted: a click, a shortcut, or a choice.

Typing what was said is no step, and neither is moving with Tab to what is chosen next.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from intake import actions as intake
from intake.actions import Typed
from intake.models import Conversation, Question
from tests import cast
from tests.browser.pages import focused
from tests.browser.steps import Steps
from tests.cast import EYE, IRIS, NOORD, TESS, acting

SAID = "? ramen en bed lukt niet meer\n+ kookt zelf\n@ dochter doet boodschappen\n! terugbellen vrijdag"


BOTH = pytest.mark.parametrize("keys", [False, True], ids=["mouse", "keys"])


@pytest.fixture
def at_work(enter: Any) -> Callable[..., Steps]:
    """Iris at a page; nothing counted yet."""

    def sit_down(path: str, *, keys: bool, by: Any = IRIS) -> Steps:
        page = enter(by).see(path)
        page.wait_for_load_state()
        return Steps(page, keys=keys)

    return sit_down


def talk(*, by: Any = IRIS, text: str = "", about: Any = None) -> Conversation:
    at = timezone.now()
    with acting(by, at=at):
        begun = intake.start_conversation(by=by, at=at)
        if text:
            begun = intake.save_text(conversation=begun.id, typed=Typed(text, 0), by=by, at=at)
        if about:
            begun = intake.link_resident(conversation=begun.id, resident=about.id, by=by, at=at)
    return begun


def path(begun: Conversation, *parts: str) -> str:
    return "/".join(["/conversations", str(begun.id), *parts, ""])


def saved(page: Page) -> None:
    page.locator("#saved[data-state='saved']", has_text=re.compile(r"\d\d:\d\d")).wait_for()


@BOTH
def test_a1_a2_a_note_starts_in_one_step_and_saves_itself(at_work: Any, keys: bool) -> None:
    work = at_work("/my-work/", keys=keys)
    with work.page.expect_navigation():
        if keys:
            work.press("n")
        else:
            work.activate("form[action$='/new/'] button")
    focused(work.page, "#text")
    work.page.keyboard.type("mevr belt")
    saved(work.page)
    assert work.taken == 1


@BOTH
def test_a3_a4_the_person_is_linked_in_two_steps_and_what_is_known_appears(at_work: Any, keys: bool) -> None:
    resident = cast.register_resident(family_name="Wielinga", birth_year=1939)
    case = cast.open_case(resident=resident.id)
    work = at_work(path(talk()), keys=keys)
    work.enter("#id_q", "wiel 1939")
    work.page.locator("#found button").wait_for()
    with work.page.expect_navigation():
        work.activate("#found button")
    assert case.number in work.page.locator("section[aria-labelledby='known']").inner_text()
    assert work.taken <= 2


def test_a3_enter_and_enter_again_do_it_too(at_work: Any) -> None:
    cast.register_resident(family_name="Wielinga", birth_year=1939)
    work = at_work(path(talk()), keys=True)
    work.enter("#id_q", "wiel 1939")
    for _time in range(2):
        with work.page.expect_navigation():
            work.press("Enter")
    assert "Wielinga" in work.page.locator("section[aria-labelledby='who']").inner_text()
    assert work.taken <= 2


@BOTH
def test_a5_a_second_question_takes_one_step_and_the_cursor_stands_in_it(at_work: Any, keys: bool) -> None:
    work = at_work(path(talk(text=SAID)), keys=keys)
    with work.page.expect_navigation():
        if keys:
            work.page.keyboard.press("Escape")
        work.activate("form[action$='/questions/'] button")
    focused(work.page, "[name='own_words']")
    work.page.keyboard.type("en de tuin")
    work.page.locator("#saved-words[data-state='saved']").wait_for()
    assert work.taken == 1
    with acting(EYE):
        assert not Question.objects.filter(finished_at__isnull=False).exists()


@BOTH
def test_a6_another_conversation_is_two_steps_away_and_both_keep_their_text(at_work: Any, keys: bool) -> None:
    first = talk(text="de eerste beller")
    second = talk()
    work = at_work(path(second), keys=keys)
    focused(work.page, "#text")
    work.page.keyboard.type("de tweede beller")
    if keys:
        work.page.locator("#text").evaluate("(el) => el.blur()")
        work.press("g a")
    else:
        work.activate("#active-talks summary")
    other = f"#active-talks a[href='{path(first)}']"
    with work.page.expect_navigation():
        work.activate(other)
    assert work.page.input_value("#text") == "de eerste beller"
    assert work.taken <= 2
    for begun, text in ((first, "de eerste beller"), (second, "de tweede beller")):
        assert kept(work.page, begun) == text


@BOTH
@pytest.mark.parametrize("outcome", ["answered", "call_back"])
def test_a7_a_question_is_finished_in_two_steps(at_work: Any, keys: bool, outcome: str) -> None:
    begun = talk()
    work = at_work(path(begun), keys=keys)
    work.activate(f"[name='outcome'][value='{outcome}']")
    with work.page.expect_navigation():
        work.press("Control+Enter")
    assert work.page.url.endswith("/my-work/")
    assert work.taken <= 2
    assert cast.now(begun).finished_at


@BOTH
def test_a7_a_case_for_the_only_team_is_two_steps_too(at_work: Any, keys: bool) -> None:
    begun = talk(by=cast.CORA, text=SAID)
    work = at_work(path(begun), keys=keys, by=cast.CORA)
    work.activate("[name='outcome'][value='new_case']")
    assert work.page.input_value("[name='own_words']") == "ramen en bed lukt niet meer"
    with work.page.expect_navigation():
        work.press("Control+Enter")
    assert work.taken <= 2
    assert cast.now(begun).finished_at


@BOTH
def test_a8_a_note_is_worked_out_in_at_most_a_step_a_line(at_work: Any, keys: bool) -> None:
    begun = talk(text=SAID)
    with acting(IRIS, at=timezone.now()):
        intake.finish_as_case(
            conversation=begun.id, team=NOORD, laws=("wmo",), own_words="Hulp.", by=IRIS, at=timezone.now()
        )
    work = at_work(path(begun, "work-out"), keys=keys)
    lines = SAID.count("\n") + 1
    if keys:
        work.reach(work.page.locator("select[data-line]").first)
        work.press("Enter")
        for kind in ("7", "3"):
            work.press(kind)
        with work.page.expect_navigation():
            work.press("Enter")
    else:
        with work.page.expect_navigation():
            work.activate("#work-out button[type='submit']")
    assert work.page.locator("section[aria-labelledby='done'] li").count() == lines
    assert work.taken <= lines
    assert not work.page.locator("section[aria-labelledby='done'] textarea").count()


@BOTH
def test_a10_ones_own_draft_is_a_step_away_and_a_colleagues_two(at_work: Any, keys: bool) -> None:
    mine, theirs = talk(by=TESS, text="van mij"), talk(by=cast.WIM, text="van Wim")
    work = at_work("/my-work/", keys=keys, by=TESS)
    with work.page.expect_navigation():
        work.activate(f"section[aria-labelledby='drafts'] a[href='{path(mine)}']")
    assert work.taken == 1
    work = at_work("/my-work/", keys=keys, by=TESS)
    for link in (".mainnav a[href='/conversations/']", f"main a[href='{path(theirs)}']"):
        with work.page.expect_navigation():
            work.activate(link)
    assert work.page.input_value("#text") == "van Wim"
    assert work.taken == 2


def kept(page: Page, begun: Conversation) -> str:
    """What the server has of a note; a beacon may still be on its way."""
    for _try in range(30):
        text: str = cast.now(begun).text
        if text:
            return text
        page.wait_for_timeout(100)
    return ""
