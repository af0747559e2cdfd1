"""Taking a file of tariffs, spending or budget in: all of it, or nothing and every row that is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult
from tablib import Dataset

from accounts import access
from accounts.access import Actor, Permission
from accounts.models import Municipality
from ledger import journal
from provisions.exchange.limits import BadFile
from provisions.exchange.preparing import unfit
from provisions.exchange.reading import read_package
from provisions.exchange.tables import Row, Table
from reporting.imports.kinds import Kind
from reporting.imports.models import CostImport
from reporting.imports.resources import CostResource, first_of, resource_of
from workflows.refusal import Refusal, Refused

OF_ANOTHER = Refusal("import.municipality", gettext_lazy("The policy of this municipality is not yours to keep."))
NO_SOURCE = Refusal("import.source", gettext_lazy("Say from which source these amounts come."))


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that is not taken: its number as a spreadsheet shows it, the column where it is wrong, and a code."""

    row: int
    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file. `read` is the sum of the others; where a row was rejected nothing was taken in."""

    read: int
    added: int
    replaced: int
    unchanged: int
    rejections: tuple[Rejection, ...]
    brought: CostImport | None = None

    @property
    def rejected(self) -> int:
        return len(self.rejections)


def take_in(
    *,
    kind: Kind,
    path: Path,
    name: str,
    municipality: str,
    source: str,
    dated: date,
    by: Actor | None,
    at: datetime,
    most_rows: int | None = None,
) -> Outcome:
    """Take a file in. `by` is None for a command; `dated` is the day the amounts are of.

    What is here already stays as it is; what another file says differently replaces it, and the earlier stays with the
    moment. A file that brings nothing new leaves nothing behind. Raises BadFile, and Refused.
    """
    if by:
        access.require(by, Permission.POLICY_MANAGE)
        if municipality not in by.administers():
            raise Refused(OF_ANOTHER)
    if not source.strip():
        raise Refused(NO_SOURCE)
    table = read_package(path, name=name).tables[0]
    columns = _columns(kind, table)
    rows = list(_within(table, most_rows))
    with transaction.atomic():
        # Two files of one municipality at once would both find the same rows here.
        Municipality.objects.select_for_update(no_key=True).get(pk=municipality)
        outcome, resource = _looked_through(kind, table, columns, rows, municipality)
        if outcome.rejections or not resource.fresh:
            journal.note(
                "costs:import", result=journal.REFUSED if outcome.rejections else journal.DONE, reason=kind.code
            )
            return outcome
        brought = CostImport.objects.create(
            kind=kind.code,
            municipality_id=municipality,
            name=name[:200],
            source=source.strip(),
            dated=dated,
            at=at,
            by_id=by.id if by else None,
            added=outcome.added,
            replaced=outcome.replaced,
        )
        _write(resource, brought, at=at)
        journal.note("costs:import", about=("costs", brought.id), reason=kind.code)
    return Outcome(outcome.read, outcome.added, outcome.replaced, outcome.unchanged, (), brought)


def _within(table: Table, most: int | None) -> Iterator[Row]:
    for number, row in enumerate(table.rows(), 1):
        if most is not None and number > most:
            said = {"most": most}
            raise BadFile(
                "too_many_rows", _("Here a file holds at most %(most)s rows. Use the command for more.") % said
            )
        yield row


def _columns(kind: Kind, table: Table) -> dict[str, int]:
    """Which column stands where. Raises BadFile for one that lacks, comes twice, or is none of ours."""
    called = {word: column.name for column in kind.columns for word in (column.head, *column.others)}
    found: dict[str, int] = {}
    for place, head in enumerate(table.columns):
        name = called.get(" ".join(head.replace("_", " ").lower().split())) or called.get(head.strip().lower())
        if name is None:
            raise BadFile(
                "unknown_column", _("There is no column called %(name)s in this kind of file.") % {"name": head}
            )
        if name in found:
            raise BadFile("double_column", _("Two columns of this file hold the same: %(name)s.") % {"name": head})
        found[name] = place
    missing = [column.head for column in kind.columns if column.needed and column.name not in found]
    if missing:
        raise BadFile("no_column", _("This file lacks the column %(name)s.") % {"name": ", ".join(missing)})
    return found


def _looked_through(
    kind: Kind, table: Table, columns: dict[str, int], rows: list[Row], municipality: str
) -> tuple[Outcome, CostResource]:
    rejections = []
    ready = []
    for row in rows:
        wrong = unfit(table, row)
        if wrong:
            rejections.append(Rejection(row.number, *wrong))
        else:
            ready.append(row)
    width = len(table.columns)
    dataset = Dataset(headers=list(columns))
    for row in ready:
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        dataset.append([cells[place] for place in columns.values()])
    resource = resource_of(kind, municipality=municipality)
    result = resource.import_data(dataset, use_transactions=False, raise_errors=False)
    if result.base_errors:
        raise result.base_errors[0].error
    heads = {name: table.columns[place] for name, place in columns.items()}
    unchanged = 0
    for row, came in zip(ready, result.rows, strict=True):
        rejection = _rejection(row, came, heads)
        if rejection:
            rejections.append(rejection)
        unchanged += came.import_type == RowResult.IMPORT_TYPE_SKIP
    replaced = sum(before is not None for _row, before in resource.fresh)
    added = len(resource.fresh) - replaced
    told = tuple(sorted(rejections, key=lambda one: one.row))
    return Outcome(len(rows), added, replaced, unchanged, told), resource


def _rejection(row: Row, came: Any, heads: dict[str, str]) -> Rejection | None:
    if came.errors:
        raise came.errors[0].error
    if came.import_type != RowResult.IMPORT_TYPE_INVALID:
        return None
    column, code = first_of(came.validation_error.message_dict)
    return Rejection(row.number, heads.get(column, column), code)


def _write(resource: CostResource, brought: CostImport, *, at: datetime) -> None:
    model = resource.kind.model
    before = [old.pk for _row, old in resource.fresh if old is not None]
    model.objects.filter(pk__in=before).update(superseded_at=at)
    for row, _old in resource.fresh:
        row.brought_by = brought
    model.objects.bulk_create([row for row, _old in resource.fresh], batch_size=1000)
