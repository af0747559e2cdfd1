"""The way of a case: from report to closing, and what may not be skipped.

Urgent, suspended, overdue and safety are facts beside the state. What is incomplete becomes a task; only what would
harm the resident's rights is refused. Receipt is never refused: an application can be registered in every open state.

Wmo 2015 art. 2.3.2 lid 8 (the report) and lid 9 (when an application can be made), 2.3.9 (review); Wgs art. 4a (the
first talk is the application); Awb art. 4:1 and 6:4 (application and objection are lodged, not granted).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    law: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All that the guards of a case may look at.

    Counts are of this case: `applications_open`, `decisions` taken since the last application, `objections_open`.
    `premature`: this application came before it could be made (it is registered all the same). `destination_given`:
    who takes the case over. `resident_said`: the resident's own statement is recorded. `laws_left`: laws of which the
    outcome is still to be given; `elsewhere`: kinds of what runs under laws this actor does not work for.
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
    laws_left: int = 0
    elsewhere: Collection[str] = ()


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
PROPOSAL_WAITS = Refusal(
    "proposal_waits", _("A proposal still waits for a decision. Decide on it, or take it back first.")
)
NOT_ALONE = Refusal("not_alone", _("You can't end this case on your own. Ask the coordinator to do it."))
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
    return NEEDS_NOT_WEIGHED if any(_waits_to_be_weighed(need) for need in facts.needs) else None


def every_need_is_covered(facts: CaseFacts) -> Refusal | None:
    """Without a decision a case is resolved only when steps 1 to 3 meet every need."""
    settled = all(need.state in (NeedState.COVERED, NeedState.CLOSED) for need in facts.needs)
    return None if settled else NEEDS_NOT_COVERED


def no_proposal_waits(facts: CaseFacts) -> Refusal | None:
    """What was proposed is decided on or taken back, never closed away."""
    return PROPOSAL_WAITS if any(need.state == NeedState.PROPOSED for need in facts.needs) else None


def nothing_runs_elsewhere(facts: CaseFacts) -> Refusal | None:
    """Who works for one law ends the whole case only when nothing of the others runs."""
    return NOT_ALONE if facts.elsewhere else None


def resident_was_told_in_writing(facts: CaseFacts) -> Refusal | None:
    """Agreeing to lighter help never costs the right to a decision."""
    return None if facts.told_in_writing else NOT_TOLD


def no_application_is_open(facts: CaseFacts) -> Refusal | None:
    return APPLICATION_OPEN if _applications_open(facts) else None


def _applications_open(facts: CaseFacts) -> bool:
    return bool(facts.applications_open) or "application" in facts.elsewhere


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
    """With its last law the case is reported; an application that waited for that is in time from now on."""
    if case.facts.laws_left:
        return CaseState.INVESTIGATING.value
    return CaseState.APPLIED.value if _applications_open(case.facts) else CaseState.REPORTED.value


def _without_the_application(case: CaseFlow, **_kwargs: Any) -> str:
    """Where a case stands when the last open application is gone without a decision."""
    facts = case.facts
    if _applications_open(facts):
        return CaseState.APPLIED.value
    if facts.decisions:
        return CaseState.DECIDED.value
    return CaseState.INVESTIGATING.value if facts.laws_left else CaseState.REPORTED.value


def _after_resuming(case: CaseFlow, **_kwargs: Any) -> str:
    """An application goes on waiting while its investigation is taken up again."""
    return CaseState.APPLIED.value if _applications_open(case.facts) else CaseState.INVESTIGATING.value


def ready_to_report(needs: Sequence[NeedStanding], laws: Collection[str]) -> tuple[str, ...]:
    """Of these laws, those of which the outcome can be given: nothing under them waits to be weighed.

    A law under which no need turned up goes along with the others; alone there is nothing to report.
    """
    mine = [need for need in needs if need.law in laws]
    waiting = {need.law for need in mine if _waits_to_be_weighed(need)}
    settled = tuple(law for law in laws if law not in waiting)
    return settled if any(need.law in settled for need in mine) else ()


def to_resume(needs: Sequence[NeedStanding], *, state: str, reported: Collection[str]) -> tuple[NeedStanding, ...]:
    """The needs for which an investigation may be taken up again: while one runs, those of a law that was reported."""
    under_way = state in (CaseState.INVESTIGATING, CaseState.APPLIED)
    return tuple(need for need in needs if need.law in reported or not under_way)


def _waits_to_be_weighed(need: NeedStanding) -> bool:
    return need.state == NeedState.OPEN and not need.externally_referred


BEFORE_REPORT = [CaseState.REGISTERED, CaseState.INVESTIGATING]
AFTER_REPORT = [state for state in OPEN_STATES if state not in BEFORE_REPORT]
RESUMABLE = [state for state in OPEN_STATES if state != CaseState.REGISTERED]
REPORTS = (there_is_a_need, every_need_is_weighed)
RESOLVES = (nothing_runs_elsewhere, every_need_is_covered, no_application_is_open, resident_was_told_in_writing)
CLOSES = (
    nothing_runs_elsewhere,
    no_application_is_open,
    no_objection_is_open,
    no_proposal_waits,
    closing_reason_is_given,
)
WITHDRAWS = (nothing_runs_elsewhere, no_objection_is_open, resident_said_so)
TRANSFERS = (nothing_runs_elsewhere, no_objection_is_open, destination_is_given)
SUPPORTS = (something_is_granted, no_application_is_open)


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
        target=GET_STATE(_after_report, states=[CaseState.INVESTIGATING, CaseState.REPORTED, CaseState.APPLIED]),
        conditions=requires(*REPORTS),
    )
    @transition(field=state, source=CaseState.APPLIED, target=CaseState.APPLIED, conditions=requires(*REPORTS))
    def report_outcome(self) -> None:
        """Dutch: het verslag geven, per law. Also after the application: six weeks may have passed by then."""

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
        source=[CaseState.REPORTED, CaseState.DECIDED],
        target=CaseState.IN_SUPPORT,
        conditions=requires(*SUPPORTS),
    )
    def start_support(self) -> None:
        """Dutch: de ondersteuning begint. After urgent help or a referral also without an application."""

    @transition(
        field=state,
        source=CaseState.APPLIED,
        target=GET_STATE(
            _without_the_application,
            states=[CaseState.INVESTIGATING, CaseState.REPORTED, CaseState.APPLIED, CaseState.DECIDED],
        ),
    )
    def drop_application(self) -> None:
        """Dutch: de aanvraag vervalt, withdrawn by the resident."""

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
        target=GET_STATE(_after_resuming, states=[CaseState.INVESTIGATING, CaseState.APPLIED]),
        conditions=requires(a_need_waits),
    )
    def resume_investigation(self) -> None:
        """Dutch: het onderzoek hervatten of een deel ervan, for example when a referral did not help."""

    @transition(field=state, source=list(OPEN_STATES), target=CaseState.CLOSED, conditions=requires(*CLOSES))
    def close(self) -> None:
        """Dutch: afsluiten. What comes in later is a new case, linked to this one."""

    @transition(field=state, source=list(OPEN_STATES), target=CaseState.WITHDRAWN, conditions=requires(*WITHDRAWS))
    def withdraw(self) -> None:
        """Dutch: intrekken door de inwoner."""

    @transition(field=state, source=list(OPEN_STATES), target=CaseState.TRANSFERRED, conditions=requires(*TRANSFERS))
    def transfer(self) -> None:
        """Dutch: overdragen, to another municipality, the Wlz or another authority (Awb art. 2:3)."""
