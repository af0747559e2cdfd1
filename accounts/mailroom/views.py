"""The mail room: which messages may not have arrived, and what is to be done about each."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts import answers
from accounts.mailroom import actions
from accounts.mailroom.forms import DecisionForm
from accounts.mailroom.page import rows_of
from accounts.request import Request
from ledger import journal, mail, review
from ledger.models import OutboxMessage
from workflows.doubt import DECIDED_ALREADY, Decision

PAGE = 50
SAID = {
    Decision.ARRIVED: gettext_lazy("Written down: it arrived."),
    Decision.AGAIN: gettext_lazy("It is sent again."),
    Decision.NEEDLESS: gettext_lazy("Written down: nobody needs it any more."),
}


@require_GET
def mailroom(request: Request) -> HttpResponse:
    places = request.actor.watches_mail_in()
    page = Paginator(review.for_a_person(places), PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    journal.note("mail:list", about=("mailroom", None))
    context = {
        "doubtful": rows_of(one for one in shown if one.state == OutboxMessage.State.DOUBTFUL),
        "dead": rows_of(one for one in shown if one.state == OutboxMessage.State.DEAD),
        "counts": {row["state"]: row["number"] for row in _per_state(places)},
        "waiting": _waiting(places, at=request.at),
        "page": {
            "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
            "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        },
    }
    return render(request, "accounts/mailroom.html", context)


@require_POST
def decide(request: Request) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what you want to do with the message, with a button on this page."))
        return redirect("accounts:mailroom")
    chosen: dict[str, Any] = form.cleaned_data
    try:
        return answers.press(
            request,
            lambda: actions.decide(**chosen, by=request.actor, at=request.at),
            then="accounts:mailroom",
            said=str(SAID[chosen["decision"]]),
        )
    except OutboxMessage.DoesNotExist:
        # Tidied away, or of another municipality: which of the two is nobody's business.
        journal.note("mail:decide", result=journal.DENIED, reason="not_in_sight")
        messages.error(request, str(DECIDED_ALREADY))
        return redirect("accounts:mailroom")


def _per_state(places: Collection[str]) -> Any:
    return review.for_a_person(places).order_by().values("state").annotate(number=Count("id"))


def _waiting(places: Collection[str], *, at: datetime) -> dict[str, Any]:
    """How many messages should have left by now, since when, and whether that is for want of a mail server."""
    late = review.of(places).filter(state__in=OutboxMessage.UNDER_WAY)
    no_server = late.filter(last_error=mail.NO_SERVER).count()
    counted = late.exclude(kind="canary").filter(due_at__lte=at).aggregate(number=Count("id"), since=Min("due_at"))
    return {**counted, "no_server": no_server}
