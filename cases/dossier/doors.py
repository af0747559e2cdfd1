"""What the views of a case share: load it or answer 404, do one act and answer, or show the form again with why."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import answers
from accounts.access import Actor
from accounts.kept import KeptFor
from accounts.models import User
from accounts.request import Request
from cases.dossier import acts
from cases.dossier.acts import Stale, subjects_of
from cases.dossier.forms import ActForm
from cases.dossier.models import Case
from cases.dossier.sight import events_in_sight
from cases.dossier.words import EVENTS
from ledger import journal, keys
from workflows.refusal import Refused

INVALID = 422
CONFLICT = 409


def see_case(request: Request, case_id: UUID, *, act: str = "case:read", fields: tuple[str, ...] = ()) -> Case:
    """The case when it is in sight, and the read journalled; else 404, and the try journalled.

    What is sent by POST will be an act: the case is locked at once, and the act uses it as it is.
    """
    found = _locked(request.actor, case_id) if request.method == "POST" else SEEN.ask(request.actor, case=case_id)
    if not found:
        not_in_sight(act, ("case", case_id))
    case = found[0]
    if request.method == "POST":
        acts.hold(case)
    journal.note(act, about=("case", case.id), subjects=subjects_of(case), fields=fields)
    return case


def _locked(actor: Actor, case: UUID) -> list[Case]:
    """Asked twice, as `acts.locked` tells."""
    return LOCKED.ask(actor, case=case) or LOCKED.ask(actor, case=case)


def _seen(actor: Actor, *, case: UUID) -> "QuerySet[Case]":
    return Case.objects.visible_to(actor).select_related("resident", "team", "coordinator").filter(pk=case)


SEEN = KeptFor(_seen, {"case": UUID(int=1)})
LOCKED = KeptFor(lambda actor, *, case: _seen(actor, case=case).select_for_update(of=("self",)), {"case": UUID(int=1)})
not_in_sight = answers.not_here


def answer(
    request: Request, form: ActForm, do: Callable[[], object], *, about: UUID, then: str, said: str = ""
) -> HttpResponse | None:
    """Do the act once and go on to `then`. None: it was refused, and the form says why."""
    try:
        _once(request, form, do, about)
    except Refused as refused:
        form.add_error(None, str(refused))
    except keys.KeyReused:
        form.add_error(None, _("This form was already sent with other answers. Check them and send it again."))
    except Stale as stale:
        form.seen_now(stale.version)
        form.add_error(None, what_changed(request.actor, stale.case))
        form.stale = True
    else:
        if said:
            messages.success(request, said)
        return redirect(then)
    return None


def _once(request: Request, form: ActForm, do: Callable[[], object], about: UUID) -> None:
    with transaction.atomic():
        if not answers.claimed(request, form, about):
            do()


def show(request: Request, template: str, form: ActForm, context: dict[str, object]) -> HttpResponse:
    """The form's page; with 422 when it was refused and 409 when somebody was first."""
    status = 200
    if form.is_bound and form.errors:
        status = CONFLICT if form.stale else INVALID
    return render(request, template, {"form": form, **context}, status=status)


def by_form(
    request: Request,
    case: Case,
    form: ActForm,
    act: Callable[..., object],
    *,
    title: object,
    verb: object,
    said: object = "",
    then: str = "",
    template: str = "cases/form.html",
    **context: object,
) -> HttpResponse:
    """The page of one act on a case: shown, answered by doing the act with the answers, or shown with why not."""
    back = reverse("cases:case", args=[case.id])
    if request.method == "POST" and form.is_valid():
        do = partial(act, case=case.id, by=request.actor, at=request.at, **form.cleaned_for_act)
        answered = answer(request, form, do, about=case.id, then=then or back, said=str(said))
        if answered:
            return answered
    frame = {"case": case, "title": title, "verb": verb, "back": back, **context}
    return show(request, template, form, frame)


def what_changed(actor: Actor, case: Case) -> str:
    """Who did what last in this case, for who comes second."""
    last = events_in_sight(actor, case).first()
    if last is None:
        return _("A colleague changed this too. Your answers are still here: check them and send again.")
    names = User.objects.filter(pk__in=[last.actor]).values_list("name", flat=True)
    who = names.first() or _("A colleague")
    return _(
        "%(who)s changed this too: %(what)s, %(when)s. Your answers are still here: check them and send again."
    ) % {
        "who": who,
        "what": str(EVENTS.get(last.kind, last.kind)).lower(),
        "when": date_format(localtime(last.at), "j F H:i"),
    }
