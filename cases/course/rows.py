"""The rows of a list of cases: what and why. What is the same for many rows of a page is said once."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.days import written
from accounts.request import Request
from cases.course.page import is_near, name_of
from cases.dossier.acts import subjects_of
from cases.dossier.models import Case
from cases.dossier.querysets import SILENT
from cases.dossier.words import laws_in_words
from ledger import journal
from workflows.case_flow import CaseState

SOME = UUID(int=0)
STEPS = {
    CaseState.REGISTERED: gettext_lazy("start the investigation"),
    CaseState.INVESTIGATING: gettext_lazy("finish the investigation"),
    CaseState.REPORTED: gettext_lazy("round off, or register the application"),
    CaseState.APPLIED: gettext_lazy("waits for a decision"),
    CaseState.DECIDED: gettext_lazy("start the support, or close"),
}
URGENT, LATE, NEAR, AGREED, NOBODYS, NO_STEP, RUNS = range(7)
MARKS: dict[int, dict[str, Any]] = {
    URGENT: {"glyph": "alert", "word": gettext_lazy("Urgent"), "tone": "critical"},
    LATE: {"glyph": "alert", "word": gettext_lazy("Term passed"), "tone": "critical"},
    NEAR: {"glyph": "clock", "word": gettext_lazy("Term is near"), "tone": "attention"},
    AGREED: {"glyph": "clock", "word": gettext_lazy("Agreed for now"), "tone": "attention"},
    NOBODYS: {"glyph": "people", "word": gettext_lazy("Nobody has it"), "tone": ""},
    NO_STEP: {"glyph": "alert", "word": gettext_lazy("No next step"), "tone": ""},
}


def rows_of(request: Request, cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Rows for `components/work_list.html`, of cases `with_names()`; that these people were shown is journalled."""
    found = list(cases)
    shown = [subject for case in found for subject in subjects_of(case)]
    if found:
        journal.note("case:list", subjects=shown, fields=("name",))
    said = _Said(request)
    return [_row(case, said) for case in found]


class _Said:
    """What is said on this page, in its language, for who asks."""

    def __init__(self, request: Request) -> None:
        self.today = localdate(request.at)
        self.mine = request.actor.laws_per_team()
        self.address = reverse("cases:case", args=[SOME])
        self.who, self.nobody = _("Case %(number)s, coordinator: %(who)s"), _("nobody yet")
        self.laws = cache(laws_in_words)
        self.step = cache(lambda state: str(STEPS.get(state, CaseState(state).label)))
        self.mark = cache(_mark)


def _row(case: Case, said: _Said) -> dict[str, Any]:
    mine = said.mine.get(case.team_id, frozenset())
    laws = tuple(law for law in case.laws if law in mine)
    # The nearest legal end is of all laws of the case: where one is out of sight it would tell of that law.
    ends = case.due_on if len(laws) == len(case.laws) else None
    when = ends or case.next_step_on
    who = case.coordinator.name if case.coordinator else said.nobody
    return {
        "case": case,
        "url": said.address.replace(str(SOME), str(case.id)),
        "title": f"{name_of(case)}: {case.next_step or said.step(case.state)}",
        "why": said.who % {"number": case.number, "who": who},
        "law": said.laws(laws),
        "when": written(when, "j F") if when else "",
        **said.mark(_place(case, ends, said.today), case.state),
    }


def _place(case: Case, ends: date | None, today: date) -> int:
    """Why the row stands where it stands."""
    if case.urgent:
        return URGENT
    if ends and is_near(ends, today):
        return LATE if ends < today else NEAR
    if case.next_step_on and case.next_step_on <= today:
        return AGREED
    if case.coordinator_id is None:
        return NOBODYS
    return NO_STEP if not case.next_step and case.state in SILENT else RUNS


def _mark(place: int, state: str) -> dict[str, Any]:
    """The same in a glyph, a word and a tone."""
    if place == RUNS:
        return {"glyph": "run", "word": CaseState(state).label.capitalize(), "tone": "quiet"}
    mark = MARKS[place]
    return mark | {"word": str(mark["word"])}
