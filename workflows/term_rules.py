"""The legal terms as data: `rules/terms.toml`, an ordinance's own terms, and bare lengths such as 6w."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflows.layers import RULES


class BadTerm(ValueError):
    """What was asked cannot be counted; the text says what to change."""


class Unit(StrEnum):
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    WORKING_DAYS = "working_days"


class Clock(StrEnum):
    """Whose time runs: a duty of the municipality, a right of the resident, or a wait the resident must let pass."""

    DUTY = "duty"
    RIGHT = "right"
    WAITING = "waiting"


class Basis(StrEnum):
    LAW = "law"
    ORDINANCE = "ordinance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of one term. `own`: it comes from a municipality's ordinance, not from the national table."""

    name: str
    length: int
    unit: Unit
    starts: str
    pausable: bool
    atw: bool
    basis: Basis
    clock: Clock
    source: str
    valid_from: date
    valid_to: date | None = None
    nl: str = ""
    en: str = ""
    by_ordinance: bool = False
    at_most_weeks: int | None = None
    own: bool = False

    @property
    def label(self) -> str:
        """What the term is for, in the language of the reader; empty for a bare length."""
        return self.nl if (get_language() or "nl").startswith("nl") else self.en

    @property
    def rolls(self) -> bool:
        """Whether Atw art. 1 and 2 apply: not above the limits of art. 4."""
        return self.atw and self.length <= ATW_LIMITS.get(self.unit, 0)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


# Atw art. 4: longer terms, and terms in years or hours, do not move.
ATW_LIMITS = {Unit.DAYS: 90, Unit.WEEKS: 12, Unit.MONTHS: 3}
BARE_UNITS = {"d": Unit.DAYS, "w": Unit.WEEKS, "m": Unit.MONTHS, "y": Unit.YEARS}
BARE = re.compile(r"([1-9]\d{0,2})([dwmy])", re.ASCII)


@cache
def national() -> tuple[Rule, ...]:
    return rules_in(RULES / "terms.toml")


def rules_in(path: Path, *, own: bool = False) -> tuple[Rule, ...]:
    """The `[[rule]]` rows of a TOML file; with `own` as an ordinance's own terms. BadTerm for what cannot be read."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
        return tuple(_rule(row, own) for row in rows)
    except (KeyError, TypeError, ValueError) as bad:
        text = _("%(file)s holds a term that cannot be read (%(what)s). Write it like those of rules/terms.toml.")
        raise BadTerm(text % {"file": path.name, "what": bad}) from bad


def _rule(row: dict[str, Any], own: bool) -> Rule:
    typed = {"unit": Unit(row["unit"]), "clock": Clock(row["clock"]), "basis": Basis(row["basis"]), "own": own}
    return Rule(**{**row, **typed})


def names() -> list[str]:
    return sorted({rule.name for rule in national()})


def rule_on(name: str, day: date, ordinance: Iterable[Rule] = ()) -> Rule:
    """The version of a rule that holds on a day, or a bare length as a rule. BadTerm when there is none."""
    bare = BARE.fullmatch(name)
    if bare:
        return _bare(name, int(bare[1]), BARE_UNITS[bare[2]])
    versions = [rule for rule in national() if rule.name == name]
    if not versions:
        raise BadTerm(_unknown(name))
    holding = [rule for rule in versions if rule.holds_on(day)]
    if not holding:
        first_day = min(rule.valid_from for rule in versions)
        raise BadTerm(_("%(name)s is known from %(day)s on. Give a later start.") % {"name": name, "day": first_day})
    own = [rule for rule in ordinance if rule.name == name and rule.holds_on(day)]
    return _allowed(own[-1], holding[-1]) if own else holding[-1]


def is_in_force(name: str, day: date) -> bool:
    """Whether the law knows this term on a day: a repealed wait is no wait."""
    return any(rule.name == name and rule.holds_on(day) for rule in national())


def _unknown(name: str) -> str:
    text = _("Unknown term %(name)r. Use one of %(names)s, or a length such as 6w, 14d or 3m.")
    return text % {"name": name, "names": ", ".join(names())}


def _allowed(own: Rule, law: Rule) -> Rule:
    if not law.by_ordinance:
        raise BadTerm(_("%(name)s is set by national law; an ordinance cannot change it.") % {"name": law.name})
    if law.at_most_weeks is not None and (own.unit != Unit.WEEKS or own.length > law.at_most_weeks):
        text = _("The ordinance's term for %(name)s must be in weeks, at most %(weeks)s.")
        raise BadTerm(text % {"name": law.name, "weeks": law.at_most_weeks})
    return own


def _bare(name: str, length: int, unit: Unit) -> Rule:
    return Rule(
        name=name,
        length=length,
        unit=unit,
        starts="start",
        pausable=True,
        atw=True,
        basis=Basis.LAW,
        clock=Clock.DUTY,
        source="",
        valid_from=date.min,
    )
