"""The verbs of remarks: written, and withdrawn. Nothing is deleted."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, Permission, Post
from accounts.staff.actions import administering
from reporting.remarks.models import Remark
from workflows.refusal import Refusal, Refused

NOT_YET = Refusal("remark.not_yet", _("This month has not come yet. Choose this month or an earlier one."))
NOT_YOURS = Refusal("remark.not_yours", _("Choose a team and a law whose figures you see."))
NO_REASON = Refusal("remark.no_reason", _("Write down what happened."))
ALREADY_ANEW = Refusal("remark.already_anew", _("The limits start anew from this month already. Withdraw that first."))
GONE = Refusal("remark.gone", _("This remark was withdrawn already."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRemark:
    """What a remark says. `team` None: of the whole municipality. `month`: its first day."""

    municipality: str
    law: str
    month: date
    kind: str
    text: str
    team: UUID | None = None


def write_remark(*, remark: UUID, says: NewRemark, by: Actor, at: datetime) -> Remark:
    """Note at a month what happened, or that the limits start anew from it, with the reason. Raises Refused."""
    with administering(
        "remark:write", about=("remark", remark), by=by, reason=says.kind, may=Permission.FIGURES_REMARK
    ):
        refusal = why_not(says, by=by, today=timezone.localdate(at))
        if refusal is None and says.kind == Remark.Kind.REBASE and _rebased(says):
            refusal = ALREADY_ANEW
        if refusal:
            raise Refused(refusal)
        return Remark.objects.create(
            id=remark,
            municipality_id=says.municipality,
            team_id=says.team,
            law=says.law,
            month=says.month,
            kind=says.kind,
            text=says.text.strip(),
            by_id=by.id,
            at=at,
        )


def withdraw_remark(*, remark: UUID, by: Actor, at: datetime) -> None:
    """Take a remark off the chart; it stays, with who did so. Raises Remark.DoesNotExist, Refused."""
    with administering("remark:withdraw", about=("remark", remark), by=by, may=Permission.FIGURES_REMARK):
        found = Remark.objects.visible_to(by).select_for_update().get(pk=remark)
        if found.withdrawn_at:
            raise Refused(GONE)
        found.withdrawn_at, found.withdrawn_by_id = at, by.id
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])


def why_not(says: NewRemark, *, by: Actor, today: date) -> Refusal | None:
    """Why a remark may not be written; None when it may."""
    if not any(_covers(post, says) for post in by.posts):
        return NOT_YOURS
    if says.month > today:
        return NOT_YET
    return None if says.text.strip() else NO_REASON


def _covers(post: Post, says: NewRemark) -> bool:
    here = post.municipality == says.municipality and says.team in (None, post.team)
    return here and says.law in post.laws and post.may(Permission.FIGURES_REMARK)


def _rebased(says: NewRemark) -> bool:
    same = Remark.objects.standing().filter(municipality=says.municipality, team=says.team, law=says.law)
    return same.filter(month=says.month, kind=Remark.Kind.REBASE).exists()
