"""The verbs of an objection (bezwaar): it is registered, always; decided by who took no part, or withdrawn."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.models import Max, Q

from accounts.access import Actor, Permission
from accounts.models import Notice, Role
from cases.decisions.acts import application_of, mandate_of, move
from cases.decisions.facts import took_part
from cases.decisions.models import Application, Decision, Objection
from cases.dossier import acts, clocks
from cases.dossier.acts import Act
from cases.dossier.sight import laws_in_sight
from cases.needs.models import Need
from workflows import flow, terms
from workflows.application_flow import ApplicationState, DecisionOutcome
from workflows.ladder import NeedFacts, NeedState
from workflows.layers import Law

OUTCOME_OF: dict[str, DecisionOutcome] = {
    Decision.Outcome.GRANTED: DecisionOutcome.GRANTED,
    Decision.Outcome.DENIED: DecisionOutcome.DENIED,
    Decision.Outcome.ENDED: DecisionOutcome.DENIED,
}
NOT_GRANTED = (Decision.Outcome.DENIED, Decision.Outcome.ENDED)
REGISTERS, DECIDES = Permission.APPLICATION_REGISTER, Permission.APPLICATION_DECIDE


def register_objection(
    *,
    case: UUID,
    application: UUID,
    received_on: date,
    by: Actor,
    at: datetime,
    grounds: str = "",
    seen: int | None = None,
) -> Objection:
    """Register an objection (bezwaar). Never refused: being late is a fact for who decides on it, also after the end.

    Its clock starts the day after the term for objecting ended (Awb art. 7:10).
    """
    with acts.on_case(case, does="objection:register", permission=REGISTERS, by=by, at=at, seen=seen) as act:
        return _receive(act, application_of(act, application), received_on=received_on, grounds=grounds)


def object_to_decision(
    *,
    case: UUID,
    decision: UUID,
    received_on: date,
    by: Actor,
    at: datetime,
    grounds: str = "",
    seen: int | None = None,
) -> Objection:
    """Register an objection against a decision, whether it answered an application or not (Awb art. 6:4, 7:1).

    Urgent help (Wmo 2015 art. 2.3.3) and what a doctor or judge referred to are decided on without one: the way of the
    objection is then kept in an application made ex officio. Raises Decision.DoesNotExist when it is not in sight.
    """
    with acts.on_case(case, does="objection:register", permission=REGISTERS, by=by, at=at, seen=seen) as act:
        needs = Need.objects.visible_to(by).filter(case=act.case)
        found = Decision.objects.select_related("application", "need").get(pk=decision, need__in=needs)
        application = found.application or _ex_officio(act, found)
        return _receive(act, application, received_on=received_on, grounds=grounds)


def _ex_officio(act: Act, decision: Decision) -> Application:
    """What the objection against a decision without an application hangs from: decided as the decision was."""
    application = Application(
        id=uuid4(),
        case=act.case,
        law=decision.need.law,
        ex_officio=True,
        state=ApplicationState.DECIDED,
        outcome=OUTCOME_OF[decision.outcome],
        received_on=decision.decided_on,
        decided_on=decision.decided_on,
    )
    application.save(force_insert=True)
    decision.application = application
    decision.save(update_fields=["application"])
    return application


def _receive(act: Act, application: Application, *, received_on: date, grounds: str) -> Objection:
    law = application.law
    move(act, application, "receive_objection")
    last_day = terms.end_of("awb.objection", _decided_last(application) or act.on).end
    in_time = received_on <= last_day
    objection = Objection.objects.create(
        application=application,
        case=act.case,
        law=law,
        received_on=received_on,
        in_time=in_time,
        last_day=last_day,
        grounds=grounds,
    )
    clocks.start(act, event="objection", law=law, on=last_day)
    act.event("objection:received", law=law, reason="" if in_time else "late")
    acts.tell_team(act, role=Role.DECISION, kind=Notice.Kind.OBJECTION, law=law)
    return objection


def decide_objection(
    *,
    case: UUID,
    objection: UUID,
    outcome: str,
    motivation: str,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Decide on an objection, by who took no part in the decision (Awb art. 7:5).

    Upheld, the needs that were denied or lost their support are open again: what follows is proposed and decided on.
    """
    with acts.on_case(case, does="objection:decide", permission=DECIDES, by=by, at=at, seen=seen) as act:
        found = _objection(act, objection)
        application = found.application
        becomes: dict[str, str] = {
            Objection.Outcome.UPHELD: DecisionOutcome.GRANTED,
            Objection.Outcome.PARTLY: DecisionOutcome.PARTLY,
        }
        move(
            act,
            application,
            "decide_objection",
            mandate=mandate_of(act, found.law) is not None,
            took_part=took_part(act, found.law),
            outcome=becomes.get(outcome, application.outcome if outcome == Objection.Outcome.DISMISSED else ""),
            reason_given=bool(motivation.strip()),
        )
        _end_objection(act, found, outcome=outcome, motivation=motivation)
        act.event("objection:decided", law=found.law, reason=outcome)
        if outcome in becomes and not act.case.is_over:
            lost = Q(decisions__application=application, state__in=(NeedState.DENIED, NeedState.STEPPED_DOWN))
            _open_again(act, Need.objects.filter(lost, decisions__outcome__in=NOT_GRANTED).distinct())


def _decided_last(application: Application) -> date | None:
    """The day of the newest decision on what was applied for: help that was granted may have been ended since."""
    newest: date | None = application.decisions.aggregate(day=Max("decided_on"))["day"]
    return newest or application.decided_on


def withdraw_objection(
    *, case: UUID, objection: UUID, said: str, by: Actor, at: datetime, seen: int | None = None
) -> None:
    """The resident withdraws the objection, in the words that are recorded; the decision stands."""
    with acts.on_case(case, does="objection:withdraw", permission=REGISTERS, by=by, at=at, seen=seen) as act:
        found = _objection(act, objection)
        move(act, found.application, "withdraw_objection", resident_said=bool(said.strip()))
        _end_objection(act, found, outcome=Objection.Outcome.WITHDRAWN)
        act.event("objection:withdrawn", law=found.law)
        act.said(said, law=found.law)


def _objection(act: Act, objection: UUID) -> Objection:
    mine = Objection.objects.filter(case=act.case, law__in=laws_in_sight(act.by, act.case))
    return mine.select_related("application").get(pk=objection)


def _end_objection(act: Act, objection: Objection, *, outcome: str, motivation: str = "") -> None:
    objection.outcome, objection.motivation = outcome, motivation
    objection.decided_on, objection.decided_by_id = act.on, act.by.id
    objection.save(update_fields=["outcome", "motivation", "decided_on", "decided_by"])
    others = Objection.objects.filter(case=act.case, law=objection.law, outcome="", last_day__isnull=False)
    clocks.meet(act, event="objection", laws=(objection.law,), keep=others.values("last_day"))


def _open_again(act: Act, needs: Iterable[Need]) -> None:
    for need in needs:
        flow.move(need, "reopen", NeedFacts(at=act.at, by=act.who, law=Law(need.law), reason_given=True))
        need.version += 1
        need.save(update_fields=["state", "version"])
        act.event("need:reopened", need=need.id, law=need.law, reason="objection_upheld")
