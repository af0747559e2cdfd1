"""Choosing a template: by how long ago it was, and by the step its investigation ended in."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from config.seeding.mass.planted import TeamShare
from config.seeding.mass.template import Template

WEEK = 7
# In this time nearly every history has run its course.
SETTLED = 26
TRIES = 12
ENDINGS = ("tailored", "lighter", "other")


@dataclass(frozen=True, slots=True)
class Choice:
    """A template with the days it is put earlier (a whole number of weeks, negative when it is put later)."""

    template: Template
    earlier: int

    @property
    def finished(self) -> int:
        return self.template.finished - self.earlier


Weighed = tuple[Choice, float]


@dataclass(frozen=True, slots=True)
class Lot:
    """Choices with their weights, summed up as they follow. `tailored`, `lighter`: investigations of an average one."""

    choices: tuple[Choice, ...]
    summed: tuple[float, ...]
    tailored: float
    lighter: float

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


@dataclass(frozen=True, slots=True)
class Kind:
    """What cases are told apart by, so that as many of each are copied as there are in real work."""

    ended: str
    stopped: bool


def kind_of(template: Template) -> Kind:
    """Ended in maatwerk (once at least), in something lighter, or in neither."""
    ended = "tailored" if template.tailored else "lighter" if template.lighter else "other"
    return Kind(ended, template.stopped)


def week(templates: Sequence[Template], ago: int, *, until: int) -> Week:
    """What fits a week so many weeks before the day `until` (an ordinal).

    Recent weeks take what was grown in that week or the one after, as far as it has come; earlier ones only what
    reached its end, or support that runs: the longer ago, the less of that.
    """
    cases = [one for one in templates if one.cases]
    settled = Counter(kind_of(one) for one in cases if _age(one, until) >= SETTLED)
    weighed = list(_fitting(cases, ago, until))
    if ago > SETTLED:
        weighed = list(_evened(weighed, settled))
    tailored, lighter, other = (
        _lot(one for one in weighed if kind_of(one[0].template).ended == ending) for ending in ENDINGS
    )
    talks = _fitting([one for one in templates if not one.cases], ago, until)
    return Week(tailored, lighter, other, _lot(talks))


def case_of(week: Week, share: TeamShare, thrown: random.Random) -> Choice:
    """A case for a team, so that its investigations end in maatwerk as often as `share` says for their day."""
    if thrown.random() >= week.known:
        return week.other.one(thrown)
    if not week.tailored.choices or not week.lighter.choices:
        return (week.tailored if week.tailored.choices else week.lighter).one(thrown)
    wanted = thrown.random()
    for _ in range(TRIES):
        tailored, lighter = week.tailored.one(thrown), week.lighter.one(thrown)
        if wanted < chance_of_tailored(week, share.on(tailored.finished)):
            return tailored
        if wanted >= chance_of_tailored(week, share.on(lighter.finished)):
            return lighter
    return lighter


def chance_of_tailored(week: Week, share: float) -> float:
    """How often to take from `tailored` for that share of all investigations: a case may hold several, also lighter."""
    both = week.tailored.tailored + week.tailored.lighter
    return share * week.lighter.lighter / (week.tailored.tailored - share * both + share * week.lighter.lighter)


def _evened(weighed: Iterable[Weighed], settled: Mapping[Kind, int]) -> Iterator[Weighed]:
    """Each kind as often as in real work, whatever part of it fits."""
    found = list(weighed)
    fits: dict[Kind, float] = {}
    for choice, weight in found:
        kind = kind_of(choice.template)
        fits[kind] = fits.get(kind, 0.0) + weight
    for choice, weight in found:
        kind = kind_of(choice.template)
        yield choice, weight * max(settled[kind], 1) / fits[kind]


def _lot(weighed: Iterable[Weighed]) -> Lot:
    found = list(weighed)
    weight = sum(weight for _, weight in found) or 1.0
    return Lot(
        choices=tuple(choice for choice, _ in found),
        summed=tuple(accumulate(weight for _, weight in found)),
        tailored=sum(choice.template.tailored * each for choice, each in found) / weight,
        lighter=sum(choice.template.lighter * each for choice, each in found) / weight,
    )


def _fitting(templates: Sequence[Template], ago: int, until: int) -> list[Weighed]:
    near = [one for one in templates if ago <= SETTLED and 0 <= ago - _age(one, until) <= 1]
    if near:
        return [(Choice(one, (ago - _age(one, until)) * WEEK), 1.0) for one in near]
    settled = [
        (Choice(one, (ago - _age(one, until)) * WEEK), _lasting(one, ago))
        for one in templates
        if _age(one, until) >= SETTLED
    ]
    fit = [(one, weight) for one, weight in settled if weight and one.template.last - one.earlier <= until]
    return fit or _as_it_stands(templates, ago, until)


def _as_it_stands(templates: Sequence[Template], ago: int, until: int) -> list[Weighed]:
    """With few templates: the one that is nearest in time and was there by then."""
    nearest = sorted(templates, key=lambda one: (_age(one, until) > ago, abs(_age(one, until) - ago)))
    return [(Choice(one, max(0, ago - _age(one, until)) * WEEK), 1.0) for one in nearest[:1]]


def _age(template: Template, until: int) -> int:
    return (until - template.start) // WEEK


def _lasting(template: Template, ago: int) -> float:
    if template.over:
        return 1.0
    return 0.5 ** (ago / 52) if template.in_support else 0.0
