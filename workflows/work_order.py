"""Why a piece of work stands where it stands in My work: one order, the same for everybody, said in each row.

Urgent first, then what the law or an agreement asks by now, then what came in, then what is near; last the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import IntEnum

from workflows.calendar import add_working_days

NEAR = 5
OLD_DRAFT = timedelta(hours=24)


class Why(IntEnum):
    """In the order of work."""

    URGENT = 1
    TERM_PASSED = 2
    AGREED = 3
    CAME_IN = 4
    TERM_NEAR = 5
    AGREED_SOON = 6
    DRAFT = 7
    NOBODY_HAS_IT = 8
    NO_NEXT_STEP = 9
    LATER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is known of one piece of work: `ends` by law, `agreed` with somebody, `came_in` and not read yet."""

    urgent: bool = False
    ends: date | None = None
    agreed: date | None = None
    came_in: bool = False
    has_owner: bool = True
    has_next_step: bool = True

    def first_day(self) -> date:
        """The nearest of its days; what has none comes last."""
        return min((day for day in (self.ends, self.agreed) if day), default=date.max)


def why(work: Work, *, today: date) -> Why:
    """The first reason that holds."""
    near = add_working_days(today, NEAR)
    reasons = (
        (Why.URGENT, work.urgent),
        (Why.TERM_PASSED, work.ends is not None and work.ends < today),
        (Why.AGREED, work.agreed is not None and work.agreed <= today),
        (Why.CAME_IN, work.came_in),
        (Why.TERM_NEAR, work.ends is not None and work.ends <= near),
        (Why.AGREED_SOON, work.agreed is not None and work.agreed <= near),
        (Why.NOBODY_HAS_IT, not work.has_owner),
        (Why.NO_NEXT_STEP, not work.has_next_step),
    )
    return next((reason for reason, holds in reasons if holds), Why.LATER)


def place(
    reason: Why, day: date, number: str = "", *, promised: bool = False, hour: time | None = None
) -> tuple[int, date, bool, time, str]:
    """What to sort by: the reason, then the day, then a number that never changes.

    Of one day what was promised to somebody comes first, by its hour; what has none comes last of that.
    """
    return (int(reason), day, not promised, hour or time.max, number)
