"""The one verb of residents: a file is entered whole, or not at all."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from import_export.results import RowResult

from accounts import access
from accounts.access import Actor, Permission
from accounts.models import Municipality, Neighbourhood
from ledger import journal
from reporting.population.models import Population, PopulationImport
from reporting.population.resource import COLUMNS, MOST_ROWS, NEEDED, PopulationResource, codes_of
from reporting.population.sheet import Sheet, read_sheet
from workflows.refusal import Refusal, Refused

NO_SOURCE = Refusal("population.no_source", _("Say whose numbers these are."))
AHEAD = Refusal("population.ahead", _("Numbers are about today or a day before."))
EMPTY = Refusal("population.empty", _("There is no row in this file."))
LONGEST_SOURCE = 200
Key = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that can't be taken: its number in the file, the column where it is one, and why, as a code."""

    row: int
    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file. With anything rejected nothing was entered: a part of the residents is no denominator.

    `run`: the import, None when nothing was entered.
    """

    read: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: tuple[Rejected, ...] = ()
    run: UUID | None = None

    @property
    def entered(self) -> int:
        return self.new + self.changed


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """Where numbers come from: whose they are, the day they are about, and what the file is called."""

    source: str
    on: date
    name: str


def import_population(
    *, municipality: str, path: Path, given: From, by: Actor, at: datetime, run: UUID | None = None
) -> Outcome:
    """Enter a file of the own municipality. Raises Municipality.DoesNotExist, BadFile, Refused."""
    access.require(by, Permission.POLICY_MANAGE)
    Municipality.objects.get(pk=municipality, code__in=by.administers())
    try:
        return enter(municipality=municipality, path=path, given=given, by=by, at=at, run=run)
    except Refused as refused:
        about = ("population", None)
        journal.note("population:import", about=about, result=journal.REFUSED, reason=refused.refusal.code)
        raise


def enter(
    *, municipality: str, path: Path, given: From, by: Actor | None, at: datetime, run: UUID | None = None
) -> Outcome:
    """The same by whoever runs the house. Raises Municipality.DoesNotExist, BadFile, Refused."""
    if not given.source.strip() or len(given.source) > LONGEST_SOURCE:
        raise Refused(NO_SOURCE)
    if given.on > localdate(at):
        raise Refused(AHEAD)
    sheet = read_sheet(path, name=given.name, columns=COLUMNS, needed=NEEDED, most=MOST_ROWS)
    if not sheet.numbers:
        raise Refused(EMPTY)
    run = run or uuid.uuid4()
    with transaction.atomic():
        Municipality.objects.select_for_update().get(pk=municipality)
        outcome = _entered(sheet, run, municipality, given, by, at)
    result = journal.REFUSED if outcome.rejected else journal.DONE
    reason = "rows_rejected" if outcome.rejected else ""
    journal.note("population:import", about=("population", run), result=result, reason=reason)
    return outcome


def _entered(sheet: Sheet, run: UUID, municipality: str, given: From, by: Actor | None, at: datetime) -> Outcome:
    codes = set(Neighbourhood.objects.filter(municipality=municipality).values_list("code", flat=True))
    lines, rejected = _judged(sheet, codes, given.on)
    standing = _standing(line.neighbourhood for line in lines.values())
    older = [Rejected(row, "", "row.older") for row, line in lines.items() if _is_older(line, standing, given)]
    rejected = sorted([*rejected, *older], key=lambda one: one.row)
    if rejected:
        return Outcome(read=len(sheet.numbers), rejected=tuple(rejected))
    fresh = [line for line in lines.values() if not _says_the_same(line, standing, given)]
    replaced = [standing[key_of(line)].pk for line in fresh if key_of(line) in standing]
    if fresh:
        _write(fresh, replaced, run, municipality, given, by, at)
    return Outcome(
        read=len(sheet.numbers),
        new=len(fresh) - len(replaced),
        changed=len(replaced),
        unchanged=len(lines) - len(fresh),
        run=run if fresh else None,
    )


def _judged(sheet: Sheet, codes: set[str], on: date) -> tuple[dict[int, Population], list[Rejected]]:
    """The rows that can be taken, by their number, and why the others can't."""
    resource = PopulationResource(codes=codes, on=on)
    result = resource.import_data(sheet.dataset, use_transactions=False, raise_errors=False)
    for wrong in (*result.base_errors, *(error for row in result.rows for error in row.errors)):
        raise wrong.error
    taken, rejected, made = {}, [], iter(resource.made)
    for number, came in zip(sheet.numbers, result.rows, strict=True):
        if came.import_type == RowResult.IMPORT_TYPE_INVALID:
            rejected += [Rejected(number, column, code) for column, code in codes_of(came)]
        else:
            taken[number] = next(made)
    return taken, rejected


def key_of(line: Population) -> Key:
    return line.neighbourhood, line.year, line.age_band


def _standing(codes: Iterable[str]) -> dict[Key, Population]:
    lines = Population.objects.in_force().filter(neighbourhood__in=set(codes)).select_related("imported")
    return {key_of(line): line for line in lines}


def _is_older(line: Population, standing: Mapping[Key, Population], given: From) -> bool:
    known = standing.get(key_of(line))
    return known is not None and known.imported.on > given.on


def _says_the_same(line: Population, standing: Mapping[Key, Population], given: From) -> bool:
    known = standing.get(key_of(line))
    if known is None or known.residents != line.residents:
        return False
    return (known.imported.source, known.imported.on) == (given.source, given.on)


def _write(
    fresh: list[Population],
    replaced: list[int],
    run: UUID,
    municipality: str,
    given: From,
    by: Actor | None,
    at: datetime,
) -> None:
    """What was replaced keeps the moment, and what it said."""
    made = PopulationImport.objects.create(
        id=run,
        municipality_id=municipality,
        source=given.source,
        on=given.on,
        name=given.name[:200],
        rows=len(fresh),
        by_id=by.id if by else None,
        at=at,
    )
    Population.objects.filter(pk__in=replaced).update(replaced_at=at)
    for line in fresh:
        line.imported = made
    Population.objects.bulk_create(fresh)
