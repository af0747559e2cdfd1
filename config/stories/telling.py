"""Telling stories: each in a scratch database of its own, or once and for all in the current one (the demo)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import access
from accounts.models import Municipality
from config.local.roles import OWNER, RUNTIME
from config.municipality import people
from config.municipality.load import load
from config.municipality.pack import Pack
from config.municipality.tables import require_tables
from config.stories.play import DoesNotHold, play
from config.stories.scene import first_id
from config.stories.scratch import connected, scratch
from config.stories.told import Story
from intake.models import Conversation

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """How a story went; `why` says what came out otherwise. `earlier`: it was told before and is left alone."""

    story: Story
    why: str = ""
    earlier: bool = False

    @property
    def holds(self) -> bool:
        return not self.why


@contextmanager
def stage(pack: Pack, *, at: datetime) -> Iterator[str]:
    """A scratch database with the municipality and its people in it, to be cloned for each of its stories."""
    with scratch() as name:
        with connected(OWNER, name):
            settle(pack, at=at)
        yield name


def in_scratch(story: Story, pack: Pack, *, on: str) -> Told:
    """Play a story on its own days, alone in a clone of the stage `on`, as the runtime role."""
    with scratch(like=on) as name, connected(RUNTIME, name):
        return _told(story, pack, alone=True)


def kept(stories: list[Story], pack: Pack, *, at: datetime) -> list[Told]:
    """Play stories into the current database, each once. They are moved by whole weeks, to end before today.

    A story that does not hold leaves nothing behind.
    """
    today = timezone.localdate(at)
    with connected(OWNER):
        require_tables()
        settle(pack, at=at)
        earlier = {story.id for story in stories if _was_told(story, pack)}
    with connected(RUNTIME):
        return [
            Told(story, earlier=True) if story.id in earlier else _kept(before(today, story), pack) for story in stories
        ]


def _kept(story: Story, pack: Pack) -> Told:
    with transaction.atomic():
        told = _told(story, pack, alone=False)
        transaction.set_rollback(not told.holds)
    return told


def _told(story: Story, pack: Pack, *, alone: bool) -> Told:
    try:
        play(story, pack, alone=alone)
    except DoesNotHold as reason:
        return Told(story, why=str(reason))
    return Told(story)


def settle(pack: Pack, *, at: datetime) -> None:
    """The municipality, when it is not there, and the people of its stories; they get no password here."""
    if not Municipality.objects.filter(code=pack.code).exists():
        load(pack, at=at)
    with access.system("tell_stories", at=at, origin="command"):
        list(people.settle(pack, at=at))


def _was_told(story: Story, pack: Pack) -> bool:
    return Conversation.objects.filter(pk=first_id(story.id, pack)).exists()


def before(today: date, story: Story) -> Story:
    """The story on the same days of the week, with its last day in the week before today."""
    return story.moved((today - timedelta(days=1) - story.today) // WEEK * WEEK)
