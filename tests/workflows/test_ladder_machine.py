"""No row of verbs, in whatever order and with whatever facts, reaches step 4 without reasons."""

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.workflows.flows import GENEROUS_NEED, Need
from tests.workflows.test_movement import NEED_ROWS
from workflows.flow import By, move, refusal_for
from workflows.ladder import AssessmentFact, NeedState, layers_to_examine
from workflows.layers import LOWER_LAYERS, Law, Outcome

FOUND = st.builds(AssessmentFact, outcome=st.sampled_from(Outcome), reasoned=st.booleans())
FLAGS = ["urgent", "externally_referred", "has_housemates", "temporary", "mandate", "blocked", "application_open"]
FACTS = st.fixed_dictionaries(
    {
        "assessments": st.dictionaries(st.sampled_from(LOWER_LAYERS), FOUND),
        "law": st.sampled_from(Law),
        "by": st.sampled_from([By("sanne"), By("clock", system=True)]),
        **{flag: st.booleans() for flag in FLAGS},
    }
)


class Stair(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.need = Need()

    @rule(name=st.sampled_from(list(NEED_ROWS)), changes=FACTS)
    def try_to(self, name, changes):
        facts = replace(GENEROUS_NEED, **changes)
        refusal = refusal_for(self.need, name, facts)
        if refusal is not None:
            assert refusal.code
            return
        moved = move(self.need, name, facts)
        if moved.transition == "propose_maatwerk":
            assert self.allowed_step_four(facts)
        if moved.target in (NeedState.GRANTED, NeedState.DENIED) and moved.source == NeedState.PROPOSED:
            assert moved.transition == "weigh_afterwards" or self.signed(facts)

    def allowed_step_four(self, facts):
        found = [facts.assessments.get(layer) for layer in layers_to_examine(facts)]
        reasoned = all(f and f.reasoned and f.outcome != Outcome.SUFFICIENT for f in found)
        return reasoned or facts.externally_referred or (facts.urgent and facts.temporary)

    def signed(self, facts):
        return facts.mandate and not facts.blocked and not facts.by.system


TestStair = Stair.TestCase
TestStair.settings = settings(
    derandomize=True,
    max_examples=15,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
