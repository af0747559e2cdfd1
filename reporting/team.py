"""The team's pages: who has how much, the cases behind each number, and giving them to a colleague."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Permission
from accounts.lists import start_of
from accounts.request import Request
from cases.course.listing import rows_of
from cases.dossier import actions as dossier
from cases.dossier import doors
from cases.dossier.acts import Stale
from cases.dossier.models import Case
from ledger import journal
from reporting import caseload
from reporting.caseload import NEAR, NOBODY, OPEN, RECENT, URGENT, WHATS, Load
from reporting.forms import AllocateForm, Ticked, UndoForm
from workflows.refusal import Refusal, Refused

PAGE = 50
ALLOCATED = "allocated"
COLUMNS = {
    OPEN: gettext_lazy("Open cases"),
    URGENT: gettext_lazy("Urgent"),
    RECENT: gettext_lazy("New, 4 weeks"),
    NEAR: gettext_lazy("Term near or passed"),
}
GONE = Refusal("case.gone", gettext_lazy("One of these cases is no longer in your list. Choose again."))

Loads = dict[UUID, list[Load]]


@require_GET
def team(request: Request) -> HttpResponse:
    """Open cases per colleague and team, by name: no ranking."""
    names = caseload.teams_of(request.actor)
    found = caseload.loads(request.actor, today=localdate(request.at))
    journal.note("caseload:read")
    panels = [_panel(team_id, name, found[team_id]) for team_id, name in names.items()]
    return render(request, "reporting/team.html", {"panels": panels, "columns": COLUMNS.values()})


def _panel(team_id: UUID, name: str, loads: list[Load]) -> dict[str, Any]:
    total = Load(None, _("Together"), here=True)
    total.counts = {what: sum(load.counts[what] for load in loads) for what in WHATS}
    left = next(load.counts[OPEN] for load in loads if load.user is None)
    divide = ngettext("Divide work, %(number)s case", "Divide work, %(number)s cases", left) % {"number": left}
    return {
        "id": team_id,
        "name": name,
        "rows": [_row(team_id, load, who=str(load.user or NOBODY)) for load in loads],
        "total": _row(team_id, total, who=""),
        "divide": {"url": _at(team=team_id, who=NOBODY, what=OPEN), "label": divide} if left else None,
    }


def _row(team_id: UUID, load: Load, *, who: str) -> dict[str, Any]:
    cells = [
        {"label": label, "number": load.counts[what], "url": _at(team=team_id, who=who, what=what)}
        for what, label in COLUMNS.items()
    ]
    return {"name": load.name or _("Nobody yet"), "here": load.here, "nobody": who == NOBODY, "cells": cells}


@require_GET
def team_cases(request: Request) -> HttpResponse:
    """The cases behind a number; who may divide work does it here."""
    return render(request, "reporting/team_cases.html", _list(request, _Asked(request, request.GET)))


@require_POST
def allocate(request: Request) -> HttpResponse:
    """Give the ticked cases to a colleague, all or none."""
    asked = _Asked(request, request.POST)
    form = AllocateForm(request.POST, colleagues=asked.colleagues)
    if form.is_valid():
        to = UUID(form.cleaned_data["to"])
        given = [Ticked(one.case, one.version, to) for one in form.cleaned_data["cases"]]
        answered = doors.answer(
            request, form, partial(_give_and_remember, request, given, asked.names[to]), about=to, then=asked.url
        )
        if answered:
            return answered
    status = doors.CONFLICT if form.stale else doors.INVALID
    return render(request, "reporting/team_cases.html", _list(request, asked, form), status=status)


@require_POST
def undo(request: Request) -> HttpResponse:
    """Give the cases back to whom they were, if nobody did anything in them since."""
    asked, form = _Asked(request, request.POST), UndoForm(request.POST)
    try:
        if form.is_valid():
            _give(request, form.cleaned_data["back"])
            messages.success(request, _("It is as it was."))
        else:
            messages.error(request, str(GONE))
    except Refused as refused:
        messages.error(request, str(refused))
    except Stale:
        messages.error(request, _("A colleague did something in a case since. Give that one back by hand."))
    return redirect(asked.url)


def _give_and_remember(request: Request, given: list[Ticked], name: str) -> None:
    """Give the cases, and keep for the next page whose each was, so that it can offer to undo this."""
    mine = Case.objects.visible_to(request.actor).filter(pk__in=[one.case for one in given])
    before = dict(mine.values_list("pk", "coordinator"))
    now = _give(request, given)
    number = len(now)
    said = ngettext("%(number)s case went to %(name)s.", "%(number)s cases went to %(name)s.", number)
    request.session[ALLOCATED] = {
        "said": said % {"number": number, "name": name},
        "back": [f"{case.id}:{case.version}:{before[case.id] or ''}" for case in now],
    }


def _give(request: Request, given: Iterable[Ticked]) -> list[Case]:
    """Each case to its colleague, in one transaction. Raises Refused, Stale."""
    with transaction.atomic():
        return [_give_one(request, one) for one in given]


def _give_one(request: Request, one: Ticked) -> Case:
    try:
        return dossier.allocate(case=one.case, to=one.to, by=request.actor, at=request.at, seen=one.version)
    except Case.DoesNotExist as gone:
        journal.note("case:allocate", about=("case", one.case), result=journal.DENIED, reason="not_in_sight")
        raise Refused(GONE) from gone


class _Asked:
    """Which cases: of a team, of somebody, of which kind. Another's team is a 404."""

    def __init__(self, request: Request, params: QueryDict) -> None:
        self.request, self.actor = request, request.actor
        self.today = localdate(request.at)
        self.teams = caseload.teams_of(request.actor)
        self.team, self.who = params.get("team", ""), params.get("who", "")
        self.what = params.get("what", OPEN)
        self.start = start_of(params.get("from"))
        self._check()
        loads = caseload.loads(request.actor, today=self.today)
        self.loads: Loads = {team: each for team, each in loads.items() if self.team in ("", str(team))}

    def _check(self) -> None:
        if self.what not in WHATS or not (self.who in ("", NOBODY) or _id(self.who)):
            raise Http404
        if self.team and _id(self.team) not in self.teams:
            doors.not_in_sight("caseload:read", ("team", _id(self.team)))

    @property
    def url(self) -> str:
        return _at(team=self.team, who=self.who, what=self.what, start=self.start)

    @property
    def shown(self) -> list[Load]:
        """The cells of the caseload that this list stands behind."""
        every = [load for each in self.loads.values() for load in each]
        return [load for load in every if self.who in ("", str(load.user or NOBODY))]

    @property
    def count(self) -> int:
        return sum(load.counts[self.what] for load in self.shown)

    @property
    def names(self) -> dict[UUID, str]:
        """Who can get a case here, by name."""
        return {load.user: load.name for each in self.loads.values() for load in each if load.user and load.here}

    @property
    def colleagues(self) -> list[tuple[UUID, str]]:
        """The same, with what each has now."""
        open_now: dict[UUID, int] = {}
        for load in (load for each in self.loads.values() for load in each):
            if load.user:
                open_now[load.user] = open_now.get(load.user, 0) + load.counts[OPEN]
        return [(user, _labelled(name, open_now[user])) for user, name in self.names.items()]

    @property
    def title(self) -> str:
        if not self.who:
            return _("All open cases") if self.what == OPEN else str(COLUMNS[self.what])
        who = next((load.name for load in self.shown if load.name), "")
        whose = _("Nobody has these yet") if self.who == NOBODY else _("Cases of %(name)s") % {"name": who or "?"}
        return whose if self.what == OPEN else f"{whose}: {str(COLUMNS[self.what]).lower()}"


def _list(request: Request, asked: _Asked, form: AllocateForm | None = None) -> dict[str, Any]:
    cases = caseload.open_cases(request.actor).worklist(request.actor).filter(caseload.had_by(asked.who))
    cases = cases.filter(caseload.asked(request.actor, asked.what, today=asked.today))
    if asked.team:
        cases = cases.filter(team=UUID(asked.team))
    rows = rows_of(request, cases[asked.start : asked.start + PAGE + 1])
    ticked = {one.split(":")[0] for one in request.POST.getlist("cases")} if form else set()
    for row in rows:
        row["tick"], row["ticked"] = f"{row['case'].id}:{row['case'].version}", str(row["case"].id) in ticked
    turn = partial(_at, team=asked.team, who=asked.who, what=asked.what)
    return {
        "form": form or AllocateForm(colleagues=asked.colleagues),
        "asked": asked,
        "team_name": asked.teams[UUID(asked.team)] if asked.team else "",
        "rows": rows[:PAGE],
        "may_allocate": request.actor.may(Permission.CASE_ALLOCATE),
        "allocated": request.session.pop(ALLOCATED, None),
        "page": {
            "previous_url": turn(start=max(0, asked.start - PAGE)) if asked.start else "",
            "next_url": turn(start=asked.start + PAGE) if len(rows) > PAGE else "",
        },
    }


def _labelled(name: str, number: int) -> str:
    now = ngettext("%(name)s, now %(number)s case", "%(name)s, now %(number)s cases", number)
    return now % {"name": name, "number": number}


def _at(*, team: object, who: str, what: str, start: int = 0) -> str:
    asked = {"team": team, "who": who, "what": what, "from": start or ""}
    return reverse("reporting:team_cases") + "?" + urlencode({name: value for name, value in asked.items() if value})


def _id(text: str) -> Any:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
