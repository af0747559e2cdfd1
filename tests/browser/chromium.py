"""Where the browser is, how it is started, and what is said where there is none."""

import shutil
from typing import Any

NOT_HERE = "NO CHROMIUM HERE: the browser tests were skipped. Install `chromium`, or set REQUIRE_BROWSER=1 to fail."
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def path() -> str | None:
    """Debian's Chromium, or another one by its usual names."""
    names = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
    return next((found for found in map(shutil.which, names) if found), None)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line, once, however many tests were skipped and in whichever process."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NOT_HERE in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(NOT_HERE, red=True, bold=True)
