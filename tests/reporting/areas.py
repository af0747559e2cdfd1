"""Three neighbourhoods, and people who live there."""

from typing import Any
from uuid import UUID

from accounts.models import Neighbourhood
from tests.cast import NOORD, TESS, ZUID, register_resident

LINDE, VENEN, KERN = "BU01180001", "BU01180002", "BU01180003"
NAMES = {LINDE: "De Linde", VENEN: "Het Veen", KERN: "De Kern"}
TEAMS = {LINDE: NOORD, VENEN: NOORD, KERN: ZUID}


def enter_areas() -> None:
    """De Linde and Het Veen are served by Noord, De Kern by Zuid."""
    Neighbourhood.objects.bulk_create(
        Neighbourhood(code=code, year=2014, name=name, district="x", municipality_id="hoogeveen", team_id=TEAMS[code])
        for code, name in NAMES.items()
    )


def living_in(code: str, *, by: Any = TESS, **known: Any) -> UUID:
    """A resident of a neighbourhood, by id."""
    place = Neighbourhood.objects.get(code=code)
    return register_resident(by=by, neighbourhood_id=place.pk, **known).id
