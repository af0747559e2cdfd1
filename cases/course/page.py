"""The page of a case as plain values: who, the next step, the Trap, the timeline."""

from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Permission
from accounts.models import User
from accounts.request import Request
from cases.course.next_step import next_step_of
from cases.dossier.models import Case, Channel, Task
from cases.dossier.sight import laws_in_sight
from cases.dossier.words import EVENTS, LAW_NAMES, RULES, laws_in_words
from cases.needs.models import Need
from cases.needs.stair import Stair, stair_of
from ledger.models import Event
from workflows.case_flow import CaseState
from workflows.ladder import NeedState
from workflows.layers import STEP, Layer

TIMELINE = 12


def page_of(request: Request, case: Case, needs: list[Need], events: list[Event]) -> dict[str, Any]:
    """Everything `cases/case.html` shows. `case` comes with `with_page()`, `needs` with `with_stair()`."""
    several = len({need.law for need in needs}) > 1
    stairs = [
        stair_of(
            need,
            has_housemates=vars(case)["has_housemates"],
            actor=request.actor,
            at=request.at,
            law_name=str(LAW_NAMES[need.law]) if several else "",
        )
        for need in needs
    ]
    return {
        "case": case,
        "identity": {"name": name_of(case), "facts": _facts(request, case)},
        "next": next_step_of(request.actor, case, [need.state for need in needs]),
        "trap": {"needs": stairs, "summary": _summary(stairs), "add_url": _add_url(request, case)},
        "asked": _asked(_laws_in_sight(request, case, rows_of(case, "report"))),
        "events": _told(events, needs),
        "todo": _todo(request, case, needs),
        "terms": _terms(request, case),
        "actions": _actions(request, case, stairs),
    }


def rows_of(case: Case, what: str) -> list[dict[str, Any]]:
    """The rows that `with_page()` brought along: "report", "task", "deadline" or "application"."""
    rows: list[dict[str, Any]] = vars(case)[f"{what}_rows"]
    return rows


def name_of(case: Case) -> str:
    return case.resident.name if case.resident else _("Not known yet who this is about")


def _laws_in_sight(request: Request, case: Case, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    laws = laws_in_sight(request.actor, case)
    return [row for row in rows if row["law"] in laws]


def _facts(request: Request, case: Case) -> list[dict[str, Any]]:
    born = case.resident.born if case.resident else ""
    facts: list[dict[str, Any]] = [
        {"label": _("Case"), "value": case.number},
        {"label": _("Born"), "value": born},
        {"label": _("Law"), "value": laws_in_words(laws_in_sight(request.actor, case))},
        {"label": _("Coordinator"), "value": case.coordinator.name if case.coordinator else _("nobody yet")},
        {"label": _("Status"), "value": CaseState(case.state).label},
    ]
    facts = [fact for fact in facts if fact["value"]]
    ends = [row["end"] for row in _laws_in_sight(request, case, rows_of(case, "deadline")) if row["duty"]]
    nearest = parse_date(min(ends)) if ends else None
    if nearest:
        facts.append({"label": _("Legal end"), "last": True, **due(nearest, localdate(request.at))})
    return facts


def due(day: date, today: date) -> dict[str, Any]:
    """A legal end in words, with its glyph and tone."""
    left = (day - today).days
    on = date_format(day, "j F")
    if left < 0:
        late = ngettext("%(number)s day late", "%(number)s days late", -left) % {"number": -left}
        return {"value": _("was %(day)s, %(late)s") % {"day": on, "late": late}, "glyph": "alert", "tone": "critical"}
    rest = _("today") if left == 0 else ngettext("%(number)s day left", "%(number)s days left", left) % {"number": left}
    tone = "attention" if left <= 7 else "quiet"
    return {"value": _("by %(day)s, %(rest)s") % {"day": on, "rest": rest}, "glyph": "clock", "tone": tone}


def _summary(stairs: list[Stair]) -> str:
    if not stairs:
        return ""
    number = ngettext("%(number)s need", "%(number)s needs", len(stairs)) % {"number": len(stairs)}
    kinds = (
        (_("to weigh"), (NeedState.OPEN, NeedState.WEIGHED)),
        (_("covered"), (NeedState.COVERED,)),
        (_("proposed"), (NeedState.PROPOSED,)),
        (_("granted"), (NeedState.GRANTED,)),
        (_("denied"), (NeedState.DENIED,)),
    )
    counts = ((word, sum(stair.need.state in states for stair in stairs)) for word, states in kinds)
    return number + ": " + ", ".join(f"{count} {word}" for word, count in counts if count)


def _add_url(request: Request, case: Case) -> str:
    may = request.actor.may_in(case.team_id, Permission.CASE_INVESTIGATE) and not case.is_over
    return reverse("cases:add_need", args=[case.id]) if may else ""


def _asked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was asked, once: a report that touches several laws is one question."""
    told = {(row["received_on"], row["own_words"]): row for row in rows}
    asked = []
    for row in told.values():
        when = parse_date(row["received_on"])
        how = str(Channel(row["channel"]).label).lower()
        asked.append({"words": row["own_words"], "when": date_format(when, "j F Y") if when else "", "how": how})
    return asked


def _told(events: list[Event], needs: list[Need]) -> list[dict[str, Any]]:
    """The timeline: what happened, to which need, by whom. What one act did to one need is one line."""
    titles = {need.id: need.title for need in needs}
    names = dict(User.objects.filter(pk__in={event.actor for event in events}).values_list("pk", "name"))
    acts = groupby(events, key=lambda event: (event.at, event.kind, event.need, event.actor))
    return [
        _line(list(done), at, titles.get(need, "") if need else "", names.get(actor, "") if actor else "")
        for (at, _kind, need, actor), done in acts
    ]


def _line(done: list[Event], at: datetime, title: str, who: str) -> dict[str, Any]:
    moment = localtime(at)
    what = _weighed(done) if done[0].kind == "need:weighed" else str(EVENTS.get(done[0].kind, done[0].kind))
    return {
        "iso": moment.isoformat(timespec="minutes"),
        "when": date_format(moment, "j b"),
        "text": f"{what}: {title}" if title else what,
        "who": who,
    }


def _weighed(done: list[Event]) -> str:
    steps = sorted({STEP[Layer(event.layer)] for event in done})
    listed = ", ".join(str(step) for step in steps)
    return ngettext("Step %(steps)s weighed", "Steps %(steps)s weighed", len(steps)) % {"steps": listed}


def _todo(request: Request, case: Case, needs: list[Need]) -> dict[str, Any]:
    titles = {str(need.id): need.title for need in needs}
    rows = [row for row in rows_of(case, "task") if row["need"] is None or row["need"] in titles]
    lines = [
        {
            "text": str(Task.Kind(row["kind"]).label),
            "sub": ", ".join(part for part in (titles.get(row["need"] or ""), _by(row["due_on"])) if part),
        }
        for row in rows
    ]
    return {"id": "todo", "title": _("To do"), "count": len(lines), "lines": lines, "empty": _("Nothing is waiting.")}


def _terms(request: Request, case: Case) -> dict[str, Any]:
    rows = _laws_in_sight(request, case, rows_of(case, "deadline"))
    lines = [{"text": str(RULES.get(row["rule"], row["rule"])), "sub": _by(row["end"])} for row in rows]
    return {"id": "terms", "title": _("Legal terms"), "count": None, "lines": lines, "empty": _("No term is running.")}


def _by(day: str) -> str:
    parsed = parse_date(day)
    return _("by %(day)s") % {"day": date_format(parsed, "j F Y")} if parsed else ""


def _actions(request: Request, case: Case, stairs: list[Stair]) -> list[dict[str, Any]]:
    """What else may be done here, as quiet buttons."""
    doors = (
        ("apply", _("Register an application"), Permission.APPLICATION_REGISTER),
        ("hand_over", _("Hand over to another team"), Permission.CASE_HAND_OVER),
    )
    if case.is_over:
        return []
    return [
        {"url": reverse(f"cases:{door}", args=[case.id]), "label": label}
        for door, label, permission in doors
        if request.actor.may_in(case.team_id, permission)
    ]
