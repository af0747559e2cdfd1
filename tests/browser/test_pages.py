"""Every page is usable: no barrier that axe knows, no scrolling sideways at 320 px, nothing too small to hit."""

from typing import Any

from tests.browser import town
from tests.browser.pages import examine
from tests.cast import DANA, IRIS, MAX, PRIYA, TESS

NOTHING_THERE = (
    (None, "login", "/account/login/"),
    (IRIS, "my-work-intake", "/my-work/"),
    (IRIS, "conversations", "/conversations/"),
    (TESS, "my-work-team", "/my-work/"),
    (TESS, "cases", "/cases/"),
    (TESS, "account", "/account/"),
    (TESS, "not-here", "/nothing/"),
    (TESS, "not-yours", "/figures/"),
    (MAX, "figures", "/figures/"),
    (PRIYA, "audit", "/audit/"),
)


def test_a_page_with_nothing_on_it_has_no_barrier(enter: Any) -> None:
    assert examined(enter, NOTHING_THERE, "empty") == []


def test_a_full_page_has_no_barrier(enter: Any) -> None:
    there = town.build()
    at = there.path
    full = (
        (IRIS, "my-work-intake", "/my-work/"),
        (IRIS, "conversations", "/conversations/"),
        (IRIS, "conversation", f"/conversations/{there.note.id}/"),
        (IRIS, "person", f"/conversations/{there.note.id}/person/"),
        (TESS, "my-work-team", "/my-work/"),
        (TESS, "cases", "/cases/"),
        (TESS, "case", at()),
        (TESS, "case-fresh", at(case=there.fresh)),
        (TESS, "add-need", at("needs")),
        (TESS, "weigh", at("needs", there.house.id, "weigh")),
        (TESS, "cover", at("needs", there.people.id, "cover")),
        (TESS, "propose", at("needs", there.garden.id, "propose")),
        (TESS, "apply", at("application")),
        (TESS, "hand-over", at("hand-over")),
        (TESS, "resolve", at("resolve")),
        (DANA, "my-work-decision", "/my-work/"),
        (DANA, "case-decision", at()),
        (DANA, "decide", at("needs", there.house.id, "decide")),
        (MAX, "figures", "/figures/"),
        (PRIYA, "audit", "/audit/"),
    )
    assert examined(enter, full, "full") == []


def examined(enter: Any, pages: Any, state: str) -> list[str]:
    """What is wrong with these pages, each seen by its actor."""
    inside = {actor: enter(actor) for actor in dict.fromkeys(actor for actor, _name, _path in pages)}
    return [line for actor, name, path in pages for line in examine(inside[actor].see(path), f"{state}-{name}")]
