"""Which numbers of residents hold, per neighbourhood and year."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from reporting.population.models import Population
from reporting.population.rates import all_ages


@dataclass(frozen=True, slots=True)
class Source:
    """Whose numbers they are, and the day they are about."""

    name: str
    on: date


@dataclass(frozen=True, slots=True)
class Residents:
    """Of all ages, per CBS code and year, and where those numbers come from."""

    numbers: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    def of(self, code: str, year: int) -> int | None:
        """In the newest year that is known and not after this one; None when there is none."""
        known = self.numbers.get(code, {})
        years = [one for one in known if one <= year]
        return known[max(years)] if years else None

    def together(self, codes: Collection[str], year: int) -> int | None:
        """Of several neighbourhoods; None when one of them is not known, or when there are none."""
        found = [self.of(code, year) for code in codes]
        known = [one for one in found if one is not None]
        return sum(known) if known and len(known) == len(found) else None

    def missing(self, codes: Collection[str], years: Collection[int]) -> list[str]:
        """The codes of which the residents are not known in one of these years."""
        return sorted(code for code in codes if any(self.of(code, year) is None for year in years))


def residents_of(codes: Collection[str]) -> Residents:
    """What is known of these neighbourhoods. A year whose ages do not add up to everybody is not known."""
    lines = Population.objects.in_force().filter(neighbourhood__in=codes)
    bands: dict[tuple[str, int], dict[str, int]] = {}
    sources = set()
    for code, year, band, residents, name, on in lines.values_list(
        "neighbourhood", "year", "age_band", "residents", "imported__source", "imported__on"
    ):
        bands.setdefault((code, year), {})[band] = residents
        sources.add((on, name))
    numbers: dict[str, dict[int, int]] = {}
    for (code, year), found in bands.items():
        whole = all_ages(found)
        if whole is not None:
            numbers.setdefault(code, {})[year] = whole
    return Residents(numbers, tuple(Source(name, on) for on, name in sorted(sources)))
