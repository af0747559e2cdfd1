"""Filling the holes of a template: the ids, days, numbers, people and colleagues of one copy."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from config.seeding.mass.house import Crew
from config.seeding.mass.plan import Copy, Plan
from config.seeding.mass.residents import Town, somebody

EARLIER, LATER = 36_600, 18_300
Numbers = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days as they are written, by ordinal from `first` on."""

    first: int
    written: tuple[str, ...]


def calendar(until: date) -> Calendar:
    """A century before a day, and half of one after it."""
    first = until.toordinal() - EARLIER
    return Calendar(first, tuple(date.fromordinal(first + day).isoformat() for day in range(EARLIER + LATER)))


def filled(
    copy: Copy, plan: Plan, *, town: Town, days: Calendar, number: Numbers, thrown: random.Random
) -> dict[str, str]:
    """The values of a copy by hole. `number` gives the next case number of a year."""
    template, start = copy.choice.template, copy.start
    values = written_id(plan.tag, copy.number)
    since, written = start - days.first, days.written
    for hole, after in template.days:
        values[hole] = written[since + after]
    for place, after in enumerate(template.numbers):
        values[f"number{place}"] = number(int(written[since + after][:4]))
    for place, person in enumerate(template.people):
        values |= somebody(place, person, town, thrown, days_earlier=copy.choice.earlier)
    values |= _at_work(copy, plan, thrown)
    step = plan.table.channel
    moves = start >= step.since.toordinal() and thrown.random() < step.part
    values["channel"] = step.joins if moves else step.leaves
    return values


def written_id(tag: str, number: int) -> dict[str, str]:
    """What all ids of a copy begin with: they follow in the order of copying, so that an index grows at its end.

    UUIDs of version 8 (RFC 9562): 32 bits of the seed, 28 bits of the copy; the last 48 are the row's. `compact`: 16
    hex digits for what is unique without being a UUID.
    """
    high, low = number >> 12, number & 0xFFF
    return {"id": f"{tag}-{high:04x}-8{low:03x}-8000-", "compact": f"{tag}{number:08x}"}


def _at_work(copy: Copy, plan: Plan, thrown: random.Random) -> Mapping[str, str]:
    crews, template = plan.crews, copy.choice.template
    values = {f"team{other}": crews[(copy.crew + other) % len(crews)].team for other in (0, 1)}
    begins = int(thrown.random() * 1_000)
    for place, worker in enumerate(template.workers):
        able = _able(crews[(copy.crew + worker.team) % len(crews)], template.laws)
        values[f"worker{place}"] = able[(begins + place) % len(able)]
    return values


@cache
def _able(crew: Crew, laws: frozenset[str]) -> tuple[str, ...]:
    return crew.working_for(laws)
