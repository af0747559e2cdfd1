"""What a verb of a story is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.access import Actor
from config.stories.scene import Scene
from config.stories.values import Reader, one, text
from workflows.layers import Law

Says = Mapping[str, Any]
Do = Callable[[Scene, Actor, datetime, Says], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing that can happen. `after`: what must be there before it; `gives`: what is there from then on."""

    do: Do
    needs: Mapping[str, Reader] = field(default_factory=dict)
    may: Mapping[str, Reader] = field(default_factory=dict)
    after: str = ""
    gives: str = ""


Verbs = Mapping[str, Verb]
SEATS = one("team", "team2")
LAW = one(*Law)
ABOUT_NEED: Mapping[str, Reader] = {"need": text}
