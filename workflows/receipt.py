"""Whether an application came before it could be made. It is registered all the same: being early is a fact.

Wmo 2015 art. 2.3.2 lid 9 (after the investigation, or once its six weeks have passed), 2.3.3 (urgent help needs none);
Participatiewet art. 41 lid 4 (under 27: four weeks after the report, lodged or not); Wgs art. 4a (the first talk is
the application). The Jeugdwet knows no such wait.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workflows.calendar import spoken
from workflows.layers import Law
from workflows.refusal import Text
from workflows.term_rules import is_in_force
from workflows.terms import end_of

SEARCH_PERIOD_UNTIL_AGE = 27
spoken_day = lazy(spoken, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """When an application came in, and the days it is judged by.

    `reported_on`: the report (melding) it belongs to; `outcome_given_on`: the report of the investigation (verslag);
    `wait_waived`: the search period does not apply to this resident, with a reason on file.
    """

    law: Law
    received_on: date
    reported_on: date | None = None
    outcome_given_on: date | None = None
    first_talk_on: date | None = None
    born_on: date | None = None
    wait_waived: bool = False


@dataclass(frozen=True, slots=True)
class Premature:
    """Why it is early, from which day it can be handled at the latest (None: unknown), and what the letter says."""

    code: str
    until: date | None
    reason: Text


def premature(receipt: Receipt) -> Premature | None:
    """None when the application can be handled at once."""
    return _BY_LAW[receipt.law](receipt)


def _before_the_report(receipt: Receipt) -> Premature | None:
    if receipt.outcome_given_on is not None and receipt.outcome_given_on <= receipt.received_on:
        return None
    last_day = end_of("wmo.investigation", receipt.reported_on or receipt.received_on).end
    if receipt.received_on > last_day:
        return None
    until = last_day + timedelta(1)
    text = _("The investigation is not finished yet. The application is registered and will be handled by {day}.")
    return Premature("before_the_report", until, format_lazy(text, day=spoken_day(until)))


def _in_the_search_period(receipt: Receipt) -> Premature | None:
    reported_on = receipt.reported_on or receipt.received_on
    if receipt.wait_waived or receipt.born_on is None or not is_in_force("pw.search_period", reported_on):
        return None
    until = min(end_of("pw.search_period", reported_on).end, _birthday(receipt.born_on, SEARCH_PERIOD_UNTIL_AGE))
    if receipt.received_on >= until:
        return None
    text = _("The resident is under 27. The application is registered and will be handled from {day}.")
    return Premature("search_period", until, format_lazy(text, day=spoken_day(until)))


def _before_the_first_talk(receipt: Receipt) -> Premature | None:
    if receipt.first_talk_on is not None and receipt.first_talk_on <= receipt.received_on:
        return None
    text = _("In debt help the first talk is the application. The request is registered; plan the first talk.")
    return Premature("before_the_first_talk", receipt.first_talk_on, text)


def _never(_receipt: Receipt) -> Premature | None:
    return None


def _birthday(born_on: date, age: int) -> date:
    """Born on 29 February: the day after 28 February in other years."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


_BY_LAW: Mapping[Law, Callable[[Receipt], Premature | None]] = {
    Law.WMO: _before_the_report,
    Law.JEUGD: _never,
    Law.PW: _in_the_search_period,
    Law.WGS: _before_the_first_talk,
}
