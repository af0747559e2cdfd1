"""The pages of an application and its decision."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.request import Request
from cases.decisions import actions
from cases.decisions.forms import ApplyForm, DecideForm
from cases.dossier import doors
from cases.needs.facts import has_housemates
from cases.needs.models import Need
from cases.needs.stair import stair_of


def apply(request: Request, case_id: UUID) -> HttpResponse:
    case = doors.see_case(request, case_id)
    laws = request.actor.laws_per_team().get(case.team_id, frozenset())
    form = ApplyForm(
        request.POST or None,
        laws=[law for law in case.laws if law in laws],
        today=timezone.localdate(request.at),
        seen=case.version,
    )
    page = reverse("cases:case", args=[case.id])
    if request.method == "POST" and form.is_valid():
        do = partial(actions.register_application, case=case.id, by=request.actor, at=request.at, **form.answers)
        answered = doors.answer(request, form, do, about=case.id, then=page, said=_("The application is registered."))
        if answered:
            return answered
    frame = {"case": case, "title": _("Register an application"), "verb": _("Register"), "back": page}
    return doors.show(request, "cases/form.html", form, frame)


def decide(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    case = doors.see_case(request, case_id)
    need = Need.objects.visible_to(request.actor).with_stair().filter(case=case, pk=need_id).first()
    if need is None:
        doors.not_in_sight("need:read", ("need", need_id))
    need.case = case
    form = DecideForm(request.POST or None, seen=need.version)
    page = reverse("cases:case", args=[case.id])
    if request.method == "POST" and form.is_valid():
        do = partial(
            actions.decide,
            case=case.id,
            need=need.id,
            seen=form.cleaned_data["seen"],
            by=request.actor,
            at=request.at,
            **form.answers,
        )
        answered = doors.answer(request, form, do, about=need.id, then=page, said=_("The decision is recorded."))
        if answered:
            return answered
    stair = stair_of(
        need, has_housemates=has_housemates(case.resident_id), actor=request.actor, at=request.at, law_name=""
    )
    title = _("Decide: %(need)s") % {"need": need.title}
    frame = {"case": case, "title": title, "verb": _("Record the decision"), "back": page, "stair": stair}
    return doors.show(request, "cases/decide.html", form, frame)
