"""Who does the work of the seeded cases: the people of the pack's cast, each with a seat and the laws of the post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.access import Actor, actor_of
from accounts.models import User
from config.municipality import people
from config.municipality.pack import LAWS, Pack

DESK = "desk"


@dataclass(frozen=True, slots=True)
class Worker:
    seat: str
    laws: frozenset[str]
    address: str


@dataclass(frozen=True, slots=True)
class Staff:
    workers: tuple[Worker, ...]
    decider: Worker

    def of(self, seat: str, laws: Sequence[str]) -> list[Worker]:
        """The workers of a seat who work for all these laws."""
        return [one for one in self.workers if one.seat == seat and one.laws >= set(laws)]

    def actors(self, *, on: date) -> dict[Worker, Actor]:
        """What each may do, with the posts of that day."""
        by_address = {user.email: user for user in User.objects.with_posts(on=on)}
        return {one: actor_of(by_address[one.address], on=on) for one in (*self.workers, self.decider)}


def staff_of(pack: Pack) -> Staff:
    """The cast of a municipality, in the order of its pack."""
    played = {"intake": DESK, "team": "team", "team2": "team2"}
    workers = [Worker(seat, frozenset(LAWS), people.address_of(role, pack.code)) for role, seat in played.items()]
    workers += [
        Worker(one.seat, frozenset(one.laws), people.colleague_address(number, pack.code))
        for number, one in enumerate(pack.colleagues, start=1)
    ]
    decider = Worker("decision", frozenset(LAWS), people.address_of("decision", pack.code))
    return Staff(tuple(workers), decider)
