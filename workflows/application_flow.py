"""The way of an application: from receipt to decision and objection.

`decided` is one state and the outcome a column beside it: what may follow (objection, its term, its clock) is the same
for granted, partly, denied and not processed, and the figures count outcomes as data.

Awb art. 4:5 (incomplete applications), 4:7 (hearing before a refusal), 4:15 (suspension), 6:7 and 7:10 (objection),
7:5 (who decides was not involved); Wmo 2015 art. 2.3.2 lid 9; Participatiewet art. 41 lid 4 and 52; Wgs art. 4a.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflows import deciding
from workflows.calendar import spoken
from workflows.flow import By, FlowMixin, requires
from workflows.layers import Law
from workflows.refusal import Refusal, Text

spoken_day = lazy(spoken, str)


class ApplicationState(models.TextChoices):
    RECEIVED = "received", _("received")
    SUSPENDED = "suspended", _("suspended")
    DECIDED = "decided", _("decided")
    OBJECTION = "objection", _("objection lodged")
    WITHDRAWN = "withdrawn", _("withdrawn by the resident")


class DecisionOutcome(models.TextChoices):
    GRANTED = "granted", _("granted")
    PARTLY = "partly", _("partly granted")
    DENIED = "denied", _("denied")
    NOT_PROCESSED = "not_processed", _("not processed")


class SuspensionGround(models.TextChoices):
    """Awb art. 4:15 lid 1 and 2."""

    COMPLETION = "completion", _("the resident was asked to complete the application")
    CONSENT = "consent", _("the resident agreed in writing to wait")
    RESIDENT = "resident", _("the delay lies with the resident")
    FORCE_MAJEURE = "force_majeure", _("force majeure")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts:
    """All that the guards of an application may look at.

    `held_until`: processing waits till that day (under 27); `needs_undecided`: needs of this application without a
    decision; `completion_asked`: the resident got the chance to complete it; `hearing_due`: the resident must still be
    heard; `took_part`: this actor took part in the decision that is objected to; `paid_before_receipt`: the advance was
    paid before the application came in.
    """

    at: datetime
    by: By
    law: str = ""
    paid_before_receipt: bool = False
    mandate: bool = False
    blocked: bool = False
    outcome: str = ""
    suspension_ground: str = ""
    letter_sent: bool = False
    completion_asked: bool = False
    needs_undecided: int = 0
    held_until: date | None = None
    hearing_due: bool = False
    reason_given: bool = False
    article_cited: bool = False
    took_part: bool = False
    resident_said: bool = False


STANDING: Mapping[str, Text] = {
    "received": _("This application is being handled. Decide on it first."),
    "suspended": _("The term of this application stands still. Continue it first."),
    "decided": _("The decision on this application has been taken. An objection can still be registered."),
    "objection": _("An objection against this decision is open. Decide on the objection first."),
    "withdrawn": _("The resident withdrew this application. Register a new application if help is asked again."),
}

GROUND_MISSING = Refusal("ground_missing", _("Choose why the term stands still."))
LETTER_MISSING = Refusal("letter_missing", _("Send the letter first: the term stands still from the day after it."))
OUTCOME_MISSING = Refusal("outcome_missing", _("Choose what is decided."))
NEEDS_UNDECIDED = Refusal("needs_undecided", _("Decide on every need of this application first."))
COMPLETION_NOT_ASKED = Refusal(
    "completion_not_asked",
    _("Give the resident the chance to complete the application before you leave it unprocessed."),
)
HEARING_DUE = Refusal(
    "hearing_due", _("Hear the resident first: the refusal rests on facts the resident told differently.")
)
NOT_HELD = Refusal("not_held", _("This application does not have to wait. It can be handled now."))
NO_ADVANCE = Refusal("no_advance", _("Only income support knows an advance. Choose another application."))
ADVANCE_TOO_EARLY = Refusal(
    "advance_too_early", _("An advance follows the application. Fill in a day after the application was received.")
)
TOOK_PART = Refusal("took_part", _("You took part in this decision. A colleague who did not decides on the objection."))
NOT_SAID = Refusal(
    "resident_statement_missing", _("Record how the resident said so. Only the resident can withdraw, not the staff.")
)


def a_ground_is_given(facts: ApplicationFacts) -> Refusal | None:
    """Only the grounds of Awb art. 4:15 stop the term."""
    return None if facts.suspension_ground in SuspensionGround.values else GROUND_MISSING


def the_resident_was_told(facts: ApplicationFacts) -> Refusal | None:
    """The term stands still from the day after the invitation or the notice, not from the wish to send it."""
    return None if facts.letter_sent else LETTER_MISSING


def an_outcome_is_chosen(facts: ApplicationFacts) -> Refusal | None:
    return None if facts.outcome in DecisionOutcome.values else OUTCOME_MISSING


def processing_is_not_held(facts: ApplicationFacts) -> Refusal | None:
    """Participatiewet art. 41 lid 4: received at once, processed from the day the search period ended."""
    if facts.held_until is None or facts.held_until <= localdate(facts.at):
        return None
    text = _("This application waits until {day}. Does the waiting not apply to this resident? Record why, and go on.")
    return Refusal("held", format_lazy(text, day=spoken_day(facts.held_until)))


def it_is_held(facts: ApplicationFacts) -> Refusal | None:
    """Only what waits can be let go."""
    return None if facts.held_until else NOT_HELD


def an_advance_exists(facts: ApplicationFacts) -> Refusal | None:
    """Participatiewet art. 52: only who waits for income support is paid in advance."""
    return None if facts.law == Law.PW else NO_ADVANCE


def an_advance_follows_the_application(facts: ApplicationFacts) -> Refusal | None:
    return ADVANCE_TOO_EARLY if facts.paid_before_receipt else None


def every_need_is_decided(facts: ApplicationFacts) -> Refusal | None:
    left = facts.needs_undecided and facts.outcome != DecisionOutcome.NOT_PROCESSED
    return NEEDS_UNDECIDED if left else None


def completion_was_asked(facts: ApplicationFacts) -> Refusal | None:
    """An incomplete application is set aside only after a chance to complete it (Awb art. 4:5)."""
    unasked = facts.outcome == DecisionOutcome.NOT_PROCESSED and not facts.completion_asked
    return COMPLETION_NOT_ASKED if unasked else None


def resident_was_heard(facts: ApplicationFacts) -> Refusal | None:
    """Awb art. 4:7."""
    return HEARING_DUE if facts.hearing_due and _refuses(facts) else None


def refusal_is_motivated(facts: ApplicationFacts) -> Refusal | None:
    """Whoever gets less than was asked reads why, and on which article that rests."""
    return deciding.reason_is_given(facts) or deciding.article_is_cited(facts) if _refuses(facts) else None


def _refuses(facts: ApplicationFacts) -> bool:
    return facts.outcome in (DecisionOutcome.PARTLY, DecisionOutcome.DENIED)


def took_no_part(facts: ApplicationFacts) -> Refusal | None:
    """Awb art. 7:5: an objection is not judged by who prepared the decision."""
    return TOOK_PART if facts.took_part else None


def resident_said_so(facts: ApplicationFacts) -> Refusal | None:
    return None if facts.resident_said else NOT_SAID


PENDING = [ApplicationState.RECEIVED, ApplicationState.SUSPENDED]
SUSPENDS = (a_ground_is_given, the_resident_was_told)
DECIDES = (
    *deciding.BY_A_MANDATED_PERSON,
    an_outcome_is_chosen,
    processing_is_not_held,
    every_need_is_decided,
    completion_was_asked,
    resident_was_heard,
    refusal_is_motivated,
)
PAID_IN_ADVANCE = (an_advance_exists, an_advance_follows_the_application)
RECONSIDERS = (
    *deciding.BY_A_MANDATED_PERSON,
    took_no_part,
    an_outcome_is_chosen,
    deciding.reason_is_given,
)


class ApplicationFlow(FlowMixin):
    """One application. A transition moves the state, and on a decision the outcome beside it."""

    subject = "application"
    standing = STANDING

    state = FSMField(
        _("state"), default=ApplicationState.RECEIVED, choices=ApplicationState.choices, protected=True, max_length=16
    )
    outcome = models.CharField(_("outcome"), max_length=16, choices=DecisionOutcome.choices, blank=True, default="")

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=ApplicationState.RECEIVED,
        target=ApplicationState.SUSPENDED,
        conditions=requires(*SUSPENDS),
    )
    def suspend(self) -> None:
        """Dutch: de beslistermijn opschorten."""

    @transition(field=state, source=ApplicationState.SUSPENDED, target=ApplicationState.RECEIVED)
    def resume(self) -> None:
        """Dutch: de termijn loopt weer."""

    @transition(field=state, source=PENDING, target=None, conditions=requires(it_is_held, deciding.reason_is_given))
    def waive_wait(self) -> None:
        """Dutch: de zoektermijn geldt niet voor deze inwoner."""

    @transition(field=state, source=PENDING, target=None, conditions=requires(*PAID_IN_ADVANCE))
    def pay_advance(self) -> None:
        """Dutch: een voorschot betalen; the state stays."""

    @transition(field=state, source=PENDING, target=ApplicationState.DECIDED, conditions=requires(*DECIDES))
    def decide(self) -> None:
        """Dutch: besluiten."""
        self.outcome = str(self.facts.outcome)

    @transition(field=state, source=ApplicationState.DECIDED, target=ApplicationState.OBJECTION)
    def receive_objection(self) -> None:
        """Dutch: bezwaar ontvangen. Has no guard and gets none: being late is a fact for the decision on it."""

    @transition(
        field=state,
        source=ApplicationState.OBJECTION,
        target=ApplicationState.DECIDED,
        conditions=requires(*RECONSIDERS),
    )
    def decide_objection(self) -> None:
        """Dutch: beslissen op bezwaar; the whole decision is reconsidered (Awb art. 7:11)."""
        self.outcome = str(self.facts.outcome)

    @transition(
        field=state,
        source=ApplicationState.OBJECTION,
        target=ApplicationState.DECIDED,
        conditions=requires(resident_said_so),
    )
    def withdraw_objection(self) -> None:
        """Dutch: bezwaar intrekken; the decision stands."""

    @transition(
        field=state,
        source=PENDING,
        target=ApplicationState.WITHDRAWN,
        conditions=requires(resident_said_so),
    )
    def withdraw(self) -> None:
        """Dutch: de aanvraag intrekken."""
