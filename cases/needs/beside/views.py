"""The small pages beside the steps: another scheme that goes first, and things anybody would buy."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.request import Request
from cases.dossier import doors
from cases.needs.beside import actions
from cases.needs.beside.forms import CommonlyUsedForm, PriorSchemeForm
from cases.needs.beside.words import items_in_words, schemes_in_words
from cases.needs.doors import answer, frame, see_need
from cases.needs.models import Need

PAGE = "cases/beside.html"


def prior_scheme(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need = see_need(request, case_id, need_id)
    form = PriorSchemeForm(request.POST or None, seen=need.version)
    answered = answer(request, need, form, actions.record_prior_scheme, lambda: form.answers)
    return answered or doors.show(request, PAGE, form, _shown(need, _("Another scheme: %(need)s"), "prior_scheme"))


def commonly_used(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need = see_need(request, case_id, need_id)
    form = CommonlyUsedForm(request.POST or None, seen=need.version)
    answered = answer(request, need, form, actions.record_commonly_used, form.finding)
    return answered or doors.show(request, PAGE, form, _shown(need, _("Commonly used: %(need)s"), "commonly_used"))


def _shown(need: Need, title: str, here: str) -> dict[str, Any]:
    """The form's frame, the other page beside it, and what was recorded before."""
    pages = (("prior_scheme", _("Another scheme")), ("commonly_used", _("Commonly used")))
    schemes = need.prior_schemes.filter(superseded_at=None).order_by("at").values()
    items = need.commonly_used_items.filter(superseded_at=None).order_by("at").values()
    return {
        **frame(need.case, title % {"need": need.title}, _("Save"), need),
        "recorded": [*schemes_in_words(schemes), *items_in_words(items)],
        "chips": [
            {"label": label, "url": reverse(f"cases:{door}", args=[need.case_id, need.id]), "current": door == here}
            for door, label in pages
        ],
    }
