"""Working out a note: each line is said to be something, and what the team needs goes along, line by line."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import Actor
from cases.dossier.models import KnownCase
from cases.needs.beside import actions as needs
from intake.actions import DAY_IS_PAST
from intake.models import Appointment, Conversation, WorkedLine
from intake.working_out.reading import Reach, reach_of, standing_lines
from ledger import journal
from workflows.note_lines import LAYER, Line, LineKind, lines_of
from workflows.refusal import Refused

MOST_EVIDENCE = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """What one line is. `share`: it goes along to the team; `on`: the day of an agreement."""

    line: int
    kind: LineKind
    share: bool = False
    on: date | None = None


def work_out(
    *, conversation: UUID, choices: Iterable[Choice], by: Actor, at: datetime, to: tuple[UUID, str] | None = None
) -> list[WorkedLine]:
    """Record what the lines are. `to`: the case and the law for which the shared ones are evidence.

    A line that was worked out already, or is no longer there, is passed over. Raises KnownCase.DoesNotExist when the
    case is not one of this conversation in the actor's reach, Refused for an agreement on a day that has passed.
    """
    with transaction.atomic():
        found = Conversation.objects.visible_to(by).select_for_update(of=("self",)).get(pk=conversation)
        lines = {line.number: line for line in lines_of(found.text)}
        standing = standing_lines(found)
        going = _Going(found, _goal(found, to, by), by, at)
        wanted = [choice for choice in choices if choice.line in lines and choice.line not in standing]
        shared = going.share([(lines[one.line], one.kind) for one in wanted if one.share and one.kind in LAYER])
        worked = [going.work(lines[one.line], one, shared.get(one.line)) for one in wanted]
        subjects = [found.resident_id] if found.resident_id else []
        journal.note("conversation:work_out", about=("conversation", found.id), subjects=subjects)
    return worked


def _goal(found: Conversation, to: tuple[UUID, str] | None, by: Actor) -> tuple[Reach, str] | None:
    if to is None:
        return None
    case, law = to
    for reach in reach_of(found, found.questions.all(), by):
        if reach.case == case and law in reach.laws:
            return reach, law
    raise KnownCase.DoesNotExist


@dataclass(frozen=True, slots=True)
class _Going:
    """The working out under way."""

    found: Conversation
    goal: tuple[Reach, str] | None
    by: Actor
    at: datetime

    def share(self, lines: list[tuple[Line, LineKind]]) -> dict[int, UUID]:
        """The lines as evidence in the case, which may be another team's: no wrong door."""
        if not lines or not self.goal:
            return {}
        reach, law = self.goal
        evidence = partial(
            needs.add_evidence, case=reach.case, law=law, conversation=self.found.id, by=self.by, at=self.at
        )
        return {
            line.number: evidence(text=line.text[:MOST_EVIDENCE], layer=LAYER[kind], line=line.number).id
            for line, kind in lines
        }

    def work(self, line: Line, choice: Choice, became: UUID | None) -> WorkedLine:
        if choice.kind == LineKind.REQUEST:
            became = self._ask(line)
        elif choice.kind == LineKind.ACTION and choice.on:
            became = self._promise(line, choice.on)
        row, _created = WorkedLine.objects.update_or_create(
            conversation=self.found,
            line=line.number,
            defaults={
                "kind": choice.kind,
                "version": self.found.version,
                "became": became,
                "by_id": self.by.id,
                "at": self.at,
            },
        )
        return row

    def _ask(self, line: Line) -> UUID | None:
        """The first open question gets the line as its own words, unless it has it already."""
        asked = self.found.questions.filter(finished_at=None).order_by("position").first()
        if asked is None:
            return None
        if line.text not in asked.own_words:
            asked.own_words = f"{asked.own_words}\n{line.text}".strip()
            asked.version += 1
            asked.save(update_fields=["own_words", "version"])
        return asked.id

    def _promise(self, line: Line, on: date) -> UUID:
        if on < timezone.localdate(self.at):
            raise Refused(DAY_IS_PAST)
        return Appointment.objects.create(
            id=uuid.uuid4(),
            kind=Appointment.Kind.CALL_BACK,
            team_id=self.found.team_id,
            colleague_id=self.by.id,
            resident_id=self.found.resident_id,
            what=line.text,
            on=on,
            made_by_id=self.by.id,
            made_at=self.at,
        ).id
