"""The pages of a need: name it, weigh it, cover it, propose step 4."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.request import Request
from cases.dossier import doors
from cases.needs import actions
from cases.needs.doors import answer, facts, frame, labelled, place, see_need, see_need_among_others
from cases.needs.forms import CoverForm, NeedForm, ProposeForm
from cases.needs.weigh_form import WeighForm
from provisions.models import Provision
from workflows.ladder import WEIGHABLE, layers_to_examine
from workflows.layers import Outcome


def add_need(request: Request, case_id: UUID) -> HttpResponse:
    case = doors.see_case(request, case_id)
    laws = request.actor.laws_per_team().get(case.team_id, frozenset())
    first = next((law for law in case.laws if law in laws), None)
    form = NeedForm(
        request.POST or None, laws=laws, today=localdate(request.at), seen=case.version, initial={"law": first}
    )
    if request.method == "POST" and form.is_valid():
        do = partial(actions.name_need, case=case.id, by=request.actor, at=request.at, **form.answers)
        answered = doors.answer(request, form, do, about=case.id, then=place(case))
        if answered:
            return answered
    return doors.show(request, "cases/form.html", form, frame(case, _("Add a need"), _("Save this need")))


def weigh(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need, others = see_need_among_others(request, case_id, need_id)
    found = facts(request, need)
    form = WeighForm(
        request.POST or None,
        need=need,
        layers=[(layer, labelled(layer, found)) for layer in layers_to_examine(found)],
        others=[other for other in others if other.state in WEIGHABLE],
        versions=lambda: dict(need.case.needs.values_list("pk", "version")),
    )
    title = _("Weigh the steps: %(need)s") % {"need": need.title}
    shown = {**frame(need.case, title, _("Save"), need), "need": need}
    answered = answer(request, need, form, actions.weigh, form.brings)
    return answered or doors.show(request, "cases/weigh.html", form, shown)


def cover(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need = see_need(request, case_id, need_id)
    found = facts(request, need)
    helps = (Outcome.SUFFICIENT, Outcome.PARTLY)
    covering = [
        (layer, labelled(layer, found))
        for layer in layers_to_examine(found)
        if layer in found.assessments and found.assessments[layer].outcome in helps
    ]
    provisions = Provision.objects.offered_in(need.case.municipality_id).free_nearby().select_related("organisation")
    form = CoverForm(
        request.POST or None, layers=covering, provisions=provisions, today=localdate(request.at), seen=need.version
    )
    title = _("Cover this need: %(need)s") % {"need": need.title}
    answered = answer(request, need, form, actions.cover, form.coverage)
    apply = f"{reverse('cases:apply', args=[need.case_id])}?law={need.law}"
    shown: dict[str, Any] = {**frame(need.case, title, _("This covers it"), need), "apply_url": apply}
    return answered or doors.show(request, "cases/cover.html", form, shown)


def propose(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need = see_need(request, case_id, need_id)
    form = ProposeForm(request.POST or None, seen=need.version, initial={"temporary": need.urgent})
    title = _("Propose for what remains: %(need)s") % {"need": need.title}
    answered = answer(request, need, form, actions.propose_maatwerk, lambda: {"offer": form.offer()})
    return answered or doors.show(request, "cases/form.html", form, frame(need.case, title, _("Propose"), need))
