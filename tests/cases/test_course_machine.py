"""Whatever anybody tries, in any order, in either municipality: nothing is lost, leaked or refused that may not be.

The machine of test_machine.py climbs the stair; this one walks the whole course of a case with every verb of it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from accounts.access import Actor
from cases.course import actions as course
from cases.decisions import actions as decisions
from cases.decisions.models import Application, Decision, Objection
from cases.decisions.objections import actions as objections
from cases.dossier import actions as dossier
from cases.dossier.actions import Asked
from cases.dossier.models import Case, CaseGrant, Deadline, Task
from cases.needs import actions as needs
from cases.needs.actions import Verdict
from cases.needs.models import Need
from ledger.models import Event
from tests.cases.doing import DIEN, DORA, JOOP, enter_more
from tests.cast import (
    AT,
    COEVORDEN,
    CORA,
    DANA,
    EYE,
    HOURS,
    IRIS,
    MAX,
    NOORD,
    REASONED,
    TESS,
    TOM,
    WIM,
    acting,
    register_resident,
)
from workflows.application_flow import PENDING
from workflows.case_flow import ENDED
from workflows.layers import Law, Layer, Outcome
from workflows.refusal import Refused

# Per municipality: who opens the case, its team, and everybody who tries something.
NOORD_CREW = (TESS, TESS, TESS, WIM, JOOP, DANA, DORA, MAX, IRIS, TOM, CORA)
COEVORDEN_CREW = (CORA, CORA, CORA, DIEN, DIEN, TESS, DANA)
PLACES = {"noord": (TESS, NOORD, NOORD_CREW), "coevorden": (CORA, COEVORDEN, COEVORDEN_CREW)}
REACH = {Layer.SOCIAL_NETWORK: Verdict(Outcome.SUFFICIENT, "Zijn zus komt elke dag.")}
COURSE = {
    "start_investigation": {"waives": False},
    "hold_first_talk": {"waives": True},
    "report_outcome": {},
    "resume_investigation": {},
    "resolve": {"told_in_writing": True},
    "start_support": {},
    "start_review": {},
    "continue_support": {},
}
ENDINGS = {
    "close": {"reason": "met"},
    "withdraw": {"said": "Het hoeft niet meer."},
    "transfer": {"to": "Assen", "because": "moved"},
}
some = st.integers(min_value=0, max_value=30)
some_law = st.sampled_from([law.value for law in Law])


class Course(RuleBasedStateMachine):
    """One case, and everybody who might have a hand in it."""

    @initialize(
        place=st.sampled_from(list(PLACES)),
        laws=st.lists(some_law, min_size=1, max_size=3, unique=True),
        young=st.booleans(),
        known=st.booleans(),
    )
    def a_case_comes_in(self, place: str, laws: list[str], young: bool, known: bool) -> None:
        self.home, self.team, self.crew = PLACES[place]
        self.tries, self.told = 0, set[str]()
        year = 2004 if young else 1970
        self.resident = register_resident(by=self.home, birth_year=year, birth_month=1, birth_day=9).id
        asked = Asked(own_words="Help", channel="phone", received_on=AT.date(), laws=tuple(laws))
        with acting(self.home):
            self.case = dossier.open_case(
                team=self.team, asked=asked, by=self.home, at=AT, resident=self.resident if known else None
            )

    def tries_to(self, verb: Any, who: int, **given: Any) -> None:
        """A refusal is an answer, and so is that there is nothing in sight; anything else is a bug."""
        self.tries += 1
        by, before = self.crew[who % len(self.crew)], self.now()
        try:
            with acting(by, at=self.moment()):
                verb(case=self.case.id, by=by, at=self.moment(), **given)
        except Refused as refused:
            self.told.add(str(refused))
        except ObjectDoesNotExist:
            pass
        else:
            assert self.may_touch(by, before), by.name
            self.nothing_is_left_behind()
            return
        assert self.now().version == before.version, "what was refused changed nothing"

    def may_touch(self, by: Actor, case: Case) -> bool:
        known = by.knows_cases().get(case.municipality_id, frozenset()) & set(case.laws)
        mine = by.laws_per_team().get(case.team_id, frozenset()) & set(case.laws)
        return bool(mine or known)

    def moment(self) -> datetime:
        """Time goes on, some days at a time."""
        return AT + timedelta(days=2 * self.tries)

    def now(self) -> Case:
        with acting(self.eye()):
            return Case.objects.get(pk=self.case.pk)

    def one_of(self, model: Any, number: int) -> Any:
        with acting(self.eye()):
            rows = list(model.objects.filter(case=self.case.id).order_by("pk"))
        return rows[number % len(rows)].pk if rows else self.case.pk

    @rule(who=some, law=some_law, urgent=st.booleans())
    def name_a_need(self, who: int, law: str, urgent: bool) -> None:
        wanted = {"life_area": "daily_living", "title": "Hulp", "urgent": urgent}
        self.tries_to(needs.name_need, who, law=law, **wanted)

    @rule(who=some, number=some, enough=st.booleans())
    def weigh(self, who: int, number: int, enough: bool) -> None:
        verdicts = REASONED | (REACH if enough else {})
        self.tries_to(needs.weigh, who, need=self.one_of(Need, number), verdicts=verdicts)

    @rule(who=some, number=some)
    def cover(self, who: int, number: int) -> None:
        given = {"layers": (Layer.SOCIAL_NETWORK,), "agreement": "agrees", "ask_on": self.moment().date()}
        self.tries_to(needs.cover, who, need=self.one_of(Need, number), **given)

    @rule(who=some, number=some)
    def propose(self, who: int, number: int) -> None:
        self.tries_to(needs.propose_maatwerk, who, need=self.one_of(Need, number), offer=HOURS)

    @rule(who=some, number=some)
    def propose_at_once(self, who: int, number: int) -> None:
        offer = replace(HOURS, temporary=True)
        self.tries_to(needs.propose_maatwerk, who, need=self.one_of(Need, number), offer=offer)

    @rule(who=some, number=some)
    def reopen(self, who: int, number: int) -> None:
        self.tries_to(needs.reopen, who, need=self.one_of(Need, number), reason="not_helped")

    @rule(who=some, number=some, outcome=st.sampled_from(["granted", "denied"]))
    def decide(self, who: int, number: int, outcome: str) -> None:
        reasons = {"motivation": "Het netwerk helpt.", "article": "art. 3"}
        self.tries_to(decisions.decide, who, need=self.one_of(Need, number), outcome=outcome, **reasons)

    @rule(who=some, verb=st.sampled_from([*COURSE, "start_investigation", "report_outcome", "report_outcome"]))
    def go_on(self, who: int, verb: str) -> None:
        self.tries_to(getattr(course, verb), who, **COURSE[verb])

    @precondition(lambda self: self.tries > 14)
    @rule(who=some, verb=st.sampled_from(list(ENDINGS)))
    def end(self, who: int, verb: str) -> None:
        self.tries_to(getattr(course, verb), who, **ENDINGS[verb])

    @rule(law=some_law)
    def an_application_comes_in(self, law: str) -> None:
        """Receipt is never refused to who works in the team and sees the case, while it runs."""
        self.tries += 1
        ended, hidden = self.now().state in ENDED, self.now().confidential
        try:
            with acting(self.home, at=self.moment()):
                given = {"law": law, "received_on": self.moment().date()}
                decisions.register_application(case=self.case.id, by=self.home, at=self.moment(), **given)
        except Refused:
            assert ended
        except Case.DoesNotExist:
            assert hidden
        self.nothing_is_left_behind()

    @rule(who=some, number=some)
    def let_the_term_stand_still(self, who: int, number: int) -> None:
        today = self.moment().date()
        given = {"ground": "completion", "letter_on": today, "answer_by": today + timedelta(days=7)}
        self.tries_to(decisions.suspend, who, application=self.one_of(Application, number), **given)

    @rule(who=some, number=some, verb=st.sampled_from(["resume", "not_process", "withdraw_application", "waive_wait"]))
    def handle(self, who: int, number: int, verb: str) -> None:
        given = {"withdraw_application": {"said": "Nee."}, "waive_wait": {"because": "Vso"}}.get(verb, {})
        self.tries_to(getattr(decisions, verb), who, application=self.one_of(Application, number), **given)

    @rule(who=some, number=some)
    def object_to_it(self, who: int, number: int) -> None:
        about = self.one_of(Application, number)
        self.tries_to(objections.register_objection, who, application=about, received_on=self.moment().date())

    @rule(who=some, number=some)
    def object_to_a_decision(self, who: int, number: int) -> None:
        """On an application or without one: both have a way."""
        with acting(self.eye()):
            rows = list(Decision.objects.filter(need__case=self.case.id).order_by("pk"))
        about = rows[number % len(rows)].pk if rows else self.case.pk
        self.tries_to(objections.object_to_decision, who, decision=about, received_on=self.moment().date())

    @rule(who=some, number=some, outcome=st.sampled_from(["upheld", "partly", "dismissed", "withdrawn", ""]))
    def decide_on_the_objection(self, who: int, number: int, outcome: str) -> None:
        about = self.one_of(Objection, number)
        given = {"outcome": outcome, "motivation": "Zij heeft gelijk."}
        self.tries_to(objections.decide_objection, who, objection=about, **given)

    @rule(who=some, number=some)
    def withdraw_the_objection(self, who: int, number: int) -> None:
        self.tries_to(objections.withdraw_objection, who, objection=self.one_of(Objection, number), said="Laat maar.")

    @rule(who=some, to=some, verb=st.sampled_from(["take", "allocate", "allocate"]))
    def give(self, who: int, to: int, verb: str) -> None:
        whom = self.crew[to % len(self.crew)].id
        self.tries_to(getattr(dossier, verb), who, **({"to": whom} if verb == "allocate" else {}))

    @precondition(lambda self: self.tries > 12)
    @rule(who=some)
    def make_confidential(self, who: int) -> None:
        self.tries_to(dossier.make_confidential, who)

    @rule(who=some, to=some, verb=st.sampled_from(["grant_sight", "revoke_sight"]))
    def let_in_or_out(self, who: int, to: int, verb: str) -> None:
        self.tries_to(getattr(dossier, verb), who, user=self.crew[to % len(self.crew)].id)

    @rule(who=some, law=some_law, owner=some)
    def keep_up(self, who: int, law: str, owner: int) -> None:
        self.tries_to(dossier.log_contact, who, law=law, how="phone", said="Zij belde.", on=self.moment().date())
        whom = self.crew[owner % len(self.crew)].id
        self.tries_to(dossier.plan_next_step, who, what="Bellen", on=self.moment().date(), owner=whom)

    @rule(who=some, number=some)
    def find_out(self, who: int, number: int) -> None:
        self.tries_to(dossier.identify, who, resident=self.resident)
        self.tries_to(dossier.finish_task, who, task=self.one_of(Task, number))

    @rule(who=some, law=some_law)
    def something_is_asked_besides(self, who: int, law: str) -> None:
        asked = Asked(own_words="En dit ook.", channel="phone", received_on=self.moment().date(), laws=(law,))
        self.tries_to(dossier.add_report, who, asked=asked)

    def nothing_is_left_behind(self) -> None:
        case = self.now()
        with acting(self.eye()):
            running = list(Deadline.objects.running().filter(case=case))
            pending = Application.objects.filter(case=case, state__in=PENDING).count()
            objected = set(Objection.objects.filter(case=case, outcome="").values_list("last_day", flat=True))
            tasks = Task.objects.open().filter(case=case).count()
            seeing = set(CaseGrant.objects.filter(case=case, revoked_at=None).values_list("user", flat=True))
        assert case.due_on == min((row.end for row in running if row.duty), default=None)
        assert set(case.reported_laws) <= set(case.laws)
        assert case.state != "decided" or not pending
        assert objected <= {row.start for row in running if row.rule == "awb.objection_decision"}
        if case.confidential:
            assert seeing
            assert case.coordinator_id is None or case.coordinator_id in seeing
        if case.state in ENDED:
            assert {row.rule for row in running} <= {"awb.objection_decision"}
            assert tasks == 0
            assert case.closed_on
            assert case.ended_because

    def eye(self) -> Actor:
        """The Eye of a test has no grant: a confidential case is looked at as who has one, with the Eye's posts."""
        for one in dict.fromkeys(self.crew):
            with acting(one):
                if CaseGrant.objects.filter(case=self.case.pk, user=one.id, revoked_at=None).exists():
                    return replace(EYE, id=one.id)
        return EYE

    def teardown(self) -> None:
        if not hasattr(self, "case"):
            return
        assert "" not in self.told, "a refusal says what to do"
        with acting(self.eye()):
            told = list(Event.objects.filter(case=self.case.id).order_by("seq"))
        assert [event.seq for event in told] == list(range(1, self.now().last_seq + 1))
        assert {event.municipality for event in told} == {self.case.municipality_id}


SIZES = [(10, 40), pytest.param(300, 60, marks=pytest.mark.soak)]


@pytest.mark.parametrize(("examples", "steps"), SIZES)
def test_no_sequence_of_verbs_loses_or_leaks_a_thing(world: None, examples: int, steps: int) -> None:
    enter_more()
    run_state_machine_as_test(
        Course,
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
