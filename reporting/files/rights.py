"""Whose rows a file holds, and whether somebody may still have them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from accounts.access import Actor, Permission
from reporting.figures.scope import Asked


def scope_in(actor: Actor, asked: Asked) -> dict[str, list[str]]:
    """Per team the laws that were asked of and whose figures the actor may read."""
    laws: dict[UUID, set[str]] = {}
    for post in actor.posts:
        if post.may(Permission.FIGURES_READ) and asked.team in (None, post.team):
            laws.setdefault(post.team, set()).update(law for law in post.laws if asked.law in ("", law))
    return {str(team): sorted(own) for team, own in laws.items() if own}


def still_held(actor: Actor, scope: Mapping[str, list[str]]) -> bool:
    """Whether everything in a file may be read today: one team or law less, and it may not be fetched."""
    held = scope_in(actor, Asked(actor=actor, since=date.min, until=date.max))
    return bool(scope) and all(set(laws) <= set(held.get(team, ())) for team, laws in scope.items())


def asked_of(asked: Mapping[str, Any], actor: Actor, *, now: date | None = None) -> Asked:
    """What was written down, as a figure takes it; `now` is the day on which the file is made."""
    team = UUID(asked["team"]) if asked["team"] else None
    since, until = date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"])
    by = asked.get("by", "")
    return Asked(actor=actor, since=since, until=until, team=team, law=asked["law"], now=now, by=by)
