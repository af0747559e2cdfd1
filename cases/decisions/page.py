"""What the page of a decision shows beside its form."""

from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from accounts.policy import policy_of
from accounts.request import Request
from cases.dossier import doors
from cases.dossier.models import Case
from cases.needs.facts import has_housemates
from cases.needs.models import Need
from cases.needs.stair import stair_of


def rests_on(request: Request, case: Case, need_id: UUID) -> dict[str, Any]:
    """The Trap of the need and the articles of the ordinance; 404 when the need is not in sight."""
    need = Need.objects.visible_to(request.actor).with_stair().filter(case=case, pk=need_id).first()
    if need is None:
        doors.not_in_sight("need:read", ("need", need_id))
    need.case = case
    today = localdate(request.at)
    stair = stair_of(
        need,
        has_housemates=has_housemates(case.resident_id, on=today),
        actor=request.actor,
        at=request.at,
        law_name="",
    )
    return {"stair": stair, "articles": policy_of(case.municipality_id, on=today).articles(need.law)}
