"""What changes about what can be offered."""

from accounts.actions import Ensured, ensured
from provisions.models import Organisation, Provision


def ensure_organisation(*, municipality: str, name: str) -> tuple[Organisation, Ensured]:
    """An organisation of a municipality, made when it is not there."""
    return ensured(Organisation, find={"municipality_id": municipality, "name": name}, values={})


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
    return ensured(Provision, find={"organisation": organisation, "name": name}, values=values)
