"""The page of residents: enter a file, see why it was not taken, and what is there with its source."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.answers import INVALID
from accounts.request import Request
from provisions.exchange.limits import BadFile
from provisions.exchange.upload import TOO_LARGE
from reporting.population.actions import Outcome, import_population
from reporting.population.forms import PopulationForm
from reporting.population.models import PopulationImport
from reporting.population.reasons import why
from reporting.population.resource import COLUMNS
from workflows.refusal import Refused

NEWEST, TOLD_AT_MOST = 20, 100


@require_http_methods(["GET", "HEAD", "POST"])
def population(request: Request) -> HttpResponse:
    """One form, and under it every file that was entered; with each row that stood in the way of a file."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    places = request.actor.administered
    form = PopulationForm(*sent, places=places, today=localdate(request.at), too_large=TOO_LARGE in request.META)
    outcome = _entered(request, form) if form.is_valid() else None
    if outcome and not outcome.rejected:
        messages.success(request, _said(outcome))
        return redirect("reporting:population")
    imports = PopulationImport.objects.visible_to(request.actor).with_counts().select_related("by", "municipality")
    context = {
        "form": form,
        "rejected": [_line(one) for one in outcome.rejected[:TOLD_AT_MOST]] if outcome else [],
        "more": max(len(outcome.rejected) - TOLD_AT_MOST, 0) if outcome else 0,
        "imports": imports.order_by("-at", "-id")[:NEWEST],
        "places": places,
    }
    status = INVALID if form.is_bound else 200
    return render(request, "reporting/population.html", context, status=status)


def _entered(request: Request, form: PopulationForm) -> Outcome | None:
    """None when the file is refused as a whole: the form says why."""
    municipality, file = form.cleaned_data["municipality"], form.cleaned_data["file"]
    path = Path(file.temporary_file_path())
    try:
        outcome = import_population(
            municipality=municipality, path=path, given=form.given, by=request.actor, at=request.at
        )
    except Refused as refused:
        form.add_error("file" if isinstance(refused, BadFile) else None, str(refused))
        return None
    if outcome.rejected:
        form.add_error("file", _("Nothing was entered. The rows below can't be taken: correct them and send it again."))
    return outcome


def _said(outcome: Outcome) -> str:
    if not outcome.entered:
        return _("This file changes nothing: all its numbers are here already.")
    entered = ngettext("%(number)s number was entered.", "%(number)s numbers were entered.", outcome.entered)
    replaced = ngettext(
        "%(number)s of them replaces an earlier one.", "%(number)s of them replace earlier ones.", outcome.changed
    )
    parts = [entered % {"number": outcome.entered}]
    return " ".join([*parts, replaced % {"number": outcome.changed}] if outcome.changed else parts)


def _line(one: Any) -> dict[str, Any]:
    """The column as the file is asked to call it."""
    column = COLUMNS.get(one.column, ("",))[0]
    return {"row": one.row, "column": column, "why": why(one.code)}
