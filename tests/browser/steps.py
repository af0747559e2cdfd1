"""Counting steps: a click, a shortcut, or a choice. Typing is none, nor is moving with Tab to what is chosen next."""

from playwright.sync_api import Locator, Page

from tests.browser.hands import HAS_FOCUS, MOST_TABS


class Steps:
    """Somebody who works with the mouse or with the keys alone, and counts."""

    def __init__(self, page: Page, *, keys: bool) -> None:
        self.page, self.keys, self.taken = page, keys, 0

    def activate(self, thing: str) -> None:
        """Click it; or go there with Tab, and Enter (Space for what is ticked)."""
        found = self.page.locator(thing).first
        if self.keys:
            self.reach(found)
            ticks = found.get_attribute("type") in ("radio", "checkbox")
            self.page.keyboard.press("Space" if ticks else "Enter")
        else:
            found.click()
        self.taken += 1

    def press(self, keys: str) -> None:
        for key in keys.split():
            self.page.keyboard.press(key)
        self.taken += 1

    def enter(self, field: str, text: str) -> None:
        """Put the cursor in a field and type: with the mouse a click, with the keys Tab."""
        found = self.page.locator(field)
        if self.keys:
            self.reach(found)
        else:
            found.click()
            self.taken += 1
        self.page.keyboard.type(text)

    def reach(self, thing: Locator) -> None:
        for _tab in range(MOST_TABS):
            if thing.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press("Tab")
            self.arrows(thing)
        raise AssertionError(f"no Tab leads to {thing}")

    def arrows(self, thing: Locator) -> None:
        """Within a group of radio buttons one goes with the arrows."""
        name = thing.get_attribute("name") if thing.get_attribute("type") == "radio" else None
        for _arrow in range(12 if name else 0):
            inside = self.page.evaluate("document.activeElement.name") == name
            if not inside or thing.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press("ArrowDown")
