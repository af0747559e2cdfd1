"""What is planted in the copies, for tests and readers of figures to find again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from config.seeding.dice import QUIET_MONTHS

GROWTH = 0.03
NOISE = 0.06
SHARES = (0.30, 0.36, 0.42, 0.33, 0.39)
SHIFTED_TO = 0.40
MOVED = 0.4


@dataclass(frozen=True, slots=True)
class TeamShare:
    """Of the finished investigations under a law that knows maatwerk: the part that ends in it, per team (its code).

    `after` holds for what finishes on `since` or later; without a shift both are the same and `since` is None.
    """

    team: str
    before: float
    after: float
    since: date | None = None

    def on(self, day: int) -> float:
        """The share on a day, given as its ordinal."""
        return self.after if self.since is not None and day >= self.since.toordinal() else self.before


@dataclass(frozen=True, slots=True)
class ChannelStep:
    """From `since` on this part of what came in through one channel comes in through another."""

    leaves: str
    joins: str
    part: float
    since: date


@dataclass(frozen=True, slots=True)
class Planted:
    """`growth` per year; `seasons`: weight per month number, 1 where it is not named; `noise`: sd of a week's log."""

    growth: float
    seasons: Mapping[int, float]
    noise: float
    shares: tuple[TeamShare, ...]
    channel: ChannelStep


def planted(teams: Sequence[str], *, since: date, until: date) -> Planted:
    """The table for teams (codes, in order) over the days from `since` to `until`; it follows from these alone.

    The first team shifts three fifths of the way, the channel four fifths, each on the first of a month.
    """
    shift, step = (_first_of_month(since, until, part) for part in (0.6, 0.8))
    return Planted(
        growth=GROWTH,
        seasons=QUIET_MONTHS,
        noise=NOISE,
        shares=tuple(_share(place, team, shift) for place, team in enumerate(teams)),
        channel=ChannelStep(leaves="phone", joins="email", part=MOVED, since=step),
    )


def _share(place: int, team: str, shift: date) -> TeamShare:
    base = SHARES[place % len(SHARES)]
    return TeamShare(team, base, base) if place else TeamShare(team, base, SHIFTED_TO, shift)


def _first_of_month(since: date, until: date, part: float) -> date:
    return date.fromordinal(since.toordinal() + int((until - since).days * part)).replace(day=1)
