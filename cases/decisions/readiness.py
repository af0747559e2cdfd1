"""Whether what waits for a decision can be decided today, and why not: the refusal that the act itself would give."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate

from accounts.access import Actor, Permission
from cases.decisions.acts import UPHELD, goes_first, held_back, proposed, waiting_proposal
from cases.decisions.models import Application, Suspension
from cases.dossier.models import Case
from cases.dossier.querysets import CaseQuerySet
from cases.needs.facts import facts_of, known_of
from cases.needs.models import Need
from workflows import flow
from workflows.application_flow import ApplicationFacts, DecisionOutcome, SuspensionGround
from workflows.case_flow import NO_NEEDS, CaseState
from workflows.flow import By
from workflows.ladder import NeedState
from workflows.refusal import Refusal

TO_PROPOSE = (NeedState.OPEN, NeedState.WEIGHED)
Refusals = Mapping[UUID, Refusal | None]


def refusals_of(cases: Collection[Case], *, by: Actor, at: datetime) -> Refusals:
    """By case id, why `by` can decide nothing in it yet; None when a decision can be taken. One statement at most.

    The cases come from `with_applications()`. Those that wait for no decision, or in whose team this actor does not
    decide, are left out.
    """
    asked = {
        case.id: case
        for case in cases
        if case.state == CaseState.APPLIED and by.may_in(case.team_id, Permission.APPLICATION_DECIDE)
    }
    if not asked:
        return {}
    pending = {case.id: _pending(case) for case in asked.values()}
    found: dict[UUID, list[tuple[int, Refusal | None]]] = {case: [] for case in asked}
    for need in _needs(asked, by, at):
        need.case = asked[need.case_id]
        found[need.case_id].append((_nearness(need), _refusal(need, pending[need.case_id], by, at)))
    return {
        case: None if _may_be_set_aside(asked[case], pending[case], by, at) else _together(found[case])
        for case in asked
    }


def with_applications(cases: CaseQuerySet, *, by: Actor, on: date) -> CaseQuerySet:
    """Each with the applications that wait under the laws in sight (`pending_rows`), the oldest first."""
    lapsed = Suspension.objects.filter(application=OuterRef("pk"), ground=SuspensionGround.COMPLETION, answer_by__lt=on)
    waiting = Application.objects.visible_to(by).pending().filter(case=OuterRef("pk")).order_by("received_on")
    row = JSONObject(law="law", state="state", held_until="held_until", completion_asked=Exists(lapsed))
    return cases.annotate(pending_rows=ArraySubquery(waiting.values(row=row)))


def ripe(by: Actor) -> Exists:
    """Whether a case has a proposal under a law that this actor may sign for: what a long list must not cut off."""
    signed = (Q(case__municipality=place, law=law) for place, law in sorted(by.mandates))
    laws = Q(pk__in=[])
    for one in signed:
        laws |= one
    return Exists(Need.objects.visible_to(by).filter(laws, case=OuterRef("pk"), state=NeedState.PROPOSED))


def _needs(asked: Collection[UUID], by: Actor, at: datetime) -> Collection[Need]:
    upheld = Application.objects.filter(case=OuterRef("case"), law=OuterRef("law"), objections__outcome__in=UPHELD)
    # One that was made for an objection answers the need that it was about, and no other.
    upheld = upheld.filter(Q(ex_officio=False) | Q(decisions__need=OuterRef("pk")))
    needs = Need.objects.visible_to(by).filter(case__in=asked).with_facts(on=localdate(at))
    return needs.annotate(waiting_proposal=waiting_proposal(), upheld=Exists(upheld)).order_by("position")


def _pending(case: Case) -> list[Application]:
    """The applications that wait, the oldest first, from the rows that came with the case."""
    rows: list[dict[str, Any]] = vars(case)["pending_rows"]
    return [
        Application(law=row["law"], state=row["state"], held_until=parse_date(row["held_until"] or "")) for row in rows
    ]


def _refusal(need: Need, pending: Collection[Application], by: Actor, at: datetime) -> Refusal | None:
    """Why this need cannot be granted now, and when it is not proposed yet, why it cannot even be proposed."""
    who, proposal = By(str(by.id)), proposed(need)
    first = next((one for one in pending if one.law == need.law), None)
    held = held_back(first.held_until, by=who, at=at) if first else None
    early = goes_first(need, temporary=proposal.temporary)
    facts = facts_of(
        need,
        known_of(need, on=localdate(at)),
        by=who,
        at=at,
        mandate=(need.case.municipality_id, need.law) in by.mandates,
        application_open=not early and not held and (first is not None or vars(need)["upheld"]),
        temporary=proposal.temporary,
        quantity_given=proposal.quantity is not None,
    )
    if need.state in TO_PROPOSE:
        return flow.refusal_for(need, "propose_maatwerk", facts) or flow.wrong_state(need)
    if held and not early and not need.externally_referred and need.state == NeedState.PROPOSED:
        return held
    return flow.refusal_for(need, "grant", facts)


def _may_be_set_aside(case: Case, pending: Collection[Application], by: Actor, at: datetime) -> bool:
    """Whether an application can be left unprocessed: the time to complete it has passed unused (Awb art. 4:5)."""
    asked = [row["completion_asked"] for row in vars(case)["pending_rows"]]
    facts = (
        ApplicationFacts(
            at=at,
            by=By(str(by.id)),
            mandate=(case.municipality_id, one.law) in by.mandates,
            outcome=DecisionOutcome.NOT_PROCESSED.value,
            completion_asked=completion_asked,
            held_until=one.held_until,
        )
        for one, completion_asked in zip(pending, asked, strict=True)
    )
    return any(flow.refusal_for(one, "decide", known) is None for one, known in zip(pending, facts, strict=True))


def _nearness(need: Need) -> int:
    """How near a need is to its decision: what is proposed says best what is missing."""
    return 0 if need.state == NeedState.PROPOSED else 1 if need.state in TO_PROPOSE else 2


def _together(found: Collection[tuple[int, Any]]) -> Refusal | None:
    """None when one need can be decided; else the reason of the need that is nearest to it."""
    if any(refusal is None for _near, refusal in found):
        return None
    refusal: Refusal = min(found, key=lambda one: one[0])[1] if found else NO_NEEDS
    return refusal
