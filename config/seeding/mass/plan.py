"""Which case is copied when and for whom: thrown from the seed, batch by batch, so that a batch can be made alone."""

import hashlib
import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from config.seeding.dice import Dice
from config.seeding.mass.house import Crew
from config.seeding.mass.planted import Planted, TeamShare, planted
from config.seeding.mass.shelf import TRIES, WEEK, Choice, Week, case_of, week
from config.seeding.mass.template import Template

BATCH = 2_000
TALKS = 5  # one conversation that becomes no case for so many cases
YEAR = 365.25


class TooFew(RuntimeError):
    """There is nothing to copy that fits."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A template to copy for crew number `crew`; `number` is its own in the plan: twice its place, odd for a talk."""

    number: int
    choice: Choice
    crew: int

    @property
    def start(self) -> int:
        return self.choice.template.start - self.choice.earlier


@dataclass(frozen=True, slots=True)
class Plan:
    """`weeks` from the oldest on; `upto`: how many cases have come in by the end of each. `tag`: eight hex digits."""

    seed: str
    tag: str
    cases: int
    crews: tuple[Crew, ...]
    shares: tuple[float, ...]
    table: Planted
    weeks: tuple[Week, ...]
    upto: tuple[int, ...]

    def dice(self, batch: int) -> random.Random:
        """The throws of one batch."""
        return Dice(self.seed, batch).random


def tag_of(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()[:8]


def batches_of(cases: int) -> range:
    """The numbers of the batches of so many cases."""
    return range(math.ceil(cases / BATCH))


def plan_of(
    templates: Sequence[Template], crews: Sequence[Crew], *, cases: int, seed: str, until: date, years: int
) -> Plan:
    """The plan of so many cases over the years until a day. `seed` says all that is asked: its ids follow from it."""
    count = round(years * YEAR / WEEK)
    table = planted([one.code for one in crews], since=_day(until, count), until=until)
    weeks = tuple(week(templates, ago, until=until.toordinal()) for ago in reversed(range(count)))
    weights = [_weight(table, until, ago, count, Dice(seed, "week", ago)) for ago in reversed(range(count))]
    summed = list(accumulate(weights))
    sizes = Dice(seed, "teams").random
    return Plan(
        seed=seed,
        tag=tag_of(seed),
        cases=cases,
        crews=tuple(crews),
        shares=tuple(accumulate(sizes.uniform(0.8, 1.2) for _ in crews)),
        table=table,
        weeks=weeks,
        upto=tuple(round(cases * one / summed[-1]) for one in summed),
    )


def _weight(table: Planted, until: date, ago: int, count: int, dice: Dice) -> float:
    """How busy a week is: growth, season and noise."""
    grown: float = (1 + table.growth) ** ((count - ago) * WEEK / YEAR)
    season = table.seasons.get(_day(until, ago).month, 1.0)
    return grown * season * math.exp(dice.random.gauss(0, table.noise))


def _day(until: date, ago: int) -> date:
    """The middle of a week."""
    return date.fromordinal(until.toordinal() - ago * WEEK - WEEK // 2)


def copies(plan: Plan, batch: int, thrown: random.Random) -> list[Copy]:
    """The copies of one batch, by day. Its cases are exactly its share of the whole."""
    made: list[Copy] = []
    place, end = batch * BATCH, min((batch + 1) * BATCH, plan.cases)
    while place < end:
        crew = bisect_right(plan.shares, thrown.random() * plan.shares[-1])
        then, choice = _fitting(plan, place, end, plan.table.shares[crew], thrown)
        made.append(Copy(2 * place, choice, crew))
        if -place % TALKS < choice.template.cases and then.talks.choices:
            made.append(Copy(2 * place + 1, then.talks.one(thrown), crew))
        place += choice.template.cases
    return sorted(made, key=lambda one: (one.start, one.number))


def _fitting(plan: Plan, place: int, end: int, share: TeamShare, thrown: random.Random) -> tuple[Week, Choice]:
    """What comes in place number `place`; when only somebody who came back would fit there, from a week earlier."""
    for number in range(bisect_right(plan.upto, place), -1, -1):
        for _ in range(TRIES):
            choice = case_of(plan.weeks[number], share, thrown)
            if place + choice.template.cases <= end:
                return plan.weeks[number], choice
    raise TooFew("Too few different cases were grown to copy from.")
