"""The pages of one referral: choose a facility, fill in the card, see how it stands, and say how it goes."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import access
from accounts.access import Permission
from accounts.request import Request
from cases.dossier import doors
from cases.dossier.forms import ActForm
from cases.needs.advice.nearby import whereabouts
from cases.needs.doors import frame, place, see_need
from cases.needs.models import Need
from cases.referrals import actions, acts, page, posting
from cases.referrals.answering import actions as answering
from cases.referrals.answering.words import possible
from cases.referrals.doors import see_provision
from cases.referrals.forms import AnswerForm, CardForm
from cases.referrals.handing import for_debts
from cases.referrals.models import Referral
from ledger import journal
from provisions.models import Provision
from workflows.referral_flow import Ground, ReferralState
from workflows.refusal import Refused

SHOWN = 50


@require_GET
def choose(request: Request, case_id: UUID, need_id: UUID) -> HttpResponse:
    """Facilities nearby for this need, what fits it best first; one box searches by any word."""
    need = see_need(request, case_id, need_id)
    asked = request.GET.get("q", "").strip()[:100]
    today = localdate(request.at)
    lives = whereabouts(need.case, on=today)
    rows = page.to_choose(need, asked, lives=lives, today=today, instead_of=_instead_of(request, need))
    title = _("Refer: %(need)s") % {"need": need.title}
    shown = {**frame(need.case, title, "", need), "need": need, "q": asked, **rows}
    return render(request, "referrals/choose.html", shown)


def refer(request: Request, case_id: UUID, need_id: UUID, provision_id: UUID) -> HttpResponse:
    """The card is the check: what stands here ticked is what leaves."""
    need = see_need(request, case_id, need_id)
    provision = see_provision(request, need.case, provision_id)
    form = CardForm(
        request.POST or None,
        known=page.known_of(need),
        today=localdate(request.at),
        debt_help=for_debts(provision, need),
        seen=need.version,
        initial={"asked": need.title},
    )
    if request.method == "POST" and form.is_valid():
        id, instead_of = uuid4(), _instead_of(request, need)
        verb = actions.draft if form.later else actions.refer
        do = partial(
            verb,
            case=need.case_id,
            need=need.id,
            provision=provision.id,
            hand_off=form.hand_off(),
            instead_of=instead_of,
            referral=id,
            by=request.actor,
            at=request.at,
        )
        said = _said(form, provision)
        answered = doors.answer(request, form, do, about=need.id, then=place(need.case, need), said=said)
        if answered:
            return answered
    title = _("Refer to %(name)s") % {"name": provision.name}
    shown = {**frame(need.case, title, _("Send to %(name)s") % {"name": provision.name}, need), "need": need}
    shown |= {"provision": provision, "facility": page.facility_of(provision, today=localdate(request.at))}
    return doors.show(request, "referrals/refer.html", form, shown)


@require_GET
def referral(request: Request, referral_id: UUID) -> HttpResponse:
    found = see_referral(request, referral_id)
    return render(request, "referrals/referral.html", page.page_of(request, found))


def status(request: Request, referral_id: UUID) -> HttpResponse:
    """One press says how it stands; the day to look again is a chip beside it."""
    found = see_referral(request, referral_id)
    form = AnswerForm(request.POST or None, possible=possible(found), today=localdate(request.at), seen=found.version)
    if request.method == "POST" and form.is_valid():
        do = partial(answering.answer, answer=form.given())
        answered = _done(request, found, form, do, said=_("Recorded."), then=_back_to(request))
        if answered:
            return answered
    shown = {**page.page_of(request, found), "back_to": _back_to(request)}
    return doors.show(request, "referrals/status.html", form, shown)


def send(request: Request, referral_id: UUID) -> HttpResponse:
    """Send a draft: its card again, with the ground to choose."""
    found = see_referral(request, referral_id)
    if found.state != ReferralState.DRAFT:
        return redirect("referrals:referral", found.id)
    card = found.card
    form = CardForm(
        request.POST or None,
        known=page.known_of(found.need) | page.written_on(card),
        ticked=frozenset(card.shares),
        today=localdate(request.at),
        debt_help=for_debts(found.provision, found.need),
        seen=found.version,
        initial={"asked": card.asked, "warm": found.warm},
    )
    if request.method == "POST" and form.is_valid():
        do = partial(actions.redraft if form.later else actions.send, hand_off=form.hand_off())
        answered = _done(request, found, form, do, said=_said(form, found.provision))
        if answered:
            return answered
    title = _("Refer to %(name)s") % {"name": found.provision.name}
    shown = {**frame(found.case, title, _("Send to %(name)s") % {"name": found.provision.name}, found.need)}
    shown |= {"need": found.need, "provision": found.provision}
    shown["facility"] = page.facility_of(found.provision, today=localdate(request.at))
    return doors.show(request, "referrals/refer.html", form, shown)


@require_POST
def remind(request: Request, referral_id: UUID) -> HttpResponse:
    return _press(request, referral_id, actions.remind, said=_("The facility was asked once more."))


@require_POST
def take_up(request: Request, referral_id: UUID) -> HttpResponse:
    return _press(request, referral_id, actions.take_up, said=_("Taken up."))


def withdraw(request: Request, referral_id: UUID) -> HttpResponse:
    return _sure(request, referral_id, actions.withdraw, title=_("Take the referral back"), lead=_what_closes)


def withdraw_consent(request: Request, referral_id: UUID) -> HttpResponse:
    lead = _("From now on nothing is shared. The facility's page with the card closes at once.")
    title = _("The resident takes the consent back")
    return _sure(request, referral_id, actions.withdraw_consent, title=title, lead=lambda _found: lead)


@require_POST
def show_link(request: Request, referral_id: UUID) -> HttpResponse:
    """The facility's link, for who passes it on otherwise than by mail. That it was shown is journalled."""
    found = see_referral(request, referral_id)
    try:
        access.require(request.actor, Permission.CASE_INVESTIGATE, on=found.case)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("referrals:referral", found.id)
    link = found.links.filter(revoked_at=None, expires_at__gt=request.at).first()
    shown = page.page_of(request, found)
    if link:
        journal.note("referral:link_shown", about=("referral", found.id))
        shown["link"] = request.build_absolute_uri(page.address_of(link))
    return render(request, "referrals/referral.html", shown)


def see_referral(request: Request, referral_id: UUID) -> Referral:
    """The referral when it is in sight, and the read journalled; else 404. For an act its case is locked at once."""
    try:
        if request.method == "POST":
            found = acts.locked(referral_id, by=request.actor)
            acts.keep(found)
        else:
            visible = Referral.objects.visible_to(request.actor).with_page()
            found = visible.select_related("case__resident", "case__team").get(pk=referral_id)
    except Referral.DoesNotExist:
        doors.not_in_sight("referral:read", ("referral", referral_id))
    found.need.case = found.case
    subjects = [found.case.resident_id] if found.case.resident_id else []
    journal.note("referral:read", about=("referral", found.id), subjects=subjects, fields=("card",))
    return found


def _done(
    request: Request, found: Referral, form: ActForm, do: Callable[..., object], *, said: str, then: str = ""
) -> HttpResponse | None:
    seen = form.cleaned_data["seen"]
    act = partial(do, referral=found.id, by=request.actor, at=request.at, seen=seen)
    there = then or reverse("referrals:referral", args=[found.id])
    return doors.answer(request, form, act, about=found.id, then=there, said=said)


def _press(request: Request, referral_id: UUID, verb: Callable[..., object], *, said: str) -> HttpResponse:
    """One button without a form; refused, the reason stands on the page."""
    found = see_referral(request, referral_id)
    try:
        verb(referral=found.id, by=request.actor, at=request.at)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("referrals:referral", found.id)


def _said(form: CardForm, provision: Provision) -> str:
    """What happened: nothing left, it was mailed, or somebody has to pass it on."""
    if form.later:
        return _("Kept as a draft. Nothing was sent.")
    if form.hand_off().ground == Ground.TAKES_ALONG:
        return _("The referral stands. The resident takes the card along.")
    if not posting.address_of(provision):
        return _("The referral stands, but this facility has no e-mail address. Call, or pass the link on yourself.")
    return _("The referral was sent.")


def _what_closes(found: Referral) -> str:
    """Only who was written to has something to close."""
    if found.state == ReferralState.DRAFT:
        return _("Nothing was sent yet. The draft is put away.")
    if found.ground == Ground.TAKES_ALONG:
        return _("We sent nothing to the facility. Tell the resident, who has the card.")
    if not posting.address_of(found.provision):
        return _("The facility's page with the card closes at once. Call the facility: it has no e-mail address.")
    return _("The facility's page with the card closes at once, and the facility is told that it need not do anything.")


def _sure(
    request: Request,
    referral_id: UUID,
    verb: Callable[..., object],
    *,
    title: str,
    lead: Callable[[Referral], str],
) -> HttpResponse:
    """What cannot be undone is asked on a page of its own."""
    found = see_referral(request, referral_id)
    form = ActForm(request.POST or None, seen=found.version)
    if request.method == "POST" and form.is_valid():
        answered = _done(request, found, form, verb, said=_("The card is closed."))
        if answered:
            return answered
    back = reverse("referrals:referral", args=[found.id])
    shown: dict[str, Any] = {**frame(found.case, title, title, found.need), "lead": lead(found), "back": back}
    return doors.show(request, "cases/form.html", form, shown)


def _instead_of(request: Request, need: Need) -> UUID | None:
    """The earlier referral of this need that this one comes after, when one is named."""
    try:
        earlier = UUID(request.GET["instead_of"])
    except (KeyError, ValueError):
        return None
    known = Referral.objects.visible_to(request.actor).filter(pk=earlier, need=need)
    return earlier if known.exists() else None


def _back_to(request: Request) -> str:
    """Back to the list when one came from there."""
    from_list = request.GET.get("from") in ("list", "board")
    return reverse(f"referrals:{request.GET['from']}") if from_list else ""
