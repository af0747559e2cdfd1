"""Every page, in the states it can be in, and what each must hold."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WIDTHS = (1280, 320)
OPEN_ALL = "document.querySelectorAll('details:not(.menu)').forEach((one) => { one.open = true; })"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A link in running text is exempt (2.5.8); a box inside its label is as large as the label.
TOO_SMALL = """
[...document.querySelectorAll("a, button, summary, input, select, textarea, label.choice, label.chip")]
  .filter((el) => {
    const box = el.getBoundingClientRect();
    if (box.width <= 1 || el.matches(".skip-link, [type=hidden]")) return false;
    if (el.matches("input") && el.closest("label")) return false;
    if (el.closest("p, li, dd, td, h3, summary") && getComputedStyle(el).display === "inline") return false;
    return box.width < 24 || box.height < 24;
  })
  .map((el) => el.outerHTML.slice(0, 100))
"""
INLINE = """
[...document.querySelectorAll("script:not([src]), style, [style], [onclick], [onload], [onsubmit], [onchange]")]
  .map((el) => el.outerHTML.slice(0, 100))
"""


def examine(page: Page, name: str, *, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is wrong with the page in front; empty when all is well."""
    wrong = [f"{name}: inline: {html}" for html in page.evaluate(INLINE)]
    page.evaluate(Axe().axe_script)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        _photograph(page, f"{name}-{width}")
        page.evaluate(OPEN_ALL)
        found = _barriers(page) + [f"too small: {html}" for html in page.evaluate(TOO_SMALL)]
        if (by := page.evaluate(WIDER)) > 0:
            found.append(f"{by} px wider than the window")
        wrong += [f"{name} at {width} px: {one}" for one in found]
    return wrong


def send(page: Page, button: str | Locator) -> None:
    """Press what sends a form, and wait until the answer is there: what looks at once may still see the old page."""
    with page.expect_navigation():
        (page.locator(button).first if isinstance(button, str) else button).click()


def focused(page: Page, selector: str) -> None:
    """Wait until this has the cursor: a page takes it just after it has loaded, and letters before that go nowhere."""
    page.wait_for_selector(f"{selector}:focus")


def _barriers(page: Page) -> list[str]:
    violations = page.evaluate("(rules) => axe.run(rules).then((found) => found.violations)", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in violations]


def _photograph(page: Page, name: str) -> None:
    """Where SCREENS_TO names a folder, every page examined is kept there as a picture."""
    folder = os.environ.get("SCREENS_TO")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
