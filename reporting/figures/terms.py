"""The legal terms: how many were kept, which have passed now, and where a resident may apply without waiting longer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from cases.dossier.words import RULES
from reporting.facts.models import Term
from reporting.figures.scope import Asked

INVESTIGATION = "wmo.investigation"
RUNS = Q(met_on=None, lapsed=False)
# Stopped before it began, by the dates: something to check, never kept and never late.
SOUND = Q(met_on__gte=F("start"))
MAY_APPLY = Q(rule=INVESTIGATION, applied=False)

WHICH = {"number": SOUND, "on_time": SOUND & Q(met_on__lte=F("end")), "doubtful": ~SOUND}
NONE = dict.fromkeys((*WHICH, "overdue", "may_apply"), 0)


@dataclass(frozen=True, slots=True)
class Kept:
    """The terms of one rule under one law.

    `number`: stopped in the period because it was done, `on_time` of them by the last day that counted then;
    `doubtful`, beside these: stopped before they began. `overdue` and `may_apply` are cases, now: of which such a term
    has passed, and where (Wmo) the resident may apply although the investigation is not finished.
    """

    law: str
    rule: str
    number: int
    on_time: int
    doubtful: int
    overdue: int
    may_apply: int


def terms(asked: Asked) -> list[Kept]:
    """Per law and rule; `asked.now` is the day that is now."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in chain(_stopped(asked), _late(asked)):
        found.setdefault((row["law"], row["rule"]), dict(NONE)).update(row)
    return [Kept(**found[which]) for which in sorted(found)]


def overdue_now(asked: Asked) -> "QuerySet[Term]":
    """Terms that run and whose last day has passed."""
    return Term.objects.filter(asked.within, RUNS, end__lt=_today(asked), stands_still=False)


def may_apply_now(asked: Asked) -> "QuerySet[Term]":
    """Investigations under the Wmo that passed their six weeks, and nobody applied yet (Wmo 2015 art. 2.3.2 lid 9)."""
    return overdue_now(asked).filter(MAY_APPLY)


def _stopped(asked: Asked) -> Iterable[Mapping[str, Any]]:
    counts = {name: Count("id", filter=when) for name, when in WHICH.items()}
    rows: Iterable[Mapping[str, Any]] = _met(asked).values("law", "rule").annotate(**counts)
    return rows


def stopped(asked: Asked, rule: str, counted: str) -> "QuerySet[Any, Any]":
    """The terms that a number counts: case, law and the day it stopped. KeyError when none is called so."""
    if rule not in RULES:
        raise KeyError(rule)
    return _met(asked).filter(WHICH[counted], rule=rule).annotate(day=F("met_on")).values("case", "law", "day")


def _met(asked: Asked) -> "QuerySet[Term]":
    return Term.objects.filter(asked.within, met_on__gte=asked.since, met_on__lte=asked.until)


def _late(asked: Asked) -> Iterable[Mapping[str, Any]]:
    """Cases, each once, however many such terms it has."""
    cases, free = Count("case", distinct=True), Count("case", distinct=True, filter=MAY_APPLY)
    rows: Iterable[Mapping[str, Any]] = overdue_now(asked).values("law", "rule").annotate(overdue=cases, may_apply=free)
    return rows


def _today(asked: Asked) -> date:
    return asked.now or asked.until
