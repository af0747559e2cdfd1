"""Growing a municipality's work: each thrown case is done through the real actions, in one transaction."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts import access
from cases.residents.actions import Identity
from cases.residents.models import Resident
from config.local.roles import OWNER, RUNTIME
from config.municipality.pack import Pack
from config.municipality.tables import require_tables
from config.seeding.dice import Dice, Town, busy_days
from config.seeding.history import Act, Course, begin, told
from config.seeding.staff import DESK, staff_of
from config.seeding.talks import talked
from config.stories.scene import Scene, first_id
from config.stories.scratch import connected
from config.stories.telling import settle
from config.stories.verbs import VERBS
from intake.models import Conversation
from ledger import operation, outbox
from ledger.models import OutboxMessage

HERE = Path(__file__).parent
BACK = timedelta(days=160)
TALKS = 5  # one conversation that becomes no case for so many cases
REPEATED = 0.08
FRESH = timedelta(days=9)
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Grown:
    """How many cases and conversations were made, and how many were there already."""

    cases: int = 0
    conversations: int = 0
    acts: int = 0
    earlier: int = 0


@dataclass(slots=True)
class Seeded(Scene):
    """The scene of a thrown case: who plays is no person of a story."""

    identities: Mapping[str, Identity] = field(default_factory=dict)

    def identity(self, who: str) -> Identity:
        return self.identities[who]


@dataclass(frozen=True, slots=True)
class Ended:
    """A thrown case that ended: who it was about may come back. `case` is known when it was made in this run."""

    on: date
    course: Course
    case: UUID | None


def grow(pack: Pack, *, cases: int, seed: int, at: datetime, progress: Progress, back: timedelta = BACK) -> Grown:
    """Some months of ordinary work (`back`), ending yesterday. The same seed on the same day gives the same, once."""
    with connected(OWNER):
        require_tables()
        settle(pack, at=at)
        there = There(
            conversations=frozenset(Conversation.objects.values_list("pk", flat=True)),
            residents=frozenset(bytes(index) for (index,) in Resident.objects.values_list("bsn_index") if index),
        )
    yesterday = timezone.localdate(at) - timedelta(days=1)
    with connected(RUNTIME):
        # A case is made whole or not at all, so nothing inside it is undone by itself.
        connection.features.uses_savepoints = False
        field = _Field(pack, seed=seed, since=yesterday - back, until=yesterday, there=there)
        return field.grow(cases, progress)


@dataclass(frozen=True, slots=True)
class There:
    """What was there before: conversations by id, residents by the index of their BSN."""

    conversations: frozenset[UUID]
    residents: frozenset[bytes]


class _Field:
    """What is grown in one run, and what it takes: the cast, the town, the things people ask."""

    def __init__(self, pack: Pack, *, seed: int, since: date, until: date, there: There) -> None:
        self.pack, self.seed, self.since, self.until, self.there = pack, seed, since, until, there
        self.staff = staff_of(pack)
        self.actors = self.staff.actors(on=until)
        self.town = Town(Dice(seed, pack.code, "town"), pack, known=there.residents)
        self.requests, self.talks = rows("requests.toml", "request"), rows("talks.toml", "talk")
        self.ended: list[Ended] = []
        self.grown = Grown()

    def grow(self, cases: int, progress: Progress) -> Grown:
        days = busy_days(Dice(self.seed, self.pack.code, "days"), self.since, self.until, cases)
        for number, day in enumerate(days, start=1):
            self._case(number, day)
            if number % TALKS == 0:
                self._talk(number, day)
            progress(number, cases)
        return self.grown

    def _case(self, number: int, day: date) -> None:
        dice = Dice(self.seed, self.pack.code, number)
        earlier = self._earlier(dice, day)
        if earlier:
            request, identity = earlier.course.request, earlier.course.identity
        else:
            request = self.requests[dice.weighted({place: row["weight"] for place, row in enumerate(self.requests)})]
            identity = self.town.somebody(request["ages"], on=day)
        course = begin(request, identity, self.staff, dice, on=day, after=earlier.course if earlier else None)
        scene = Seeded(f"seed/{self.seed}/{number}", self.pack, identities={"resident": identity})
        if earlier and earlier.case:
            scene.about["case"] = earlier.case
        acts = self._until_yesterday(told(course))
        done = self._done(scene, acts)
        self.grown.cases += done
        if acts[-1].does == "close":
            self.ended.append(Ended(acts[-1].at.date(), course, scene.case if done else None))

    def _earlier(self, dice: Dice, day: date) -> "Ended | None":
        """Somebody whose case has ended, and who comes back with the same question."""
        back = [one for one in self.ended if one.on < day and one.case and one.course.named and one.course.identity.bsn]
        if not back or not dice.chance(REPEATED):
            return None
        chosen = dice.one(back)
        self.ended.remove(chosen)
        return chosen

    def _talk(self, number: int, day: date) -> None:
        dice = Dice(self.seed, self.pack.code, number, "talk")
        desk, keeper = dice.one(self.staff.of(DESK, ())), dice.one(self.staff.of(dice.one(["team", "team2"]), ()))
        fresh = self.until - day < FRESH
        acts = self._until_yesterday(talked(dice.one(self.talks), desk, keeper, dice, on=day, fresh=fresh))
        self.grown.conversations += self._done(Seeded(f"seed/{self.seed}/{number}/talk", self.pack), acts)

    def _until_yesterday(self, acts: Iterable[Act]) -> list[Act]:
        return list(takewhile(lambda act: act.at.date() <= self.until, acts))

    def _done(self, scene: Seeded, acts: Sequence[Act]) -> bool:
        """Do the acts of one case, whole or not at all; not again when they were done before."""
        if first_id(scene.story, self.pack) in self.there.conversations:
            self.grown.earlier += 1
            return False
        with transaction.atomic():
            for act in acts:
                at = timezone.make_aware(act.at)
                actor = self.actors[act.who]
                with access.acting(actor, at=at, origin="seed"):
                    VERBS[act.does].do(scene, actor, at, act.says)
                self.grown.acts += 1
            if "case" in scene.about:
                _deliver(scene.case, scene.referrals.values())
        return True


def _deliver(case: UUID, referrals: Iterable[UUID]) -> None:
    """What colleagues were told of the case, told when it happened: nothing of months ago is news or mail today."""
    mails = OutboxMessage.objects.filter(stream__in=list(referrals), state=OutboxMessage.State.WAITING)
    mails.update(state=OutboxMessage.State.DROPPED)
    for message in OutboxMessage.objects.filter(stream=case, state=OutboxMessage.State.WAITING).order_by("id"):
        with operation.running(at=message.due_at, job="deliver", origin="command"):
            outbox.deliver(message.id, at=message.due_at)


def rows(name: str, key: str) -> list[dict[str, Any]]:
    """The rows of one of the files of things that are thrown."""
    found: list[dict[str, Any]] = tomllib.loads((HERE / name).read_text(encoding="utf-8"))[key]
    return found
