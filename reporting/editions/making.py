"""Making editions, in the worker: count, protect the family as a whole, keep what may be shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import Municipality
from ledger import jobs, journal
from reporting.cells.protecting import protect
from reporting.cells.tables import Protected
from reporting.editions.catalogue import CLOSES_AFTER, closed_on
from reporting.editions.counting import counted, first_year
from reporting.editions.models import Audience, Edition
from reporting.editions.storing import kept

# Where a policy pack says nothing.
USUAL = {Audience.INSIDE: 5, Audience.PUBLICATION: 10}


@dataclass(frozen=True, slots=True)
class Period:
    """A family of a municipality over a closed year."""

    municipality: str
    family: str
    year: int


def due(*, on: date) -> list[Period]:
    """The closed years of which there are facts and no edition yet, oldest first."""
    made = set(Edition.objects.values_list("municipality", "family", "year"))
    places = Municipality.objects.order_by("code").values_list("code", flat=True)
    periods = [period for place in places for family in CLOSES_AFTER for period in _closed(place, family, on)]
    return [one for one in periods if (one.municipality, one.family, one.year) not in made]


def _closed(municipality: str, family: str, on: date) -> Iterator[Period]:
    first = first_year(family, municipality)
    if first:
        yield from (
            Period(municipality, family, year) for year in range(first, on.year) if closed_on(family, year) <= on
        )


def make(period: Period, *, at: datetime) -> bool:
    """Make both editions of a period; False when somebody did so before. Both or none: one hides within the other."""
    slot = f"{period.municipality}:{period.family}:{period.year}"
    if not jobs.first_in_slot("make_editions", slot=slot, at=at) or _exists(period):
        return False
    thresholds = thresholds_of(Municipality.objects.get(pk=period.municipality).pack)
    tables, names = counted(period.family, period.municipality, period.year)
    inside = protect(tables, threshold=thresholds[Audience.INSIDE])
    outside = protect(tables, threshold=thresholds[Audience.PUBLICATION], within=inside)
    for audience, protected in ((Audience.INSIDE, inside), (Audience.PUBLICATION, outside)):
        made = _edition(period, audience, protected, names=names, at=at)
        journal.note("figures:edition", about=("edition", made.pk), reason=period.family)
    return True


def thresholds_of(pack: Mapping[str, Any]) -> dict[Audience, int]:
    told = {Audience(row["audience"]): int(row["threshold"]) for row in pack.get("small_cells", ())}
    return USUAL | told


def _exists(period: Period) -> bool:
    return Edition.objects.filter(municipality=period.municipality, family=period.family, year=period.year).exists()


def _edition(
    period: Period, audience: Audience, protected: Protected, *, names: Mapping[str, str], at: datetime
) -> Edition:
    return Edition.objects.create(
        municipality=period.municipality,
        family=period.family,
        year=period.year,
        audience=audience,
        threshold=protected.threshold,
        tables={table.name: kept(table) for table in protected.tables},
        refused={name: str(reason.value) for name, reason in protected.refused.items()},
        names=dict(names),
        at=at,
    )
