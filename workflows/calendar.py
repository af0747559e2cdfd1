"""Which days are closed for a legal term: art. 3 Algemene termijnenwet (Atw).

`rules/days.csv` holds the days with their ground. Years it does not hold are computed from lid 1 and 2; the days of
lid 3 are set by royal decree for a few years at a time, so a year without a decree is worth a warning.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from workflows.layers import RULES
from workflows.refusal import Text

SATURDAY = 5
FIRST_KINGS_DAY = 2014


class NoCalendar(ValueError):
    """A day before the calendar starts."""


class Kind(StrEnum):
    """A public holiday (lid 1), or a day that only the Atw treats as one (lid 2: Good Friday; lid 3: by decree)."""

    PUBLIC = "public"
    EQUATED = "equated"


@dataclass(frozen=True, slots=True)
class ClosedDay:
    day: date
    name: str
    kind: Kind
    ground: str


# The file carries the Dutch names of the law; these are their English source strings.
NAMES: Mapping[str, str] = {
    "Nieuwjaarsdag": gettext_noop("New Year's Day"),
    "Goede Vrijdag": gettext_noop("Good Friday"),
    "Tweede Paasdag": gettext_noop("Easter Monday"),
    "Koningsdag": gettext_noop("King's Day"),
    "Bevrijdingsdag (elk jaar)": gettext_noop("Liberation Day"),
    "Hemelvaartsdag": gettext_noop("Ascension Day"),
    "Tweede Pinksterdag": gettext_noop("Whit Monday"),
    "Eerste Kerstdag": gettext_noop("Christmas Day"),
    "Tweede Kerstdag": gettext_noop("Boxing Day"),
    "gelijkgestelde dag": gettext_noop("a day equated with a public holiday"),
}
SATURDAY_NAME, SUNDAY_NAME = gettext_lazy("Saturday"), gettext_lazy("Sunday")


@cache
def known_days() -> Mapping[date, ClosedDay]:
    """The rows of `rules/days.csv` by date."""
    with (RULES / "days.csv").open(encoding="utf-8", newline="") as rows:
        return {day.day: day for day in map(_from_row, csv.DictReader(rows))}


def _from_row(row: Mapping[str, str]) -> ClosedDay:
    kind = Kind.PUBLIC if row["grondslag"] == "art 3 lid 1" else Kind.EQUATED
    return ClosedDay(date.fromisoformat(row["datum"]), NAMES[row["naam"]], kind, row["grondslag"])


@cache
def days_of(year: int) -> Mapping[date, ClosedDay]:
    """The closed days of a year. NoCalendar for years before King's Day, which no case of ours needs."""
    if year < FIRST_KINGS_DAY:
        raise NoCalendar(_("The calendar starts in %(year)s. Give a later start.") % {"year": FIRST_KINGS_DAY})
    listed = {day: closed for day, closed in known_days().items() if day.year == year}
    return listed or {closed.day: closed for closed in computed_days(year)}


def computed_days(year: int) -> Iterator[ClosedDay]:
    """The days of art. 3 lid 1 and 2 in a year, without the decree."""
    easter = easter_sunday(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() > SATURDAY:
        kings_day = date(year, 4, 26)
    yield ClosedDay(easter - timedelta(2), NAMES["Goede Vrijdag"], Kind.EQUATED, "art 3 lid 2 (gelijkgesteld)")
    for day, name in (
        (date(year, 1, 1), "Nieuwjaarsdag"),
        (easter + timedelta(1), "Tweede Paasdag"),
        (kings_day, "Koningsdag"),
        (date(year, 5, 5), "Bevrijdingsdag (elk jaar)"),
        (easter + timedelta(39), "Hemelvaartsdag"),
        (easter + timedelta(50), "Tweede Pinksterdag"),
        (date(year, 12, 25), "Eerste Kerstdag"),
        (date(year, 12, 26), "Tweede Kerstdag"),
    ):
        yield ClosedDay(day, NAMES[name], Kind.PUBLIC, "art 3 lid 1")


def easter_sunday(year: int) -> date:
    """Easter by the Gregorian computus: the Sunday after the first full moon of the church's spring."""
    golden = year % 19
    century = year // 100
    skipped_leaps = century - century // 4
    moon_shift = (8 * century + 13) // 25
    age = (19 * golden + skipped_leaps - moon_shift + 15) % 30
    if age == 29 or (age == 28 and golden > 10):
        age -= 1
    full_moon = date(year, 3, 21) + timedelta(age)
    return full_moon + timedelta(6 - full_moon.weekday() or 7)


def closed_day(day: date) -> ClosedDay | None:
    return days_of(day.year).get(day)


def is_public_holiday(day: date) -> bool:
    found = closed_day(day)
    return found is not None and found.kind == Kind.PUBLIC


def is_equated(day: date) -> bool:
    found = closed_day(day)
    return found is not None and found.kind == Kind.EQUATED


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def is_open(day: date) -> bool:
    """No Saturday, Sunday, public holiday or equated day: a term may end on it."""
    return not is_weekend(day) and closed_day(day) is None


def next_open_day(day: date) -> date:
    """`day` itself when it is open, else the first open day after it."""
    while not is_open(day):
        day += timedelta(1)
    return day


def is_working_day(day: date, *, equated_counts: bool = True) -> bool:
    """Outside the Atw an equated day is a day on which people work; the strict count of a duty includes it."""
    if is_weekend(day) or is_public_holiday(day):
        return False
    return equated_counts or not is_equated(day)


@lru_cache(maxsize=4096)
def add_working_days(start: date, count: int, *, equated_counts: bool = True) -> date:
    """The day on which `count` working days have passed; the day after `start` is the first that can count."""
    day = start
    while count:
        day += timedelta(1)
        count -= is_working_day(day, equated_counts=equated_counts)
    return day


def name_of(day: date) -> Text:
    """Why a day is closed, in a word or two. ValueError for an open day."""
    found = closed_day(day)
    if found is not None:
        return _(found.name)
    if not is_weekend(day):
        raise ValueError(f"{day} is an open day.")
    return SUNDAY_NAME if day.weekday() > SATURDAY else SATURDAY_NAME


def has_decree(year: int) -> bool:
    """Whether the equated days of art. 3 lid 3 of a year are known."""
    return any(day.year == year and closed.ground.startswith("art 3 lid 3") for day, closed in known_days().items())


def warnings_for(days: Iterable[date]) -> list[str]:
    """One sentence per year without a known decree: a day may still be equated with a public holiday."""
    years = sorted({day.year for day in days if not has_decree(day.year)})
    text = _("No royal decree with equated days is known for %(year)s: the last day may turn out to be later.")
    return [text % {"year": year} for year in years]


def spoken(day: date) -> str:
    """A date with its weekday, in the reader's language."""
    return date_format(day, "l j F Y")
