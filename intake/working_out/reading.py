"""What of a note is worked out by now, and the cases it led to."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from accounts.access import Actor
from cases.dossier.models import Case, KnownCase
from cases.dossier.sight import laws_in_sight
from intake.models import Conversation, Question, Revision, WorkedLine


@dataclass(frozen=True, slots=True)
class Reach:
    """A case the conversation led to, that runs and that the actor may add to; `laws`: those he works for."""

    case: UUID
    number: str
    team: UUID
    laws: tuple[str, ...]


def standing_lines(found: Conversation) -> dict[int, WorkedLine]:
    """What was worked out, by line; a line that reads otherwise by now is to be worked out anew."""
    rows = list(found.worked_lines.order_by("line"))
    versions = {row.version for row in rows} - {found.version}
    saved = Revision.objects.filter(conversation=found, version__in=versions, conflicting=False) if versions else ()
    texts = {one.version: one.text.split("\n") for one in saved} | {found.version: found.text.split("\n")}
    return {
        row.line: row for row in rows if _at(texts.get(row.version), row.line) == _at(texts[found.version], row.line)
    }


def reach_of(found: Conversation, questions: Iterable[Question], by: Actor) -> list[Reach]:
    """The running cases this conversation led to, as far as the actor may know of them."""
    ids = {question.case for question in questions if question.case}
    if not ids:
        return []
    known = KnownCase.objects.visible_to(by).running().filter(pk__in=ids).order_by("number")
    reached = {one.id: Reach(one.id, one.number, one.team_id, tuple(one.laws)) for one in known}
    for case in Case.objects.visible_to(by).open().filter(pk__in=ids - reached.keys()).order_by("number"):
        reached[case.id] = Reach(case.id, case.number, case.team_id, tuple(laws_in_sight(by, case)))
    return list(reached.values())


def _at(lines: list[str] | None, number: int) -> str | None:
    return lines[number - 1] if lines and number <= len(lines) else None
