"""The pages of worries about safety: one's own signals, and for the safety officer all of the municipality."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.request import Request
from cases.dossier import doors
from cases.dossier.forms import ActForm
from cases.residents.models import Resident
from cases.safety import actions, page
from cases.safety.actions import Signal
from cases.safety.forms import ConcludeForm, ConcludeInDangerForm, SignalForm, StepForm, WeighForm
from cases.safety.models import SafetyConcern
from ledger import journal

SHOWN = 200


@require_GET
def concerns(request: Request) -> HttpResponse:
    """All worries of the municipality, for the safety officer: what is open first, danger on top."""
    mine = SafetyConcern.objects.filter(municipality__in=request.actor.guards_safety_in())
    rows = list(mine.worklist()[:SHOWN])
    journal.note("safety:list", subjects=[one.id for one in rows])
    context = {"open": [page.row(one) for one in rows if not one.is_over]}
    context["over"] = [page.row(one) for one in rows if one.is_over]
    return render(request, "safety/list.html", context)


@require_GET
def mine(request: Request) -> HttpResponse:
    """What one signalled oneself, and whether it was taken up: not what was done with it."""
    own = SafetyConcern.objects.visible_to(request.actor).filter(signalled_by=request.actor.id)
    rows = list(own.worklist()[:SHOWN])
    journal.note("safety:list_own", subjects=[one.id for one in rows])
    return render(request, "safety/mine.html", {"rows": [page.own_row(one) for one in rows]})


def new(request: Request) -> HttpResponse:
    """The emergency numbers first, then the form. It may come from a case, a conversation, a resident or nowhere."""
    given = {name: _id(request.GET.get(name)) for name in ("case", "conversation", "resident")}
    form = SignalForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in given}
    about = _about(request, given)
    if request.method == "POST" and form.is_valid():
        concern = uuid4()
        do = partial(actions.signal, signal=Signal(**form.answers), by=request.actor, at=request.at, concern=concern)
        said = _("The safety officer has your signal. Nobody else sees it.")
        then = reverse("safety:mine")
        answered = doors.answer(request, form, do, about=concern, then=then, said=said)
        if answered:
            return answered
    frame: dict[str, object] = {"about": about, "card": page.emergency_card(request, on=localdate(request.at))}
    return doors.show(request, "safety/new.html", form, frame)


@require_GET
def concern(request: Request, concern_id: UUID) -> HttpResponse:
    """For the safety officer everything; for who signalled the own words and whether it was taken up."""
    found = _see(request, concern_id)
    on = localdate(request.at)
    if found.municipality_id in request.actor.guards_safety_in():
        return render(request, "safety/concern.html", page.page_of(request, found, on=on))
    return render(request, "safety/signal.html", page.own_page_of(request, found, on=on))


@dataclass(frozen=True, slots=True)
class Verb:
    """A step of the reporting code as a page."""

    title: Any
    form: type[ActForm]
    do: Callable[..., object]
    said: Any


VERBS = {
    "consult": Verb(
        gettext_lazy("Discussed with a colleague or Veilig Thuis"), StepForm, actions.consult,
        gettext_lazy("The consultation was recorded."),
    ),
    "discuss": Verb(
        gettext_lazy("Talked with those involved"), StepForm, actions.discuss, gettext_lazy("The talk was recorded.")
    ),
    "weigh": Verb(gettext_lazy("Weigh"), WeighForm, actions.weigh, gettext_lazy("The weighing was recorded.")),
    "report": Verb(
        gettext_lazy("Reported to Veilig Thuis"), ConcludeForm, actions.report,
        gettext_lazy("The report to Veilig Thuis was recorded."),
    ),
    "organise_help": Verb(
        gettext_lazy("Help is organised"), ConcludeForm, actions.organise_help, gettext_lazy("Recorded.")
    ),
    "dismiss": Verb(
        gettext_lazy("No concern after weighing"), ConcludeForm, actions.dismiss, gettext_lazy("Recorded.")
    ),
}  # fmt: skip


def step(request: Request, concern_id: UUID, verb: str) -> HttpResponse:
    """One step of the reporting code: its form, and what follows."""
    found = _see(request, concern_id, handles=True)
    chosen = VERBS[verb]
    make = _form_of(chosen, found, verb)
    form = make(request.POST or None, seen=found.version)
    back = reverse("safety:concern", args=[found.id])
    if request.method == "POST" and form.is_valid():
        do = partial(chosen.do, concern=found.id, by=request.actor, at=request.at, **form.cleaned_for_act)
        answered = doors.answer(request, form, do, about=found.id, then=back, said=str(chosen.said))
        if answered:
            return answered
        form.seen_now(SafetyConcern.objects.get(pk=found.id).version)
    frame: dict[str, object] = {
        "title": str(chosen.title),
        "back": back,
        "who": page.who(found),
        "card": page.emergency_card(request, on=localdate(request.at)) if page.is_dangerous(found) else [],
    }
    return doors.show(request, "safety/step.html", form, frame)


def _form_of(chosen: Verb, found: SafetyConcern, verb: str) -> type[ActForm]:
    if verb in ("organise_help", "dismiss") and page.is_dangerous(found):
        return ConcludeInDangerForm
    return chosen.form


def _see(request: Request, concern_id: UUID, *, handles: bool = False) -> SafetyConcern:
    """The concern when it is in sight, else 404. The journal names it by its id alone."""
    seen = SafetyConcern.objects.visible_to(request.actor).select_related("resident", "signalled_by")
    if handles:
        seen = seen.filter(municipality__in=request.actor.guards_safety_in())
    found = seen.filter(pk=concern_id).first()
    if found is None:
        doors.not_in_sight("safety:read", ("safety", concern_id))
    journal.note("safety:read", about=("safety", found.id), fields=["text"])
    return found


def _about(request: Request, given: dict[str, Any]) -> str:
    """Who the worry is about, as far as the page it comes from says. What is not in sight is not there."""
    if given["conversation"] and not actions.hears(conversation=given["conversation"], by=request.actor):
        doors.not_in_sight("conversation:read", ("conversation", given["conversation"]))
    if given["case"]:
        case = doors.see_case(request, given["case"])
        return case.resident.name if case.resident else ""
    if not given["resident"]:
        return ""
    found = Resident.objects.visible_to(request.actor).filter(pk=given["resident"]).first()
    if found is None:
        doors.not_in_sight("resident:read", ("resident", given["resident"]))
    journal.note("resident:read", about=("resident", found.id), subjects=[found.id], fields=["name"])
    return found.name


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
