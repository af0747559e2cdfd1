"""What the views of a need share: load it or answer 404, name its steps, do one act and go back to its place."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.request import Request
from cases.dossier import doors
from cases.dossier.forms import ActForm
from cases.dossier.models import Case
from cases.needs.acts import hold
from cases.needs.facts import facts_of, known_of
from cases.needs.models import Need
from cases.needs.querysets import NeedQuerySet
from workflows import layers
from workflows.flow import By
from workflows.ladder import NeedFacts
from workflows.layers import STEP, Layer

Brings = Callable[[], dict[str, Any]]


def see_need(request: Request, case_id: UUID, need_id: UUID) -> Need:
    """The need, with what its guards look at, when it is in sight; else 404, and the try journalled."""
    case = doors.see_case(request, case_id)
    return _seen(request, case, need_id, _of(request, case).filter(pk=need_id))


def see_need_among_others(request: Request, case_id: UUID, need_id: UUID) -> tuple[Need, list[Need]]:
    """As `see_need`, with the lines of evidence to choose from; and the other needs of its law, in order."""
    case = doors.see_case(request, case_id)
    needs = list(_of(request, case).with_lines().order_by("position"))
    need = _seen(request, case, need_id, needs)
    return need, [other for other in needs if other.law == need.law and other.id != need_id]


def _of(request: Request, case: Case) -> NeedQuerySet:
    return Need.objects.visible_to(request.actor).with_facts(on=localdate(request.at)).filter(case=case)


def _seen(request: Request, case: Case, need_id: UUID, needs: Iterable[Need]) -> Need:
    found = {need.id: need for need in needs}
    if need_id not in found:
        doors.not_in_sight("need:read", ("need", need_id))
    for need in found.values():
        need.case = case
    if request.method == "POST":
        hold(case, found.values())
    return found[need_id]


def facts(request: Request, need: Need) -> NeedFacts:
    known = known_of(need, on=localdate(request.at))
    return facts_of(need, known, by=By(str(request.actor.id)), at=request.at)


def labelled(layer: Layer, found: NeedFacts) -> str:
    return f"{STEP[layer]} {layers.label(layer, found.law, localdate(found.at))}"


def answer(
    request: Request, need: Need, form: ActForm, act: Callable[..., object], brings: Brings, *, then: str = ""
) -> HttpResponse | None:
    """Do the act when the form was sent and is in order; None shows the form (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    seen = form.cleaned_data["seen"]
    do = partial(act, case=need.case_id, need=need.id, seen=seen, by=request.actor, at=request.at, **brings())
    return doors.answer(request, form, do, about=need.id, then=then or place(need.case, need))


def place(case: Case, need: Need | None = None) -> str:
    """The page of the case; with a need, where that stands on it."""
    return reverse("cases:case", args=[case.id]) + (f"#need-{need.letter.lower()}" if need else "")


def frame(case: Case, title: str, verb: str, need: Need | None = None) -> dict[str, object]:
    return {"case": case, "title": title, "verb": verb, "back": place(case, need)}
