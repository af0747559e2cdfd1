"""Who could get which case when work is divided: evenly by hours, starting from what everybody has already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Taker:
    """A colleague who can get cases: `laws` of the post, `hours` per week when known, `has` open cases now."""

    user: UUID
    laws: frozenset[str]
    hours: Decimal | None
    has: int


@dataclass(frozen=True, slots=True)
class ToGive:
    """A case under these laws. `only`: who may see it when it is confidential; None: the whole team."""

    case: UUID
    laws: frozenset[str]
    only: frozenset[UUID] | None = None


def able(one: ToGive, takers: Iterable[Taker]) -> list[Taker]:
    """Who may get this case: works for a law of it, and may see it."""
    return [taker for taker in takers if taker.laws & one.laws and (one.only is None or taker.user in one.only)]


def divided(cases: Iterable[ToGive], takers: Iterable[Taker]) -> dict[UUID, UUID | None]:
    """Per case the colleague who then has least for the hours; None when nobody can get it.

    Who works for all laws of a case goes before who works for some. Hours that are not known count as the mean of those
    that are. In a draw who stands first gets it.
    """
    everybody = list(takers)
    hours = _hours(everybody)
    has = {taker.user: taker.has for taker in everybody}
    given: dict[UUID, UUID | None] = {}
    for one in cases:
        can = able(one, everybody)
        best = [taker for taker in can if one.laws <= taker.laws] or can
        gets = min(best, key=lambda taker: (has[taker.user] + 1) / hours[taker.user], default=None)
        given[one.case] = gets.user if gets else None
        if gets:
            has[gets.user] += 1
    return given


def _hours(takers: list[Taker]) -> Mapping[UUID, Decimal]:
    known = [taker.hours for taker in takers if taker.hours]
    usual = sum(known, Decimal(0)) / len(known) if known else Decimal(1)
    return {taker.user: taker.hours or usual for taker in takers}
