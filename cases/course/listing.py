"""Lists of cases: rows that say what and why, in the order of work, a page at a time."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Actor
from accounts.kept import KeptFor, one_of
from accounts.lists import start_of
from accounts.request import Request
from accounts.words import LAW_NAMES
from cases.course.page import is_near, name_of
from cases.dossier.acts import subjects_of
from cases.dossier.models import Case
from cases.dossier.querysets import SILENT
from cases.dossier.sight import due_in_sight, laws_in_sight
from cases.dossier.words import laws_in_words
from ledger import journal
from workflows.case_flow import CaseState

PAGE = 50
MOST_COUNTED = 1000


def listing_of(request: Request) -> dict[str, Any]:
    """The cases in sight, by page; `law` narrows them."""
    asked = request.GET.get("law", "")
    law = asked if asked in LAW_NAMES else ""
    start = start_of(request.GET.get("from"))
    # The keys in order come from the index alone; only of the page's own are the rows read, and who they are about.
    keys = _keys(request.actor, law, most=max(MOST_COUNTED, start + PAGE) + 1)
    here = keys[start : start + PAGE]
    found = ROWS.ask(request.actor, here=here) if here else []
    rows = rows_of(request, sorted(found, key=lambda case: here.index(case.pk)))
    return {
        "rows": rows,
        "count": _("more than %(most)s") % {"most": MOST_COUNTED} if len(keys) > MOST_COUNTED else len(keys),
        "chips": _chips(request, law),
        "page": {
            "previous_url": _at(law, max(0, start - PAGE)) if start else "",
            "next_url": _at(law, start + PAGE) if len(keys) > start + PAGE else "",
        },
    }


def _keys(actor: Actor, law: str, *, most: int) -> list[UUID]:
    """The ids in order. Of the first pages, which count as far as is counted, the plan is kept."""
    if most > MOST_COUNTED + 1:
        return list(_in_order(actor, law).values_list("pk", flat=True)[:most])
    found = OF_LAW.values(actor, law=law) if law else OF_ALL.values(actor)
    return [key for (key,) in found]


def _in_order(actor: Actor, law: str) -> "QuerySet[Case]":
    cases = Case.objects.visible_to(actor).worklist(actor)
    return cases.filter(laws__contains=[law]) if law else cases


OF_ALL: KeptFor[Case] = KeptFor(
    lambda actor: _in_order(actor, "").values_list("pk")[: MOST_COUNTED + 1],  # type: ignore[return-value]
    {},
)
OF_LAW: KeptFor[Case] = KeptFor(
    lambda actor, *, law: _in_order(actor, law).values_list("pk")[: MOST_COUNTED + 1],  # type: ignore[return-value]
    {"law": "?"},
)
ROWS = KeptFor(
    lambda actor, *, here: Case.objects.visible_to(actor).filter(one_of("id", here)).with_names(),
    {"here": [UUID(int=1)]},
)


def rows_of(request: Request, cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Rows for `components/work_list.html`, of cases `with_names()`; that these people were shown is journalled."""
    found = list(cases)
    shown = [subject for case in found for subject in subjects_of(case)]
    if found:
        journal.note("case:list", subjects=shown, fields=("name",))
    return [_row(request, case) for case in found]


def _row(request: Request, case: Case) -> dict[str, Any]:
    ends = due_in_sight(request.actor, case)
    mark = _mark(case, ends, localdate(request.at))
    what = case.next_step or str(STEPS.get(case.state, CaseState(case.state).label))
    planned = date_format(case.next_step_on, "j F") if case.next_step_on else ""
    who = case.coordinator.name if case.coordinator else _("nobody yet")
    return {
        "case": case,
        "url": reverse("cases:case", args=[case.id]),
        "title": f"{name_of(case)}: {what}",
        "why": _("Case %(number)s, coordinator: %(who)s") % {"number": case.number, "who": who},
        "law": laws_in_words(laws_in_sight(request.actor, case)),
        "when": date_format(ends, "j F") if ends else planned,
        **mark,
    }


STEPS = {
    CaseState.REGISTERED: gettext_lazy("start the investigation"),
    CaseState.INVESTIGATING: gettext_lazy("finish the investigation"),
    CaseState.REPORTED: gettext_lazy("round off, or register the application"),
    CaseState.APPLIED: gettext_lazy("waits for a decision"),
    CaseState.DECIDED: gettext_lazy("start the support, or close"),
}


def _mark(case: Case, ends: date | None, today: date) -> dict[str, Any]:
    """Why the row stands where it stands: glyph, word and tone."""
    if case.urgent:
        return {"glyph": "alert", "word": _("Urgent"), "tone": "critical"}
    if ends and ends < today:
        return {"glyph": "alert", "word": _("Term passed"), "tone": "critical"}
    if ends and is_near(ends, today):
        return {"glyph": "clock", "word": _("Term is near"), "tone": "attention"}
    if case.next_step_on and case.next_step_on <= today:
        return {"glyph": "clock", "word": _("Agreed for now"), "tone": "attention"}
    if case.coordinator_id is None:
        return {"glyph": "people", "word": _("Nobody has it"), "tone": ""}
    if not case.next_step and case.state in SILENT:
        return {"glyph": "alert", "word": _("No next step"), "tone": ""}
    return {"glyph": "run", "word": CaseState(case.state).label.capitalize(), "tone": "quiet"}


def _chips(request: Request, law: str) -> list[dict[str, Any]]:
    mine = sorted({one for laws in request.actor.laws_per_team().values() for one in laws}, key=list(LAW_NAMES).index)
    if len(mine) < 2:
        return []
    chips = [{"url": reverse("cases:list"), "label": _("All"), "current": not law}]
    return chips + [{"url": _at(one, 0), "label": LAW_NAMES[one], "current": one == law} for one in mine]


def _at(law: str, start: int) -> str:
    asked = [f"law={law}"] if law else []
    asked += [f"from={start}"] if start else []
    return reverse("cases:list") + ("?" + "&".join(asked) if asked else "")
