"""The pages of a case: the list, the Trap, and the steps of its course."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.request import Request
from cases.course import actions, loading, page
from cases.course.forms import FirstTalkForm
from cases.course.listing import listing_of
from cases.dossier import actions as dossier
from cases.dossier import doors
from cases.dossier.acts import Stale, subjects_of
from cases.dossier.forms import ActForm, CloseForm, NumberForm, ResolveForm, SaidForm, TransferForm
from cases.dossier.models import Task
from cases.residents.sight import cases_numbered
from ledger import journal
from workflows.case_flow import CaseState
from workflows.refusal import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: Request) -> HttpResponse:
    """The list; by POST, the case whose number was typed opens, also when it is not open any more."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    number = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    found = cases_numbered(request, number) if number else []
    if len(found) == 1:
        return redirect("cases:case", found[0].id)
    context = {"form": form, "number": number, "found": found, **listing_of(request)}
    return render(request, "cases/list.html", context, status=doors.INVALID if form.errors else 200)


@require_GET
def case(request: Request, case_id: UUID) -> HttpResponse:
    return render(request, "cases/case.html", _whole_page(request, case_id))


@require_POST
def take(request: Request, case_id: UUID) -> HttpResponse:
    return _step(request, case_id, dossier.take)


@require_POST
def start(request: Request, case_id: UUID) -> HttpResponse:
    return _step(request, case_id, actions.start_investigation)


@require_POST
def report_outcome(request: Request, case_id: UUID) -> HttpResponse:
    return _step(request, case_id, actions.report_outcome)


@require_POST
def resume(request: Request, case_id: UUID) -> HttpResponse:
    return _step(request, case_id, actions.resume_investigation)


@require_POST
def support(request: Request, case_id: UUID) -> HttpResponse:
    return _step(request, case_id, actions.start_support)


@require_POST
def review(request: Request, case_id: UUID) -> HttpResponse:
    return _step(request, case_id, actions.start_review)


@require_POST
def continue_support(request: Request, case_id: UUID) -> HttpResponse:
    return _step(request, case_id, actions.continue_support)


@require_POST
def finish_task(request: Request, case_id: UUID, task_id: UUID) -> HttpResponse:
    if not Task.objects.visible_to(request.actor).filter(pk=task_id, case=case_id).exists():
        doors.not_in_sight("task:read", ("task", task_id))

    def finish(*, seen: int | None, **given: object) -> None:
        """A task is done whatever the version of the case."""
        dossier.finish_task(task=task_id, **given)  # type: ignore[arg-type]

    return _step(request, case_id, finish)


def first_talk(request: Request, case_id: UUID) -> HttpResponse:
    """The first talk about debts, with which an investigation under the Wgs begins."""
    found = doors.see_case(request, case_id)
    starts = found.state == CaseState.REGISTERED or (found.state == CaseState.APPLIED and not found.coordinator_id)
    act = actions.start_investigation if starts else actions.hold_first_talk
    form = FirstTalkForm(request.POST or None, seen=found.version)
    title, verb = _("The first talk about debts"), _("The talk was held")
    return doors.by_form(request, found, form, act, title=title, verb=verb)


def resolve(request: Request, case_id: UUID) -> HttpResponse:
    found = doors.see_case(request, case_id)
    form = ResolveForm(request.POST or None, seen=found.version)
    title, verb = _("Round off without a decision"), _("Round off")
    return doors.by_form(request, found, form, actions.resolve, title=title, verb=verb)


def close(request: Request, case_id: UUID) -> HttpResponse:
    found = doors.see_case(request, case_id)
    form = CloseForm(request.POST or None, seen=found.version)
    lead = _("What comes in later becomes a new case, linked to this one.")
    title, verb = _("Close the case"), _("Close")
    return doors.by_form(request, found, form, actions.close, title=title, verb=verb, lead=lead)


def withdraw(request: Request, case_id: UUID) -> HttpResponse:
    found = doors.see_case(request, case_id)
    form = SaidForm(request.POST or None, seen=found.version)
    lead = _("Only the resident withdraws. What was applied for is withdrawn too, and the case ends.")
    title, verb = _("The resident withdraws"), _("Record this")
    return doors.by_form(request, found, form, actions.withdraw, title=title, verb=verb, lead=lead)


def transfer(request: Request, case_id: UUID) -> HttpResponse:
    found = doors.see_case(request, case_id)
    form = TransferForm(request.POST or None, seen=found.version)
    lead = _("To another municipality, long-term care or another authority. The case ends here.")
    title, verb = _("Pass the case on"), _("Pass on")
    return doors.by_form(request, found, form, actions.transfer, title=title, verb=verb, lead=lead)


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
    found = loading.case_of(request.actor, case_id, on=localdate(request.at))
    if found is None:
        doors.not_in_sight("case:read", ("case", case_id))
    needs, linked = loading.needs_of(request.actor, found), loading.linked_to(request.actor, found)
    everything = request.GET.get("timeline") == "all"
    events = loading.events_of(request.actor, found, everything=everything)
    fields = ("needs", "events", "contacts")
    journal.note("case:read", about=("case", found.id), subjects=subjects_of(found), fields=fields)
    shown = page.Shown(request=request, case=found, needs=needs, linked=linked)
    return page.page_of(shown, page.Told(events=events, everything=everything))
