"""The page on which who keeps the directory makes, shows and closes a facility's own link."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import answers
from accounts.request import Request
from cases.referrals import links
from cases.referrals.models import FacilityLink
from cases.referrals.partner import actions
from ledger import journal
from provisions.models import Provision


@require_http_methods(["GET", "HEAD", "POST"])
def own_link(request: Request, provision_id: UUID) -> HttpResponse:
    mine = Provision.objects.filter(municipality__in=request.actor.administers()).select_related("organisation")
    provision = mine.filter(pk=provision_id).first()
    if provision is None:
        answers.not_here("facility:link", ("provision", provision_id))
    here = reverse("referrals:own_link", args=[provision.id])
    if request.method == "POST":
        closes = request.POST.get("do") == "close"
        verb = actions.close_own_link if closes else actions.open_own_link
        said = _("The link is closed.") if closes else _("There is a new link. An older one no longer works.")
        return answers.press(
            request, partial(verb, provision=provision.id, by=request.actor, at=request.at), then=here, said=said
        )
    alive = FacilityLink.objects.filter(provision=provision, revoked_at=None, expires_at__gt=request.at).first()
    journal.note("facility:link", about=("provision", provision.id))
    path = reverse("facility", args=[links.token_of(alive.id)]) if alive else ""
    shown = {
        "provision": provision,
        "link": request.build_absolute_uri(path) if path else "",
        "until": date_format(localtime(alive.expires_at), "j F Y") if alive else "",
    }
    return render(request, "referrals/own_link.html", shown)
