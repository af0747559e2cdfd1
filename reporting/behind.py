"""The cases behind a number: the list that a cell or a bar leads to, exactly as long as the number is."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.lists import FURTHEST, start_of
from accounts.request import Request
from accounts.words import LAW_NAMES
from cases.course.rows import rows_of
from cases.dossier.models import Case
from ledger import journal
from reporting.asked import period, question
from reporting.catalogue import FIGURES
from reporting.catalogue.shapes import Column, Figure
from reporting.figures.codes import BETWEEN, UNKNOWN, without_code
from reporting.figures.places import names_of
from reporting.figures.scope import Asked
from reporting.forms import month_end

PAGE = 50


def opener(figure: Figure, asked: Asked) -> Callable[[Column, Any], str]:
    """Gives, for a column and a row, where its number leads; nothing for what cannot be opened, or counts nothing."""

    def url(column: Column, row: Any) -> str:
        if column.kind != "number" or not getattr(row, column.field):
            return ""
        elsewhere = figure.lists(row, asked).get(column.field, "")
        if elsewhere or not (column.opens and figure.behind):
            return elsewhere
        narrowed = {one.kind: getattr(row, one.field) for one in figure.columns if one.kind in NARROW}
        codes = [str(getattr(row, one.field)) or UNKNOWN for one in figure.columns if one.kind in CODES]
        return address(figure.name, asked, counted=column.field, code=BETWEEN.join(codes), **narrowed)

    return url


# What of a row narrows the question itself, and what is told apart by its codes: one after the other, `-` for none.
NARROW, CODES = ("month", "team", "law"), ("code", "group", "place")


def address(
    name: str, asked: Asked, *, counted: str, month: date | None = None, team: Any = "", law: str = "", code: str = ""
) -> str:
    """The list behind a number of a month, team, law and code, as far as it is of one."""
    since = max(asked.since, month) if month else asked.since
    until = min(asked.until, month_end(month)) if month else asked.until
    parts = {
        "since": since,
        "until": until,
        "team": team or asked.team or "",
        "law": law or asked.law,
        "by": asked.by,
        "what": code,
        "counted": counted,
    }
    query = urlencode({part: value for part, value in parts.items() if value})
    return reverse("reporting:behind", args=[name]) + "?" + query


@require_GET
def behind(request: Request, name: str) -> HttpResponse:
    """What a number counts, newest first: the case and the day. A case that went elsewhere keeps its line.

    A number that the figure does not have leads back to the figure.
    """
    found = FIGURES.get(name)
    if found is None:
        journal.note("figures:opened", result=journal.DENIED, reason="unknown")
        raise Http404
    journal.note("figures:opened", reason=name)
    given = question(request, by=found.by, yearly=found.yearly)
    what, counted = request.GET.get("what", ""), request.GET.get("counted", "")
    if given.asked is None or (rows := _rows(found, given.asked, what, counted)) is None:
        return redirect(reverse("reporting:figure", args=[name]) + "?" + request.GET.urlencode())
    start = start_of(request.GET.get("from"))
    number = rows.count()
    context = {
        "figure": found,
        "counted": _counted(found, what, counted, given.asked, given.teams),
        "number": number,
        "lines": _lines(request, list(rows[start : start + PAGE])),
        "period": period(given.asked, today=localdate(request.at), yearly=found.yearly),
        "back": reverse("reporting:figure", args=[name]),
        "page": {
            "previous_url": _turned(request, start - PAGE) if start else "",
            "next_url": _turned(request, start + PAGE) if start + PAGE < min(number, FURTHEST) else "",
        },
    }
    return render(request, "reporting/behind.html", context)


def _rows(found: Figure, asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any] | None":
    """What the number counts; None where the figure has no such number."""
    if found.behind is None:
        return None
    try:
        return found.behind(asked, what, counted).order_by("-day", "case")
    except KeyError:
        return None


def _lines(request: Request, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = {row["case"] for row in rows}
    cases = Case.objects.visible_to(request.actor).filter(pk__in=ids)
    known = {row["case"].id: row for row in rows_of(request, cases.with_names())}
    return [{"day": row["day"], "law": LAW_NAMES[row["law"]], "row": known.get(row["case"])} for row in rows]


def _counted(figure: Figure, what: str, counted: str, asked: Asked, teams: Mapping[UUID, str]) -> str:
    """What the list holds, in the words of the cell."""
    column = next((str(one.label) for one in figure.columns if one.field == counted and one.kind != "share"), "")
    codes = [code for code in what.split(BETWEEN) if code]
    places = names_of(codes)
    words = [
        *(places.get(code) or str(figure.words.get(without_code(code), _("not known"))) for code in codes),
        column if counted != "number" else "",
        str(LAW_NAMES[asked.law]) if asked.law else "",
        teams.get(asked.team, "") if asked.team else "",
    ]
    return ", ".join(word for word in words if word) or _("All")


def _turned(request: Request, start: int) -> str:
    asked = request.GET.copy()
    asked["from"] = str(max(0, start))
    return f"?{asked.urlencode()}"
