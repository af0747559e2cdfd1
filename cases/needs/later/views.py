"""The pages of one tap or one reason: does not apply, urgent, did it work, lighter help, closed, opened again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.request import Request
from cases.dossier import doors
from cases.dossier.forms import ActForm
from cases.needs import actions
from cases.needs.doors import answer, facts, frame, labelled, see_need
from cases.needs.later.forms import BecauseForm, DoesNotApplyForm, WorkedForm
from cases.needs.models import Need, NeedEndedBecause, ReopenedBecause, SteppedDownBecause
from workflows.ladder import layers_to_examine

FORM = "cases/form.html"


def does_not_apply(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    """One tap on the Trap; by itself the page asks which step."""
    need = see_need(request, case_id, need_id)
    found = facts(request, need)
    asked = [(layer, labelled(layer, found)) for layer in layers_to_examine(found)]
    form = DoesNotApplyForm(request.POST or None, layers=asked, seen=need.version)
    answered = answer(request, need, form, actions.does_not_apply, form.chosen)
    title = _("A step that does not apply: %(need)s") % {"need": need.title}
    return answered or doors.show(request, FORM, form, frame(need.case, title, _("Does not apply"), need))


def mark_urgent(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    """One tap on the Trap, and straight on to the proposal, with temporary help ticked."""
    need = see_need(request, case_id, need_id)
    propose = reverse("cases:propose", args=[need.case_id, need.id])
    if need.urgent:
        return redirect(propose)
    form = ActForm(request.POST or None, seen=need.version)
    answered = answer(request, need, form, actions.mark_urgent, dict, then=propose)
    title = _("Urgent, help now: %(need)s") % {"need": need.title}
    return answered or doors.show(request, FORM, form, frame(need.case, title, _("Urgent: help now"), need))


def worked(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need = see_need(request, case_id, need_id)
    form = WorkedForm(request.POST or None, today=localdate(request.at), seen=need.version)
    answered = answer(request, need, form, actions.ask_whether_it_worked, form.answer)
    title = _("Did it work? %(need)s") % {"need": need.title}
    return answered or doors.show(request, FORM, form, frame(need.case, title, _("Save"), need))


def step_down(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    return _because(
        request,
        case_id,
        need_id,
        actions.step_down,
        SteppedDownBecause.choices,
        _("Step down"),
        _("Step down: %(need)s"),
    )


def close(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    return _because(
        request,
        case_id,
        need_id,
        actions.close_need,
        NeedEndedBecause.choices,
        _("Close"),
        _("Close this need: %(need)s"),
    )


def reopen(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    reasons, title = ReopenedBecause.choices, _("Open again: %(need)s")
    return _because(request, case_id, need_id, actions.reopen, reasons, _("Open again"), title)


def withdraw_proposal(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need = see_need(request, case_id, need_id)
    form = ActForm(request.POST or None, seen=need.version)
    title = _("Take the proposal back: %(need)s") % {"need": need.title}
    answered = answer(request, need, form, actions.withdraw_proposal, dict)
    return answered or doors.show(request, FORM, form, frame(need.case, title, _("Take the proposal back"), need))


def _because(
    request: Request,
    case_id: UUID,
    need_id: UUID,
    act: Callable[..., Need],
    reasons: Any,
    verb: str,
    title: str,
) -> HttpResponse:
    """One reason, chosen from a few."""
    need = see_need(request, case_id, need_id)
    form = BecauseForm(request.POST or None, reasons=reasons, seen=need.version)
    answered = answer(request, need, form, act, lambda: {"reason": form.answers["reason"]})
    return answered or doors.show(request, FORM, form, frame(need.case, title % {"need": need.title}, verb, need))
