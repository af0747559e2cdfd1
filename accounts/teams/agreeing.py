"""The verbs of what a team agreed on with its manager: hours per colleague, and the band of cases."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from accounts.access import Actor, Permission
from accounts.models import Band, Membership, Team
from accounts.staff.actions import administering
from workflows import agreeing
from workflows.agreeing import Range
from workflows.refusal import Refusal, Refused


def agree_band(*, team: UUID, band: Range, agreed_on: date, by: Actor, at: datetime) -> None:
    """Write down the band (bandbreedte) that a team agreed on. Raises Team.DoesNotExist, Refused."""
    with administering("band:agree", about=("team", team), by=by, may=Permission.CASELOAD_AGREE):
        found = Team.objects.get(pk=team, pk__in=teams_of(by))
        _check(agreeing.may_agree(band, agreed_on=agreed_on, today=timezone.localdate(at)))
        Band.objects.create(
            team=found, low=band.low, high=band.high, hours=band.hours, agreed_on=agreed_on, by_id=by.id, at=at
        )


def agree_hours(*, post: UUID, hours: Decimal | None, by: Actor, at: datetime) -> None:
    """The hours per week of a post in a team that one manages; None: not known. Raises DoesNotExist, Refused."""
    held = Membership.objects.get(pk=post, team__in=teams_of(by))
    with administering("hours:agree", about=("user", held.user_id), by=by, may=Permission.CASELOAD_AGREE):
        _check(agreeing.may_work(hours))
        locked = Membership.objects.select_for_update().get(pk=held.pk)
        locked.hours = hours
        locked.save(update_fields=["hours"])


def teams_of(actor: Actor) -> list[UUID]:
    """The teams with which this actor makes such agreements."""
    return sorted({post.team for post in actor.posts if post.may(Permission.CASELOAD_AGREE)})


def _check(refusal: Refusal | None) -> None:
    if refusal:
        raise Refused(refusal)
