"""The stair, as a state machine per need: what may happen to a need, and why not.

A need is open, weighed, then covered by steps 1 to 3, or step 4 is proposed, granted or denied; later it may be stepped
down. A case is never "in step 2". The guards ask for reasons, not for visits: any layer may be looked at first.

Wmo 2015 art. 2.3.2 and 2.3.5 lid 3 (the weighing), 2.3.3 (urgent help); Jeugdwet art. 2.3 (the weighing), 2.6 lid 1
onder e and 3.5 (external referral).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflows import deciding, layers
from workflows import need_reasons as say
from workflows.advice import facilities_are_answered
from workflows.flow import By, FlowMixin, requires
from workflows.layers import LOWER_LAYERS, Law, Layer, Outcome, StepFour
from workflows.refusal import Refusal


class NeedState(models.TextChoices):
    OPEN = "open", _("not weighed yet")
    WEIGHED = "weighed", _("weighed")
    COVERED = "covered", _("covered")
    PROPOSED = "proposed", _("step 4 proposed")
    GRANTED = "granted", _("granted")
    DENIED = "denied", _("denied")
    STEPPED_DOWN = "stepped_down", _("stepped down")
    CLOSED = "closed", _("closed")


class Agreement(models.TextChoices):
    AGREES = "agrees", _("agrees")
    DISAGREES = "disagrees", _("disagrees")


@dataclass(frozen=True, slots=True)
class AssessmentFact:
    """What was found at one layer, and whether the reason is written down."""

    outcome: Outcome
    reasoned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFacts:
    """All that the guards of a need may look at. Flags say whether something is there, never what it says.

    `weighing`: layers this act records; `covering`: those that meet the need together; `temporary`: the help asked for
    now is; `expires`: help granted earlier runs out; `removes_right`: it ends too soon, from `ends_on`; `look_nearby`:
    nobody looked for facilities nearby; `facilities_unanswered`: how many of those that were named have no answer.
    """

    at: datetime
    by: By
    law: Law
    urgent: bool = False
    externally_referred: bool = False
    has_housemates: bool = False
    assessments: Mapping[Layer, AssessmentFact] = field(default_factory=dict)
    weighing: Collection[Layer] = ()
    covering: tuple[Layer, ...] = ()
    agreement: str | None = None
    ask_on: date | None = None
    quantity_given: bool = False
    temporary: bool = False
    mandate: bool = False
    blocked: bool = False
    application_open: bool = False
    reason_given: bool = False
    article_cited: bool = False
    removes_right: bool = False
    ends_on: date | None = None
    look_nearby: bool = False
    facilities_unanswered: int = 0
    expires: bool = False


def layers_to_examine(facts: NeedFacts) -> tuple[Layer, ...]:
    """The layers below step 4 that this need asks for: usual help only where there are housemates."""
    return tuple(layer for layer in LOWER_LAYERS if layer != Layer.USUAL_HELP or facts.has_housemates)


def missing_reasons(facts: NeedFacts) -> tuple[Layer, ...]:
    """Layers that still lack an examined outcome with its reason. For urgent help these are work for later."""
    found = facts.assessments
    return tuple(layer for layer in layers_to_examine(facts) if not _examined(found.get(layer)))


def _examined(found: AssessmentFact | None) -> bool:
    return found is not None and found.reasoned and found.outcome != Outcome.NOT_EXAMINED_URGENT


def only_steps_one_to_three_are_weighed(facts: NeedFacts) -> Refusal | None:
    """Step 4 is what remains: it is proposed and decided, never weighed."""
    return None if set(facts.weighing) <= set(LOWER_LAYERS) else say.NOTHING_COVERS


def something_is_recorded(facts: NeedFacts) -> Refusal | None:
    """Weighing means that the outcome of at least one layer is recorded."""
    return None if facts.assessments else say.NOTHING_RECORDED


def not_examined_only_when_urgent(facts: NeedFacts) -> Refusal | None:
    """Only urgent help may go before the examination (Wmo 2015 art. 2.3.3)."""
    recorded = (facts.assessments.get(layer) for layer in facts.weighing)
    skipped = any(found is not None and found.outcome == Outcome.NOT_EXAMINED_URGENT for found in recorded)
    return say.NOT_URGENT if skipped and not facts.urgent else None


def steps_one_to_three_cover(facts: NeedFacts) -> Refusal | None:
    """At least one covering layer is sufficient; what the others add may be partly."""
    if not facts.covering or not set(facts.covering) <= set(LOWER_LAYERS):
        return say.NOTHING_COVERS
    if Layer.USUAL_HELP in facts.covering and not facts.has_housemates:
        return say.NO_HOUSEMATES
    found = {facts.assessments[layer].outcome for layer in facts.covering if layer in facts.assessments}
    complete = all(layer in facts.assessments for layer in facts.covering)
    enough = complete and Outcome.SUFFICIENT in found and found <= {Outcome.SUFFICIENT, Outcome.PARTLY}
    return None if enough else say.NOT_SUFFICIENT


def resident_agrees(facts: NeedFacts) -> Refusal | None:
    """A need is only covered with the resident; who disagrees has the way to an application (art. 2.3.2 lid 9)."""
    if facts.agreement is None:
        return say.AGREEMENT_MISSING
    return None if facts.agreement == Agreement.AGREES else say.RESIDENT_DISAGREES


def asks_again_on_a_date(facts: NeedFacts) -> Refusal | None:
    """Covered is only done when somebody asks later whether it helped."""
    if facts.ask_on is None:
        return say.ASK_ON_MISSING
    return ask_again_lies_ahead(facts)


def ask_again_lies_ahead(facts: NeedFacts) -> Refusal | None:
    """The day to ask, where one is named, is not behind us."""
    return say.ASK_ON_PASSED if facts.ask_on and facts.ask_on < localdate(facts.at) else None


def referrals_belong_to_youth_help(law: Law) -> Refusal | None:
    """Only under the Jeugdwet does a referral by GP, judge or certified institution open help by itself (art. 2.6)."""
    return None if law == Law.JEUGD else say.REFERRAL_OF_OTHER_LAW


def may_skip_the_weighing(facts: NeedFacts) -> Refusal | None:
    """From open, step 4 is only for urgent help and for referrals by GP, judge or certified institution."""
    return None if facts.urgent or facts.externally_referred else say.not_weighed(facts.law)


def lower_layers_are_reasoned(facts: NeedFacts) -> Refusal | None:
    """Every lower layer has a reasoned outcome other than sufficient.

    Urgent help never waits: while reasons are missing it is temporary. External referrals never run the stair.
    """
    if facts.externally_referred:
        return None
    missing = missing_reasons(facts)
    if facts.urgent and missing:
        return None if facts.temporary else say.URGENT_IS_TEMPORARY
    if missing:
        found = facts.assessments.get(missing[0])
        return say.reason_missing(missing[0], found.outcome if found else None, facts.law, localdate(facts.at))
    enough = [layer for layer in layers_to_examine(facts) if facts.assessments[layer].outcome == Outcome.SUFFICIENT]
    return say.layer_sufficient(enough[0], facts.law, localdate(facts.at)) if enough else None


def only_urgent_help_is_weighed_afterwards(facts: NeedFacts) -> Refusal | None:
    """Temporary help that went before the examination still gets its reasons, proposed or granted as it is."""
    return None if facts.urgent and facts.temporary else say.WEIGHED_BEFORE


def the_grant_runs_out(facts: NeedFacts) -> Refusal | None:
    """Temporary help is followed by the ordinary proposal, a term by its renewal (Wmo 2015 art. 2.3.3, 2.3.9)."""
    return None if facts.expires else say.GRANT_RUNS_ON


RECORDED = (only_steps_one_to_three_are_weighed, something_is_recorded, not_examined_only_when_urgent)
MET = (steps_one_to_three_cover, resident_agrees, asks_again_on_a_date)
AT_ONCE = (may_skip_the_weighing, lower_layers_are_reasoned)
STEP_FOUR = (lower_layers_are_reasoned, facilities_are_answered)
AGAIN = (the_grant_runs_out, *STEP_FOUR)
GRANTED_ON = (*deciding.TO_GRANT, lower_layers_are_reasoned)
AFTERWARDS = (only_urgent_help_is_weighed_afterwards, only_steps_one_to_three_are_weighed, something_is_recorded)
WEIGHABLE = [NeedState.OPEN, NeedState.WEIGHED, NeedState.COVERED, NeedState.DENIED, NeedState.STEPPED_DOWN]
REOPENABLE = [NeedState.COVERED, NeedState.DENIED, NeedState.STEPPED_DOWN, NeedState.CLOSED]
HELPED_FIRST = [NeedState.PROPOSED, NeedState.GRANTED]
CLOSABLE = [*WEIGHABLE, NeedState.GRANTED]


class NeedFlow(FlowMixin):
    """One need of one resident under one law. Each transition moves the state and nothing else."""

    subject = "need"
    standing = say.STANDING

    state = FSMField(_("state"), default=NeedState.OPEN, choices=NeedState.choices, protected=True, max_length=16)

    class Meta:
        abstract = True

    @transition(field=state, source=WEIGHABLE, target=NeedState.WEIGHED, conditions=requires(*RECORDED))
    def weigh(self) -> None:
        """Dutch: afwegen."""

    @transition(field=state, source=[NeedState.OPEN, NeedState.WEIGHED], target=None)
    def mark_urgent(self) -> None:
        """Dutch: spoed; the state stays, the reasons may follow."""

    @transition(field=state, source=NeedState.WEIGHED, target=NeedState.COVERED, conditions=requires(*MET))
    def cover(self) -> None:
        """Dutch: de behoefte is gedekt met stap 1, 2 of 3."""

    @transition(field=state, source=NeedState.COVERED, target=None, conditions=requires(ask_again_lies_ahead))
    def ask_whether_it_worked(self) -> None:
        """Dutch: navragen of het helpt; it did, or partly. When it did not, the need is reopened."""

    @transition(field=state, source=NeedState.OPEN, target=NeedState.PROPOSED, conditions=requires(*AT_ONCE))
    @transition(field=state, source=NeedState.WEIGHED, target=NeedState.PROPOSED, conditions=requires(*STEP_FOUR))
    @transition(field=state, source=NeedState.GRANTED, target=NeedState.PROPOSED, conditions=requires(*AGAIN))
    def propose_maatwerk(self) -> None:
        """Dutch: maatwerk voorstellen; under Pw and Wgs: het eigen besluit vragen."""

    @transition(field=state, source=HELPED_FIRST, target=None, conditions=requires(*AFTERWARDS))
    def weigh_afterwards(self) -> None:
        """Dutch: alsnog afwegen, after urgent help; the state stays."""

    @transition(field=state, source=NeedState.PROPOSED, target=NeedState.WEIGHED)
    def withdraw_proposal(self) -> None:
        """Dutch: het voorstel terugnemen."""

    @transition(field=state, source=NeedState.PROPOSED, target=NeedState.GRANTED, conditions=requires(*GRANTED_ON))
    def grant(self) -> None:
        """Dutch: toekennen."""

    @transition(field=state, source=NeedState.PROPOSED, target=NeedState.DENIED, conditions=requires(*deciding.TO_DENY))
    def deny(self) -> None:
        """Dutch: afwijzen."""

    @transition(
        field=state, source=NeedState.GRANTED, target=NeedState.STEPPED_DOWN, conditions=requires(*deciding.TO_END)
    )
    def step_down(self) -> None:
        """Dutch: afschalen."""

    @transition(field=state, source=REOPENABLE, target=NeedState.WEIGHED)
    def reopen(self) -> None:
        """Dutch: heropenen, for example when a referral did not help."""

    @transition(field=state, source=CLOSABLE, target=NeedState.CLOSED, conditions=requires(*deciding.TO_CLOSE))
    def close(self) -> None:
        """Dutch: afsluiten."""


def layer_reached(
    *, state: str, law: Law, covering: Collection[Layer] = (), closed_from: str | None = None
) -> Layer | StepFour | None:
    """The heaviest step a need ended in, for the figures; None while it ended nowhere.

    A closed need counts for the state it was closed from. Under Pw and Wgs step 4 is StepFour.OWN_DECISION and never
    counts as maatwerk. After a denial or a step-down it is what steps 1 to 3 cover.
    """
    ended_in = closed_from if state == NeedState.CLOSED else state
    if ended_in in (NeedState.PROPOSED, NeedState.GRANTED):
        return StepFour.OWN_DECISION if layers.step_four(law) == StepFour.OWN_DECISION else Layer.TAILORED_PROVISION
    if ended_in in (NeedState.COVERED, NeedState.DENIED, NeedState.STEPPED_DOWN):
        return layers.heaviest(covering)
    return None
