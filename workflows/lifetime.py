"""What the dates of a life can be: nobody dies before birth, or tomorrow. Only what is certain refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from workflows.refusal import Refusal
from workflows.representation import Birth

NOT_BORN_YET = Refusal("born_later", _("Nobody can be born then. Check the year."))
DIED_BEFORE_BIRTH = Refusal("died_before_birth", _("Nobody dies before being born. Check both dates."))
DIES_LATER = Refusal("dies_later", _("This day is still to come. Record a death when it is known."))
TOO_LONG_AGO = 1800


@dataclass(frozen=True, slots=True)
class Lifetime:
    """`died` None: alive, or the date is not known at all. Parts of both dates may be unknown."""

    birth: Birth
    today: date
    died: Birth | None = None


def birth_is_possible(life: Lifetime) -> Refusal | None:
    first = life.birth.earliest
    return NOT_BORN_YET if first and (first > life.today or first.year < TOO_LONG_AGO) else None


def death_is_not_to_come(life: Lifetime) -> Refusal | None:
    first = life.died.earliest if life.died else None
    return DIES_LATER if first and first > life.today else None


def death_follows_birth(life: Lifetime) -> Refusal | None:
    born, died = life.birth.earliest, life.died.latest if life.died else None
    return DIED_BEFORE_BIRTH if born and died and died < born else None
