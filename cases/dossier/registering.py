"""A case and all that comes with its first report, in two statements: the case with its number, and what hangs from it.

What hangs from a case is written only where that case is in sight, so it cannot go along with the case itself.
"""

import re
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from accounts.models import Notice, Role, Team
from cases.dossier import acts, clocks
from cases.dossier.acts import Act
from cases.dossier.models import Case, Report, Task
from ledger import statements
from ledger.models import Event
from ledger.statements import inserting, quoted, stored

# Where the team takes nothing new there is no number, and so no case either.
_NUMBERED = """
WITH given AS (
    INSERT INTO cases_casenumber AS n (municipality_id, year, last)
    SELECT t.municipality_id, %s::smallint, 1 FROM ({teams}) t WHERE t.id = %s AND t.municipality_id = ANY (%s)
    ON CONFLICT (municipality_id, year) DO UPDATE SET last = n.last + 1
    RETURNING municipality_id, year, last
), numbered AS (
    SELECT municipality_id, year || '-' || lpad(last::text, greatest(4, length(last::text)), '0') AS number FROM given
), made AS (
    INSERT INTO cases_case ({columns}, municipality_id, number) SELECT {values}, municipality_id, number FROM numbered
)
SELECT municipality_id, number FROM numbered
"""


def register(act: Act, reports: Sequence[Report], *, among: Collection[str], threatened: bool) -> None:
    """Write the case, its words, clocks, work and events, and the notice to its team.

    Its clocks are counted before it is saved, so that it is written once. Raises Team.DoesNotExist when its team takes
    no cases, or is of none of these municipalities (`among`).
    """
    case, on = act.case, reports[0].received_on
    running = [clock for report in reports for clock in _started(act, report, threatened=threatened)]
    case.due_on = min((clock.end for clock in running if clock.duty), default=None)
    case.version += 1
    for report in reports:
        act.event("case:registered", law=report.law, reason=report.channel)
    _write(case, year=on.year, among=among, events=act.events)
    who = [] if case.resident_id else [Task(case=case, law=reports[0].law, kind=Task.Kind.FIND_OUT_WHO, due_on=on)]
    notices = acts.notices(act, role=Role.TEAM, kind=Notice.Kind.CASE_FOR_TEAM, law=case.laws[0])
    hanging: list[Sequence[Any]] = [reports, running, who, act.events, notices]
    statements.together(*(inserting(rows) for rows in hanging if rows))


def _started(act: Act, report: Report, *, threatened: bool) -> list[Any]:
    return clocks.started(act, event="report", law=report.law, on=report.received_on, threatened=threatened)


def _write(case: Case, *, year: int, among: Collection[str], events: Sequence[Event]) -> None:
    """The municipality is that of the team, which is known with the number."""
    text, fields = _text()
    told = [year, case.team_id, sorted(among), *(stored(field, case) for field in fields)]
    _names, numbered = statements.rows(text, told)
    if not numbered:
        raise Team.DoesNotExist
    ((case.municipality_id, case.number),) = numbered
    for event in events:
        event.municipality = case.municipality_id
    statements.there([case])


@cache
def _text() -> tuple[str, statements.Fields]:
    fields = tuple(one for one in statements.told_by_us(Case) if one.name not in ("municipality", "number"))
    text = _NUMBERED.format(
        teams=Team.objects.open().values("id", "municipality_id").query,
        columns=", ".join(quoted(field) for field in fields),
        values=", ".join(f"%s::{_type(field)}" for field in fields),
    )
    return text, fields


def _type(field: Any) -> str:
    """Of a text without its length: to be made that type would cut it off, to be stored as it is refused."""
    return re.sub(r"varchar\(\d+\)", "text", statements.type_of(field))
