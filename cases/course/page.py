"""The page of a case as plain values: who, the next step, the Trap, the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Permission
from accounts.days import written
from accounts.request import Request
from accounts.words import LAW_NAMES
from cases.course.applications import applications_of, unasked_of
from cases.course.loading import TIMELINE
from cases.course.menu import menu_of
from cases.course.next_step import next_step_of, standing_of
from cases.dossier.clocks import FIRST_TALK, PAUSABLE
from cases.dossier.models import Case, Channel, Task
from cases.dossier.sight import laws_in_sight
from cases.dossier.words import EVENTS, RULES, laws_in_words
from cases.needs.models import Need
from cases.needs.stair import Stair, stair_of
from ledger.models import Event
from workflows import terms
from workflows.application_flow import PENDING
from workflows.case_flow import CaseFacts, CaseState, NeedStanding
from workflows.flow import By
from workflows.ladder import NeedState
from workflows.layers import STEP, Layer
from workflows.term_rules import BadTerm

NEAR = timedelta(days=7)
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was loaded: `case` comes with `with_page()`, `needs` with `with_stair()`, `linked` before and after it."""

    request: Request
    case: Case
    needs: Sequence[Need]
    linked: Sequence[Case] = ()

    def rows(self, what: str) -> Rows:
        """The rows of the laws in sight: "report", "task", "deadline", "application", "suspension" or "objection"."""
        laws = laws_in_sight(self.request.actor, self.case)
        return [row for row in vars(self.case)[f"{what}_rows"] if row["law"] in laws]

    @property
    def today(self) -> date:
        return localdate(self.request.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The timeline: events newest first, each with `said` and `who`, and whether that is all there is."""

    events: Sequence[Event]
    everything: bool = False


def page_of(shown: Shown, told: Told) -> dict[str, Any]:
    """Everything `cases/case.html` shows."""
    request, case, needs = shown.request, shown.case, shown.needs
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
    waiting = [row for row in shown.rows("application") if row["state"] in PENDING]
    talks = any(row["rule"] in FIRST_TALK for row in shown.rows("deadline"))
    standing = standing_of(
        request.actor, case, [(need.law, need.state) for need in needs], applied=bool(waiting), talks=talks
    )
    return {
        "case": case,
        "identity": {"name": name_of(case), "facts": _facts(shown), "url": _resident_url(shown)},
        "linked": [_linked(case, other) for other in shown.linked],
        "next": next_step_of(request.actor, case, standing),
        "trap": {"needs": stairs, "summary": _summary(stairs), "add_url": _add_url(request, case)},
        "asked": _asked(shown.rows("report")),
        "events": _told(told, needs),
        "more_events": _more(shown, told),
        "tasks": _tasks(shown),
        "terms": _terms(shown),
        "applications": applications_of(
            request.actor, case, shown.rows("application"), shown.rows("suspension"), shown.rows("objection")
        ),
        "unasked": unasked_of(request.actor, case, needs, shown.rows("application"), shown.rows("objection")),
        "menu": menu_of(request.actor, case, _facts_in_sight(shown, waiting)),
    }


def _facts_in_sight(shown: Shown, waiting: Rows) -> CaseFacts:
    """What the guards may look at for this page: only what it shows."""
    return CaseFacts(
        at=shown.request.at,
        by=By(str(shown.request.actor.id)),
        needs=tuple(NeedStanding(need.state, need.externally_referred, need.law) for need in shown.needs),
        applications_open=len(waiting),
        objections_open=sum(not row["outcome"] for row in shown.rows("objection")),
    )


def _resident_url(shown: Shown) -> str:
    may = shown.request.actor.may(Permission.RESIDENT_FIND) and shown.case.resident_id
    return reverse("residents:resident", args=[shown.case.resident_id]) if may else ""


def _linked(case: Case, other: Case) -> dict[str, str]:
    earlier = other.pk == case.follows_id
    text = _("Comes after case %(number)s") if earlier else _("Goes on in case %(number)s")
    return {"url": reverse("cases:case", args=[other.pk]), "text": text % {"number": other.number}}


def name_of(case: Case) -> str:
    return case.resident.name if case.resident else _("Not known yet who this is about")


def _facts(shown: Shown) -> Rows:
    case = shown.case
    facts: Rows = [
        {"label": _("Case"), "value": case.number},
        {"label": _("Born"), "value": case.resident.born if case.resident else ""},
        {"label": _("Law"), "value": laws_in_words(laws_in_sight(shown.request.actor, case))},
        {"label": _("Coordinator"), "value": case.coordinator.name if case.coordinator else _("nobody yet")},
        {"label": _("Status"), "value": CaseState(case.state).label},
        {"label": _("Handed to"), "value": case.handed_to},
    ]
    facts = [fact for fact in facts if fact["value"]]
    if case.urgent:
        facts.append({"label": _("Urgency"), "value": _("Urgent"), "glyph": "alert", "tone": "critical"})
    if case.confidential:
        facts.append({"label": _("Sight"), "value": _("Confidential"), "glyph": "people", "tone": "attention"})
    ends = [row["end"] for row in shown.rows("deadline") if row["duty"]]
    nearest = parse_date(min(ends)) if ends else None
    if nearest:
        facts.append({"label": _("Legal end"), "last": True, **due(nearest, shown.today)})
    return facts


def due(day: date, today: date) -> dict[str, Any]:
    """A legal end in words, with its glyph and tone."""
    left = (day - today).days
    on = written(day, "j F")
    if left < 0:
        late = ngettext("%(number)s day late", "%(number)s days late", -left) % {"number": -left}
        return {"value": _("was %(day)s, %(late)s") % {"day": on, "late": late}, "glyph": "alert", "tone": "critical"}
    rest = _("today") if left == 0 else ngettext("%(number)s day left", "%(number)s days left", left) % {"number": left}
    tone = "attention" if is_near(day, today) else "quiet"
    return {"value": _("by %(day)s, %(rest)s") % {"day": on, "rest": rest}, "glyph": "clock", "tone": tone}


def is_near(day: date, today: date) -> bool:
    """A legal end that deserves attention."""
    return day - today <= NEAR


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
        (_("stepped down"), (NeedState.STEPPED_DOWN,)),
        (_("closed"), (NeedState.CLOSED,)),
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


def _told(told: Told, needs: Sequence[Need]) -> Rows:
    """The timeline: what happened, to which need, by whom. What one act did to one need is one line."""
    titles = {need.id: need.title for need in needs}
    events = told.events if told.everything else told.events[:TIMELINE]
    acts = groupby(events, key=lambda event: (event.at, event.kind, event.need, event.actor))
    lines = []
    for (at, _kind, need, _actor), done in acts:
        happened = [(event, vars(event)) for event in done]
        who = happened[0][1]["who"] or ""
        line = _line([event for event, _with in happened], at, titles.get(need, "") if need else "", who)
        said = "\n".join(with_it["said"] for _event, with_it in happened if with_it["said"] is not None)
        lines.append(line | {"said": said})
    return lines


def _more(shown: Shown, told: Told) -> dict[str, str] | None:
    if told.everything or len(told.events) <= TIMELINE:
        return None
    return {
        "url": reverse("cases:case", args=[shown.case.pk]) + "?timeline=all#timeline",
        "label": _("Show everything"),
    }


def _line(done: list[Event], at: datetime, title: str, who: str) -> dict[str, Any]:
    moment = localtime(at)
    return {
        "iso": moment.isoformat(timespec="minutes"),
        "when": written(moment.date(), "j b"),
        "text": f"{_what(done)}: {title}" if title else _what(done),
        "who": who,
    }


def _what(done: list[Event]) -> str:
    first = done[0]
    if first.kind == "need:weighed":
        return _weighed(done)
    what = str(EVENTS.get(first.kind, first.kind))
    if first.kind == "contact:logged" and first.reason in Channel.values:
        return f"{what}, {str(Channel(first.reason).label).lower()}"
    return what


def _weighed(done: list[Event]) -> str:
    steps = sorted({STEP[Layer(event.layer)] for event in done})
    listed = ", ".join(str(step) for step in steps)
    return ngettext("Step %(steps)s weighed", "Steps %(steps)s weighed", len(steps)) % {"steps": listed}


def _tasks(shown: Shown) -> Rows:
    """What is to be done, each with the door where it is done."""
    titles = {str(need.id): need for need in shown.needs}
    may = shown.request.actor.may_in(shown.case.team_id, Permission.CASE_INVESTIGATE) and not shown.case.is_over
    rows = [row for row in shown.rows("task") if row["need"] is None or row["need"] in titles]
    return [
        {
            "text": str(Task.Kind(row["kind"]).label),
            "about": titles[row["need"]].title if row["need"] else "",
            "due": due(parse_date(row["due_on"]) or date.max, shown.today),
            "door": _door(shown.case, row) if may else None,
        }
        for row in rows
    ]


def _door(case: Case, row: dict[str, Any]) -> dict[str, Any]:
    match row["kind"]:
        case Task.Kind.ASK_WHETHER_IT_WORKED:
            door, about, verb = "worked", [row["need"]], _("Ask")
        case Task.Kind.WRITE_URGENT_REASONS:
            door, about, verb = "weigh", [row["need"]], _("Write")
        case Task.Kind.ASK_AFTER_POINTING:
            door, about, verb = "pointed", [row["need"]], _("Ask")
        case Task.Kind.FIND_OUT_WHO:
            door, about, verb = "identify", [], _("Look up")
        case _kind:
            door, about, verb = "finish_task", [row["id"]], _("I have read it")
    url = reverse(f"cases:{door}", args=[case.pk, *about])
    return {"url": url, "label": verb, "post": door == "finish_task"}


def _terms(shown: Shown) -> Rows:
    return [
        {
            "text": str(RULES.get(row["rule"], row["rule"])),
            "due": _term_due(row, shown.today),
            "how": _how(shown, row),
        }
        for row in shown.rows("deadline")
    ]


def _term_due(row: dict[str, Any], today: date) -> dict[str, Any]:
    """The resident's own time runs out; it is nobody who is late then."""
    end = parse_date(row["end"]) or date.max
    if row["duty"] or end >= today:
        return due(end, today)
    return {"value": _("until %(day)s, now over") % {"day": date_format(end, "j F")}, "glyph": "clock", "tone": "quiet"}


def _how(shown: Shown, row: dict[str, Any]) -> str:
    """How the end was computed, in the sentences of workflows.terms; empty when the rule can't tell any more."""
    try:
        return _counted(shown, row).explanation
    except BadTerm:
        return ""


def _counted(shown: Shown, row: dict[str, Any]) -> terms.Term:
    start = parse_date(row["start"]) or date.max
    if row["rule"] not in PAUSABLE:
        return terms.end_of(row["rule"], start)
    running = {one["id"] for one in shown.rows("application") if one["state"] in PENDING}
    stood_still = (stretch_of(one) for one in shown.rows("suspension") if one["application"] in running)
    return terms.end_of(row["rule"], start, [one for one in stood_still if one and one.begins >= start])


def stretch_of(row: dict[str, Any]) -> terms.Suspension | None:
    """A stretch in which the term stood still, or does until the answer is due at the latest."""
    begins, until, answer_by = (parse_date(row[name] or "") for name in ("since", "until", "answer_by"))
    ends = until or (answer_by + timedelta(days=1) if answer_by else None)
    return terms.Suspension(begins, ends) if begins and ends else None
