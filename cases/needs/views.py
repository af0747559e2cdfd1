"""The pages of a need: name it, weigh it, cover it, propose step 4."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.request import Request
from cases.dossier import doors
from cases.dossier.forms import ActForm
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
    form = WeighForm(
        request.POST or None,
        layers=[(layer, _labelled(layer, facts)) for layer in layers_to_examine(facts)],
        urgent=need.urgent,
        seen=need.version,
        initial={} if request.method == "POST" else _as_weighed(need),
    )

    def brings() -> dict[str, Any]:
        return {"verdicts": form.verdicts(), "reason": form.answers["reason"], "remaining": form.answers["remaining"]}

    title = _("Weigh the steps: %(need)s") % {"need": need.title}
    frame = {**_frame(need.case, title, _("Save")), "need": need}
    return _answer(request, need, form, actions.weigh, brings) or doors.show(request, "cases/weigh.html", form, frame)


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
    title = _("Cover this need: %(need)s") % {"need": need.title}
    frame = _frame(need.case, title, _("This covers it"))
    answered = _answer(request, need, form, actions.cover, form.coverage)
    return answered or doors.show(request, "cases/form.html", form, frame)


def propose(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need = _see_need(request, case_id, need_id)
    form = ProposeForm(request.POST or None, seen=need.version, initial={"temporary": need.urgent})
    title = _("Propose for what remains: %(need)s") % {"need": need.title}
    frame = _frame(need.case, title, _("Propose"))
    answered = _answer(request, need, form, actions.propose_maatwerk, lambda: {"offer": form.offer()})
    return answered or doors.show(request, "cases/form.html", form, frame)


def _answer(
    request: Request, need: Need, form: ActForm, act: Callable[..., object], brings: Callable[[], dict[str, Any]]
) -> HttpResponse | None:
    """Do the act when the form was sent and is in order; None shows the form (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    seen = form.cleaned_data["seen"]
    do = partial(act, case=need.case_id, need=need.id, seen=seen, by=request.actor, at=request.at, **brings())
    return doors.answer(request, form, do, about=need.id, then=_page(need.case, need))


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
