"""Ending granted support before its time: a decision of its own, signed under a mandate and open to objection."""

from datetime import date, datetime
from uuid import UUID

from accounts.access import Actor, Permission
from cases.decisions.acts import mandate_of
from cases.decisions.models import Decision
from cases.needs.acts import NeedAct, on_need
from workflows.deciding import NO_MANDATE
from workflows.refusal import Refused


def end_support(
    *,
    case: UUID,
    need: UUID,
    reason: str,
    motivation: str,
    article: str,
    ends_on: date,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> Decision:
    """End what was granted on a day (intrekken of herzien, Wmo 2015 art. 2.3.10; Participatiewet art. 54 lid 3).

    `reason` is a code of SteppedDownBecause. Refused without mandate, motivation, article or a day that lies ahead.
    """
    does, decides = "need:end_support", Permission.APPLICATION_DECIDE
    with on_need(case, need, does=does, by=by, at=at, seen=seen, permission=decides) as going:
        mandate = mandate_of(going.act, going.need.law)
        going.move(
            "step_down",
            removes_right=True,
            mandate=mandate is not None,
            reason_given=bool(motivation.strip()),
            article_cited=bool(article.strip()),
            ends_on=ends_on,
        )
        if mandate is None:
            raise Refused(NO_MANDATE)
        decision = _signed(going, motivation=motivation, article=article, ends_on=ends_on, mandate=mandate.id)
        going.event("need:stepped_down", reason=reason)
    return decision


def _signed(going: NeedAct, *, motivation: str, article: str, ends_on: date, mandate: UUID) -> Decision:
    """The decision that ends another one keeps its application, so that an objection has somewhere to go."""
    granted = going.need.decisions.filter(outcome=Decision.Outcome.GRANTED).latest("decided_on")
    return Decision.objects.create(
        need=going.need,
        basis=Decision.Basis.REVIEW,
        application_id=granted.application_id,
        proposal_id=granted.proposal_id,
        outcome=Decision.Outcome.ENDED,
        motivation=motivation,
        article=article,
        ends_on=ends_on,
        mandate_id=mandate,
        by_id=going.act.by.id,
        decided_on=going.act.on,
    )
