"""What changes about what can be offered."""

from uuid import UUID

from django.db.models import F

from accounts.actions import Ensured, ensured
from provisions.directory.models import Organisation, Provision, ProvisionTally


def ensure_organisation(*, municipality: str, name: str) -> tuple[Organisation, Ensured]:
    """An organisation of a municipality, made when it is not there."""
    return ensured(Organisation, find={"municipality_id": municipality, "name": name, "source": ""}, values={})


def ensure_provision(
    *,
    organisation: Organisation,
    name: str,
    layer: str,
    what: str = "",
    open_when: str = "",
    cost: str = "",
    needs_intake: bool = False,
) -> tuple[Provision, Ensured]:
    """What an organisation offers, as it is now."""
    values = {"layer": layer, "what": what, "open_when": open_when, "cost": cost, "needs_intake": needs_intake}
    find = {"organisation": organisation, "municipality_id": organisation.municipality_id, "name": name, "source": ""}
    return ensured(Provision, find=find, values=values)


def tally(*, provision: UUID, **counted: int) -> None:
    """Count what happened with a provision: `tally(provision=p, answered=1, answer_days_total=3)`.

    Two statements inside the caller's transaction; two at once each add their own. FieldError for an unknown count.
    """
    ProvisionTally.objects.bulk_create([ProvisionTally(provision_id=provision)], ignore_conflicts=True)
    added = {name: F(name) + by for name, by in counted.items()}
    ProvisionTally.objects.filter(provision=provision).update(**added)
