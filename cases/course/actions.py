"""The verbs of a case's course: investigate, report the outcome, resolve, start support, close."""

from datetime import datetime
from uuid import UUID

from accounts.access import Actor, Permission
from cases.decisions.facts import case_facts
from cases.dossier import acts, clocks
from cases.dossier.acts import Act
from cases.dossier.models import Case
from cases.needs.models import Coverage, Need
from workflows import flow
from workflows.ladder import layer_reached
from workflows.layers import STEP, Law, Layer, StepFour


def start_investigation(*, case: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Start the investigation (onderzoek); who starts it takes the case when nobody has it."""
    does = "case:start_investigation"
    with acts.on_case(case, does=does, permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        _move(act, "start_investigation")
        if act.case.coordinator_id is None:
            act.change(coordinator_id=by.id)
        act.event("investigation:started")
        if Law.WGS in act.case.laws:
            _hold_first_talk(act)
    return act.case


def report_outcome(*, case: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Give the resident the outcome of the investigation (verslag); per law its heaviest step is what figures count."""
    does = "case:report_outcome"
    with acts.on_case(case, does=does, permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        _move(act, "report_outcome")
        for law, layer in _reached_per_law(act).items():
            act.event("investigation:finished", law=law, layer=layer)
            clocks.meet(act, event="report", law=law)
        _take_up_premature(act)
    return act.case


def resolve(*, case: UUID, told_in_writing: bool, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Round a case off without a decision: all is covered, and the resident knows in writing what is possible."""
    with acts.on_case(
        case, does="case:resolve", permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen
    ) as act:
        _move(act, "resolve", told_in_writing=told_in_writing)
        act.event("case:resolved")
    return act.case


def start_support(*, case: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The granted support begins."""
    does = "case:start_support"
    with acts.on_case(case, does=does, permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        _move(act, "start_support")
        act.event("support:started")
    return act.case


def close(*, case: UUID, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Close a case with a reason code; what comes in later is a new case."""
    with acts.on_case(case, does="case:close", permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        _move(act, "close", reason_given=bool(reason))
        act.change(closed_on=act.on)
        clocks.lapse(act)
        act.event("case:closed", reason=reason)
    return act.case


def _hold_first_talk(act: Act) -> None:
    """Under the Wgs the investigation begins with the first talk, which meets its clock and starts the decision's."""
    clocks.meet(act, event="first_talk", law=Law.WGS)
    clocks.start(act, event="first_talk", law=Law.WGS, on=act.on)


def _take_up_premature(act: Act) -> None:
    """An application that was too early is in time from the report on: only now its clock starts."""
    for application in act.case.applications.pending().filter(premature=True):
        clocks.start(act, event="application", law=application.law, on=act.on)


def _move(act: Act, transition: str, **brings: object) -> None:
    flow.move(act.case, transition, case_facts(act, **brings))
    act.moved()


def _reached_per_law(act: Act) -> dict[str, str]:
    """Per law the heaviest step in which a need of this case ended, as code; empty when it ended nowhere yet."""
    needs = list(Need.objects.filter(case=act.case))
    covering = {
        coverage.need_id: tuple(Layer(layer) for layer in coverage.layers)
        for coverage in Coverage.objects.filter(need__in=needs).order_by("at")
    }
    reached: dict[str, str] = {}
    for need in needs:
        layer = layer_reached(state=need.state, law=Law(need.law), covering=covering.get(need.id, ()))
        reached[need.law] = _heavier(reached.get(need.law, ""), layer.value if layer else "")
    return reached


def _heavier(one: str, other: str) -> str:
    weight = {"": 0, StepFour.OWN_DECISION.value: 4} | {layer.value: step for layer, step in STEP.items()}
    return max(one, other, key=lambda code: weight[code])
