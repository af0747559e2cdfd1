"""Pointing: one press; and the one question that comes back after four weeks."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import Request
from cases.dossier import doors
from cases.needs.doors import frame, place, see_need
from cases.referrals.doors import see_provision
from cases.referrals.pointing import actions
from cases.referrals.pointing.forms import AskedForm
from workflows.refusal import Refused


@require_POST
def point(request: Request, case_id: UUID, need_id: UUID, provision_id: UUID) -> HttpResponse:
    need = see_need(request, case_id, need_id)
    provision = see_provision(request, need.case, provision_id)
    try:
        actions.point_to(provision=provision.id, case=need.case_id, need=need.id, by=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Counted. In four weeks Trede asks whether the resident found it."))
    return redirect(place(need.case, need))


def asked(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    need = see_need(request, case_id, need_id)
    form = AskedForm(request.POST or None, seen=need.version)
    if request.method == "POST" and form.is_valid():
        do = partial(
            actions.ask_after, case=need.case_id, need=need.id, by=request.actor, at=request.at, **form.brings()
        )
        answered = doors.answer(request, form, do, about=need.id, then=place(need.case, need), said=_("Recorded."))
        if answered:
            return answered
    title = _("Did the resident find it? %(need)s") % {"need": need.title}
    return doors.show(request, "cases/form.html", form, frame(need.case, title, _("Save"), need))
