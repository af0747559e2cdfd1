"""The pages for who may see figures and not the cases: the tables of the editions, and each of them as a file."""

from dataclasses import dataclass
from typing import Any, NoReturn

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import Permission
from accounts.request import Request
from ledger import journal
from reporting import exports
from reporting.cells.tables import Reason
from reporting.editions.catalogue import TABLES, Published
from reporting.editions.grid import Grid, hidden_in, laid_out, texts
from reporting.editions.models import Edition
from reporting.editions.storing import read_back
from reporting.forms import EditionForm

INVALID = 422


@dataclass(frozen=True, slots=True)
class Shown:
    """What was asked: the form, the edition when there is one, and its table laid out when it may be shown."""

    published: Published
    form: EditionForm
    edition: Edition | None
    grid: Grid | None


@require_GET
def tables(request: Request) -> HttpResponse:
    """The catalogue, each table with the years there are of it."""
    made = Edition.objects.visible_to(request.actor).values_list("family", "year").distinct().order_by("-year")
    years: dict[str, list[int]] = {}
    for family, year in made:
        years.setdefault(family, []).append(year)
    rows = [{"table": one, "years": years.get(one.family, [])} for one in TABLES.values()]
    journal.note("figures:published", reason="all")
    return render(request, "reporting/published.html", {"rows": rows})


@require_GET
def table(request: Request, table: str) -> HttpResponse:
    """One table of one edition, with its threshold, moment and definition."""
    shown = _asked(request, table)
    journal.note("figures:published", reason=table)
    context: dict[str, Any] = {
        "form": shown.form,
        "table": shown.published,
        "edition": shown.edition,
        "reason": _reason(shown),
        "query": request.GET.urlencode(),
        "kinds": list(exports.FORMATS),
    }
    if shown.grid:
        context |= {"heads": _heads(shown.grid), "rows": _rows(shown.grid), "hidden": hidden_in(shown.grid)}
    return render(request, "reporting/published_table.html", context, status=200 if shown.form.is_valid() else INVALID)


@require_GET
def export(request: Request, table: str, kind: str) -> HttpResponse:
    """The protected table as a file; nothing else of the figures is in it."""
    shown = _asked(request, table)
    if kind not in exports.FORMATS or shown.grid is None or shown.edition is None:
        _not_here()
    journal.note("figures:published_exported", reason=table)
    name = f"trede-{table}-{shown.edition.year}-{shown.edition.audience}"
    notes = _notes(shown.published, shown.edition)
    made = exports.file_of(name, kind, heads=shown.grid.heads, rows=texts(shown.grid), notes=notes)
    answer = HttpResponse(made.content, content_type=made.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


def _asked(request: Request, name: str) -> Shown:
    if name not in TABLES:
        _not_here()
    published = TABLES[name]
    found = Edition.objects.visible_to(request.actor).filter(family=published.family)
    places = {
        post.municipality: post.municipality_name
        for post in request.actor.posts
        if post.may(Permission.FIGURES_PUBLISHED)
    }
    form = EditionForm(request.GET, places=places, years=set(found.values_list("year", flat=True)))
    if not form.is_valid() or not form.cleaned_data["year"]:
        return Shown(published, form, None, None)
    asked = form.cleaned_data
    edition = found.filter(municipality=asked["place"], year=asked["year"], audience=asked["audience"]).first()
    if edition is None or name not in edition.tables:
        return Shown(published, form, edition, None)
    return Shown(published, form, edition, laid_out(read_back(name, edition.tables[name]), edition.names))


def _not_here() -> NoReturn:
    journal.note("figures:published", result=journal.DENIED, reason="unknown")
    raise Http404


def _reason(shown: Shown) -> str:
    """Why there is no table; empty when there is one."""
    if shown.grid or not shown.form.is_valid():
        return ""
    if shown.edition is None:
        return _("No figures were made yet. They are made once a year, after the first of February.")
    refused = shown.edition.refused.get(shown.published.name)
    return str(Reason(refused).label) if refused else _("This table was not made for this year.")


def _heads(grid: Grid) -> list[dict[str, Any]]:
    return [{"text": head, "number": at >= grid.names} for at, head in enumerate(grid.heads)]


def _rows(grid: Grid) -> list[dict[str, Any]]:
    labels = grid.heads[grid.names :]
    return [
        {
            "first": names[0],
            "names": list(zip(names[1:], grid.heads[1 : grid.names], strict=True)),
            "counts": list(zip(counts, labels, strict=True)),
        }
        for names, counts in grid.rows
    ]


def _notes(published: Published, edition: Edition) -> list[str]:
    said = published.definition
    return [
        str(published.title),
        f"{edition.year}, {edition.get_audience_display()}",
        *map(str, (said.what, said.population, said.source, said.cannot_say)),
        _("Numbers below %(threshold)s are hidden, and others with which they could be worked out.")
        % {"threshold": edition.threshold},
        _("Made on %(moment)s") % {"moment": date_format(localtime(edition.at), "j F Y H:i")},
    ]
