"""What the views of referrals share."""

from uuid import UUID

from accounts.request import Request
from cases.dossier import doors
from cases.dossier.models import Case
from provisions.models import Provision


def see_provision(request: Request, case: Case, provision_id: UUID) -> Provision:
    """A facility of the case's municipality; another's is not there: 404."""
    here = Provision.objects.filter(municipality=case.municipality_id).select_related("organisation", "tally")
    found = here.filter(pk=provision_id).first()
    if found is None:
        doors.not_in_sight("provision:read", ("provision", provision_id))
    return found
