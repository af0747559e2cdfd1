"""The pages of a need: name it, weigh it, cover it, propose step 4."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.request import Request
from cases.dossier import doors
from cases.dossier.models import Case
from cases.needs import actions
from cases.needs.facts import facts_of, known_of
from cases.needs.forms import CoverForm, NeedForm, ProposeForm, WeighForm
from cases.needs.models import Need
from provisions.models import Provision
from workflows import layers
from workflows.flow import By
from workflows.ladder import NeedFacts, layers_to_examine
from workflows.layers import STEP, Layer, Outcome


def add_need(request: Request, case_id: UUID) -> HttpResponse:
    case = doors.see_case(request, case_id)
    laws = request.actor.laws_per_team().get(case.team_id, frozenset())
    first = next((law for law in case.laws if law in laws), None)
    form = NeedForm(request.POST or None, laws=laws, seen=case.version, initial={"law": first})
    if request.method == "POST" and form.is_valid():
        do = partial(actions.name_need, case=case.id, by=request.actor, at=request.at, **form.answers)
        answered = doors.answer(request, form, do, about=case.id, then=_page(case))
        if answered:
            return answered
    return doors.show(request, "cases/form.html", form, _frame(case, _("Add a need"), _("Save this need")))


def weigh(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need = _see_need(request, case_id, need_id)
    facts = _facts(request, need)
    asked = [(layer, _labelled(layer, facts)) for layer in layers_to_examine(facts)]
    form = WeighForm(
        request.POST or None,
        layers=asked,
        urgent=need.urgent,
        seen=need.version,
        initial={} if request.method == "POST" else _as_weighed(need),
    )
    if request.method == "POST" and form.is_valid():
        do = partial(
            actions.weigh,
            case=need.case_id,
            need=need.id,
            verdicts=form.verdicts(),
            reason=form.answers["reason"],
            remaining=form.answers["remaining"],
            seen=form.cleaned_data["seen"],
            by=request.actor,
            at=request.at,
        )
        answered = doors.answer(request, form, do, about=need.id, then=_page(need.case, need))
        if answered:
            return answered
    title = _("Weigh the steps: %(need)s") % {"need": need.title}
    return doors.show(request, "cases/weigh.html", form, {**_frame(need.case, title, _("Save")), "need": need})


def cover(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need = _see_need(request, case_id, need_id)
    facts = _facts(request, need)
    helps = (Outcome.SUFFICIENT, Outcome.PARTLY)
    covering = [
        (layer, _labelled(layer, facts))
        for layer in layers_to_examine(facts)
        if layer in facts.assessments and facts.assessments[layer].outcome in helps
    ]
    provisions = Provision.objects.offered_in(need.case.municipality_id).free_nearby().select_related("organisation")
    form = CoverForm(request.POST or None, layers=covering, provisions=provisions, seen=need.version)
    if request.method == "POST" and form.is_valid():
        answers = form.answers
        do = partial(
            actions.cover,
            case=need.case_id,
            need=need.id,
            layers=tuple(Layer(layer) for layer in answers["layers"]),
            provision=answers["provision"].id if answers["provision"] else None,
            agreement=answers["agreement"],
            ask_on=answers["ask_on"],
            seen=form.cleaned_data["seen"],
            by=request.actor,
            at=request.at,
        )
        answered = doors.answer(request, form, do, about=need.id, then=_page(need.case, need))
        if answered:
            return answered
    title = _("Cover this need: %(need)s") % {"need": need.title}
    return doors.show(request, "cases/form.html", form, _frame(need.case, title, _("This covers it")))


def propose(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need = _see_need(request, case_id, need_id)
    form = ProposeForm(request.POST or None, seen=need.version, initial={"temporary": need.urgent})
    if request.method == "POST" and form.is_valid():
        do = partial(
            actions.propose_maatwerk,
            case=need.case_id,
            need=need.id,
            offer=form.offer(),
            seen=form.cleaned_data["seen"],
            by=request.actor,
            at=request.at,
        )
        answered = doors.answer(request, form, do, about=need.id, then=_page(need.case, need))
        if answered:
            return answered
    title = _("Propose for what remains: %(need)s") % {"need": need.title}
    return doors.show(request, "cases/form.html", form, _frame(need.case, title, _("Propose")))


def _see_need(request: Request, case_id: UUID, need_id: UUID) -> Need:
    case = doors.see_case(request, case_id)
    need = Need.objects.visible_to(request.actor).filter(case=case, pk=need_id).first()
    if need is None:
        doors.not_in_sight("need:read", ("need", need_id))
    need.case = case
    return need


def _facts(request: Request, need: Need) -> NeedFacts:
    return facts_of(need, known_of(need), by=By(str(request.actor.id)), at=request.at)


def _labelled(layer: Layer, facts: NeedFacts) -> str:
    return f"{STEP[layer]} {layers.label(layer, facts.law, facts.at.date())}"


def _as_weighed(need: Need) -> dict[str, str]:
    """What was recorded before, so that nothing is typed twice."""
    initial = {"remaining": need.remaining}
    for row in need.assessments.current():
        initial[f"outcome_{row.layer}"] = row.outcome
        initial[f"reason_{row.layer}"] = row.weighing.reason
    return initial


def _page(case: Case, need: Need | None = None) -> str:
    return reverse("cases:case", args=[case.id]) + (f"#need-{need.letter.lower()}" if need else "")


def _frame(case: Case, title: str, verb: str) -> dict[str, object]:
    return {"case": case, "title": title, "verb": verb, "back": _page(case)}
