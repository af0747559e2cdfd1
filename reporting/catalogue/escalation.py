"""What the escalation to individual support counts."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.catalogue.shapes import LAW, MONTH, TEAM, Column, Definition, Figure
from reporting.figures.escalation import escalation, finishings
from reporting.figures.scope import Asked


def _escalation(asked: Asked) -> Sequence[Any]:
    return escalation(
        actor=asked.actor, since=asked.since, until=asked.until, team=asked.team, law=asked.law, now=asked.now
    )


ESCALATION = Figure(
    "escalation",
    _("Escalation to individual support"),
    Definition(
        what=_("Finished investigations by the heaviest step a need ended in."),
        population=_("Investigations of which the resident got the outcome in the month, per law and team of then."),
        source=_("What was recorded when the outcome was given. Whole months come from sums kept at that moment."),
        cannot_say=_("Less individual support is not better by itself, and a month says little where few finished."),
    ),
    _escalation,
    (
        MONTH,
        TEAM,
        LAW,
        Column("finished", _("Finished"), "number", opens=True),
        Column("own", _("Step 1"), "number", opens=True),
        Column("around", _("Step 2"), "number", opens=True),
        Column("nearby", _("Step 3"), "number", opens=True),
        Column("tailored", _("Individual support"), "number", opens=True),
        Column("tailored", _("Share"), "share", of="finished"),
        Column("own_decision", _("Decision of its own"), "number", opens=True),
        Column("nowhere", _("No step"), "number", opens=True),
        Column("urgent", _("Of which urgent"), "number", opens=True),
        Column("external", _("From outside"), "number", opens=True),
    ),
    behind=finishings,
)
