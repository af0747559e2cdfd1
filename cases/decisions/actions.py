"""The verbs of an application: it is received, always; and decided, by who has a mandate."""

import uuid
from datetime import date, datetime
from uuid import UUID

from accounts import access
from accounts.access import Actor, Permission
from accounts.models import Mandate, Notice, Role
from cases.decisions.facts import case_facts
from cases.decisions.models import Application, Decision
from cases.dossier import acts, clocks
from cases.dossier.acts import Act
from cases.dossier.models import Case
from cases.needs.facts import facts_of, known_of
from cases.needs.models import Need, Proposal
from workflows import flow
from workflows.application_flow import ApplicationFacts, DecisionOutcome
from workflows.case_flow import CaseState
from workflows.deciding import NO_MANDATE
from workflows.ladder import NeedState
from workflows.layers import StepFour, step_four
from workflows.refusal import Refused


def register_application(
    *, case: UUID, law: str, received_on: date, by: Actor, at: datetime, seen: int | None = None
) -> Application:
    """Register an application (aanvraag). Never refused: one that comes too early is recorded as such and waits."""
    found = Case.objects.visible_to(by).get(pk=case)
    with access.widened(by, to=found.team_id, laws=frozenset({law})):
        return _register(case, law=law, received_on=received_on, by=by, at=at, seen=seen)


def _register(case: UUID, *, law: str, received_on: date, by: Actor, at: datetime, seen: int | None) -> Application:
    does = "application:register"
    with acts.on_case(case, does=does, permission=Permission.APPLICATION_REGISTER, by=by, at=at, seen=seen) as act:
        premature = clocks.is_premature(act.case, law=law, received_on=received_on)
        application = Application.objects.create(
            id=uuid.uuid4(), case=act.case, law=law, received_on=received_on, premature=premature
        )
        flow.move(act.case, "receive_application", case_facts(act, premature=premature))
        act.moved()
        if law not in act.case.laws:
            act.change(laws=sorted({*act.case.laws, law}))
        if not premature:
            clocks.start(act, event="application", law=law, on=received_on)
        act.event("application:received", law=law, reason="premature" if premature else "")
        acts.tell_team(act, role=Role.DECISION, kind=Notice.Kind.PROPOSAL_TO_DECIDE, law=law)
    return application


def decide(
    *,
    case: UUID,
    need: UUID,
    outcome: str,
    by: Actor,
    at: datetime,
    motivation: str = "",
    article: str = "",
    seen: int | None = None,
) -> Decision:
    """Grant or deny what is proposed for a need. The last decision on an application decides the application."""
    with acts.on_case(case, does="need:decide", permission=Permission.APPLICATION_DECIDE, by=by, at=at) as act:
        found = Need.objects.visible_to(by).get(pk=need, case=act.case.id)
        found.case = act.case
        if seen is not None and seen != found.version:
            raise acts.Stale(act.case, version=found.version)
        application = Application.objects.pending().filter(case=act.case, law=found.law).order_by("received_on").first()
        decision = _decide_need(act, found, application, outcome=outcome, motivation=motivation, article=article)
        if application:
            _decide_applications(act, application.law)
    return decision


def _decide_need(
    act: Act, need: Need, application: Application | None, *, outcome: str, motivation: str, article: str
) -> Decision:
    proposal = need.proposals.waiting().order_by("at").last() or Proposal(need=need)
    mandate = _mandate(act, need.law)
    facts = facts_of(
        need,
        known_of(need),
        by=act.who,
        at=act.at,
        mandate=mandate is not None,
        application_open=application is not None,
        temporary=proposal.temporary,
        quantity_given=proposal.quantity is not None,
        reason_given=bool(motivation.strip()),
        article_cited=bool(article.strip()),
    )
    granted = outcome == Decision.Outcome.GRANTED
    flow.move(need, "grant" if granted else "deny", facts)
    if mandate is None:
        raise Refused(NO_MANDATE)
    need.version += 1
    need.save(update_fields=["state", "version"])
    own = step_four(facts.law) == StepFour.OWN_DECISION
    kind = "need:decision" if own else "need:maatwerk"
    act.event(f"{kind}:{outcome}", need=need.id, law=need.law, layer=step_four(facts.law).value)
    return Decision.objects.create(
        need=need,
        basis=_basis(need, application),
        application=application,
        proposal=proposal,
        outcome=outcome,
        motivation=motivation,
        article=article,
        mandate=mandate,
        by_id=act.by.id,
        decided_on=act.on,
    )


def _basis(need: Need, application: Application | None) -> str:
    if application:
        return Decision.Basis.APPLICATION
    return Decision.Basis.EXTERNAL if need.externally_referred else Decision.Basis.URGENT


def _decide_applications(act: Act, law: str) -> None:
    """Decide what was applied for under a law when every need is decided; the case when no application is open.

    A second letter for the same help is answered by the same decision.
    """
    if Need.objects.filter(case=act.case, law=law, state=NeedState.PROPOSED).exists():
        return
    pending = list(act.case.applications.pending().filter(law=law).order_by("received_on"))
    decisions = list(Decision.objects.filter(application__in=pending))
    denied = [decision for decision in decisions if decision.outcome == Decision.Outcome.DENIED]
    facts = ApplicationFacts(
        at=act.at,
        by=act.who,
        mandate=True,
        outcome=_together({decision.outcome for decision in decisions}),
        reason_given=all(decision.motivation for decision in denied),
        article_cited=all(decision.article for decision in denied),
    )
    for application in pending:
        flow.move(application, "decide", facts)
        application.decided_on = act.on
        application.save(update_fields=["state", "outcome", "decided_on"])
        act.event("application:decided", law=law, reason=application.outcome)
    clocks.meet(act, event="decision", law=law)
    if act.case.state == CaseState.APPLIED and not act.case.applications.pending().exists():
        flow.move(act.case, "decide", case_facts(act, decisions=len(decisions)))
        act.moved()
        act.event("case:decided")


def _together(outcomes: set[str]) -> str:
    return next(iter(outcomes)) if len(outcomes) == 1 else DecisionOutcome.PARTLY.value


def _mandate(act: Act, law: str) -> Mandate | None:
    """The mandate this actor signs under today, for this municipality and law."""
    signed = Mandate.objects.valid(on=act.on).filter(user=act.by.id, municipality=act.case.municipality_id)
    mandate: Mandate | None = signed.filter(laws__contains=[law]).first()
    return mandate
