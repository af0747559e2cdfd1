"""The page behind a facility's link: the card, and how it is going. No account, no script, nothing of anybody else."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.models import Municipality
from accounts.policy import policy_of
from accounts.request import Request
from cases.dossier.acts import Stale
from cases.referrals import acts, links, page
from cases.referrals.answering import actions
from cases.referrals.answering.words import FOR_A_FACILITY, MOVES, possible
from cases.referrals.models import PartnerLink, Referral, Reply
from cases.referrals.partner.forms import PartnerForm
from ledger import journal, operation
from workflows import referral_words as words
from workflows.referral_flow import ANSWERABLE
from workflows.refusal import Refused

INVALID, NOT_HERE, CONFLICT, GONE, TOO_MANY = 422, 404, 409, 410, 429
Shown = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: Request, token: str) -> HttpResponse:
    """The token is compared by the database, which shows one referral to who presents it and nothing to others."""
    proof = links.proof_of(token)
    if request.method == "POST":
        sent = PartnerForm(request.POST, possible=list(MOVES), today=localdate(request.at))
        return _answered(request, proof, sent) if sent.is_valid() else _shown(request, proof, sent=request.POST)
    return _shown(request, proof)


def _answered(request: Request, proof: str, sent: PartnerForm) -> HttpResponse:
    try:
        done = actions.answer_through_link(
            proof=proof, answer=sent.given(), at=request.at, seen=sent.cleaned_data["seen"]
        )
    except Stale:
        return _shown(request, proof, sent=request.POST, second=sent)
    except Refused as refused:
        return _shown(request, proof, sent=request.POST, refused=str(refused))
    return _thanks(request, done, sent.cleaned_data["answer"])


def _shown(
    request: Request, proof: str, *, sent: Any = None, second: PartnerForm | None = None, refused: str = ""
) -> HttpResponse:
    """The page as it is now. `sent`: what was filled in stays; `second`: an answer that came after another."""
    with access.partner(proof=proof, at=request.at):
        link = PartnerLink.objects.select_related("municipality").filter(token_hash=proof).first()
        if link is None:
            return _nothing_here(request)
        operation.current().municipality = link.municipality_id
        alive = link.revoked_at is None and link.expires_at > request.at
        referral = Referral.objects.with_card().filter(pk=link.referral_id).first() if alive else None
        if referral is None:
            return _dead(request, link)
        acts.used(link, at=request.at)
        last = referral.replies.order_by("-version").first()
        if second and _same_again(last, second):
            return _thanks(request, referral, second.cleaned_data["answer"])
        shown = _card(request, referral, link)
        if shown["runs"]:
            shown["form"] = _form(request, referral, sent, newest=second is not None)
        if refused and shown["runs"]:
            shown["form"].add_error(None, refused)
        if second:
            return _answer(request, "partner/card.html", shown | _first(referral, last), status=CONFLICT)
    wrong = shown["runs"] and bool(shown["form"].errors)
    return _answer(request, "partner/card.html", shown, status=INVALID if wrong else 200)


def _same_again(last: Reply | None, second: PartnerForm) -> bool:
    """A double click: the answer that came first is this one, to the letter."""
    given, seen = second.given(), second.cleaned_data["seen"]
    return bool(last and last.version == seen + 1 and (last.answer, last.said) == (given.kept_as, given.said.strip()))


def _first(referral: Referral, last: Reply | None) -> Shown:
    """What came before an answer that was second: another answer, or what the municipality changed."""
    if last and last.version != referral.version:
        last = None
    told = FOR_A_FACILITY.get(last.answer.partition(":")[0]) if last else None
    stand = words.stand(referral.state, referral.outcome, referral.reason, referral.waiting_since)
    return {"first": str(told[0]) if told else stand, "first_at": _moment(last.at) if last else ""}


def _form(request: Request, referral: Referral, sent: Any, *, newest: bool) -> PartnerForm:
    """With what was filled in; after another answer it is made from the newest version, to be sent knowingly."""
    if sent is not None and newest:
        sent = sent.copy()
        sent["seen"] = str(referral.version)
    return PartnerForm(sent, possible=possible(referral), seen=referral.version, today=localdate(request.at))


def _card(request: Request, referral: Referral, link: PartnerLink) -> Shown:
    """The card of a referral that runs; of one that ended only that it did."""
    runs = referral.state in ANSWERABLE
    journal.note(
        "partner:read",
        about=("referral", referral.id),
        subjects=[referral.person] if referral.person and runs else [],
        fields=["card"] if runs else [],
    )
    shown: Shown = {
        "runs": runs,
        "place": referral.provision.name,
        "stand": words.stand(referral.state, referral.outcome, referral.reason, referral.waiting_since),
        "municipality": link.municipality.name,
        "call": _whom_to_call(link.municipality, request),
    }
    if not runs:
        return shown
    consent = referral.consents.filter(withdrawn_at=None).first()
    return shown | {
        "rows": [row for row in page.card_rows(referral) if row["key"] not in ("asked", "own_words")],
        "name": referral.card.name,
        "asked": referral.card.asked,
        "own_words": referral.card.own_words,
        "due": _answer_by(referral, request),
        "until": date_format(localtime(link.expires_at), "j F Y"),
        "consent_on": date_format(consent.given_on, "j F") if consent else "",
    }


def _answer_by(referral: Referral, request: Request) -> str:
    """Until when an answer is asked: not while the municipality is to call, and never by a day that has passed."""
    due = referral.due_on
    asked = due and due >= localdate(request.at) and not referral.needs_more
    return date_format(due, "l j F") if due and asked else ""


def _thanks(request: Request, referral: Referral, code: str) -> HttpResponse:
    runs = referral.state in ANSWERABLE
    shown = {
        "then": FOR_A_FACILITY[code][1],
        "stand": words.stand(referral.state, referral.outcome, referral.reason, referral.waiting_since),
        "due": _answer_by(referral, request) if runs else "",
        "runs": runs,
    }
    return _answer(request, "partner/thanks.html", shown)


def _nothing_here(request: Request) -> HttpResponse:
    """Wrong tokens all look the same; they are counted per address, and after many it is said to stop."""
    tries = links.knock("partner", where_from(request), at=request.at)
    journal.note("partner:read", about=("link", None), result=journal.DENIED, reason="not_in_sight")
    if tries > links.TRIES_PER_HOUR:
        return _answer(request, "partner/too_many.html", {}, status=TOO_MANY)
    return _answer(request, "partner/nothing.html", {}, status=NOT_HERE)


def _dead(request: Request, link: PartnerLink) -> HttpResponse:
    """A link that ran out or was taken back: said kindly, with whom to call, and nothing of whom it was about."""
    journal.note("partner:read", about=("link", link.id), result=journal.DENIED, reason="link_is_dead")
    shown = {
        "municipality": link.municipality.name,
        "taken_back": link.revoked_at is not None,
        "call": _whom_to_call(link.municipality, request),
    }
    return _answer(request, "partner/dead.html", shown, status=GONE)


def _answer(request: HttpRequest, template: str, shown: Shown, *, status: int = 200) -> HttpResponse:
    return unseen(render(request, template, shown, status=status))


def unseen(answer: HttpResponse) -> HttpResponse:
    """No copy of a page behind a link is kept, and no search engine notes it."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


def _whom_to_call(municipality: Municipality, request: Request) -> dict[str, str]:
    """The first contact of the municipality that is no emergency number, as its policy pack says."""
    contacts = policy_of(municipality.code, on=localdate(request.at)).contacts
    numbers = ((one.title, one.phone) for one in contacts if not one.crisis and any(map(str.isdigit, one.phone)))
    return next(({"name": name, "phone": phone} for name, phone in numbers), {})


def where_from(request: HttpRequest) -> str:
    """The address a request comes from; behind a proxy what the proxy says, which adds it at the end."""
    told = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return told.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "j F H:i")
