"""One figure on a page of its own, and as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.lists import FURTHEST, start_of
from accounts.request import Request
from ledger import journal
from reporting import exports, replica, tables
from reporting.asked import Question, period, question
from reporting.behind import opener
from reporting.catalogue import FIGURES, beside
from reporting.catalogue.shapes import Figure
from reporting.charts.file import file_svg
from reporting.drawings import DRAWN, Drawing, nothing
from reporting.figures.scope import Asked

INVALID = 422
DRAWING = "svg"
# A table with more rows is made in the background.
AT_ONCE = 5000
# Of a table the page shows so many rows at a time; its files hold them all.
PAGE = 200


@dataclass(frozen=True, slots=True)
class Read:
    """What a figure says of what was asked, the sentences and drawings that belong to it, and where it was read."""

    rows: Sequence[Any]
    notes: list[str]
    drawings: list[Drawing]
    source: replica.Source


def _read(found: Figure, asked: Asked, given: Question, *, at: datetime, draws: bool) -> Read:
    def work() -> tuple[Sequence[Any], list[str], list[Drawing]]:
        rows = found.rows(asked)
        drawn = DRAWN.get(found.name, nothing)(rows, given, today=localdate(at)) if draws else []
        return rows, [str(note) for note in found.notes(asked, rows)], drawn

    (rows, notes, drawings), source = replica.read(work, at=at)
    return Read(rows, notes, drawings, source)


@require_GET
def figure(request: Request, name: str) -> HttpResponse:
    """A figure as a table, with what it is; some with a drawing above it."""
    found = _figure(name)
    given = question(request, by=found.by, yearly=found.yearly)
    journal.note("figures:read", reason=name)
    context: dict[str, Any] = {"form": given.form, "figure": found, "chips": _chips(request, found)}
    if given.asked is None:
        return render(request, "reporting/figure.html", context, status=INVALID)
    read = _read(found, given.asked, given, at=request.at, draws=True)
    found = found.divided(given.asked.by)
    start = start_of(request.GET.get("from"))
    start = start if start < len(read.rows) else 0
    context |= {
        "figure": found,
        "age": replica.said(read.source, at=request.at),
        "heads": tables.heads(found),
        "rows": tables.shown(found, read.rows[start : start + PAGE], given.names, opener(found, given.asked)),
        "page": _page(request, start, len(read.rows)),
        "notes": read.notes,
        "period": period(given.asked, today=localdate(request.at), yearly=found.yearly),
        "drawings": read.drawings,
        "query": _asked(request).urlencode(),
        "kinds": list(exports.FORMATS),
    }
    return render(request, "reporting/figure.html", context)


def _page(request: Request, start: int, rows: int) -> dict[str, str]:
    """Where the rows before and after these are. Empty for what is not there."""

    def at(place: int) -> str:
        asked = _asked(request)
        if place:
            asked["from"] = str(place)
        return f"?{asked.urlencode()}#table"

    shown = {"first": start + 1, "last": min(start + PAGE, rows), "all": rows}
    return {
        "previous_url": at(max(0, start - PAGE)) if start else "",
        "next_url": at(start + PAGE) if start + PAGE < min(rows, FURTHEST) else "",
        "shown": _("Rows %(first)s to %(last)s of %(all)s") % shown,
    }


def _asked(request: Request) -> QueryDict:
    """What was asked for, without the place in its table."""
    asked = request.GET.copy()
    asked.pop("from", None)
    return asked


def _chips(request: Request, found: Figure) -> list[dict[str, Any]]:
    """The figures that are offered together with this one; the period goes along to those that are asked alike."""
    asked = {name: value for name, value in request.GET.items() if name in ("since", "until", "team", "law") and value}
    return [
        {
            "url": reverse("reporting:figure", args=[one.name]) + ("?" + urlencode(asked) if asked else ""),
            "label": one.title,
            "current": one.name == found.name,
        }
        for one in beside(found)
        if not found.yearly or one.yearly
    ]


@require_GET
def export(request: Request, name: str, kind: str) -> HttpResponse:
    """The table, or a drawing of it, as a file, with its definition, period, moment and maker under it."""
    found = _figure(name, kind)
    given = question(request, by=found.by, yearly=found.yearly)
    if given.asked is None:
        context = {"form": given.form, "figure": found, "chips": _chips(request, found)}
        return render(request, "reporting/figure.html", context, status=INVALID)
    read = _read(found, given.asked, given, at=request.at, draws=kind == DRAWING)
    if len(read.rows) > AT_ONCE:
        return redirect(f"{reverse('reporting:files')}?{urlencode({**request.GET.dict(), 'what': name, 'kind': kind})}")
    journal.note("figures:exported", reason=name)
    notes = _notes(request, found, given.asked, read.source)
    if kind == DRAWING:
        return _drawing(request, found, read, notes)
    heads, lines = tables.values(found.divided(given.asked.by), read.rows, given.names)
    made = exports.file_of(f"trede-{name}", kind, heads=heads, rows=lines, notes=[*read.notes, *notes])
    return _file(made.name, made.content_type, made.content)


def _drawing(request: Request, found: Figure, read: Read, notes: list[str]) -> HttpResponse:
    """The drawing that was asked for by its name, or the figure itself where it draws nothing of that name."""
    named = {one["name"]: one for whole in read.drawings for one in (whole, whole.get("small")) if one}
    one = named.get(request.GET.get("drawing", ""))
    if one is None:
        return redirect(reverse("reporting:figure", args=[found.name]) + "?" + request.GET.urlencode())
    _title, period_of, *rest = notes
    made = file_svg(one["wide"], [one["title"], one.get("period", period_of), *rest])
    return _file(f"trede-{one['name']}.svg", "image/svg+xml", made.encode())


def _file(name: str, content_type: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _figure(name: str, kind: str = "csv") -> Figure:
    if name not in FIGURES or kind not in (*exports.FORMATS, DRAWING):
        journal.note("figures:read", result=journal.DENIED, reason="unknown")
        raise Http404
    return FIGURES[name]


def _notes(request: Request, found: Figure, asked: Asked, source: replica.Source) -> list[str]:
    said = found.definition
    made = {"moment": date_format(localtime(request.at), "j F Y H:i"), "name": request.user.name}
    return [
        str(found.title),
        period(asked, today=localdate(request.at), yearly=found.yearly),
        *map(str, (said.what, said.population, said.source, said.cannot_say)),
        _("Made on %(moment)s by %(name)s") % made,
        *filter(None, [replica.said(source, at=request.at)]),
    ]
