"""The verbs of a case's course: investigate, report the outcome, resolve, support, review, and end."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, Permission
from cases.decisions import actions as decisions
from cases.decisions.facts import case_facts
from cases.dossier import acts, clocks
from cases.dossier.actions import LAW_NOT_YOURS
from cases.dossier.acts import Act
from cases.dossier.models import Case, EndedBecause
from cases.dossier.sight import laws_in_sight
from cases.needs.models import Coverage, Need, Proposal
from cases.referrals import actions as referrals
from cases.referrals.models import Referral
from workflows import flow
from workflows.case_flow import CaseFacts, ready_to_report, to_resume
from workflows.ladder import NeedFacts, NeedState, layer_reached
from workflows.layers import STEP, Law, Layer, StepFour
from workflows.refusal import Refusal, Refused

REPORTED_ALREADY = Refusal("reported_already", _("The outcome of your part has been given already."))
TALKED_ALREADY = Refusal("talked_already", _("The first talk about debts was held already."))
INVESTIGATES = Permission.CASE_INVESTIGATE


def start_investigation(*, case: UUID, by: Actor, at: datetime, waives: bool = False, seen: int | None = None) -> Case:
    """Start the investigation (onderzoek); who starts it takes the case when nobody has it.

    Under the Wgs it starts with the first talk, which is the application unless the resident `waives` a decision.
    """
    does = "case:start_investigation"
    with acts.on_case(case, does=does, permission=INVESTIGATES, by=by, at=at, seen=seen) as act:
        _move(act, "start_investigation", CaseFacts(at=at, by=act.who))
        if act.case.coordinator_id is None:
            act.change(coordinator_id=by.id)
        act.event("investigation:started")
        if Law.WGS in laws_in_sight(by, act.case) and not clocks.first_talk_held(act.case):
            _hold_first_talk(act, waives=waives)
    return act.case


def hold_first_talk(*, case: UUID, by: Actor, at: datetime, waives: bool = False, seen: int | None = None) -> Case:
    """The first talk about debts (eerste gesprek, Wgs art. 4) in a case that was under way without it."""
    does = "case:hold_first_talk"
    with acts.on_case(case, does=does, permission=INVESTIGATES, by=by, at=at, seen=seen) as act:
        if Law.WGS not in laws_in_sight(by, act.case):
            raise Refused(LAW_NOT_YOURS)
        if clocks.first_talk_held(act.case):
            raise Refused(TALKED_ALREADY)
        _hold_first_talk(act, waives=waives)
    return act.case


def _hold_first_talk(act: Act, *, waives: bool) -> None:
    """It meets its own clock and starts the decision's. Without further help the resident gets none (art. 4a lid 2)."""
    clocks.meet(act, event="first_talk", laws=(Law.WGS,))
    act.event("talk:held", law=Law.WGS, reason="waived" if waives else "")
    if not waives:
        clocks.start(act, event="first_talk", law=Law.WGS, on=act.on)
        decisions.receive_at_first_talk(act)


def report_outcome(*, case: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Give the resident the outcome of the investigation (verslag), of each law of the actor that is weighed.

    Per law its heaviest step is what the figures count. The case is reported when its last law is.
    """
    does = "case:report_outcome"
    with acts.on_case(case, does=does, permission=INVESTIGATES, by=by, at=at, seen=seen) as act:
        done = set(act.case.reported_laws)
        asked = [law for law in laws_in_sight(by, act.case) if law not in done]
        facts = case_facts(act)
        ready = ready_to_report(facts.needs, asked)
        if not asked and flow.refusal_for(act.case, "report_outcome", facts) is None:
            raise Refused(REPORTED_ALREADY)
        judged = tuple(need for need in facts.needs if need.law in (ready or asked))
        left = len(set(act.case.laws) - done - set(ready))
        _move(act, "report_outcome", replace(facts, needs=judged, laws_left=left))
        act.change(reported_laws=sorted(done | set(ready)))
        for law, layer, why in _finished(act, ready):
            act.event("investigation:finished", law=law, layer=layer, reason=why)
        clocks.meet(act, event="report", laws=ready)
        _take_up_premature(act, ready)
    return act.case


def _take_up_premature(act: Act, laws: Collection[str]) -> None:
    """An application that was too early is in time from the report on: only now its clock starts."""
    for application in act.case.applications.pending().filter(premature=True, held_until=None, law__in=laws):
        clocks.start(act, event="application", law=application.law, on=act.on)


def resume_investigation(*, case: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Take up the investigation again under the laws of which the outcome was given and a need waits again."""
    does = "case:resume_investigation"
    with acts.on_case(case, does=does, permission=INVESTIGATES, by=by, at=at, seen=seen) as act:
        facts = case_facts(act)
        needs = to_resume(facts.needs, state=act.case.state, reported=act.case.reported_laws)
        _move(act, "resume_investigation", replace(facts, needs=needs))
        again = {need.law for need in needs if need.state in (NeedState.OPEN, NeedState.WEIGHED)}
        act.change(reported_laws=sorted(set(act.case.reported_laws) - again))
        for law in sorted(again):
            act.event("investigation:resumed", law=law)
    return act.case


def resolve(*, case: UUID, told_in_writing: bool, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Round a case off without a decision: all is covered, and the resident knows in writing what is possible."""
    with acts.on_case(case, does="case:resolve", permission=INVESTIGATES, by=by, at=at, seen=seen) as act:
        _move(act, "resolve", case_facts(act, told_in_writing=told_in_writing))
        act.event("case:resolved")
    return act.case


def start_support(*, case: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The granted support begins."""
    with acts.on_case(case, does="case:start_support", permission=INVESTIGATES, by=by, at=at, seen=seen) as act:
        _move(act, "start_support", case_facts(act))
        act.event("support:started")
    return act.case


def start_review(*, case: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Look again whether the support still fits (heronderzoek, Wmo 2015 art. 2.3.9): an investigation of its own."""
    with acts.on_case(case, does="case:start_review", permission=INVESTIGATES, by=by, at=at, seen=seen) as act:
        facts = case_facts(act)
        _move(act, "start_review", facts)
        supported = {need.law for need in facts.needs if need.state == NeedState.GRANTED}
        act.change(reported_laws=sorted(set(act.case.reported_laws) - supported))
        act.event("review:started")
    return act.case


def continue_support(*, case: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """After the review the support goes on as it was."""
    does = "case:continue_support"
    with acts.on_case(case, does=does, permission=INVESTIGATES, by=by, at=at, seen=seen) as act:
        _move(act, "continue_support", case_facts(act))
        act.change(reported_laws=sorted({*act.case.reported_laws, *laws_in_sight(by, act.case)}))
        act.event("support:continued")
    return act.case


def close(*, case: UUID, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Close a case for a reason of EndedBecause; what comes in later is a new case.

    Needs that ended keep how they ended; what was not settled yet is closed along with the case.
    """
    with acts.on_case(case, does="case:close", permission=INVESTIGATES, by=by, at=at, seen=seen) as act:
        _move(act, "close", case_facts(act, reason_given=reason in EndedBecause.values))
        _end(act, because=reason)
        act.event("case:closed", reason=reason)
    return act.case


def withdraw(*, case: UUID, said: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The resident withdraws, in the words that are recorded; what was applied for is withdrawn along with it."""
    with acts.on_case(case, does="case:withdraw", permission=INVESTIGATES, by=by, at=at, seen=seen) as act:
        _move(act, "withdraw", case_facts(act, resident_said=bool(said.strip())))
        decisions.withdraw_all(act)
        _end(act, because=EndedBecause.WITHDRAWN)
        act.event("case:withdrawn", reason=EndedBecause.WITHDRAWN.value)
        act.said(said, law=laws_in_sight(by, act.case)[0])
    return act.case


def transfer(*, case: UUID, to: str, because: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Pass a case on to who is competent: another municipality, the Wlz, another authority (Awb art. 2:3)."""
    with acts.on_case(case, does="case:transfer", permission=INVESTIGATES, by=by, at=at, seen=seen) as act:
        given = bool(to.strip()) and because in EndedBecause.values
        _move(act, "transfer", case_facts(act, destination_given=given))
        _end(act, because=because)
        act.change(handed_to=to.strip())
        act.event("case:transferred", reason=because)
    return act.case


def _end(act: Act, *, because: str) -> None:
    act.change(closed_on=act.on, ended_because=because, next_step="", next_step_on=None, next_step_owner_id=None)
    clocks.lapse(act)
    act.finish_tasks()
    referred = Exists(Referral.objects.open().filter(need=OuterRef("pk")))
    needs = Need.objects.filter(case=act.case, law__in=laws_in_sight(act.by, act.case)).annotate(referred=referred)
    if any(vars(need)["referred"] for need in needs):
        referrals.withdraw_all(act)
    for need in needs:
        if need.state in UNSETTLED:
            _close_need(act, need, because=because)


UNSETTLED = (NeedState.OPEN, NeedState.WEIGHED, NeedState.PROPOSED)


def _close_need(act: Act, need: Need, *, because: str) -> None:
    facts = NeedFacts(at=act.at, by=act.who, law=Law(need.law), reason_given=True)
    if need.state == NeedState.PROPOSED:
        flow.move(need, "withdraw_proposal", facts)
        need.proposals.waiting().update(withdrawn_at=act.at)
    need.closed_from = need.state
    flow.move(need, "close", facts)
    need.version += 1
    need.save(update_fields=["state", "version", "closed_from"])
    act.event("need:closed", need=need.id, law=need.law, reason=because)


def _move(act: Act, transition: str, facts: CaseFacts) -> None:
    flow.move(act.case, transition, facts)
    act.moved()


def _finished(act: Act, laws: Collection[str]) -> list[tuple[str, str, str]]:
    """Of these laws those with needs: the heaviest step in which one ended, and the route it went by; empty when none.

    "external": every need was referred by a doctor, a judge or an institution; "urgent": help went first.
    """
    offered_first = Proposal.objects.filter(need=OuterRef("pk"), temporary=True, withdrawn_at=None)
    needs = list(Need.objects.filter(case=act.case, law__in=laws).annotate(helped_first=Exists(offered_first)))
    covering = {
        coverage.need_id: tuple(Layer(layer) for layer in coverage.layers)
        for coverage in Coverage.objects.in_force().filter(need__in=needs).order_by("at")
    }
    by_law = {law: [need for need in needs if need.law == law] for law in laws}
    return [(law, _heaviest(of_law, covering), _route(of_law)) for law, of_law in by_law.items() if of_law]


def _heaviest(needs: Sequence[Need], covering: dict[UUID, tuple[Layer, ...]]) -> str:
    reached = (
        layer_reached(
            state=need.state,
            law=Law(need.law),
            covering=covering.get(need.id, ()),
            closed_from=need.closed_from or None,
        )
        for need in needs
    )
    weight = {"": 0, StepFour.OWN_DECISION.value: 4} | {layer.value: step for layer, step in STEP.items()}
    return max((layer.value if layer else "" for layer in reached), key=lambda code: weight[code])


def _route(needs: Sequence[Need]) -> str:
    if all(need.externally_referred for need in needs):
        return "external"
    return "urgent" if any(need.urgent and vars(need)["helped_first"] for need in needs) else ""
