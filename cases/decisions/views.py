"""The pages of an application, its decision, and an objection to it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import Request
from cases.decisions import actions
from cases.decisions.forms import (
    AdvanceForm,
    ApplyForm,
    BecauseForm,
    DecideForm,
    DecideObjectionForm,
    ObjectionForm,
    SuspendForm,
)
from cases.decisions.models import Application, Decision, Objection
from cases.decisions.objections import actions as objections
from cases.decisions.page import rests_on
from cases.dossier import clocks, doors
from cases.dossier.forms import ActForm, SaidForm
from cases.dossier.models import Case
from cases.dossier.sight import laws_in_sight
from cases.needs.models import Need
from workflows.layers import Law
from workflows.refusal import Refused


def apply(request: Request, case_id: UUID) -> HttpResponse:
    """Never refused: what comes too early is registered, and the message says from which day it is handled."""
    case = doors.see_case(request, case_id)
    laws = laws_in_sight(request.actor, case)
    today = timezone.localdate(request.at)
    waits = Law.PW in laws and clocks.earliness(case, law=Law.PW, received_on=today) is not None
    asked = {"law": request.GET["law"]} if request.GET.get("law") in laws else {}
    form = ApplyForm(request.POST or None, laws=laws, under_27=waits, today=today, seen=case.version, initial=asked)
    said = _("The application is registered.")
    if request.method == "POST" and form.is_valid():
        given = form.answers
        waived = bool(given.get("waived_because"))
        early = clocks.earliness(case, law=given["law"], received_on=given["received_on"], wait_waived=waived)
        said = str(early.reason) if early else said
    title, verb = _("Register an application"), _("Register")
    return doors.by_form(request, case, form, _register, title=title, verb=verb, said=said)


def _register(*, seen: int | None, **given: object) -> None:
    """Receipt does not wait for who reads the newest version of the case."""
    actions.register_application(**given)  # type: ignore[arg-type]


def waive_wait(request: Request, case_id: UUID, application_id: UUID) -> HttpResponse:
    case, application = _see(request, case_id, application_id)
    form = BecauseForm(request.POST or None, seen=case.version)
    act = partial(actions.waive_wait, application=application.id)
    title, verb = _("The four-week wait does not apply"), _("Handle it now")
    return doors.by_form(request, case, form, act, title=title, verb=verb)


def pay_advance(request: Request, case_id: UUID, application_id: UUID) -> HttpResponse:
    case, application = _see(request, case_id, application_id)
    form = AdvanceForm(request.POST or None, today=timezone.localdate(request.at), seen=case.version)
    act = partial(actions.pay_advance, application=application.id)
    lead = _("An advance is at least ninety percent of the income support, every four weeks until the decision.")
    title, verb = _("An advance was paid"), _("Record this")
    return doors.by_form(request, case, form, act, title=title, verb=verb, lead=lead)


def suspend(request: Request, case_id: UUID, application_id: UUID) -> HttpResponse:
    case, application = _see(request, case_id, application_id)
    form = SuspendForm(request.POST or None, today=timezone.localdate(request.at), seen=case.version)
    act = partial(actions.suspend, application=application.id)
    title, verb = _("Let the term stand still"), _("It stands still")
    return doors.by_form(request, case, form, act, title=title, verb=verb)


@require_POST
def run_again(request: Request, case_id: UUID, application_id: UUID) -> HttpResponse:
    case, application = _see(request, case_id, application_id)
    form = ActForm(request.POST)
    form.is_valid()
    try:
        actions.resume(case=case.id, application=application.id, by=request.actor, at=request.at)
    except Refused as refused:
        form.add_error(None, str(refused))
        frame = {"case": case, "title": _("The term runs again"), "verb": _("It runs again")}
        return doors.show(request, "cases/form.html", form, {**frame, "back": reverse("cases:case", args=[case.id])})
    return redirect("cases:case", case.id)


def withdraw_application(request: Request, case_id: UUID, application_id: UUID) -> HttpResponse:
    case, application = _see(request, case_id, application_id)
    act = partial(actions.withdraw_application, application=application.id)
    return _said(request, case, act, title=_("The resident withdraws the application"))


def not_process(request: Request, case_id: UUID, application_id: UUID) -> HttpResponse:
    case, application = _see(request, case_id, application_id)
    form = BecauseForm(request.POST or None, seen=case.version)
    act = partial(actions.not_process, application=application.id)
    lead = _("Only when the resident got the chance to complete the application, and that time has passed.")
    title, verb = _("Leave the application unprocessed"), _("Leave unprocessed")
    return doors.by_form(request, case, form, act, title=title, verb=verb, lead=lead)


def register_objection(request: Request, case_id: UUID, application_id: UUID) -> HttpResponse:
    case, application = _see(request, case_id, application_id)
    return _object(request, case, partial(objections.register_objection, application=application.id))


def object_to_decision(request: Request, case_id: UUID, decision_id: UUID) -> HttpResponse:
    """Who got help without having applied for it may object too."""
    case = doors.see_case(request, case_id)
    mine = Decision.objects.filter(need__in=Need.objects.visible_to(request.actor).filter(case=case))
    if not mine.filter(pk=decision_id).exists():
        doors.not_in_sight("decision:read", ("decision", decision_id))
    return _object(request, case, partial(objections.object_to_decision, decision=decision_id))


def _object(request: Request, case: Case, act: Callable[..., object]) -> HttpResponse:
    form = ObjectionForm(request.POST or None, today=timezone.localdate(request.at), seen=case.version)
    lead = _("An objection is always registered, also when it is late.")
    title, verb = _("Register an objection"), _("Register")
    return doors.by_form(request, case, form, act, title=title, verb=verb, lead=lead)


def decide_objection(request: Request, case_id: UUID, objection_id: UUID) -> HttpResponse:
    case, objection = _see_objection(request, case_id, objection_id)
    form = DecideObjectionForm(request.POST or None, seen=case.version)
    act = partial(objections.decide_objection, objection=objection.id)
    title, verb = _("Decide on the objection"), _("Record the decision")
    return doors.by_form(request, case, form, act, title=title, verb=verb, quote=objection.grounds)


def withdraw_objection(request: Request, case_id: UUID, objection_id: UUID) -> HttpResponse:
    case, objection = _see_objection(request, case_id, objection_id)
    act = partial(objections.withdraw_objection, objection=objection.id)
    return _said(request, case, act, title=_("The resident withdraws the objection"))


def decide(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    case = doors.see_case(request, case_id)
    form = DecideForm(request.POST or None)
    page = reverse("cases:case", args=[case.id])
    if request.method == "POST" and form.is_valid():
        do = partial(_decide, request, case, need_id, form)
        answered = doors.answer(request, form, do, about=need_id, then=page, said=_("The decision is recorded."))
        if answered:
            return answered
    ground = rests_on(request, case, need_id)
    form.fields["seen"].initial = ground["stair"].need.version
    title = _("Decide: %(need)s") % {"need": ground["stair"].title}
    frame = {"case": case, "title": title, "verb": _("Record the decision"), "back": page, **ground}
    return doors.show(request, "cases/decide.html", form, frame)


def _decide(request: Request, case: Case, need: UUID, form: DecideForm) -> None:
    seen = form.cleaned_data["seen"]
    try:
        actions.decide(case=case.id, need=need, seen=seen, by=request.actor, at=request.at, **form.answers)
    except Need.DoesNotExist:
        doors.not_in_sight("need:read", ("need", need))


def _said(request: Request, case: Case, act: Callable[..., object], *, title: str) -> HttpResponse:
    form = SaidForm(request.POST or None, seen=case.version)
    return doors.by_form(request, case, form, act, title=title, verb=_("Record this"))


def _see(request: Request, case_id: UUID, application_id: UUID) -> tuple[Case, Application]:
    case = doors.see_case(request, case_id)
    found = Application.objects.visible_to(request.actor).filter(case=case, pk=application_id).first()
    if found is None:
        doors.not_in_sight("application:read", ("application", application_id))
    return case, found


def _see_objection(request: Request, case_id: UUID, objection_id: UUID) -> tuple[Case, Objection]:
    case = doors.see_case(request, case_id)
    mine = Objection.objects.filter(case=case, law__in=laws_in_sight(request.actor, case))
    found = mine.filter(pk=objection_id).first()
    if found is None:
        doors.not_in_sight("objection:read", ("objection", objection_id))
    return case, found
