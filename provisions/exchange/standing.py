"""How an import stands: what its guards judge by, and what the columns of a list are thought to mean."""

from datetime import datetime

from accounts.access import Actor
from provisions.exchange import storing
from provisions.exchange.meanings import guessed
from provisions.exchange.models import ColumnMeaning, DirectoryImport
from provisions.exchange.tables import Package
from workflows.flow import By
from workflows.import_flow import ImportFacts


def meanings_of(package: Package, municipality: str, source: str) -> dict[str, str]:
    """As said last for this source, as far as the columns are still there; for new ones a guess."""
    columns = package.tables[0].columns
    said = (
        ColumnMeaning.objects.filter(municipality=municipality, source=source).values_list("columns", flat=True).first()
    )
    known = {column: meaning for column, meaning in (said or {}).items() if column in columns}
    if said is None or "name" not in known.values():
        known = guessed(columns) | known
    return {column: known.get(column, "") for column in columns}


def facts_of(found: DirectoryImport, *, by: Actor | None, at: datetime) -> ImportFacts:
    """What the guards judge by. The municipality's row is locked first, so that two see the same."""
    others = DirectoryImport.objects.writing_in(found.municipality_id).exclude(pk=found.pk)
    return ImportFacts(
        at=at,
        by=By(actor=str(by.id) if by else "", system=by is None),
        mapped=not found.flat or "name" in found.columns.values(),
        another_writes=others.exists(),
        brings=sum(told["new"] + told["changed"] for told in found.tallies.values()),
        has_file=storing.is_here(found.stored),
        applied_at=found.applied_at,
    )
