"""The flows as concrete models without tables, and facts with which every guard lets a move pass."""

from dataclasses import replace
from datetime import UTC, date, datetime

from django_fsm import FSMField, transition

from workflows.application_flow import ApplicationFacts, ApplicationFlow
from workflows.case_flow import CaseFacts, CaseFlow, NeedStanding
from workflows.flow import By, FlowMixin, requires
from workflows.ladder import AssessmentFact, NeedFacts, NeedFlow, lower_layers_are_reasoned
from workflows.layers import LOWER_LAYERS, Law, Layer, Outcome

NOW = datetime(2026, 11, 3, 10, 12, tzinfo=UTC)
SANNE = By("sanne")
PARTLY = AssessmentFact(Outcome.PARTLY, reasoned=True)
ENOUGH = AssessmentFact(Outcome.SUFFICIENT, reasoned=True)
NOT_ENOUGH = AssessmentFact(Outcome.INSUFFICIENT, reasoned=True)
UNREASONED = AssessmentFact(Outcome.INSUFFICIENT, reasoned=False)
SKIPPED = AssessmentFact(Outcome.NOT_EXAMINED_URGENT, reasoned=True)


class Need(NeedFlow):
    class Meta:
        app_label = "sample_flows"
        managed = False


class Case(CaseFlow):
    class Meta:
        app_label = "sample_flows"
        managed = False


class Application(ApplicationFlow):
    class Meta:
        app_label = "sample_flows"
        managed = False


def bare_guard(need):
    return lower_layers_are_reasoned(need.facts)


class Reversed(FlowMixin):
    """The mistake: the guard's own answer as condition. A refusal is an object, and an object is true."""

    subject = "reversed"
    state = FSMField(default="weighed", protected=True)

    class Meta:
        app_label = "sample_flows"
        managed = False

    @transition(field=state, source="weighed", target="proposed", conditions=[bare_guard])
    def propose_maatwerk(self):
        pass


class Right(Reversed):
    subject = "right"
    standing = {"weighed": "", "proposed": ""}

    class Meta:
        app_label = "sample_flows"
        managed = False

    @transition(
        field=Reversed._meta.get_field("state"),
        source="weighed",
        target="proposed",
        conditions=requires(lower_layers_are_reasoned),
    )
    def propose_maatwerk(self):
        pass


WELL_WEIGHED = NeedFacts(
    at=NOW,
    by=SANNE,
    law=Law.WMO,
    has_housemates=True,
    assessments=dict.fromkeys(LOWER_LAYERS, NOT_ENOUGH),
)
GENEROUS_NEED = replace(
    WELL_WEIGHED,
    assessments=dict.fromkeys(LOWER_LAYERS, PARTLY) | {Layer.OWN_STRENGTH: ENOUGH},
    covering=(Layer.OWN_STRENGTH,),
    externally_referred=True,
    urgent=True,
    temporary=True,
    agreement="agrees",
    ask_on=date(2026, 12, 15),
    quantity_given=True,
    mandate=True,
    reason_given=True,
    article_cited=True,
    expires=True,
)
GENEROUS_CASE = CaseFacts(
    at=NOW,
    by=SANNE,
    needs=(NeedStanding("covered"),),
    decisions=1,
    told_in_writing=True,
    reason_given=True,
    resident_said=True,
    destination_given=True,
)
GENEROUS_APPLICATION = ApplicationFacts(
    at=NOW,
    by=SANNE,
    law="pw",
    mandate=True,
    outcome="granted",
    suspension_ground="completion",
    letter_sent=True,
    completion_asked=True,
    held_until=NOW.date(),
    reason_given=True,
    article_cited=True,
    resident_said=True,
)


def weighed(**found):
    """WELL_WEIGHED with other findings, by layer name."""
    changed = {Layer(name): fact for name, fact in found.items()}
    return replace(WELL_WEIGHED, assessments={**WELL_WEIGHED.assessments, **changed})
