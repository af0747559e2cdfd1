"""The verbs of an application: it is received, always; it stands still or is withdrawn; who has a mandate decides."""

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from accounts import access
from accounts.access import Actor, Permission
from accounts.models import Notice, Role
from cases.decisions.acts import (
    application_of,
    asked_for,
    goes_first,
    held_back,
    mandate_of,
    move,
    proposed,
    to_decide,
)
from cases.decisions.facts import case_facts, facts_from
from cases.decisions.models import Application, Decision, Suspension
from cases.dossier import acts, clocks, sight
from cases.dossier.acts import Act
from cases.needs.facts import facts_of, known_of
from cases.needs.models import Need
from workflows import flow, terms
from workflows.application_flow import (
    PENDING,
    ApplicationFacts,
    ApplicationState,
    DecisionOutcome,
    SuspensionGround,
)
from workflows.case_flow import BEFORE_REPORT, CaseFacts, CaseState
from workflows.deciding import NO_MANDATE
from workflows.ladder import NeedState
from workflows.layers import Law, StepFour, step_four
from workflows.refusal import Refused

REGISTERS, DECIDES = Permission.APPLICATION_REGISTER, Permission.APPLICATION_DECIDE
ONE_DAY = timedelta(1)


def register_application(
    *,
    case: UUID,
    law: str,
    received_on: date,
    by: Actor,
    at: datetime,
    waived_because: str = "",
    seen: int | None = None,
) -> Application:
    """Register an application (aanvraag). Never refused: one that comes too early is recorded as such and waits.

    `waived_because`: why the search period under 27 does not apply to this resident (Participatiewet art. 41 lid 4).
    """
    found = acts.glance(case, by=by)
    if law in by.laws_per_team().get(found.team_id, ()):
        return _register(case, law=law, received_on=received_on, waived_because=waived_because, by=by, at=at, seen=seen)
    with access.widened(by, to=found.team_id, laws=frozenset({law})) as wide:
        return _register(
            case, law=law, received_on=received_on, waived_because=waived_because, by=wide, at=at, seen=seen
        )


def _register(
    case: UUID, *, law: str, received_on: date, waived_because: str, by: Actor, at: datetime, seen: int | None
) -> Application:
    with acts.on_case(case, does="application:register", permission=REGISTERS, by=by, at=at, seen=seen) as act:
        application = _receive(act, law=law, received_on=received_on, waived_because=waived_because)
        acts.tell_team(act, role=Role.DECISION, kind=Notice.Kind.PROPOSAL_TO_DECIDE, law=law)
    return application


def receive_at_first_talk(act: Act) -> None:
    """Under the Wgs the first talk is the application; one that came before is in time from now on."""
    if not act.case.applications.pending().filter(law=Law.WGS).exists():
        _receive(act, law=Law.WGS, received_on=act.on)
    elif act.case.state in BEFORE_REPORT:
        _apply(act, premature=False)


def _receive(act: Act, *, law: str, received_on: date, waived_because: str = "") -> Application:
    early = clocks.earliness(act.case, law=law, received_on=received_on, wait_waived=bool(waived_because))
    held_until = early.until if early and early.code == "search_period" else None
    application = Application.objects.create(
        id=uuid.uuid4(),
        case=act.case,
        law=law,
        received_on=received_on,
        premature=early is not None,
        held_until=held_until,
        wait_waived_because=waived_because,
    )
    _apply(act, premature=early is not None)
    if law not in act.case.laws:
        act.change(laws=sorted({*act.case.laws, law}))
    if early is None or held_until:
        clocks.start(act, event="application", law=law, on=held_until or received_on)
    act.event("application:received", law=law, reason="premature" if early else "")
    return application


def _apply(act: Act, *, premature: bool) -> None:
    flow.move(act.case, "receive_application", CaseFacts(at=act.at, by=act.who, premature=premature))
    act.moved()


def waive_wait(
    *, case: UUID, application: UUID, because: str, by: Actor, at: datetime, seen: int | None = None
) -> None:
    """The search period under 27 does not apply to this resident, for a reason on file: handle it at once."""
    with acts.on_case(case, does="application:waive_wait", permission=REGISTERS, by=by, at=at, seen=seen) as act:
        found = application_of(act, application)
        held_until, found.held_until, found.premature = found.held_until, None, False
        found.wait_waived_because = because.strip()
        move(act, found, "waive_wait", held_until=held_until, reason_given=bool(because.strip()))
        found.save(update_fields=["held_until", "wait_waived_because", "premature"])
        clocks.lapse(act, law=found.law, start=held_until)
        clocks.start(act, event="application", law=found.law, on=found.received_on)
        if act.case.state in BEFORE_REPORT:
            _apply(act, premature=False)
        act.event("application:wait_waived", law=found.law)


def pay_advance(
    *, case: UUID, application: UUID, paid_on: date, by: Actor, at: datetime, seen: int | None = None
) -> None:
    """An advance (voorschot) was paid; the next is due four weeks later, until the decision (Pw art. 52 lid 1)."""
    with acts.on_case(case, does="application:advance", permission=REGISTERS, by=by, at=at, seen=seen) as act:
        found = application_of(act, application)
        move(act, found, "pay_advance", law=found.law, paid_before_receipt=paid_on < found.received_on)
        clocks.meet(act, event="advance", laws=(found.law,), on=paid_on)
        clocks.start(act, event="advance", law=found.law, on=paid_on)
        act.event("application:advance_paid", law=found.law)


def suspend(
    *,
    case: UUID,
    application: UUID,
    ground: str,
    letter_on: date | None,
    answer_by: date | None,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> None:
    """The term stands still from the day after the letter (opschorten, Awb art. 4:15), until it is answered.

    Until then the end of the term is counted as if the answer comes on the last day the letter gives.
    """
    with acts.on_case(case, does="application:suspend", permission=REGISTERS, by=by, at=at, seen=seen) as act:
        found = application_of(act, application)
        sent = letter_on is not None and letter_on <= act.on
        move(act, found, "suspend", suspension_ground=ground, letter_sent=sent)
        since = letter_on or act.on
        Suspension.objects.create(
            application=found, case=act.case, law=found.law, ground=ground, since=since, answer_by=answer_by
        )
        _count_again(act, found.law)
        act.event("application:suspended", law=found.law, reason=ground)


def resume(*, case: UUID, application: UUID, by: Actor, at: datetime, seen: int | None = None) -> None:
    """The term runs again: what was asked is there, or the time given for it has passed."""
    with acts.on_case(case, does="application:resume", permission=REGISTERS, by=by, at=at, seen=seen) as act:
        found = application_of(act, application)
        move(act, found, "resume")
        _runs_again(act, found)
        _count_again(act, found.law)
        act.event("application:resumed", law=found.law)


def _runs_again(act: Act, application: Application) -> None:
    """The open stretch ends today, or on the day after the time for completing the application had passed unused."""
    for stretch in application.suspensions.filter(until=None):
        lapsed = stretch.ground == SuspensionGround.COMPLETION and stretch.answer_by and stretch.answer_by < act.on
        stretch.until = stretch.answer_by + ONE_DAY if stretch.answer_by and lapsed else act.on
        stretch.save(update_fields=["until"])


def _count_again(act: Act, law: str) -> None:
    stretches = Suspension.objects.filter(case=act.case, law=law, application__state__in=PENDING)
    ends = ((one.since, one.until or (one.answer_by + ONE_DAY if one.answer_by else None)) for one in stretches)
    clocks.stand_still(act, law=law, suspensions=[terms.Suspension(begins, end) for begins, end in ends if end])


def withdraw_application(
    *, case: UUID, application: UUID, said: str, by: Actor, at: datetime, seen: int | None = None
) -> None:
    """The resident withdraws the application, in the words that are recorded."""
    with acts.on_case(case, does="application:withdraw", permission=REGISTERS, by=by, at=at, seen=seen) as act:
        found = application_of(act, application)
        _withdraw(act, found, said=said)
        act.said(said, law=found.law)
        if not act.case.applications.pending().filter(law=found.law).exists():
            clocks.lapse(act, law=found.law, rule__in=clocks.MET_BY["decision"])
        if act.case.state == CaseState.APPLIED:
            left = len(set(act.case.laws) - set(act.case.reported_laws))
            flow.move(act.case, "drop_application", case_facts(act, laws_left=left))
            act.moved()


def withdraw_all(act: Act) -> None:
    """The resident withdraws everything: the applications too."""
    for application in act.case.applications.pending().filter(law__in=sight.laws_in_sight(act.by, act.case)):
        _withdraw(act, application, said="all")


def _withdraw(act: Act, application: Application, *, said: str) -> None:
    move(act, application, "withdraw", resident_said=bool(said.strip()))
    _runs_again(act, application)
    act.event("application:withdrawn", law=application.law)


def not_process(
    *, case: UUID, application: UUID, by: Actor, at: datetime, because: str = "", seen: int | None = None
) -> None:
    """Leave an application unprocessed (buiten behandeling), when the chance to complete it passed (Awb 4:5)."""
    with acts.on_case(case, does="application:not_process", permission=DECIDES, by=by, at=at, seen=seen) as act:
        found = application_of(act, application)
        asked = found.suspensions.filter(ground=SuspensionGround.COMPLETION, answer_by__lt=act.on)
        facts = ApplicationFacts(
            at=at,
            by=act.who,
            mandate=mandate_of(act, found.law) is not None,
            outcome=DecisionOutcome.NOT_PROCESSED.value,
            completion_asked=asked.exists(),
        )
        _decide(act, [found], facts)
        if because.strip():
            act.said(because.strip(), law=found.law)
        standing = case_facts(act)
        _decide_case(act, standing)


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
    """Grant or deny what is proposed for a need. The last decision on an application decides the application.

    Urgent help and what a doctor or judge refers to need none; such a grant meets no clock of an application.
    """
    with acts.on_case(case, does="need:decide", permission=DECIDES, by=by, at=at) as act:
        found = to_decide(act, need)
        if seen is not None and seen != found.version:
            raise acts.Stale(act.case, version=found.version)
        asked = asked_for(found)
        decision = _decide_need(act, found, asked, outcome=outcome, motivation=motivation, article=article)
        pending = [one for one in asked if one.state in PENDING]
        if decision.application in pending:
            _decide_applications(act, decision, pending)
    return decision


def _decide_need(
    act: Act, need: Need, asked: list[Application], *, outcome: str, motivation: str, article: str
) -> Decision:
    proposal, mandate = proposed(need), vars(need)["mandate"]
    application = _answered(act, need, asked, temporary=proposal.temporary)
    facts = facts_of(
        need,
        known_of(need, on=act.on),
        by=act.who,
        at=act.at,
        mandate=mandate is not None,
        application_open=application is not None,
        temporary=proposal.temporary,
        quantity_given=proposal.quantity is not None,
        reason_given=bool(motivation.strip()),
        article_cited=bool(article.strip()),
    )
    flow.move(need, "grant" if outcome == Decision.Outcome.GRANTED else "deny", facts)
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
        proposal_id=proposal.id,
        outcome=outcome,
        motivation=motivation,
        article=article,
        mandate_id=mandate,
        by_id=act.by.id,
        decided_on=act.on,
    )


def _answered(act: Act, need: Need, asked: list[Application], *, temporary: bool) -> Application | None:
    """The application this decision answers: the oldest that waits, or the one whose objection was upheld.

    Temporary help that goes first answers none: the application waits for the investigation (Wmo 2015 art. 2.3.3). One
    that is held in the search period is not decided on yet.
    """
    upheld = [one for one in asked if one.state not in PENDING and (vars(one)["own"] or not one.ex_officio)]
    again = max(upheld, key=lambda one: (vars(one)["own"], one.decided_on), default=None)
    if goes_first(need, temporary=temporary):
        return again if again and again.ex_officio else None
    pending = [one for one in asked if one.state in PENDING]
    if not pending:
        return again
    held = held_back(pending[0].held_until, by=act.who, at=act.at)
    if held and not need.externally_referred:
        raise Refused(held)
    return None if held else pending[0]


def _basis(need: Need, application: Application | None) -> str:
    if application and not application.ex_officio:
        return Decision.Basis.APPLICATION
    return Decision.Basis.EXTERNAL if need.externally_referred else Decision.Basis.URGENT


def _decide_applications(act: Act, decision: Decision, pending: list[Application]) -> None:
    """Decide what was applied for under a law when every need is decided; the case when no application is open.

    A second letter for the same help is answered by the same decision.
    """
    need, before = decision.need, vars(decision.need)
    rows = [row | {"state": need.state} if row["id"] == str(need.id) else row for row in before["need_rows"]]
    standing = facts_from(act, before | {"need_rows": rows})
    if any(one.law == need.law and one.state == NeedState.PROPOSED for one in standing.needs):
        return
    told = [row for application in pending for row in vars(application)["outcome_rows"]]
    told.append({"outcome": decision.outcome, "motivation": decision.motivation, "article": decision.article})
    denied = [row for row in told if row["outcome"] == Decision.Outcome.DENIED]
    facts = ApplicationFacts(
        at=act.at,
        by=act.who,
        mandate=True,
        outcome=_together({row["outcome"] for row in told}),
        reason_given=all(row["motivation"] for row in denied),
        article_cited=all(row["article"] for row in denied),
    )
    _decide(act, pending, facts)
    _decide_case(act, replace(standing, applications_open=standing.applications_open - len(pending), decisions=1))


def _decide(act: Act, applications: Collection[Application], facts: ApplicationFacts) -> None:
    for application in applications:
        suspended = application.state == ApplicationState.SUSPENDED
        flow.move(application, "decide", replace(facts, held_until=application.held_until))
        application.decided_on = act.on
        application.save(update_fields=["state", "outcome", "decided_on"])
        if suspended:
            _runs_again(act, application)
        act.event("application:decided", law=application.law, reason=application.outcome)
    clocks.meet_with_the_act(act, event="decision", laws={application.law for application in applications})


def _decide_case(act: Act, standing: CaseFacts) -> None:
    """The case is decided when no application is open any more, under no law."""
    if act.case.state != CaseState.APPLIED or standing.applications_open or "application" in standing.elsewhere:
        return
    flow.move(act.case, "decide", standing)
    act.moved()
    act.event("case:decided")


def _together(outcomes: set[str]) -> str:
    return next(iter(outcomes)) if len(outcomes) == 1 else DecisionOutcome.PARTLY.value
