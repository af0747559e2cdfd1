"""A told story, to be looked at through the eyes of its people."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts import access
from accounts.access import Actor
from cases.dossier.models import Case
from config.municipality import people
from config.stories.scene import Scene
from intake.models import Conversation

NOWHERE = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A told story, to be looked at on day `on`, at the moment `at`."""

    scene: Scene
    at: datetime
    on: date

    @property
    def case(self) -> UUID:
        return self.scene.about.get("case", NOWHERE)

    @property
    def conversation(self) -> UUID:
        return self.scene.about.get("conversation", NOWHERE)

    @property
    def resident(self) -> UUID:
        return self.scene.about.get("resident", NOWHERE)

    def seen_by(self, role: str) -> AbstractContextManager[Actor]:
        return self.seen_at(people.address_of(role, self.scene.municipality))

    @contextmanager
    def seen_at(self, address: str) -> Iterator[Actor]:
        actor = people.actor_at(address, on=self.on)
        with access.acting(actor, at=self.at, origin="story"):
            yield actor

    def colleagues(self) -> Mapping[str, str]:
        """Who else works there: names and addresses."""
        pack = self.scene.pack
        numbered = enumerate(pack.colleagues, start=1)
        return {one.name: people.colleague_address(number, pack.code) for number, one in numbered}

    def holder(self) -> str:
        """Who held the first conversation."""
        for role in ("intake", "team", "team2"):
            with self.seen_by(role) as actor:
                if Conversation.objects.visible_to(actor).filter(pk__in=self.scene.held).exists():
                    return role
        return "intake"

    def reader(self) -> str:
        """Who sees the case now: it may have been handed over."""
        for role in ("team", "team2", "decision"):
            with self.seen_by(role) as actor:
                if Case.objects.visible_to(actor).filter(pk=self.case).exists():
                    return role
        return "team"


def differ(what: str, expected: object, came_out: object) -> list[str]:
    """Nothing when they are the same, else one line that says both."""
    return [] if expected == came_out else [f"{what}: expected {_said(expected)}, came out {_said(came_out)}"]


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(item)}" for key, item in sorted(value.items())) or "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(_said(item) for item in value) or "nothing"
    return "nothing" if value in ("", None) else str(value)
