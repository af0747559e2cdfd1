"""What a team agrees on about its work: hours a week, and the band of cases (bandbreedte) for so many hours.

A band is a start for a talk, never a target: NJi and Movisie advise against a model that calculates a caseload.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from workflows.refusal import Refusal

MOST_HOURS = Decimal(60)
LOW_ABOVE_HIGH = Refusal("band.low_above_high", _("The lowest number is higher than the highest."))
STILL_TO_COME = Refusal("band.still_to_come", _("This day is still to come. Fill in the day on which it was agreed."))
STRANGE_HOURS = Refusal("hours.strange", _("Fill in hours per week: more than 0, and at most 60."))


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high` cases for who works `hours` a week."""

    low: int
    high: int
    hours: Decimal

    def for_hours(self, hours: Decimal) -> tuple[int, int]:
        """The same for another number of hours, rounded to whole cases, halves up."""
        return _whole(self.low * hours / self.hours), _whole(self.high * hours / self.hours)


def may_agree(band: Range, *, agreed_on: date, today: date) -> Refusal | None:
    if band.low > band.high:
        return LOW_ABOVE_HIGH
    if agreed_on > today:
        return STILL_TO_COME
    return may_work(band.hours)


def may_work(hours: Decimal | None) -> Refusal | None:
    """None is: not known."""
    return None if hours is None or 0 < hours <= MOST_HOURS else STRANGE_HOURS


def place(cases: int, within: tuple[int, int]) -> str:
    """Where a number of cases lies: `below`, `in` or `above`."""
    low, high = within
    if cases < low:
        return "below"
    return "above" if cases > high else "in"


def _whole(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))
