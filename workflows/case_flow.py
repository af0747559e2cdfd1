"""The way of a case: from report to closing, and what may not be skipped.

Urgent, suspended, overdue and safety are facts beside the state. What is incomplete becomes a task; only what would
harm the resident's rights is refused. Receipt is never refused: an application can be registered in every open state.

Wmo 2015 art. 2.3.2 lid 8 (the report) and lid 9 (when an application can be made), 2.3.9 (review); Wgs art. 4a (the
first talk is the application); Awb art. 4:1 and 6:4 (application and objection are lodged, not granted).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import GET_STATE, FSMField, transition

from workflows.flow import By, FlowMixin, requires
from workflows.ladder import NeedState
from workflows.refusal import Refusal, Text


class CaseState(models.TextChoices):
    REGISTERED = "registered", _("registered")
    INVESTIGATING = "investigating", _("in investigation")
    REPORTED = "reported", _("reported")
    RESOLVED = "resolved", _("resolved without a decision")
    APPLIED = "applied", _("applied for")
    DECIDED = "decided", _("decided")
    IN_SUPPORT = "in_support", _("support is running")
    REVIEW = "review", _("under review")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn by the resident")
    TRANSFERRED = "transferred", _("handed over")


ENDED = (CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.TRANSFERRED)
OPEN_STATES = tuple(state for state in CaseState if state not in ENDED)


@dataclass(frozen=True, slots=True)
class NeedStanding:
    """One need as the case sees it. `externally_referred`: by GP, judge or certified institution."""

    state: str
    externally_referred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All that the guards of a case may look at.

    Counts are of this case: `applications_open`, `decisions` taken since the last application, `objections_open`.
    `premature`: this application came before it could be made (it is registered all the same). `destination_given`:
    who takes the case over. `resident_said`: the resident's own statement is recorded.
    """

    at: datetime
    by: By
    needs: tuple[NeedStanding, ...] = ()
    applications_open: int = 0
    decisions: int = 0
    objections_open: int = 0
    premature: bool = False
    told_in_writing: bool = False
    reason_given: bool = False
    resident_said: bool = False
    destination_given: bool = False


STANDING: Mapping[str, Text] = {
    "registered": _("This case is registered. Start the investigation first."),
    "investigating": _("The investigation of this case is running. Finish it with a report first."),
    "reported": _(
        "The report of this case has been given. Register an application, or record that the case is resolved."
    ),
    "resolved": _(
        "This case is resolved without a decision. Register an application, or take up the investigation again."
    ),
    "applied": _("An application in this case waits for a decision. Decide on it first."),
    "decided": _("The decision in this case has been taken. Start the support, or close the case."),
    "in_support": _("Support is running in this case. Start a review to change it."),
    "review": _("This case is under review. Continue the support, or close the case."),
    "closed": _("This case is closed. Register what comes in as a new case; it will be linked to this one."),
    "withdrawn": _(
        "The resident withdrew this case. Register what comes in as a new case; it will be linked to this one."
    ),
    "transferred": _("This case was handed over. Register what comes in as a new case and pass it on."),
}

NO_NEEDS = Refusal("no_needs", _("Record at least one need: what does the resident need help with?"))
NEEDS_NOT_WEIGHED = Refusal(
    "needs_not_weighed", _("Weigh every need first. At least one need has not been weighed yet.")
)
NEEDS_NOT_COVERED = Refusal(
    "needs_not_covered",
    _("Not every need is covered or closed. Cover it with steps 1 to 3, or register an application."),
)
NOT_TOLD = Refusal(
    "not_told_in_writing", _("Tell the resident in writing that an application is still possible, and record the day.")
)
APPLICATION_OPEN = Refusal("application_open", _("An application is still open. Decide on it first."))
OBJECTION_OPEN = Refusal("objection_open", _("An objection is still open. Decide on it first."))
NOTHING_DECIDED = Refusal("nothing_decided", _("No decision has been taken yet. Decide on the application first."))
NOTHING_GRANTED = Refusal(
    "nothing_granted", _("Nothing has been granted, so no support can start. Close the case instead.")
)
NOTHING_TO_INVESTIGATE = Refusal(
    "nothing_to_investigate", _("Every need is settled. Reopen the need, or add a new one, and then investigate again.")
)
REASON_MISSING = Refusal("closing_reason_missing", _("Choose why the case is closed."))
NOT_SAID = Refusal(
    "resident_statement_missing", _("Record how the resident said so. Only the resident can withdraw, not the staff.")
)
NO_DESTINATION = Refusal("destination_missing", _("Fill in who takes the case over."))


def there_is_a_need(facts: CaseFacts) -> Refusal | None:
    """A report is about needs, or it is about nothing."""
    return None if facts.needs else NO_NEEDS


def every_need_is_weighed(facts: CaseFacts) -> Refusal | None:
    """Externally referred needs never run the stair; urgent help may already be granted."""
    left = any(need.state == NeedState.OPEN and not need.externally_referred for need in facts.needs)
    return NEEDS_NOT_WEIGHED if left else None


def every_need_is_covered(facts: CaseFacts) -> Refusal | None:
    """Without a decision a case is resolved only when steps 1 to 3 meet every need."""
    settled = all(need.state in (NeedState.COVERED, NeedState.CLOSED) for need in facts.needs)
    return None if settled else NEEDS_NOT_COVERED


def resident_was_told_in_writing(facts: CaseFacts) -> Refusal | None:
    """Agreeing to lighter help never costs the right to a decision."""
    return None if facts.told_in_writing else NOT_TOLD


def no_application_is_open(facts: CaseFacts) -> Refusal | None:
    return APPLICATION_OPEN if facts.applications_open else None


def no_objection_is_open(facts: CaseFacts) -> Refusal | None:
    return OBJECTION_OPEN if facts.objections_open else None


def something_is_decided(facts: CaseFacts) -> Refusal | None:
    return None if facts.decisions else NOTHING_DECIDED


def something_is_granted(facts: CaseFacts) -> Refusal | None:
    return None if any(need.state == NeedState.GRANTED for need in facts.needs) else NOTHING_GRANTED


def a_need_waits(facts: CaseFacts) -> Refusal | None:
    """Taking up an investigation again follows from a need that was reopened or added."""
    waits = any(need.state in (NeedState.OPEN, NeedState.WEIGHED) for need in facts.needs)
    return None if waits else NOTHING_TO_INVESTIGATE


def closing_reason_is_given(facts: CaseFacts) -> Refusal | None:
    return None if facts.reason_given else REASON_MISSING


def resident_said_so(facts: CaseFacts) -> Refusal | None:
    """Withdrawing is the resident's own act, never an assumption of the staff."""
    return None if facts.resident_said else NOT_SAID


def destination_is_given(facts: CaseFacts) -> Refusal | None:
    return None if facts.destination_given else NO_DESTINATION


def _after_application(case: CaseFlow, **_kwargs: Any) -> str:
    """A premature application waits beside the investigation; the state does not move yet."""
    return str(case.state) if case.facts.premature else CaseState.APPLIED.value


def _after_report(case: CaseFlow, **_kwargs: Any) -> str:
    """An application that was waiting for the report is in time from now on."""
    return CaseState.APPLIED.value if case.facts.applications_open else CaseState.REPORTED.value


BEFORE_REPORT = [CaseState.REGISTERED, CaseState.INVESTIGATING]
AFTER_REPORT = [state for state in OPEN_STATES if state not in BEFORE_REPORT]
RESUMABLE = [CaseState.REPORTED, CaseState.RESOLVED, CaseState.APPLIED, CaseState.DECIDED]
REPORTS = (there_is_a_need, every_need_is_weighed)
RESOLVES = (every_need_is_covered, resident_was_told_in_writing, no_application_is_open)
CLOSES = (closing_reason_is_given, no_application_is_open, no_objection_is_open)


class CaseFlow(FlowMixin):
    """One case of one resident. Each transition moves the state and nothing else."""

    subject = "case"
    standing = STANDING

    state = FSMField(_("state"), default=CaseState.REGISTERED, choices=CaseState.choices, protected=True, max_length=16)

    class Meta:
        abstract = True

    @transition(field=state, source=CaseState.REGISTERED, target=CaseState.INVESTIGATING)
    @transition(field=state, source=CaseState.APPLIED, target=CaseState.APPLIED)
    def start_investigation(self) -> None:
        """Dutch: het onderzoek starten. Also when the application came first."""

    @transition(
        field=state,
        source=CaseState.INVESTIGATING,
        target=GET_STATE(_after_report, states=[CaseState.REPORTED, CaseState.APPLIED]),
        conditions=requires(*REPORTS),
    )
    @transition(field=state, source=CaseState.APPLIED, target=CaseState.APPLIED, conditions=requires(*REPORTS))
    def report_outcome(self) -> None:
        """Dutch: het verslag geven. Also after the application: six weeks may have passed, or the law may ask none."""

    @transition(
        field=state,
        source=[CaseState.REPORTED, CaseState.APPLIED],
        target=CaseState.RESOLVED,
        conditions=requires(*RESOLVES),
    )
    def resolve(self) -> None:
        """Dutch: afronden zonder besluit."""

    @transition(
        field=state,
        source=BEFORE_REPORT,
        target=GET_STATE(_after_application, states=[*BEFORE_REPORT, CaseState.APPLIED]),
    )
    @transition(field=state, source=AFTER_REPORT, target=CaseState.APPLIED)
    def receive_application(self) -> None:
        """Dutch: een aanvraag ontvangen. Has no guard and gets none."""

    @transition(
        field=state,
        source=CaseState.APPLIED,
        target=CaseState.DECIDED,
        conditions=requires(no_application_is_open, something_is_decided),
    )
    def decide(self) -> None:
        """Dutch: er is op elke aanvraag besloten."""

    @transition(
        field=state,
        source=CaseState.DECIDED,
        target=CaseState.IN_SUPPORT,
        conditions=requires(something_is_granted),
    )
    def start_support(self) -> None:
        """Dutch: de ondersteuning begint."""

    @transition(field=state, source=CaseState.IN_SUPPORT, target=CaseState.REVIEW)
    def start_review(self) -> None:
        """Dutch: heronderzoek."""

    @transition(
        field=state,
        source=CaseState.REVIEW,
        target=CaseState.IN_SUPPORT,
        conditions=requires(something_is_granted),
    )
    def continue_support(self) -> None:
        """Dutch: de ondersteuning gaat door na het heronderzoek."""

    @transition(
        field=state,
        source=RESUMABLE,
        target=CaseState.INVESTIGATING,
        conditions=requires(no_application_is_open, a_need_waits),
    )
    def resume_investigation(self) -> None:
        """Dutch: het onderzoek hervatten, for example when a referral did not help."""

    @transition(field=state, source=list(OPEN_STATES), target=CaseState.CLOSED, conditions=requires(*CLOSES))
    def close(self) -> None:
        """Dutch: afsluiten. What comes in later is a new case, linked to this one."""

    @transition(
        field=state, source=list(OPEN_STATES), target=CaseState.WITHDRAWN, conditions=requires(resident_said_so)
    )
    def withdraw(self) -> None:
        """Dutch: intrekken door de inwoner."""

    @transition(
        field=state, source=list(OPEN_STATES), target=CaseState.TRANSFERRED, conditions=requires(destination_is_given)
    )
    def transfer(self) -> None:
        """Dutch: overdragen, to another municipality, the Wlz or another authority (Awb art. 2:3)."""
