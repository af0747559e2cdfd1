"""The pages of files in the background: ask for one, see how far it is, fetch it while it lasts."""

from tempfile import TemporaryFile
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Permission
from accounts.answers import answer, not_here, show
from accounts.request import Request
from ledger import journal
from provisions.exchange.models import ImportProgress
from reporting import exports
from reporting.asked import may_ask
from reporting.catalogue import FIGURES
from reporting.files import actions, courses
from reporting.files.models import FigureFile
from reporting.files.reasons import STATES, WHY, state_of
from reporting.files.rights import asked_of, still_held
from reporting.forms import FileForm


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: Request) -> HttpResponse:
    """Ask for a file, and those that were asked for."""
    offers = {name: figure.title for name, figure in FIGURES.items()}
    if request.actor.may(Permission.CASE_READ):
        offers = {courses.NAME: courses.TITLE, **offers}
    sent = request.POST if request.method == "POST" else request.GET
    form = FileForm(sent, offers=offers, kinds=exports.FORMATS, csv_only=courses.NAME, **may_ask(request))
    if request.method == "POST" and form.is_valid():
        onward = _asked(request, form)
        if onward:
            return onward
    mine = FigureFile.objects.visible_to(request.actor).order_by("-at")
    rows = [_row(request, found) for found in mine]
    journal.note("figures:files")
    return show(request, "reporting/files.html", form, {"rows": rows})


def _asked(request: Request, form: FileForm) -> HttpResponse | None:
    given = form.asked
    asked = {
        "since": given["since"].isoformat(),
        "until": given["until"].isoformat(),
        "team": str(given["team"] or ""),
        "law": given["law"],
        "by": _by(form.cleaned_data["what"], given["by"]),
    }

    about = uuid4()

    def do() -> UUID:
        what, kind = form.cleaned_data["what"], form.cleaned_data["kind"]
        language = get_language() or "nl"
        return actions.ask_file(
            file=about, what=what, kind=kind, asked=asked, language=language, by=request.actor, at=request.at
        )

    said = _("The file is being made. You can leave this page: it goes on by itself.")
    return answer(request, form, do, about=about, then=lambda made: reverse("reporting:file", args=[made]), said=said)


def _by(what: str, given: str) -> str:
    """What the figure is split by, or its usual way for what it does not know."""
    ways = FIGURES[what].by if what in FIGURES else {}
    return given if given in ways else next(iter(ways), "")


@require_GET
def one_file(request: Request, file_id: UUID) -> HttpResponse:
    """How far a file is, or what can be done with it."""
    found = _mine(request, file_id)
    journal.note("figures:files", about=("figures", found.pk))
    return render(request, "reporting/file.html", _row(request, found))


@require_GET
def fetch(request: Request, file_id: UUID) -> HttpResponse | FileResponse:
    """The file, for who asked for it and may still read everything in it. Rights are those of this moment."""
    found = _mine(request, file_id)
    state = _to_fetch(request, found)
    if state != "made":
        journal.note("figures:file_fetched", about=("figures", found.pk), result=journal.REFUSED, reason=state)
        messages.error(request, str(STATES[state]))
        return redirect("reporting:file", found.pk)
    journal.note("figures:file_fetched", about=("figures", found.pk), reason=found.what)
    # Copied within the transaction of the request: once it is over no row of it is in sight.
    content = TemporaryFile()  # noqa: SIM115 - the answer closes it
    for part in found.parts.order_by("seq").values_list("content", flat=True).iterator(chunk_size=1):
        content.write(part)
    content.seek(0)
    name = f"trede-{found.what}.{found.kind}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=exports.FORMATS[found.kind])


def _mine(request: Request, file_id: UUID) -> FigureFile:
    found = FigureFile.objects.visible_to(request.actor).filter(pk=file_id).first()
    if found is None:
        not_here("figures:files", ("figures", file_id))
    return found


def _state(request: Request, found: FigureFile) -> str:
    needed = Permission.CASE_READ if found.what == courses.NAME else Permission.FIGURES_READ
    held = request.actor.may(needed) and still_held(request.actor, found.scope)
    return state_of(found, held=held, at=request.at)


def _to_fetch(request: Request, found: FigureFile) -> str:
    """The same, and no case may have been closed off since."""
    state = _state(request, found)
    if state != "made" or found.what != courses.NAME:
        return state
    asked = asked_of(found.asked, request.actor)
    return state if courses.still_in_sight(asked, seen=found.seen, last=found.last) else "revoked"


def _row(request: Request, found: FigureFile) -> dict[str, Any]:
    state = _state(request, found)
    title = courses.TITLE if found.what == courses.NAME else FIGURES[found.what].title
    progress = ImportProgress.objects.filter(pk=found.pk).first() if state == "making" else None
    return {
        "file": found,
        "title": title,
        "state": state,
        "said": WHY.get(found.reason) or STATES[state],
        "progress": progress,
    }
