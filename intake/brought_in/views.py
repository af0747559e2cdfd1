"""The page behind a facility's own link: bring somebody in who needs more. It shows nobody's file."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.request import Request
from cases.referrals import links
from cases.referrals.models import FacilityLink
from cases.referrals.partner.views import INVALID, NOT_HERE, TOO_MANY, unseen, where_from
from intake.brought_in import actions
from intake.brought_in.forms import BringInForm
from ledger import journal, operation
from workflows.refusal import Refused

THANKS = "sent"


@require_http_methods(["GET", "HEAD", "POST"])
def facility(request: Request, token: str) -> HttpResponse:
    """Wrong tokens are counted per address, those that work per link; both in the database."""
    proof = links.proof_of(token)
    form = BringInForm(request.POST if request.method == "POST" else None)
    try:
        if form.is_bound and form.is_valid():
            actions.bring_in(proof=proof, brought=form.brought(), key=form.cleaned_data["key"], at=request.at)
            return unseen(redirect(f"{request.path}?{THANKS}"))
        link = actions.alive(proof, request.at)
    except FacilityLink.DoesNotExist:
        return _nothing_here(request)
    except Refused as refused:
        form.add_error(None, str(refused))
        link = actions.alive(proof, request.at)
    operation.current().municipality = link.municipality_id
    journal.note("facility:read", about=("provision", link.provision_id))
    if THANKS in request.GET and not form.is_bound:
        return unseen(render(request, "brought_in/thanks.html", {"again": request.path}))
    shown = {"form": form, "place": link.provision.name, "municipality": link.municipality.name}
    return unseen(render(request, "brought_in/form.html", shown, status=INVALID if form.errors else 200))


def _nothing_here(request: Request) -> HttpResponse:
    tries = links.knock("facility", where_from(request), at=request.at)
    journal.note("facility:read", about=("link", None), result=journal.DENIED, reason="not_in_sight")
    if tries > links.TRIES_PER_HOUR:
        return unseen(render(request, "partner/too_many.html", {}, status=TOO_MANY))
    return unseen(render(request, "partner/nothing.html", {}, status=NOT_HERE))
