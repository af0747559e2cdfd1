"""What every page carries: who is signed in, where they can go, which municipality this is."""

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, Permission
from accounts.doors import DOORS
from accounts.request import Request
from intake.drafts import active

MENU = (
    ("my_work", _("My work"), "w"),
    ("intake:conversations", _("Conversations"), "c"),
    ("residents:find", _("Residents"), "i"),
    ("cases:list", _("Cases"), "z"),
    ("referrals:list", _("Referrals"), "r"),
    ("provisions:find", _("Facilities"), "f"),
    ("reporting:team", _("Team"), "t"),
    ("safety:list", _("Safety"), "v"),
    ("reporting:figures", _("Figures"), "d"),
    ("reporting:published", _("Figures for policy"), "g"),
    ("exchange:imports", _("Import and export"), "e"),
    ("accounts:manage", _("Administration"), "b"),
    ("accounts:audit", _("Audit log"), "l"),
)
SEARCH = "residents:find"

# Pages that stand beside the one in the menu.
BELONGS = {"accounts:manage": ("/manage/", "/mail/")}


@dataclass(frozen=True, slots=True)
class Item:
    url: str
    label: Any
    key: str
    current: bool
    searches: bool


def frame(request: Request) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.id == settings.NOBODY:
        return {"demo": settings.DEMO, "trede_version": settings.VERSION}
    post = actor.posts[0] if actor.posts else None
    doors = [entry for entry in MENU if _open_to(actor, entry[0])]
    nav = [_item(request, *entry) for entry in doors]
    return {
        "demo": settings.DEMO,
        "trede_version": settings.VERSION,
        "actor": actor,
        "nav": nav,
        # By this the list of shortcuts is kept: it is the same for everybody with the same doors.
        "menu_key": "".join(key for _name, _label, key in doors),
        "municipality": {"name": post.municipality_name if post else ""},
        "may_start_conversation": actor.may(Permission.CONVERSATION_HOLD),
        "active_talks": partial(active, request),
        "me": {
            "name": request.user.name,
            "initials": request.user.initials,
            "role": f"{post.role.label}, {post.team_name}" if post else "",
            "url": address("account"),
        },
    }


def _item(request: Request, name: str, label: Any, key: str) -> Item:
    url = address(name)
    current = request.path.startswith(BELONGS.get(name, (url,)))
    return Item(url=url, label=label, key=key, current=current, searches=name == SEARCH)


def address(name: str) -> str:
    """Where a page is that needs nothing to be named but itself."""
    return _address(name, get_script_prefix())


@cache
def _address(name: str, prefix: str) -> str:
    """The prefix is named because Trede may stand under more than one."""
    return reverse(name)


def _open_to(actor: Actor, name: str) -> bool:
    return actor.may(Permission(DOORS[name]))
