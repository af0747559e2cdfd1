"""Finished investigations written down as events, to count by hand."""

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from accounts.access import Actor
from ledger.models import Event
from reporting.figures.escalation import FINISHED, Escalation, escalation
from tests.cast import EYE, MAX, NOORD, TEAMS, TESS, acting

MARCH, APRIL = date(2026, 3, 15), date(2026, 4, 15)
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
SEQ = itertools.count(100)


@dataclass(frozen=True, slots=True)
class Seen:
    """A case of a team, as events name it."""

    case: UUID
    team: UUID


def case_in(team: UUID = NOORD) -> Seen:
    """Events are seen with their team, so the case need not be there."""
    return Seen(uuid4(), team)


def finished(
    layer: str,
    *,
    law: str = "wmo",
    on: date = MARCH,
    reason: str = "",
    of: Seen | None = None,
    team: UUID = NOORD,
    hour: int = 12,
) -> Seen:
    """One more finishing of an investigation; `of` an earlier one's case, or of a new one."""
    seen = of or case_in(team)
    write(FINISHED, seen, law=law, layer=layer, on=on, reason=reason, hour=hour)
    return seen


def write(kind: str, seen: Seen, *, law: str = "wmo", on: date = MARCH, hour: int = 12, **more: Any) -> None:
    at = datetime(on.year, on.month, on.day, hour, 30, tzinfo=UTC)
    with acting(EYE):
        Event.objects.bulk_create(
            [
                Event(
                    case=seen.case,
                    seq=next(SEQ),
                    kind=kind,
                    law=law,
                    team=seen.team,
                    municipality=TEAMS[seen.team][0],
                    actor=TESS.id,
                    at=at,
                    **more,
                )
            ]
        )


def rows(*, actor: Actor = MAX, **asked: Any) -> list[Escalation]:
    with acting(actor):
        return escalation(actor=actor, **(YEAR | asked))


def one(**asked: Any) -> Escalation:
    """The only row there is."""
    (row,) = rows(**asked)
    return row
