"""The page on which tariffs, spending and budget come in, with what came before."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods
from tablib import Dataset

from accounts.answers import show
from accounts.request import Request
from ledger import journal
from provisions.exchange import storing
from provisions.exchange.delimited import SafeCsv
from provisions.exchange.limits import BadFile
from provisions.exchange.upload import TOO_LARGE
from reporting.imports.actions import Outcome, take_in
from reporting.imports.forms import CostsForm
from reporting.imports.kinds import KINDS, Kind
from reporting.imports.models import CostImport
from reporting.imports.reasons import why
from workflows.refusal import Refused

# What comes by the page is read while somebody waits for it.
MOST_ROWS = 5000
NEWEST, MOST_TOLD = 30, 200


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Request) -> HttpResponse:
    """Take a file in, or say of each row that is wrong why; and what was imported before."""
    today = localdate(request.at)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    places, initial = request.actor.administered, {"dated": today, "kind": request.GET.get("kind", "")}
    form = CostsForm(*sent, places=places, today=today, too_large=TOO_LARGE in request.META, initial=initial)
    outcome = _taken_in(request, form) if form.is_valid() else None
    if outcome and not outcome.rejections:
        messages.success(request, _told(outcome))
        return redirect("reporting:cost_imports")
    earlier = CostImport.objects.filter(municipality__in=request.actor.administers())
    context: dict[str, Any] = {
        "imports": earlier.select_related("by", "municipality").order_by("-at", "-id")[:NEWEST],
        "several": len(places) > 1,
        "kinds": [_explained(kind) for kind in KINDS.values()],
        "rejections": _rejections(outcome) if outcome else [],
        "more": max(outcome.rejected - MOST_TOLD, 0) if outcome else 0,
    }
    return show(request, "reporting/cost_imports.html", form, context)


@require_GET
def example(request: Request, kind: str) -> HttpResponse:
    """A file to begin with: the columns, and two rows."""
    if kind not in KINDS:
        journal.note("costs:example", result=journal.DENIED, reason="unknown")
        raise Http404
    found = KINDS[kind]
    table = Dataset(*found.example, headers=[column.head for column in found.columns])
    answer = HttpResponse(SafeCsv().export_data(table).encode(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="trede-{kind}.csv"'
    return answer


def _taken_in(request: Request, form: CostsForm) -> Outcome | None:
    """What came of the file; None where it is refused as a whole, and then the form says why. The file is not kept."""
    given = form.cleaned_data
    stored = ""
    try:
        stored = storing.keep(given["file"].chunks(), name=given["file"].name)
        outcome = take_in(
            kind=KINDS[given["kind"]],
            path=storing.path_of(stored),
            name=given["file"].name,
            municipality=given["municipality"],
            source=given["source"],
            dated=given["dated"],
            by=request.actor,
            at=request.at,
            most_rows=MOST_ROWS,
        )
    except Refused as refused:
        journal.note("costs:import", result=journal.REFUSED, reason=given["kind"])
        form.add_error("file" if isinstance(refused, BadFile) else None, str(refused))
        return None
    finally:
        if stored:
            storing.remove(stored)
    if outcome.rejections:
        form.add_error("file", _("Nothing was taken in: first put right what is wrong in the file."))
    return outcome


def _told(outcome: Outcome) -> str:
    if not outcome.brought:
        return _("Everything in this file was here already. Nothing changed.")
    parts = [
        ngettext("%(number)s row is new.", "%(number)s rows are new.", outcome.added) % {"number": outcome.added},
        ngettext(
            "%(number)s row takes the place of an earlier one.",
            "%(number)s rows take the place of earlier ones.",
            outcome.replaced,
        )
        % {"number": outcome.replaced},
    ]
    return " ".join(parts)


def _rejections(outcome: Outcome) -> list[dict[str, Any]]:
    return [{"row": one.row, "column": one.column, "reason": why(one.code)} for one in outcome.rejections[:MOST_TOLD]]


def _explained(kind: Kind) -> dict[str, Any]:
    columns = [{"head": one.head, "needed": one.needed, "explained": one.explained} for one in kind.columns]
    return {"code": kind.code, "label": kind.label, "columns": columns}
