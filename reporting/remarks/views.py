"""The pages of remarks: one to write it, and a button to withdraw it."""

import uuid
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import answers
from accounts.request import Request
from ledger import journal
from reporting.asked import recent_months
from reporting.remarks import actions
from reporting.remarks.actions import GONE
from reporting.remarks.forms import RemarkForm
from reporting.remarks.models import Remark
from workflows.refusal import Refused


def write(request: Request) -> HttpResponse:
    """A form for a remark at one of the months of the chart; sent, it goes back to the chart."""
    months = recent_months(localdate(request.at))
    asked = {name: request.GET[name] for name in ("law", "where") if name in request.GET}
    form = RemarkForm(request.POST or None, posts=request.actor.posts, months=months, initial=asked)
    if request.method == "POST" and form.is_valid():
        new = uuid.uuid4()
        do = partial(actions.write_remark, remark=new, says=form.says, by=request.actor, at=request.at)
        answered = answers.answer(request, form, do, about=new, then=_chart, said=_("The remark stands at the chart."))
        if answered:
            return answered
    context: dict[str, object] = {
        "title": _("Write a remark at the chart"),
        "back": _chart(),
        "verb": _("Write it"),
        "plain": True,
    }
    return answers.show(request, "accounts/form.html", form, context)


@require_POST
def withdraw(request: Request) -> HttpResponse:
    """Take a remark off the chart."""
    do = partial(_withdraw, request, request.POST.get("remark", ""))
    return answers.press(request, do, then=_chart(), said=_("The remark is off the chart."))


def _withdraw(request: Request, named: str) -> None:
    try:
        remark = UUID(named)
        actions.withdraw_remark(remark=remark, by=request.actor, at=request.at)
    except (ValueError, Remark.DoesNotExist) as gone:
        journal.note("remark:withdraw", result=journal.DENIED, reason="not_in_sight")
        raise Refused(GONE) from gone


def _chart(_remark: UUID | None = None) -> str:
    return reverse("reporting:figure", args=["escalation"])
