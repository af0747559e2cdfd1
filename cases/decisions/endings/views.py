"""The page on which granted support is ended by decision."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.request import Request
from cases.decisions.endings import actions
from cases.decisions.endings.forms import EndSupportForm
from cases.decisions.page import rests_on
from cases.dossier import doors
from cases.needs.doors import answer, frame, see_need


def end_support(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    """For who may sign decisions: what was granted ends on a day, with a reason the resident reads."""
    need = see_need(request, case_id, need_id)
    form = EndSupportForm(request.POST or None, today=localdate(request.at), seen=need.version)
    answered = answer(request, need, form, actions.end_support, lambda: form.answers)
    if answered:
        return answered
    title = _("End this support: %(need)s") % {"need": need.title}
    context = frame(need.case, title, _("Record the decision"), need) | rests_on(request, need.case, need_id)
    return doors.show(request, "cases/decide.html", form, context)
