"""Facilities nearby are looked for, and answered, before individual support is proposed.

A general facility goes before maatwerk only as far as it really helps: it is there, it fits, it can be reached and paid
for (Wmo 2015 art. 1.1.1 and 2.3.5 lid 3; CRVB:2019:3535 for the questions).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from django.db.models import TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workflows.layers import Law, StepFour, step_four
from workflows.refusal import Refusal

AT_MOST = 3
HOLDS = timedelta(days=90)


class FacilityAnswer(TextChoices):
    """What came of a facility that was named for a need."""

    TAKEN = "taken", _("the resident goes there")
    NOT_AVAILABLE = "not_available", _("there is no place now")
    DOES_NOT_FIT = "does_not_fit", _("it does not fit this resident")
    CANNOT_GET_THERE = "cannot_get_there", _("the resident can't get there")
    CANNOT_BEAR_COST = "cannot_bear_cost", _("the resident can't bear the cost")


WHY_NOT = tuple(answer for answer in FacilityAnswer if answer != FacilityAnswer.TAKEN)


class Advised(Protocol):
    """The facts these guards look at. `look_nearby`: nobody looked, or too long ago."""

    @property
    def law(self) -> Law: ...
    @property
    def urgent(self) -> bool: ...
    @property
    def externally_referred(self) -> bool: ...
    @property
    def look_nearby(self) -> bool: ...
    @property
    def facilities_unanswered(self) -> int: ...


LOOK_NEARBY = Refusal("look_nearby", _("Look first which facilities nearby fit this need."))


def is_asked(*, law: Law, urgent: bool, externally_referred: bool) -> bool:
    """Urgent help and what a doctor or judge refers to wait for no facility; income and debt plans are no maatwerk."""
    return not urgent and not externally_referred and step_four(law) == StepFour.TAILORED_PROVISION


def is_due(looked_on: date | None, *, on: date) -> bool:
    """Whether to look (again): what was near three months ago may be gone, and new things may be there."""
    return looked_on is None or looked_on + HOLDS < on


def facilities_are_answered(facts: Advised) -> Refusal | None:
    """Each facility that was named is taken, or it is said why not. Where none exists there is nothing to answer."""
    if not is_asked(law=facts.law, urgent=facts.urgent, externally_referred=facts.externally_referred):
        return None
    if facts.look_nearby:
        return LOOK_NEARBY
    if not facts.facilities_unanswered:
        return None
    text = _("Say first of the facilities nearby whether the resident goes there, or why not. Still open: {number}.")
    return Refusal("facilities_unanswered", format_lazy(text, number=facts.facilities_unanswered))
