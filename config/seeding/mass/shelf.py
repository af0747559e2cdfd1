"""Choosing a template: by how long ago it was, and by the step its investigation ended in."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from config.seeding.mass.planted import TeamShare
from config.seeding.mass.template import Template

WEEK = 7
# In this time nearly every history has run its course.
SETTLED = 26
TRIES = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A template with the days it is put earlier (a whole number of weeks, negative when it is put later)."""

    template: Template
    earlier: int

    @property
    def finished(self) -> int:
        return self.template.finished - self.earlier


@dataclass(frozen=True, slots=True)
class Lot:
    """Choices with their weights, summed up as they follow."""

    choices: tuple[Choice, ...]
    summed: tuple[float, ...]

    @property
    def weight(self) -> float:
        return self.summed[-1] if self.summed else 0.0

    def one(self, thrown: random.Random) -> Choice:
        return thrown.choices(self.choices, cum_weights=self.summed)[0]


@dataclass(frozen=True, slots=True)
class Week:
    """What can be copied into one week: cases by how they ended, and conversations by themselves."""

    tailored: Lot
    lighter: Lot
    other: Lot
    talks: Lot

    @property
    def known(self) -> float:
        """The part of the cases whose investigation finished under a law that knows maatwerk."""
        known = self.tailored.weight + self.lighter.weight
        return known / (known + self.other.weight)


def week(templates: Sequence[Template], ago: int, *, until: int) -> Week:
    """What fits a week so many weeks before the day `until` (an ordinal).

    Recent weeks take what was grown in that week or the one after, as far as it has come; earlier ones only what
    reached its end, or support that runs: the longer ago, the less of that.
    """
    cases = list(_fitting([one for one in templates if one.cases], ago, until))
    ended = {
        True: list[tuple[Choice, float]](),
        False: list[tuple[Choice, float]](),
        None: list[tuple[Choice, float]](),
    }
    for choice, weight in cases:
        ended[choice.template.tailored].append((choice, weight))
    talks = _fitting([one for one in templates if not one.cases], ago, until)
    return Week(_lot(ended[True]), _lot(ended[False]), _lot(ended[None]), _lot(talks))


def case_of(week: Week, share: TeamShare, thrown: random.Random) -> Choice:
    """A case for a team, so that its investigations end in maatwerk as often as `share` says for their day."""
    if not week.known or thrown.random() >= week.known:
        return week.other.one(thrown)
    if not week.tailored.choices or not week.lighter.choices:
        return (week.tailored if week.tailored.choices else week.lighter).one(thrown)
    wanted = thrown.random()
    for _ in range(TRIES):
        tailored, lighter = week.tailored.one(thrown), week.lighter.one(thrown)
        if wanted < share.on(tailored.finished):
            return tailored
        if wanted >= share.on(lighter.finished):
            return lighter
    return lighter


def _lot(weighed: "Iterator[tuple[Choice, float]] | Sequence[tuple[Choice, float]]") -> Lot:
    found = list(weighed)
    return Lot(tuple(choice for choice, _ in found), tuple(accumulate(weight for _, weight in found)))


def _fitting(templates: Sequence[Template], ago: int, until: int) -> Iterator[tuple[Choice, float]]:
    near = [] if ago > SETTLED else [one for one in templates if 0 <= ago - _age(one, until) <= 1]
    if near:
        for one in near:
            yield Choice(one, (ago - _age(one, until)) * WEEK), 1.0
        return
    found = False
    for one in templates:
        choice = Choice(one, (ago - _age(one, until)) * WEEK)
        weight = _lasting(one, ago)
        if weight and _age(one, until) >= SETTLED and one.last - choice.earlier <= until:
            found = True
            yield choice, weight
    if not found:
        yield from _as_it_stands(templates, ago, until)


def _as_it_stands(templates: Sequence[Template], ago: int, until: int) -> Iterator[tuple[Choice, float]]:
    """With few templates: the one that is nearest in time and was there by then."""
    nearest = sorted(templates, key=lambda one: (_age(one, until) > ago, abs(_age(one, until) - ago)))
    for one in nearest[:1]:
        age = _age(one, until)
        yield Choice(one, max(0, ago - age) * WEEK), 1.0


def _age(template: Template, until: int) -> int:
    return (until - template.start) // WEEK


def _lasting(template: Template, ago: int) -> float:
    if template.over:
        return 1.0
    return 0.5 ** (ago / 52) if template.in_support else 0.0
