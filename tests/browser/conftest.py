"""A real browser on the real site: Chromium, a server in this process, the runtime role, a database of one's own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from accounts.access import Actor
from accounts.models import User
from tests.browser import chromium
from tests.browser.visitor import Visitor

# Playwright keeps an event loop in this thread; Django would take it for asynchronous code and refuse the ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = chromium.path()
    if not found and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(chromium.NOT_HERE)
    if not found:
        pytest.skip(chromium.NOT_HERE)
    return browser_type_launch_args | {"executable_path": found, "args": chromium.FLAGS}


@pytest.fixture
def enter(browser: Browser, live_server: Any, world: None) -> Iterator[Callable[..., Visitor]]:
    """`enter(TESS)` opens a browser in which Tess is signed in; `enter()` one for somebody nobody knows yet.

    When the test is done, nobody may have met a blocked script, an error on a page or a request to elsewhere.
    """
    inside: list[Visitor] = []

    def come_in(actor: Actor | None = None, *, width: int = 1280, script: bool = True, **more: Any) -> Visitor:
        context = browser.new_context(
            base_url=live_server.url,
            locale="nl-NL",
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            **more,
        )
        context.set_default_timeout(8000)
        if actor:
            context.add_cookies([{"name": "trede", "value": session_of(actor), "url": live_server.url}])
        inside.append(Visitor(context, live_server.url))
        return inside[-1]

    yield come_in
    complaints = [complaint for visitor in inside for complaint in visitor.leave()]
    assert not complaints


def session_of(actor: Actor) -> str:
    """The cookie of somebody who signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), backend="accounts.backends.PostsBackend")
    return client.cookies["trede"].value
