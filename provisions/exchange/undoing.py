"""Taking an import out again: new rows are removed, or withdrawn where something rests on them; changed rows get their
earlier values back, unless somebody changed them since. What could not be undone is counted and listed.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from provisions.exchange.models import DirectoryImport, ImportLine
from provisions.exchange.resources import OURS_IN_EXTRA, model_of
from provisions.exchange.vocabulary import BY_NAME, KINDS
from provisions.models import Findable, ProvisionTally

STEP = 500
Went = Callable[[int], None]
NOT_BACK = "import.changed_since"


def take_out(found: DirectoryImport, *, at: datetime, went: Went) -> dict[str, int]:
    """How much was restored, removed, withdrawn, and left because somebody changed it since.

    What the finder reads of the new services goes first; who calls makes it anew of what stays.
    """
    counts = {"restored": 0, "removed": 0, "withdrawn": 0, "left": 0}
    done = 0
    for line in _changed(found):
        counts["restored" if _restore(line) else "left"] += 1
        went(done := done + 1)
    for ids in _made(found, "service"):
        Findable.objects.filter(provision__in=map(UUID, ids)).delete()
    for kind in reversed(KINDS):
        if kind.model:
            for ids in _made(found, kind.name):
                counts["removed"] += _remove(kind.name, ids)
                went(done := done + len(ids))
            counts["removed"] += _remove_what_rested_on_its_like(found, kind.name)
            counts["withdrawn"] += sum(_withdraw(kind.name, ids, at=at) for ids in _made(found, kind.name))
    found.parts.all().delete()
    return counts


def _made(found: DirectoryImport, kind: str) -> Iterator[list[str]]:
    """The new rows of one kind, the newest first, some at a time."""
    for part in found.parts.filter(kind=kind).order_by("-id").iterator():
        yield from (part.made[start : start + STEP] for start in range(0, len(part.made), STEP))


def _remove_what_rested_on_its_like(found: DirectoryImport, kind: str) -> int:
    """A category above others can go once these are gone: again, until nothing more goes."""
    if not any(column.attribute == "parent_id" for column in BY_NAME[kind].columns):
        return 0
    removed = 0
    while gone := sum(_remove(kind, ids) for ids in [_left(kind, made) for made in _made(found, kind)]):
        removed += gone
    return removed


def _left(kind: str, ids: list[str]) -> list[str]:
    return [str(pk) for pk in model_of(kind)._default_manager.filter(pk__in=ids).values_list("pk", flat=True)]


def _changed(found: DirectoryImport) -> Iterator[ImportLine]:
    """The newest change of a row first, so that what was changed twice ends where it began."""
    return ImportLine.objects.filter(run=found.pk, what="changed").order_by("-id").iterator(chunk_size=STEP)


def _restore(line: ImportLine) -> bool:
    """Give one row its earlier values back; False when it is not as the import left it, or cannot be."""
    model = model_of(line.kind)
    row: Any = model._default_manager.select_for_update(of=("self",)).filter(pk=line.object_id).first()
    if row is None:
        return False
    fields = dict(line.changes)
    version = fields.pop("version", None)
    try:
        told = {name: [_value(model, name, one) for one in values] for name, values in fields.items()}
        if any(getattr(row, name) != new for name, (_old, new) in told.items()):
            return _say_left(line)
        for name, (old, _new) in told.items():
            setattr(row, name, old)
        if version:
            row.version += 1
        with transaction.atomic():
            row.save(update_fields=[*told, *(["version"] if version else [])])
    except (ValidationError, IntegrityError):
        return _say_left(line)
    return True


def _say_left(line: ImportLine) -> bool:
    line.what, line.code = "left", NOT_BACK
    line.save(update_fields=["what", "code"])
    return False


def _value(model: type[models.Model], attribute: str, given: Any) -> Any:
    """As the row has it, of what JSON kept."""
    field: Any = next(one for one in model._meta.concrete_fields if one.attname == attribute)
    return field.target_field.to_python(given) if field.is_relation and given is not None else field.to_python(given)


def _remove(kind: str, ids: list[str]) -> int:
    """Delete these rows. What something rests on stays: found by halving, since not all of that is in sight."""
    if not ids:
        return 0
    model = model_of(kind)
    try:
        with transaction.atomic():
            if kind == "service":
                ProvisionTally.objects.filter(provision__in=map(UUID, ids), **_NOTHING_COUNTED).delete()
            gone = int(model._default_manager.filter(pk__in=ids)._raw_delete("default"))
            connection.check_constraints()
            return gone
    except IntegrityError:
        if len(ids) == 1:
            return 0
        half = len(ids) // 2
        return _remove(kind, ids[:half]) + _remove(kind, ids[half:])


_NOTHING_COUNTED = {
    field.name: 0 for field in ProvisionTally._meta.concrete_fields if isinstance(field, models.PositiveIntegerField)
}


def _withdraw(kind: str, ids: list[str], *, at: datetime) -> int:
    """End what could not be removed, marked so that the same file brings it back."""
    rows = list(model_of(kind)._default_manager.filter(pk__in=ids, withdrawn_on=None))
    for row in rows:
        row.withdrawn_on = timezone.localdate(at)  # type: ignore[attr-defined]
        row.extra = {**row.extra, OURS_IN_EXTRA: True}  # type: ignore[attr-defined]
    model_of(kind)._default_manager.bulk_update(rows, ["withdrawn_on", "extra"])
    return len(rows)
