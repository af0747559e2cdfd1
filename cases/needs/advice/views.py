"""The pages of the facilities nearby: what fits, and what came of it."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import Request
from cases.dossier import doors
from cases.dossier.forms import ActForm
from cases.needs.advice import actions, nearby
from cases.needs.advice.forms import AnswerForm
from cases.needs.doors import answer, frame, see_need
from workflows import advice


def answer_facilities(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    """At most three, each with why it fits; one choice says of all of them why not."""
    need = see_need(request, case_id, need_id)
    form = AnswerForm(request.POST or None, advised=nearby.named(need), seen=need.version)
    answered = answer(request, need, form, actions.answer_facilities, form.brings)
    title = _("Facilities nearby: %(need)s") % {"need": need.title}
    shown = {
        **frame(need.case, title, _("Save"), need),
        "need": need,
        "looked_on": need.looked_nearby_on,
        "due": advice.is_due(need.looked_nearby_on, on=localdate(request.at)),
    }
    return answered or doors.show(request, "cases/advice.html", form, shown)


@require_POST
def look_nearby(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    """One tap: look again, and see what was found."""
    need = see_need(request, case_id, need_id)
    form = ActForm(request.POST, seen=need.version)
    page = reverse("cases:advice", args=[need.case_id, need.id])
    answered = answer(request, need, form, actions.look_nearby, dict, then=page)
    title = _("Look for facilities nearby: %(need)s") % {"need": need.title}
    return answered or doors.show(request, "cases/form.html", form, frame(need.case, title, _("Look again"), need))
