"""The way of a safety concern: the five steps of the reporting code (meldcode), as a record apart from the case.

Besluit verplichte meldcode huiselijk geweld en kindermishandeling art. 2; Wmo 2015 art. 5.2.6 (telling Veilig Thuis
without consent). Talking with those involved may be left out where that is not safe; acute or lasting danger always
goes to Veilig Thuis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflows.flow import By, FlowMixin, requires
from workflows.refusal import Refusal, Text


class SafetyState(models.TextChoices):
    SIGNALLED = "signalled", _("signalled")
    CONSULTED = "consulted", _("discussed with a colleague or Veilig Thuis")
    DISCUSSED = "discussed", _("discussed with those involved")
    WEIGHED = "weighed", _("weighed")
    REPORTED = "reported", _("reported to Veilig Thuis")
    HELP_ORGANISED = "help_organised", _("help is organised")
    NO_CONCERN = "no_concern", _("no concern after weighing")


SAFETY_ENDED = (SafetyState.REPORTED, SafetyState.HELP_ORGANISED, SafetyState.NO_CONCERN)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyFacts:
    """All that the guards of a safety concern may look at.

    `noted`: this step is written down; `unsafe_to_discuss`: talking with those involved would bring danger;
    `acute_or_structural`: acute or lasting danger was found; `officer`: the safety officer acts; `overruled`: the
    officer decides against reporting it all the same, with a reason.
    """

    at: datetime
    by: By
    noted: bool = False
    unsafe_to_discuss: bool = False
    acute_or_structural: bool = False
    officer: bool = False
    overruled: bool = False


STANDING: Mapping[str, Text] = {
    "signalled": _("This concern is signalled. Discuss it with a colleague or Veilig Thuis first."),
    "consulted": _("Talk with those involved, or write down why that is not safe."),
    "discussed": _("Weigh what you know now."),
    "weighed": _("Decide: report to Veilig Thuis, organise help, or note that there is no concern."),
    "reported": _("This concern was reported to Veilig Thuis."),
    "help_organised": _("Help was organised for this concern."),
    "no_concern": _("After weighing there was no concern. A new signal is a new concern."),
}

NOT_NOTED = Refusal("safety_not_noted", _("Write down what was seen, said or weighed."))
REPORT_IT = Refusal(
    "safety_must_be_reported",
    _("There is acute or lasting danger. Report it to Veilig Thuis: 0800-2000. Or write down why that is not done."),
)
DISCUSS_FIRST = Refusal(
    "safety_discuss_first", _("Talk with those involved first. Is that not safe? Say so, and write down why.")
)


def step_is_noted(facts: SafetyFacts) -> Refusal | None:
    """Each step is written down, also the conclusion that there is no concern."""
    return None if facts.noted else NOT_NOTED


def may_leave_out_the_talk(facts: SafetyFacts) -> Refusal | None:
    """Talking with those involved may be left out where that is not safe."""
    return None if facts.unsafe_to_discuss else DISCUSS_FIRST


def danger_is_reported(facts: SafetyFacts) -> Refusal | None:
    """Acute or structural danger goes to Veilig Thuis; only the safety officer may decide otherwise, with a reason."""
    return REPORT_IT if facts.acute_or_structural and not (facts.officer and facts.overruled) else None


class SafetyFlow(FlowMixin):
    """One safety concern. Each transition moves the state and nothing else."""

    subject = "safety"
    standing = STANDING

    state = FSMField(
        _("state"), default=SafetyState.SIGNALLED, choices=SafetyState.choices, protected=True, max_length=16
    )

    class Meta:
        abstract = True

    @transition(
        field=state, source=SafetyState.SIGNALLED, target=SafetyState.CONSULTED, conditions=requires(step_is_noted)
    )
    def consult(self) -> None:
        """Dutch: overleggen, with a colleague and if needed Veilig Thuis."""

    @transition(
        field=state, source=SafetyState.CONSULTED, target=SafetyState.DISCUSSED, conditions=requires(step_is_noted)
    )
    def discuss(self) -> None:
        """Dutch: in gesprek gaan met de betrokkenen."""

    @transition(
        field=state, source=SafetyState.DISCUSSED, target=SafetyState.WEIGHED, conditions=requires(step_is_noted)
    )
    @transition(
        field=state,
        source=SafetyState.CONSULTED,
        target=SafetyState.WEIGHED,
        conditions=requires(step_is_noted, may_leave_out_the_talk),
    )
    def weigh(self) -> None:
        """Dutch: wegen, with the weighing framework (afwegingskader)."""

    @transition(
        field=state,
        source=[SafetyState.SIGNALLED, SafetyState.CONSULTED, SafetyState.DISCUSSED, SafetyState.WEIGHED],
        target=SafetyState.REPORTED,
        conditions=requires(step_is_noted),
    )
    def report(self) -> None:
        """Dutch: melden bij Veilig Thuis. From any step: danger does not wait."""

    @transition(
        field=state,
        source=SafetyState.WEIGHED,
        target=SafetyState.HELP_ORGANISED,
        conditions=requires(step_is_noted, danger_is_reported),
    )
    def organise_help(self) -> None:
        """Dutch: hulp organiseren."""

    @transition(
        field=state,
        source=SafetyState.WEIGHED,
        target=SafetyState.NO_CONCERN,
        conditions=requires(step_is_noted, danger_is_reported),
    )
    def dismiss(self) -> None:
        """Dutch: er is geen vermoeden meer; that too is recorded."""
