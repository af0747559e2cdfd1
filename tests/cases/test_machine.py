"""No sequence of verbs reaches maatwerk past an unreasoned step, loses an event, or refuses a receipt."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from accounts.access import Actor
from cases.course import actions as course
from cases.needs import actions as needs
from cases.needs.actions import Offer
from cases.needs.models import Assessment, Need, Proposal
from cases.needs.verdicts import Verdict
from tests.cast import (
    AT,
    DANA,
    EYE,
    TESS,
    acting,
    decide,
    events_of,
    name_need,
    now,
    open_case,
    propose,
    register_resident,
    report_outcome,
    start,
    weigh,
    weigh_all,
)
from tests.cast import apply_for as register_application
from tests.cast import cover as cover_need
from workflows.case_flow import ENDED
from workflows.layers import LOWER_LAYERS, Law, Layer, Outcome
from workflows.refusal import Refused

LONG_ENOUGH = 12
some_need = st.sampled_from([0, 0, 0, 1])
some_layer = st.sampled_from(LOWER_LAYERS)
some_agreement = st.sampled_from(["agrees", "agrees", "agrees", "disagrees", None])
some_reason = st.sampled_from(["", "  ", "Haar zoon werkt in ploegen."])


class Stair(RuleBasedStateMachine):
    """One case of Noord, its worker and its decision officer, who try whatever comes to mind."""

    @initialize(
        housemates=st.booleans(),
        laws=st.lists(st.sampled_from(list(Law)), min_size=1, unique=True),
        urgent=st.booleans(),
    )
    def a_case_comes_in(self, housemates: bool, laws: list[Law], urgent: bool) -> None:
        resident = register_resident(housemates=("zoon, 20",) if housemates else ())
        self.housemates, self.laws = housemates, laws
        self.case = open_case(resident=resident.id, laws=tuple(law.value for law in laws))
        self.needs = [name_need(self.case, law=laws[0].value, urgent=urgent)]
        self.tries, self.told = 0, set[str]()

    def tried(self, verb: Any, *given: Any, **more: Any) -> None:
        """A refusal is an answer; anything else that goes wrong is a bug."""
        self.tries += 1
        try:
            verb(*given, at=self.moment(), **more)
        except Refused as refused:
            self.told.add(str(refused))
        else:
            self.nobody_got_maatwerk_past_an_unreasoned_step()

    def moment(self) -> datetime:
        """Time goes on."""
        return AT + timedelta(minutes=self.tries)

    def chosen(self, number: int) -> Need:
        return self.needs[number % len(self.needs)]

    @precondition(lambda self: len(self.needs) < 2)
    @rule(urgent=st.booleans(), referred=st.booleans())
    def name_a_need(self, urgent: bool, referred: bool) -> None:
        law = self.laws[len(self.needs) % len(self.laws)].value
        try:
            referrer = "gp" if referred and law == Law.JEUGD else ""
            self.needs.append(name_need(self.case, law=law, urgent=urgent, referrer=referrer))
        except Refused:
            assert now(self.case).state in ENDED

    @rule(number=some_need, layer=some_layer, outcome=st.sampled_from(list(Outcome)), reason=some_reason)
    def weigh_one_layer(self, number: int, layer: Layer, outcome: Outcome, reason: str) -> None:
        self.tried(weigh, self.chosen(number), {layer: Verdict(outcome, reason)})

    @rule(number=some_need, network=st.sampled_from([Outcome.INSUFFICIENT, Outcome.SUFFICIENT]))
    def weigh_every_layer(self, number: int, network: Outcome) -> None:
        self.tried(weigh_all, self.chosen(number), social_network=network)

    @rule(number=some_need, layer=st.none() | some_layer, agreement=some_agreement)
    def cover(self, number: int, layer: Layer | None, agreement: str | None) -> None:
        self.tried(cover_need, self.chosen(number), layer or Layer.SOCIAL_NETWORK, agreement=agreement)

    @rule(number=some_need, temporary=st.booleans(), quantity=st.sampled_from([None, 3]))
    def propose(self, number: int, temporary: bool, quantity: int | None) -> None:
        self.tried(propose, self.chosen(number), offer=Offer(product="Hulp", quantity=quantity, temporary=temporary))

    @rule(number=some_need, verb=st.sampled_from(["withdraw_proposal", "reopen"]))
    def take_back(self, number: int, verb: str) -> None:
        more = {"reason": "did_not_help"} if verb == "reopen" else {}
        self.tried(self._as_tess, getattr(needs, verb), need=self.chosen(number).id, **more)

    @rule(number=some_need, layer=some_layer)
    def tap_that_a_step_does_not_apply(self, number: int, layer: Layer) -> None:
        self.tried(self._as_tess, needs.does_not_apply, need=self.chosen(number).id, layer=layer)

    @rule(number=some_need)
    def mark_urgent(self, number: int) -> None:
        self.tried(self._as_tess, needs.mark_urgent, need=self.chosen(number).id)

    @rule(number=some_need, worked=st.sampled_from(["yes", "partly", "no"]))
    def ask_whether_it_worked(self, number: int, worked: str) -> None:
        self.tried(self._as_tess, needs.ask_whether_it_worked, need=self.chosen(number).id, worked=worked)

    @rule(number=some_need, by=st.sampled_from([TESS, DANA]), reason=some_reason)
    def step_down(self, number: int, by: Actor, reason: str) -> None:
        self.tried(self._done_by, needs.step_down, by=by, need=self.chosen(number).id, reason=reason and "by_plan")

    @precondition(lambda self: self.tries > LONG_ENOUGH)
    @rule(number=some_need, reason=st.sampled_from(["", "met"]))
    def close_a_need(self, number: int, reason: str) -> None:
        self.tried(self._as_tess, needs.close_need, need=self.chosen(number).id, reason=reason)

    @rule(number=some_need, outcome=st.sampled_from(["granted", "denied"]), motivated=st.booleans())
    def decide(self, number: int, outcome: str, motivated: bool) -> None:
        more = {"motivation": "Het netwerk helpt.", "article": "art. 3"} if motivated else {}
        self.tried(decide, self.chosen(number), outcome=outcome, **more)

    @rule(verb=st.sampled_from(["start", "report_outcome"]))
    def investigate(self, verb: str) -> None:
        self.tried({"start": start, "report_outcome": report_outcome}[verb], self.case)

    @rule(verb=st.sampled_from(["resolve", "start_support"]))
    def round_off(self, verb: str) -> None:
        more = {"told_in_writing": True} if verb == "resolve" else {}
        self.tried(self._as_tess, getattr(course, verb), **more)

    @precondition(lambda self: self.tries > LONG_ENOUGH)
    @rule(reason=st.sampled_from(["", "moved"]))
    def close(self, reason: str) -> None:
        self.tried(self._as_tess, course.close, reason=reason)

    @rule(law=st.sampled_from(list(Law)))
    def an_application_comes_in(self, law: Law) -> None:
        """Receipt is never refused; what comes in after the end becomes a new case."""
        try:
            register_application(self.case, law=law.value)
        except Refused:
            assert now(self.case).state in ENDED

    def _as_tess(self, verb: Any, *, at: datetime, **more: Any) -> None:
        self._done_by(verb, by=TESS, at=at, **more)

    def _done_by(self, verb: Any, *, by: Actor, at: datetime, **more: Any) -> None:
        with acting(by, at=at):
            verb(case=self.case.id, by=by, at=at, **more)

    def nobody_got_maatwerk_past_an_unreasoned_step(self) -> None:
        with acting(EYE):
            for need in Need.objects.filter(case=self.case.id, state__in=["proposed", "granted"]):
                assert need.externally_referred or self._temporary(need) or self._reasoned(need)

    def _temporary(self, need: Need) -> bool:
        return need.urgent and Proposal.objects.filter(need=need, withdrawn_at=None).order_by("at").last().temporary

    def _reasoned(self, need: Need) -> bool:
        asked = {layer for layer in LOWER_LAYERS if layer != Layer.USUAL_HELP or self.housemates}
        falls_short = {Outcome.PARTLY, Outcome.INSUFFICIENT, Outcome.NOT_APPLICABLE}
        rows = Assessment.objects.current().filter(need=need)
        return asked <= {row.layer for row in rows if row.outcome in falls_short and row.weighing.reason.strip()}

    def teardown(self) -> None:
        """Every event is there, in order, and tells the state each need is in."""
        if not hasattr(self, "case"):
            return
        assert "" not in self.told, "a refusal says what to do"
        events = events_of(self.case)
        assert [event.seq for event in events] == list(range(1, now(self.case).last_seq + 1))
        for need in self.needs:
            told = [event.kind for event in events if event.need == need.id]
            assert told[0] == "need:named"
            assert STATE_AFTER[told[-1]] in (now(need).state, None)


STATE_AFTER = {
    "need:named": "open",
    "need:weighed": None,  # after urgent help the state stays
    "need:covered": "covered",
    "need:reopened": "weighed",
    "need:marked_urgent": None,
    "need:worked": "covered",
    "need:stepped_down": "stepped_down",
    "need:closed": "closed",
    "need:maatwerk:proposed": "proposed",
    "need:maatwerk:withdrawn": "weighed",
    "need:maatwerk:granted": "granted",
    "need:maatwerk:denied": "denied",
    "need:decision:proposed": "proposed",
    "need:decision:withdrawn": "weighed",
    "need:decision:granted": "granted",
    "need:decision:denied": "denied",
}
SIZES = [(25, 20), pytest.param(500, 50, marks=pytest.mark.soak)]


@pytest.mark.parametrize(("examples", "steps"), SIZES)
def test_no_sequence_of_verbs_climbs_past_a_step(world: None, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Stair,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=examples < 100,
            phases=[Phase.generate] if examples < 100 else list(Phase),
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
