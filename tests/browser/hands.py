"""The ways people work a page: with the mouse, with the keys alone, and in a browser without scripts."""

from datetime import date

from playwright.sync_api import Locator, Page

MOST_TABS = 120
HAS_FOCUS = "(el) => el === document.activeElement"


class Mouse:
    """Points and clicks. `page` is the page in front."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, link: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(link).first.click()

    press = follow

    def write(self, field: str, text: str) -> None:
        self.find(field).fill(text)

    def choose(self, field: str, value: str) -> None:
        """A radio button or a box."""
        self.page.locator(f'[name="{field}"][value="{value}"]').check()

    def tick(self, field: str) -> None:
        """The one box of this name."""
        self.page.locator(f'[name="{field}"]').check()

    def leave(self, field: str, value: str) -> None:
        """Take the tick out of a box."""
        self.page.locator(f'[name="{field}"][value="{value}"]').uncheck()

    def unfold(self, summary: str) -> None:
        """Open what is folded, without leaving the page."""
        self.page.locator(summary).first.click()

    def pick(self, field: str, value: str) -> None:
        self.find(field).select_option(value)

    def on(self, field: str, day: date) -> None:
        self.find(field).fill(day.isoformat())

    def find(self, field: str) -> Locator:
        return self.page.locator(f'[name="{field}"]:not([type="hidden"])')


class Keys(Mouse):
    """Never touches the mouse: Tab to the thing, then Enter, Space, arrows or letters."""

    def follow(self, link: str) -> None:
        self.reach(self.page.locator(link).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    press = follow

    def write(self, field: str, text: str) -> None:
        self.reach(self.find(field))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, field: str, value: str) -> None:
        wanted = self.page.locator(f'[name="{field}"][value="{value}"]')
        if wanted.get_attribute("type") == "checkbox":
            self.reach(wanted)
            if not wanted.is_checked():
                self.page.keyboard.press("Space")
            return
        self._enter_group(field)
        while not wanted.is_checked():
            self.page.keyboard.press("ArrowDown")

    def tick(self, field: str) -> None:
        self.reach(self.page.locator(f'[name="{field}"]'))
        self.page.keyboard.press("Space")

    def leave(self, field: str, value: str) -> None:
        wanted = self.page.locator(f'[name="{field}"][value="{value}"]')
        if wanted.is_checked():
            self.reach(wanted)
            self.page.keyboard.press("Space")

    def unfold(self, summary: str) -> None:
        self.reach(self.page.locator(summary).first)
        self.page.keyboard.press("Enter")

    def pick(self, field: str, value: str) -> None:
        """From the first choice down, as the arrow does."""
        box = self.find(field)
        self.reach(box)
        self.page.keyboard.press("Home")
        for _step in range(box.locator("option").count()):
            if box.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} cannot be reached in {field}")

    def on(self, field: str, day: date) -> None:
        """As the browser's own date box takes it: its parts, in the order of the language."""
        box = self.find(field)
        self.reach(box)
        for order in ("%d%m%Y", "%m%d%Y"):
            self.page.keyboard.type(day.strftime(order))
            if box.input_value() == day.isoformat():
                return
            for _part in range(3):
                self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{day} cannot be typed in {field}")

    def reach(self, thing: Locator) -> None:
        """Tab on until the focus is there; what cannot be reached so fails."""
        for _step in range(MOST_TABS):
            if thing.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {thing}")

    def _enter_group(self, field: str) -> None:
        """Tab goes to the chosen button of a group, or to its first."""
        for _step in range(MOST_TABS):
            if self.page.evaluate("document.activeElement.name ?? ''") == field:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {field}")
