"""The team's pages: who has how much, the cases behind each number, and giving them to a colleague."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Actor, Permission
from accounts.models import Band
from accounts.request import Request
from accounts.words import hours_in_words
from cases.dossier import doors
from ledger import journal
from reporting import caseload, giving
from reporting.caseload import NOBODY, OPEN, WHATS, Load
from reporting.forms import AllocateForm, Ticked, UndoForm
from reporting.listed import COLUMNS, Listed, at, dividing, page_of
from workflows.agreeing import Range, place

PLACES = {
    "below": gettext_lazy("below %(low)s to %(high)s"),
    "in": gettext_lazy("within %(low)s to %(high)s"),
    "above": gettext_lazy("above %(low)s to %(high)s"),
}


@require_GET
def team(request: Request) -> HttpResponse:
    """Open cases per colleague and team, by name: no ranking."""
    names = caseload.teams_of(request.actor)
    found = caseload.loads(request.actor, today=localdate(request.at))
    bands = caseload.bands_of(names)
    journal.note("caseload:read")
    panels = [
        _panel(request.actor, team_id, name, found[team_id], bands.get(team_id)) for team_id, name in names.items()
    ]
    context = {"panels": panels, "columns": COLUMNS.values(), "lately": giving.shown_lately(request)}
    return render(request, "reporting/team.html", context)


def _panel(actor: Actor, team_id: UUID, name: str, loads: list[Load], band: Band | None) -> dict[str, Any]:
    total = Load(None, _("Together"))
    total.counts = {what: sum(load.counts[what] for load in loads) for what in WHATS}
    left = next(load.counts[OPEN] for load in loads if load.user is None)
    divide = ngettext("Divide work, %(number)s case", "Divide work, %(number)s cases", left) % {"number": left}
    agrees = actor.may_in(team_id, Permission.CASELOAD_AGREE)
    rows = [_row(actor, team_id, load, band, agrees=agrees) for load in loads]
    return {
        "id": team_id,
        "name": name,
        "rows": rows,
        "total": _cells(team_id, total, who=""),
        "divide": {"url": at(team=team_id, who=NOBODY, what=OPEN), "label": divide} if left else None,
        "band": _band(band) if band else "",
        "agreed_url": reverse("reporting:agreed", args=[team_id]) if agrees else "",
        "own": next((row for row in rows if row["own"]), None),
    }


def _row(actor: Actor, team_id: UUID, load: Load, band: Band | None, *, agrees: bool) -> dict[str, Any]:
    """Hours, and what the band says to them, are shown to who agrees on them and to whom they are of."""
    own = load.user == actor.id
    hours = load.here.hours if load.here and (agrees or own) else None
    divides = load.user and load.counts[OPEN] and actor.may_in(team_id, Permission.CASE_ALLOCATE)
    return {
        "name": load.name or _("Nobody yet"),
        "gone": load.user is not None and load.here is None,
        "nobody": load.user is None,
        "own": own,
        "hours": hours_in_words(hours) if hours else "",
        "open": load.counts[OPEN],
        "band": placed(load.counts[OPEN], Range(band.low, band.high, band.hours).for_hours(hours))
        if band and hours
        else "",
        "cells": _cells(team_id, load, who=str(load.user or NOBODY)),
        "divide_url": dividing(team_id, load.user) if divides else "",
    }


def placed(cases: int, within: tuple[int, int]) -> str:
    """Where a number of cases lies in the band, in words."""
    return str(PLACES[place(cases, within)]) % {"low": within[0], "high": within[1]}


def _cells(team_id: UUID, load: Load, *, who: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "number": load.counts[what], "url": at(team=team_id, who=who, what=what)}
        for what, label in COLUMNS.items()
    ]


def _band(band: Band) -> str:
    agreed = {
        "low": band.low,
        "high": band.high,
        "hours": hours_in_words(band.hours),
        "day": date_format(band.agreed_on, "j F Y"),
        "name": band.by.name,
    }
    return _("Agreed on %(day)s: %(low)s to %(high)s cases for %(hours)s hours a week (%(name)s).") % agreed


@require_GET
def team_cases(request: Request) -> HttpResponse:
    """The cases behind a number; who may divide work does it here."""
    ticked: set[str] | None = None if request.GET.get("tick") == "all" else set()
    return render(request, "reporting/team_cases.html", _list(request, Listed(request, request.GET), ticked))


@require_POST
def allocate(request: Request) -> HttpResponse:
    """Give the ticked cases to a colleague, all or none."""
    asked = Listed(request, request.POST)
    form = AllocateForm(request.POST, colleagues=asked.colleagues)
    if form.is_valid():
        to = UUID(form.cleaned_data["to"])
        given = [Ticked(one.case, one.version, to) for one in form.cleaned_data["cases"]]
        said = went_to(len(given), asked.names[to])
        answered = doors.answer(request, form, partial(giving.give, request, given, said), about=to, then=asked.url)
        if answered:
            return answered
    status = doors.CONFLICT if form.stale else doors.INVALID
    ticked = {one.split(":")[0] for one in request.POST.getlist("cases")}
    return render(request, "reporting/team_cases.html", _list(request, asked, ticked, form), status=status)


@require_POST
def undo(request: Request) -> HttpResponse:
    """Give the cases back to whom they were; of those in which somebody went on, say so."""
    asked, form = Listed(request, request.POST), UndoForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(giving.GONE))
        return redirect(asked.url)
    told = giving.put_back(request, form.cleaned_data["back"])
    if not told.left:
        messages.success(request, _("It is as it was."))
        return redirect(asked.url)
    if told.done:
        back = ngettext("%(number)s case is as it was.", "%(number)s cases are as they were.", told.done)
        messages.success(request, back % {"number": told.done})
    for number, why in told.left:
        messages.error(request, _("Not given back: %(number)s. %(why)s") % {"number": number, "why": why})
    return redirect(asked.url)


def went_to(number: int, name: str) -> str:
    said = ngettext("%(number)s case went to %(name)s.", "%(number)s cases went to %(name)s.", number)
    return said % {"number": number, "name": name}


def _list(request: Request, asked: Listed, ticked: set[str] | None, form: AllocateForm | None = None) -> dict[str, Any]:
    return {
        "form": form or AllocateForm(colleagues=asked.colleagues),
        "allocated": request.session.pop(giving.ALLOCATED, None),
        **page_of(asked, ticked=ticked),
    }
