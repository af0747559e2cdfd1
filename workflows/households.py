"""Who can live where and when: from a day that has come, one household at a time, while alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from workflows.refusal import Refusal

THEMSELVES = Refusal("housemate_of_oneself", _("Nobody is a housemate of themselves. Choose somebody else."))
LEAVES_BEFORE_ARRIVING = Refusal("leaves_before_arriving", _("The last day lies before the first day. Check both."))
STILL_TO_COME = Refusal("household_day_to_come", _("This day is still to come. Record it when it has happened."))
LIVES_ELSEWHERE = Refusal(
    "lives_elsewhere",
    _("This person lives in another household in that period. Record there first on which day this ended."),
)
LIVES_HERE_ALREADY = Refusal("lives_here_already", _("This person is recorded here already in that period."))
DECEASED = Refusal("housemate_deceased", _("This person has died. Fill in a last day that is not after that."))
LEFT_ALREADY = Refusal("left_already", _("It is recorded already on which day this person left."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A time somebody is to live in a household, and what is known beside it. `until` counts as the last day.

    `elsewhere`: lives in another household in that time; `here`: in this one already. `died_on` is the last day of a
    life, `died` that it ended on whatever day.
    """

    since: date
    today: date
    until: date | None = None
    oneself: bool = False
    elsewhere: bool = False
    here: bool = False
    died: bool = False
    died_on: date | None = None


def is_not_oneself(stay: Stay) -> Refusal | None:
    return THEMSELVES if stay.oneself else None


def leaves_after_arriving(stay: Stay) -> Refusal | None:
    return LEAVES_BEFORE_ARRIVING if stay.until and stay.until < stay.since else None


def has_come(stay: Stay) -> Refusal | None:
    return STILL_TO_COME if max(stay.since, stay.until or stay.since) > stay.today else None


def lives_at_one_place(stay: Stay) -> Refusal | None:
    if stay.here:
        return LIVES_HERE_ALREADY
    return LIVES_ELSEWHERE if stay.elsewhere else None


def is_alive(stay: Stay) -> Refusal | None:
    """Of who died on an unknown day nothing can be ruled out but that it lasts."""
    if not stay.died:
        return None
    lasts = stay.until is None or (stay.died_on is not None and stay.until > stay.died_on)
    return DECEASED if lasts else None
