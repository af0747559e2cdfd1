"""The pages of import and export: a file, its columns, what it would bring, entering it, undoing it."""

import io
import tempfile
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.answers import INVALID, claimed, not_here, press, show
from accounts.models import Municipality
from accounts.request import Request
from ledger import journal, keys
from provisions.exchange import actions, storing
from provisions.exchange.forms import ColumnsForm, FileForm
from provisions.exchange.limits import BadFile
from provisions.exchange.models import DirectoryImport, ImportLine
from provisions.exchange.page import page_of, progress_of
from provisions.exchange.reading import read_package
from provisions.exchange.reporting import write_csv
from provisions.exchange.spool import CHANGED, NOTE, REJECTED
from provisions.exchange.upload import TOO_LARGE
from workflows.import_flow import BUSY, ImportState
from workflows.refusal import Refused

NEWEST = 20
FAMILIES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
HSDS = "hsds"


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Request) -> HttpResponse:
    """Send a file, or take the directory out; and what was imported before."""
    places = list(
        Municipality.objects.filter(pk__in=request.actor.keeps_directory_of()).order_by("name").values("code", "name")
    )
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    earlier = DirectoryImport.objects.visible_to(request.actor).select_related("by").order_by("-at", "-id")[:NEWEST]
    initial = {"source": next((one.source for one in earlier), "")}
    form = FileForm(*sent, places=places, too_large=TOO_LARGE in request.META, initial=initial)
    if form.is_valid():
        onward = _receive(request, form)
        if onward:
            return onward
    return show(request, "provisions/imports.html", form, {"imports": earlier, "places": places})


def _receive(request: Request, form: FileForm) -> HttpResponse | None:
    """Keep the file, judge it and go on; refused, it is not kept and the form says why."""
    given, run, stored = form.cleaned_data, uuid.uuid4(), ""
    try:
        with transaction.atomic():
            earlier = claimed(request, form, run)
            if earlier:
                return redirect("exchange:import", earlier)
            stored = storing.keep(given["file"].chunks(), name=given["file"].name)
            package = read_package(storing.path_of(stored), name=given["file"].name)
            actions.receive(
                run=run,
                package=package,
                name=given["file"].name,
                stored=stored,
                municipality=given["municipality"],
                source=given["source"],
                by=request.actor,
                at=request.at,
            )
            if not package.flat:
                actions.look(run=run, by=request.actor, at=request.at)
    except (Refused, keys.KeyReused) as refused:
        if stored:
            storing.remove(stored)
        reason = str(refused) if isinstance(refused, Refused) else _("Choose the file again and send it once more.")
        form.add_error("file" if isinstance(refused, BadFile) else None, reason)
        return None
    return redirect("exchange:import", run)


@require_GET
def one_import(request: Request, import_id: UUID) -> HttpResponse:
    found = _seen(request, import_id)
    form = ColumnsForm(columns=found.columns) if _asks_columns(found) else None
    return render(request, "provisions/import.html", {**_page(request, found), "form": form})


def _page(request: Request, found: DirectoryImport) -> dict[str, Any]:
    rejected = any(told["rejected"] for told in found.tallies.values())
    asked = request.GET.get("what", "")
    what = asked if asked in (REJECTED, CHANGED, NOTE, "left") else (REJECTED if rejected else CHANGED)
    start = request.GET.get("from", "0")
    return page_of(found, at=request.at, what=what, start=int(start[:9]) if start.isdecimal() else 0)


def _asks_columns(found: DirectoryImport) -> bool:
    return found.flat and found.state in (ImportState.RECEIVED, ImportState.LOOKED, ImportState.FAILED)


@require_GET
def progress(request: Request, import_id: UUID) -> HttpResponse:
    """The bar alone, asked for again and again; when it is done, the whole page once more."""
    found = _seen(request, import_id)
    if found.state not in BUSY:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "provisions/import_progress.html", {"import": found, "progress": progress_of(found)})


@require_POST
def columns(request: Request, import_id: UUID) -> HttpResponse:
    """Say what the columns mean, and look it through."""
    found = _seen(request, import_id)
    form = ColumnsForm(request.POST, columns=found.columns)
    if form.is_valid():
        try:
            with transaction.atomic():
                actions.map_columns(run=found.pk, columns=form.columns, by=request.actor, at=request.at)
                actions.look(run=found.pk, by=request.actor, at=request.at)
            return redirect("exchange:import", found.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "provisions/import.html", {**_page(request, found), "form": form}, status=INVALID)


@require_POST
def look(request: Request, import_id: UUID) -> HttpResponse:
    return _pressed(request, import_id, actions.look, _("The file is being looked through."))


@require_POST
def apply(request: Request, import_id: UUID) -> HttpResponse:
    return _pressed(request, import_id, actions.apply, _("The import is being entered. You can leave this page."))


@require_POST
def undo(request: Request, import_id: UUID) -> HttpResponse:
    return _pressed(request, import_id, actions.undo, _("The import is being undone. You can leave this page."))


@require_POST
def drop(request: Request, import_id: UUID) -> HttpResponse:
    return _pressed(request, import_id, actions.drop, _("The file was left aside and removed."))


@require_POST
def stop(request: Request, import_id: UUID) -> HttpResponse:
    return _pressed(request, import_id, actions.stop, _("It is being stopped."))


def _pressed(request: Request, import_id: UUID, do: Callable[..., object], said: str) -> HttpResponse:
    found = _seen(request, import_id)
    then = reverse("exchange:import", args=[found.pk])
    return press(request, lambda: do(run=found.pk, by=request.actor, at=request.at), then=then, said=said)


@require_GET
def told(request: Request, import_id: UUID) -> FileResponse:
    """Every row of which something is told, as a table for a spreadsheet."""
    found = _seen(request, import_id)
    out = io.StringIO(newline="")
    lines = ImportLine.objects.filter(run=found.pk).order_by("id")
    if request.GET.get("what") in (REJECTED, CHANGED, NOTE):
        lines = lines.filter(what=request.GET["what"])
    write_csv(out, lines.iterator())
    journal.note("import:told", about=("import", found.pk))
    return _download(io.BytesIO(out.getvalue().encode()), "import.csv", FAMILIES["csv"])


@require_GET
def export(request: Request, municipality: str, format: str) -> FileResponse:
    """What is offered, as HSDS 3.0 in a zip or as one list."""
    if municipality not in request.actor.keeps_directory_of():
        not_here("directory:export", ("directory", None))
    if format not in (*FAMILIES, HSDS):
        raise Http404
    # What writes is heavy, and needed here alone: a web worker that never exports stays light.
    from provisions.exchange import writer

    journal.note("directory:export", reason=format)
    name = f"trede-{municipality}"
    if format in FAMILIES:
        made = writer.export_list(format, municipality=municipality)
        return _download(io.BytesIO(made), f"{name}.{format}", FAMILIES[format])
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        writer.export_package(Path(folder), municipality=municipality)
        for file in sorted(Path(folder).iterdir()):
            archive.write(file, file.name)
    packed.seek(0)
    return _download(packed, f"{name}-hsds.zip", "application/zip")


def _download(file: Any, name: str, family: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=name, content_type=family)


def _seen(request: Request, import_id: UUID) -> DirectoryImport:
    """An import of one's own municipality, else 404."""
    found = DirectoryImport.objects.visible_to(request.actor).select_related("by", "municipality").filter(pk=import_id)
    first = found.first()
    if first is None:
        not_here("import:read", ("import", import_id))
    return first
