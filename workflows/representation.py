"""Who speaks for a resident: what an age means, and what each kind of representative may do at it.

Wmo 2015 art. 1.1.1 lid 2 (who goes first), 5.3.2 and 5.3.3 (the ages 12 and 16). The ages and kinds are dated data in
`rules/ages.toml`. Of a birth date the day, the month or all may be unknown: then more than one age is possible.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from workflows.layers import RULES
from workflows.refusal import Refusal


class Stage(StrEnum):
    CHILD = "child"
    YOUTH = "youth"
    ADOLESCENT = "adolescent"
    ADULT = "adult"


class Kind(StrEnum):
    PARENT = "parent"
    GUARDIAN = "guardian"
    CURATOR = "curator"
    MENTOR = "mentor"
    ADMINISTRATOR = "administrator"
    PROXY = "proxy"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as the civil registry has it. Without a year nothing is known; without a month no day is."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def earliest(self) -> date | None:
        return date(self.year, self.month or 1, self._day or 1) if self.year else None

    @property
    def latest(self) -> date | None:
        if not self.year:
            return None
        month = self.month or 12
        return date(self.year, month, self._day or monthrange(self.year, month)[1])

    @property
    def _day(self) -> int | None:
        return self.day if self.month else None

    @property
    def is_complete(self) -> bool:
        return bool(self.year and self.month and self.day)

    def ages_on(self, day: date) -> tuple[int, int] | None:
        """The youngest and the oldest somebody can be that day; None when not even the year is known."""
        if not (self.earliest and self.latest):
            return None
        return max(0, _age(self.latest, day)), max(0, _age(self.earliest, day))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRule:
    """What holds from an age on."""

    stage: Stage
    from_age: int
    nl: str
    en: str
    source: str
    valid_from: date
    parents_nl: str = ""
    parents_en: str = ""

    def __str__(self) -> str:
        return self.nl if _dutch() else self.en

    @property
    def for_parents(self) -> str:
        """What this age adds to what a parent or guardian may; empty where it adds nothing."""
        return self.parents_nl if _dutch() else self.parents_en


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """What a kind of representative may do; `order` is who goes first, `ends_at` the age that ends it."""

    kind: Kind
    order: int
    appointed: bool
    nl: str
    en: str
    source: str
    valid_from: date
    ends_at: int | None = None

    def __str__(self) -> str:
        return self.nl if _dutch() else self.en


@dataclass(frozen=True, slots=True)
class Speaks:
    """What a resident's age means: one rule, or more where the birth date leaves more than one age possible."""

    rules: tuple[AgeRule, ...]
    doubt: str = ""

    @property
    def is_certain(self) -> bool:
        return not self.doubt

    @property
    def stages(self) -> tuple[Stage, ...]:
        return tuple(rule.stage for rule in self.rules)

    @property
    def reason(self) -> str:
        """In words: the doubt first, then what holds."""
        return " ".join(part for part in (self.doubt, *(str(rule) for rule in self.rules)) if part)

    @property
    def source(self) -> str:
        return "; ".join(dict.fromkeys(part for rule in self.rules for part in rule.source.split("; ")))


@dataclass(frozen=True, slots=True)
class Standing:
    """What one representative may do now: whether this one acts, in words, and on what that rests."""

    acts: bool
    what: str
    source: str


NOBODY_IS_THEIR_OWN = Refusal(
    "represents_themselves", gettext_lazy("Nobody represents themselves. Choose somebody else.")
)
PARENT_IS_YOUNGER = Refusal(
    "parent_is_younger", gettext_lazy("A parent can't be born on or after the birthday of the child. Check who is who.")
)
PARENT_OF_A_PARENT = Refusal(
    "parent_of_a_parent", gettext_lazy("This person is recorded as a child of the resident, so can't be a parent too.")
)
TWO_PARENTS = Refusal(
    "two_parents", gettext_lazy("Two parents with authority are recorded already. End one of them first.")
)
GROWN_UP = Refusal(
    "parents_of_an_adult", gettext_lazy("This resident is an adult. The authority of parents and guardians has ended.")
)
MOST_PARENTS = 2
OVER_A_MINOR = (Kind.PARENT, Kind.GUARDIAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRepresentative:
    """All that is asked before a representative is recorded.

    `parents`: how many parents with authority there are in that time; `descends`: whether the representative is
    recorded as a child, or a child's child, of the resident.
    """

    kind: Kind
    resident: Birth
    since: date
    same_person: bool = False
    person: Birth = Birth()
    parents: int = 0
    descends: bool = False


def is_somebody_else(new: NewRepresentative) -> Refusal | None:
    return NOBODY_IS_THEIR_OWN if new.same_person else None


def parent_is_older(new: NewRepresentative) -> Refusal | None:
    """Only what is certain refuses: parts of a birth date may be unknown."""
    if new.kind is not Kind.PARENT:
        return None
    if new.descends:
        return PARENT_OF_A_PARENT
    parent, child = new.person.earliest, new.resident.latest
    return PARENT_IS_YOUNGER if parent and child and parent >= child else None


def is_no_third_parent(new: NewRepresentative) -> Refusal | None:
    return TWO_PARENTS if new.kind is Kind.PARENT and new.parents >= MOST_PARENTS else None


def is_not_over_an_adult(new: NewRepresentative) -> Refusal | None:
    """Authority over a minor ends at 18 (BW art. 1:233, 1:245)."""
    if new.kind not in OVER_A_MINOR:
        return None
    return GROWN_UP if who_speaks(new.resident, on=new.since).stages == (Stage.ADULT,) else None


def who_speaks(birth: Birth, *, on: date) -> Speaks:
    """What the resident's age means that day. Without a birth year all ages are possible."""
    ages = birth.ages_on(on)
    if ages is None:
        return Speaks(_ages(on), _("The date of birth is not known. Ask for it: the age decides who speaks."))
    rules = _ages(on)
    held = [rule for rule, after in zip(rules, (*rules[1:], None), strict=True) if _overlaps(rule, after, ages)]
    return Speaks(tuple(held), _doubt(birth, ages) if len(held) > 1 else "")


def standing_of(kind: Kind, speaks: Speaks, *, beside: Collection[Kind] = (), on: date) -> Standing:
    """What a representative of this kind may do for a resident of that age, `beside` the others in force."""
    rule = _kinds(on)[kind]
    lasting = [age for age in speaks.rules if rule.ends_at is None or age.from_age < rule.ends_at]
    if not lasting:
        ended = _("No longer speaks: the resident is %(age)s or older.") % {"age": rule.ends_at}
        return Standing(False, ended, rule.source)
    if kind is Kind.NEAREST and any(_kinds(on)[other].appointed for other in beside):
        return Standing(False, _("Steps back: somebody was appointed or authorised."), rule.source)
    if kind in OVER_A_MINOR:
        told = " ".join(part for part in (str(rule), *(age.for_parents for age in lasting)) if part)
        return Standing(True, told, rule.source)
    return Standing(True, str(rule), rule.source)


def in_order(kinds: Iterable[Kind], *, on: date) -> list[Kind]:
    """Who goes first (Wmo 2015 art. 1.1.1 lid 2)."""
    rules = _kinds(on)
    return sorted(kinds, key=lambda kind: rules[kind].order)


def doubtful(kinds: Collection[Kind]) -> str:
    """What of these kinds together is unusual, in words; recorded all the same. Empty when nothing is."""
    counted = list(kinds)
    if any(counted.count(kind) > 1 for kind in (Kind.CURATOR, Kind.MENTOR, Kind.ADMINISTRATOR)):
        return _("There are two of the same kind at once. Check the decision of the judge.")
    if Kind.CURATOR in counted and (Kind.MENTOR in counted or Kind.ADMINISTRATOR in counted):
        return _("Beside a curator there is usually no mentor or administrator. Check the decision of the judge.")
    if Kind.GUARDIAN in counted and Kind.PARENT in counted:
        return _("Beside a guardian there are usually no parents with authority. Check the authority register.")
    return ""


def _doubt(birth: Birth, ages: tuple[int, int]) -> str:
    young, old = ages
    named = {"young": young, "old": old}
    if birth.month:
        return _("The day of birth is not known, so the age is %(young)s or %(old)s.") % named
    return _("The day and month of birth are not known, so the age is %(young)s or %(old)s.") % named


def age_in_words(birth: Birth, *, on: date) -> str:
    """`86 years`, `11 or 12 years`, or nothing."""
    ages = birth.ages_on(on)
    if ages is None:
        return ""
    young, old = ages
    if young == old:
        return ngettext("%(age)s year", "%(age)s years", young) % {"age": young}
    return _("%(young)s or %(old)s years") % {"young": young, "old": old}


def _overlaps(rule: AgeRule, after: AgeRule | None, ages: tuple[int, int]) -> bool:
    young, old = ages
    return rule.from_age <= old and (after is None or young < after.from_age)


def _age(born: date, day: date) -> int:
    """Born on 29 February: a year older on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _dutch() -> bool:
    return (get_language() or "nl").startswith("nl")


@cache
def _rows(table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((RULES / "ages.toml").read_text(encoding="utf-8"))[table]
    return rows


def _ages(on: date) -> tuple[AgeRule, ...]:
    """In force that day, youngest first. Before the first row that row holds: there was no other."""
    rules = [
        AgeRule(stage=Stage(row["name"]), from_age=row["from"], **_told(row, "parents_nl", "parents_en"))
        for row in _in_force("age", on).values()
    ]
    return tuple(sorted(rules, key=lambda rule: rule.from_age))


def _kinds(on: date) -> dict[Kind, KindRule]:
    return {
        Kind(row["name"]): KindRule(
            kind=Kind(row["name"]),
            order=row["order"],
            appointed=row["appointed"],
            ends_at=row.get("ends_at"),
            **_told(row),
        )
        for row in _in_force("kind", on).values()
    }


def _told(row: dict[str, Any], *more: str) -> dict[str, Any]:
    known = {name: row[name] for name in ("nl", "en", "source", "valid_from")}
    return known | {name: row.get(name, "") for name in more}


def _in_force(table: str, on: date) -> dict[str, dict[str, Any]]:
    """The newest row per name that held that day, else the oldest."""
    held: dict[str, dict[str, Any]] = {}
    for row in sorted(_rows(table), key=lambda row: row["valid_from"]):
        if row["name"] not in held or row["valid_from"] <= on:
            held[row["name"]] = row
    return held
