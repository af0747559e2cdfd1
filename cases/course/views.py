"""The pages of a case: the list, the Trap, and the steps of its course."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Team
from accounts.request import Request
from cases.course import actions, page
from cases.course.listing import listing_of
from cases.dossier import actions as dossier
from cases.dossier import doors
from cases.dossier.acts import Stale, subjects_of
from cases.dossier.forms import ActForm, HandOverForm, ResolveForm
from cases.dossier.models import Case
from cases.dossier.sight import events_in_sight
from cases.needs.models import Need
from ledger import journal
from workflows.refusal import Refused


@require_GET
def cases(request: Request) -> HttpResponse:
    return render(request, "cases/list.html", listing_of(request))


@require_GET
def case(request: Request, case_id: UUID) -> HttpResponse:
    return render(request, "cases/case.html", _whole_page(request, case_id))


@require_POST
def start(request: Request, case_id: UUID) -> HttpResponse:
    return _step(request, case_id, actions.start_investigation)


@require_POST
def report_outcome(request: Request, case_id: UUID) -> HttpResponse:
    return _step(request, case_id, actions.report_outcome)


@require_POST
def support(request: Request, case_id: UUID) -> HttpResponse:
    return _step(request, case_id, actions.start_support)


def resolve(request: Request, case_id: UUID) -> HttpResponse:
    found = doors.see_case(request, case_id)
    form = ResolveForm(request.POST or None, seen=found.version)
    back = reverse("cases:case", args=[found.id])
    if request.method == "POST" and form.is_valid():
        do = partial(actions.resolve, case=found.id, by=request.actor, at=request.at, **form.cleaned_for_act)
        answered = doors.answer(request, form, do, about=found.id, then=back)
        if answered:
            return answered
    frame = {"case": found, "title": _("Round off without a decision"), "verb": _("Round off"), "back": back}
    return doors.show(request, "cases/form.html", form, frame)


def hand_over(request: Request, case_id: UUID) -> HttpResponse:
    found = doors.see_case(request, case_id)
    teams = Team.objects.filter(municipality=found.municipality_id, kind=Team.Kind.NEIGHBOURHOOD)
    form = HandOverForm(
        request.POST or None, teams=teams.exclude(pk=found.team_id).order_by("name"), seen=found.version
    )
    if request.method == "POST" and form.is_valid():
        do = partial(
            dossier.hand_over,
            case=found.id,
            to=form.answers["team"].id,
            seen=form.cleaned_data["seen"],
            by=request.actor,
            at=request.at,
        )
        said = _("The case was handed over. Your team no longer sees it.")
        answered = doors.answer(request, form, do, about=found.id, then=reverse("cases:list"), said=said)
        if answered:
            return answered
    back = reverse("cases:case", args=[found.id])
    frame = {"case": found, "title": _("Hand over to another team"), "verb": _("Hand over"), "back": back}
    return doors.show(request, "cases/form.html", form, frame)


def _step(request: Request, case_id: UUID, act: Callable[..., object]) -> HttpResponse:
    """One step of the course, asked with a single button; refused, the page comes back with the reason on top."""
    found = doors.see_case(request, case_id)
    form = ActForm(request.POST)
    form.is_valid()
    try:
        act(case=found.id, by=request.actor, at=request.at, seen=form.cleaned_data.get("seen"))
    except (Refused, Stale) as refused:
        stale = isinstance(refused, Stale)
        why = doors.what_changed(request.actor, refused.case) if isinstance(refused, Stale) else str(refused)
        context = _whole_page(request, case_id) | {"refused": why}
        return render(request, "cases/case.html", context, status=doors.CONFLICT if stale else doors.INVALID)
    return redirect(reverse("cases:case", args=[found.id]))


def _whole_page(request: Request, case_id: UUID) -> dict[str, object]:
    found = Case.objects.visible_to(request.actor).with_page().filter(pk=case_id).first()
    if found is None:
        doors.not_in_sight("case:read", ("case", case_id))
    needs = list(Need.objects.visible_to(request.actor).filter(case=found).with_stair())
    for need in needs:
        need.case = found
    events = list(events_in_sight(request.actor, found)[: page.TIMELINE])
    journal.note("case:read", about=("case", found.id), subjects=subjects_of(found), fields=("needs", "events"))
    return page.page_of(request, found, needs, events)
