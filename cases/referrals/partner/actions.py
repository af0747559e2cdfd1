"""A facility's own link, through which it brings somebody in: made, renewed and closed by who keeps the directory."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import access
from accounts.access import Actor, Permission
from cases.referrals import links
from cases.referrals.models import FacilityLink
from ledger import journal
from provisions.models import Provision


def open_own_link(*, provision: UUID, by: Actor, at: datetime) -> FacilityLink:
    """A new link for a facility; the one it had closes. Raises Provision.DoesNotExist when it is not of one's own."""
    access.require(by, Permission.PROVISION_KEEP)
    with transaction.atomic():
        found = Provision.objects.select_for_update().get(pk=provision, municipality__in=by.administers())
        _close(found, at)
        made = links.make_facility_link(found, by=by.id, at=at)
        journal.note("facility:link_opened", about=("provision", provision))
    return made


def close_own_link(*, provision: UUID, by: Actor, at: datetime) -> None:
    """Close a facility's link. Raises Provision.DoesNotExist when it is not of one's own municipality."""
    access.require(by, Permission.PROVISION_KEEP)
    with transaction.atomic():
        found = Provision.objects.select_for_update().get(pk=provision, municipality__in=by.administers())
        _close(found, at)
        journal.note("facility:link_closed", about=("provision", provision))


def _close(provision: Provision, at: datetime) -> None:
    FacilityLink.objects.filter(provision=provision, revoked_at=None).update(revoked_at=at)
