"""What the page of an import shows: the step it is at, counts per table, and the rows of which something is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from provisions.exchange.meanings import MEANINGS
from provisions.exchange.models import DirectoryImport, ImportLine, ImportProgress
from provisions.exchange.reasons import noted, why
from provisions.exchange.reporting import told_changes
from provisions.exchange.spool import ADDED, CHANGED, NOTE, REJECTED
from workflows.import_flow import BUSY, OVER, UNDO_FOR, ImportState

SHOWN = 50
LONGEST = 200
STEPS = (
    gettext_lazy("File"),
    gettext_lazy("Columns"),
    gettext_lazy("Preview"),
    gettext_lazy("Enter"),
    gettext_lazy("Done"),
)
S = ImportState
STEP_OF = {S.RECEIVED: 2, S.LOOKING: 3, S.LOOKED: 3, S.APPLYING: 4, S.APPLIED: 5, S.UNDOING: 5, S.UNDONE: 5}


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of which something is told, in words."""

    place: str
    name: str
    text: str
    column: str
    changes: list[tuple[str, str, str]]


def steps(found: DirectoryImport) -> list[dict[str, Any]]:
    """The five steps, with the one it is at. A directory in HSDS needs no columns said."""
    at = STEP_OF.get(ImportState(found.state), 3)
    return [
        {"number": number, "label": label, "current": number == at, "done": number < at}
        for number, label in enumerate(STEPS, 1)
        if number != 2 or found.flat
    ]


def page_of(found: DirectoryImport, *, at: datetime, what: str, start: int) -> dict[str, Any]:
    """Everything the page shows but the form of the columns."""
    totals = {name: sum(told[name] for told in found.tallies.values()) for name in ("read", *COUNTED)}
    return {
        "import": found,
        "steps": steps(found),
        "busy": found.state in BUSY,
        "progress": progress_of(found) if found.state in BUSY else None,
        "totals": totals if found.tallies else None,
        "brings": totals["new"] + totals["changed"],
        "tables": [{"name": name, **told} for name, told in found.tallies.items()],
        "reasons": counted(found, "codes", why),
        "notes": counted(found, "notes", noted),
        "told": told_of(found, what, start),
        "undo_until": _until(found) if found.state == S.APPLIED else "",
        "may_undo": found.state == S.APPLIED and found.applied_at is not None and at - found.applied_at <= UNDO_FOR,
        "left": found.left,
        "over": found.state in OVER,
        "failed": why(found.reason) if found.state == S.FAILED and found.reason else "",
        "file_refused": found.reason.startswith("file."),
        "looked": found.state == S.LOOKED,
        "applied": found.state == S.APPLIED,
        "undone": found.state == S.UNDONE,
    }


COUNTED = ("new", "changed", "unchanged", "rejected", "absent")


def progress_of(found: DirectoryImport) -> dict[str, Any]:
    """How far it is: None where it has not begun. The text is the same as the bar."""
    row = ImportProgress.objects.filter(run=found.pk, round=found.round).first()
    done, of = (min(row.done, row.of), row.of) if row else (0, 0)
    words = {
        S.LOOKING: _("Looking the file through"),
        S.APPLYING: _("Entering it"),
        S.UNDOING: _("Undoing the import"),
    }
    return {
        "what": words.get(ImportState(found.state), ""),
        "done": done,
        "of": of,
        "stopping": bool(row and row.stop),
        "may_stop": row is not None,
        "url": reverse("exchange:progress", args=[found.pk]),
    }


def counted(found: DirectoryImport, of: str, say: Any) -> list[tuple[str, int]]:
    """Reasons or notes of all tables together, the most frequent first."""
    totals: dict[str, int] = {}
    for told in found.tallies.values():
        for code, count in told[of].items():
            totals[code] = totals.get(code, 0) + count
    return [(say(code), count) for code, count in sorted(totals.items(), key=lambda one: -one[1]) if count]


def told_of(found: DirectoryImport, what: str, start: int) -> dict[str, Any]:
    """One page of rows: what would change, or what was rejected, noted or could not be undone."""
    lines = ImportLine.objects.filter(run=found.pk, what=what).exclude(code=ADDED).order_by("id")
    rows = list(lines[start : start + SHOWN + 1])
    url = f"{reverse('exchange:import', args=[found.pk])}?what={what}&from="
    return {
        "what": what,
        "rows": list(map(_shown, rows[:SHOWN])),
        "previous_url": f"{url}{max(start - SHOWN, 0)}#told" if start else "",
        "next_url": f"{url}{start + SHOWN}#told" if len(rows) > SHOWN else "",
        "tabs": [
            {"url": f"{url}0#told", "label": label, "current": kind == what}
            for kind, label in _kinds()
            if kind != "left" or found.left.get("left")
        ],
    }


def _kinds() -> Iterator[tuple[str, str]]:
    yield REJECTED, _("Rejected")
    yield CHANGED, _("Changed")
    yield NOTE, _("Read differently")
    yield "left", _("Not undone")


def _shown(line: ImportLine) -> Shown:
    say = noted if line.what == NOTE else why
    changes = told_changes(line.kind, line.changes) if line.changes else {}
    return Shown(
        place=_("%(file)s, row %(row)s") % {"file": line.file, "row": f"{line.row}"},
        name=line.name,
        text=say(line.code) if line.code else "",
        column=_column(line.column),
        changes=[(_column(name), in_words(old), in_words(new)) for name, (old, new) in changes.items()],
    )


_LABELS = {meaning.name: meaning.label for meaning in MEANINGS}


def _column(name: str) -> str:
    return str(_LABELS.get(name, name)).replace("_", " ")


def in_words(value: Any) -> str:
    """A value as it was kept, short enough to look at."""
    if value in (None, "", [], {}):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def _until(found: DirectoryImport) -> str:
    last: date = localtime((found.applied_at or found.at) + UNDO_FOR).date()
    return date_format(last, "j F Y")
