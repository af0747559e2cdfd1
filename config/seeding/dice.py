"""Dice that fall the same way for the same seed, and the people and days they are thrown for."""

import random
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from cases.residents import bsn
from cases.residents.actions import Identity
from cases.residents.bsn import Bsn
from config.municipality.pack import Home, Pack
from config.municipality.persons import as_identity, more_persons, neighbourhood_of
from workflows.calendar import days_of

Thing = TypeVar("Thing")
HERE = Path(__file__).parent
QUIET_MONTHS = {7: 0.7, 8: 0.55}
OPENS, CLOSES = time(8, 30), time(16, 30)


class Dice:
    """Throws for one purpose: the same seed and purpose give the same throws, whatever others throw."""

    def __init__(self, *seed: object) -> None:
        self.random = random.Random("/".join(map(str, seed)))  # noqa: S311 - nothing secret hangs from it

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def one(self, things: Sequence[Thing]) -> Thing:
        return self.random.choice(things)

    def weighted(self, weights: Mapping[Thing, float]) -> Thing:
        return self.random.choices(list(weights), weights=list(weights.values()))[0]

    def between(self, least: int, most: int) -> int:
        """Mostly near the least: what takes long is rare."""
        thrown = self.random.random()
        return least + int((most - least + 1) * thrown * thrown)


class Diary:
    """A moment that only moves on, over working days and within office hours."""

    def __init__(self, dice: Dice, day: date) -> None:
        self.dice = dice
        self.at = datetime.combine(day, OPENS) + timedelta(minutes=dice.between(0, 440))

    def minutes(self, least: int, most: int) -> datetime:
        self.at += timedelta(minutes=self.dice.between(least, most))
        return self.at

    def days(self, least: int, most: int) -> datetime:
        """Some working days later, at a new hour; none: later on the same day."""
        steps = self.dice.between(least, most)
        if not steps:
            return self.minutes(10, 90)
        day = self.at.date()
        for _ in range(steps):
            day = next(working_days(day + timedelta(1), day + timedelta(15)))
        self.at = datetime.combine(day, OPENS) + timedelta(minutes=self.dice.between(0, 440))
        return self.at

    def not_before(self, day: date) -> None:
        """Wait until a day, unless it has passed already."""
        if day > self.at.date():
            day = next(working_days(day, day + timedelta(15)))
            self.at = datetime.combine(day, OPENS) + timedelta(minutes=self.dice.between(0, 440))


def working_days(first: date, last: date) -> Iterator[date]:
    """The days from `first` to `last` (both included) on which the office is open."""
    for number in range((last - first).days + 1):
        day = first + timedelta(number)
        if day.weekday() < 5 and day not in days_of(day.year):
            yield day


def busy_days(dice: Dice, first: date, last: date, count: int) -> list[date]:
    """`count` days on which somebody asked, in order; fewer in the summer."""
    weights = {day: QUIET_MONTHS.get(day.month, 1.0) for day in working_days(first, last)}
    return sorted(dice.random.choices(list(weights), weights=list(weights.values()), k=count))


class Town:
    """Who may come by: each test person once, and invented people without a number when there is none of that age."""

    def __init__(self, dice: Dice, pack: Pack, *, known: Collection[bytes] = ()) -> None:
        self.dice = dice
        self.pack = pack
        self.names = tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))
        self.waiting = [row for row in more_persons() if bsn.index_of(Bsn.parse(row["bsn"])) not in known]
        dice.random.shuffle(self.waiting)

    def somebody(self, ages: Sequence[int], *, on: date) -> Identity:
        """A resident of about that age, at an invented address."""
        least, most = ages
        for row in self.waiting:
            if least <= on.year - int(row["geboortedatum"][:4] or 0) <= most:
                self.waiting.remove(row)
                return as_identity(row, self.home())
        return self._invented(on.year - self.dice.random.randint(least, most))

    def home(self) -> Home:
        return replace(self.dice.one(self.pack.homes), number=str(self.dice.random.randint(1, 240)))

    def _invented(self, year: int) -> Identity:
        gender = self.dice.one(["v", "m"])
        home = self.home()
        return Identity(
            family_name=self.dice.one(self.names["family"]),
            first_names=self.dice.one(self.names["first"][gender]),
            gender=gender,
            birth_year=year,
            birth_month=self.dice.random.randint(1, 12),
            birth_day=self.dice.random.randint(1, 28),
            street=home.street,
            house_number=home.number,
            postcode=home.postcode,
            place=home.place,
            neighbourhood_id=neighbourhood_of(home),
        )
