"""What people who work in Trede do on the phone and after it, in Chromium: a number, a reason, a word for a code."""

from datetime import timedelta
from typing import Any

from tests.browser.pages import examine
from tests.cast import AT, DANA, PRIYA, TESS, TOM, apply_for, case_to_decide, open_case, register_resident


def test_a_number_that_is_read_out_opens_the_case(enter: Any) -> None:
    case = open_case(resident=register_resident(phone="0528-123456").id)
    page = enter(TESS).see("/residents/")
    wrong = examine(page, "find-resident")
    page.locator("[name=q]").fill("0528 12 34 56")
    page.keyboard.press("Enter")
    page.locator("a", has_text="Wielinga").first.wait_for()
    page.locator("[name=q]").fill("2026-9999")
    page.keyboard.press("Enter")
    page.locator("main p[role=status]").wait_for()
    wrong += examine(page, "find-no-case")
    page.goto("/cases/")
    page.locator("[name=q]").fill("geen nummer")
    page.keyboard.press("Enter")
    page.locator("[role=alert]").wait_for()
    wrong += examine(page, "cases-no-number")
    page.locator("[name=q]").fill(case.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.id}/")
    assert wrong == []


def test_the_audit_log_reads_in_words_on_a_phone_too(enter: Any) -> None:
    case = open_case(resident=register_resident().id)
    enter(TOM).see(f"/cases/{case.id}/")
    enter(TESS).see(f"/cases/{case.id}/")
    page = enter(PRIYA).see("/audit/")
    page.locator("code", has_text="not_in_sight").first.wait_for()
    assert examine(page, "audit-words") == []


def test_what_cannot_be_decided_yet_stands_last_with_why(enter: Any) -> None:
    waiting = open_case()
    apply_for(waiting, at=AT + timedelta(days=45))
    ready, _need = case_to_decide()
    page = enter(DANA).see("/my-work/")
    assert page.locator("[data-row]").first.get_attribute("href") == f"/cases/{ready.id}/"
    assert page.locator("[data-row]").last.get_attribute("href") == f"/cases/{waiting.id}/"
    assert examine(page, "my-work-waits") == []
