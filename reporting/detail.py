"""One figure on a page of its own, and as a file."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.request import Request
from ledger import journal
from reporting import exports, tables
from reporting.asked import Question, period, question
from reporting.behind import opener
from reporting.catalogue import FIGURES
from reporting.catalogue.shapes import Figure
from reporting.drawings import DRAWN, nothing

INVALID = 422


@require_GET
def figure(request: Request, name: str) -> HttpResponse:
    """A figure as a table, with what it is; the escalation and the way to help with a drawing above it."""
    found = _figure(name)
    given = question(request)
    journal.note("figures:read", reason=name)
    context: dict[str, Any] = {"form": given.form, "figure": found, "figures": FIGURES.values()}
    if given.asked is None:
        return render(request, "reporting/figure.html", context, status=INVALID)
    rows = found.rows(given.asked)
    context |= {
        "heads": tables.heads(found),
        "rows": tables.shown(found, rows, given.names, opener(found, given.asked)),
        "period": period(given.asked, today=localdate(request.at)),
        "drawings": DRAWN.get(found.name, nothing)(rows, given, today=localdate(request.at)),
        "query": request.GET.urlencode(),
        "kinds": list(exports.FORMATS),
    }
    return render(request, "reporting/figure.html", context)


@require_GET
def export(request: Request, name: str, kind: str) -> HttpResponse:
    """The table as a file, with its definition, period, moment and maker under it."""
    found = _figure(name, kind)
    given = question(request)
    if given.asked is None:
        context = {"form": given.form, "figure": found, "figures": FIGURES.values()}
        return render(request, "reporting/figure.html", context, status=INVALID)
    journal.note("figures:exported", reason=name)
    heads, rows = tables.values(found, found.rows(given.asked), given.names)
    made = exports.file_of(f"trede-{name}", kind, heads=heads, rows=rows, notes=_notes(request, found, given))
    answer = HttpResponse(made.content, content_type=made.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


def _figure(name: str, kind: str = "csv") -> Figure:
    if name not in FIGURES or kind not in exports.FORMATS:
        journal.note("figures:read", result=journal.DENIED, reason="unknown")
        raise Http404
    return FIGURES[name]


def _notes(request: Request, found: Figure, given: Question) -> list[str]:
    assert given.asked is not None  # noqa: S101 - export() has answered otherwise
    said = found.definition
    made = {"moment": date_format(localtime(request.at), "j F Y H:i"), "name": request.user.name}
    return [
        str(found.title),
        period(given.asked, today=localdate(request.at)),
        *map(str, (said.what, said.population, said.source, said.cannot_say)),
        _("Made on %(moment)s by %(name)s") % made,
    ]
