"""Mail to a facility about a referral. The outbox holds ids; address, words and link are put together when it leaves.

No fact about a person stands in a mail: who opens the link sees the card.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import access
from cases.referrals.links import token_of
from cases.referrals.models import PartnerLink, Referral
from ledger import journal, mail
from ledger.outbox import Payload
from ledger.smtp import Mail
from provisions.models import Provision
from workflows.referral_flow import Ground, Turn

REFERRAL, REMINDER, CLOSED = "referral.sent", "referral.reminded", "referral.closed"


def post(kind: str, referral: Referral, link: PartnerLink | None, *, at: datetime) -> None:
    """Let the facility know by mail, once per state of the referral; one without an address is called."""
    if not address_of(referral.provision):
        return
    payload = {"referral": str(referral.id)} | ({"link": str(link.id)} if link else {})
    key = f"{kind}:{referral.id}:{referral.version}"
    mail.put(kind, key=key, payload=payload, at=at, stream=referral.id, municipality=referral.municipality_id)


def address_of(provision: Provision) -> str:
    """Where a facility reads its mail; empty when it has none: then the team calls."""
    return provision.email or provision.organisation.email


def is_mailed(referral: Referral) -> bool:
    """Whether the facility is written to: not when the resident takes the card along, nor without an address."""
    return referral.ground != Ground.TAKES_ALONG and bool(address_of(referral.provision))


def compose_referral(payload: Payload, at: datetime) -> Mail | None:
    return _with_link(payload, at, reminds=False)


def compose_reminder(payload: Payload, at: datetime) -> Mail | None:
    return _with_link(payload, at, reminds=True)


def compose_closed(payload: Payload, at: datetime) -> Mail | None:
    """That a card was closed: without who it was about."""
    with access.on_referral(UUID(payload["referral"])), translation.override(settings.LANGUAGE_CODE):
        referral = Referral.objects.with_page().select_related("municipality").filter(pk=payload["referral"]).first()
        if referral is None or not address_of(referral.provision):
            return None
        journal.note("mail:composed", about=("referral", referral.id))
        text = _(
            "Hello,\n\nOn %(day)s we asked you to welcome somebody at %(place)s. We have taken that question back. You"
            " need not do anything any more, and the page with the question is closed.\n\nThank you for your help.\n"
            "%(municipality)s"
        )
        return Mail(address_of(referral.provision), _("A question was taken back"), text % _words(referral))


def _with_link(payload: Payload, at: datetime, *, reminds: bool) -> Mail | None:
    """None when nobody waits for an answer any more, when the link died meanwhile, or when there is no address."""
    with access.on_referral(UUID(payload["referral"])), translation.override(settings.LANGUAGE_CODE):
        referral = Referral.objects.with_page().select_related("municipality").filter(pk=payload["referral"]).first()
        link = PartnerLink.objects.filter(pk=payload["link"], revoked_at=None, expires_at__gt=at).first()
        if referral is None or link is None or referral.turn != Turn.FACILITY or not address_of(referral.provision):
            return None
        journal.note("mail:composed", about=("referral", referral.id))
        first = _("We are still waiting for your answer about somebody who wants to come to %(place)s.")
        asked = first if reminds else _("We would like to ask you to welcome somebody at %(place)s.")
        rest = _(
            "On this page you read who it is and what the question is. There you also tell us how it goes, with one"
            " tap. You need no account:\n\n%(url)s\n\nPlease answer by %(due)s. The link works until %(until)s, and is"
            " for you alone: do not send it on.\n\nThank you.\n%(municipality)s"
        )
        words = _words(referral) | {
            "url": settings.SITE_URL + reverse("partner", args=[token_of(link.id)]),
            "until": date_format(localdate(link.expires_at), "j F Y"),
        }
        subject = _("Reminder: can you welcome somebody?") if reminds else _("Can you welcome somebody?")
        hello = _("Hello,")
        return Mail(address_of(referral.provision), subject, f"{hello}\n\n{asked}\n\n{rest}" % words)


def _words(referral: Referral) -> dict[str, str]:
    return {
        "place": referral.provision.name,
        "municipality": _("Municipality of %(name)s") % {"name": referral.municipality.name},
        "day": date_format(localdate(referral.sent_at), "j F") if referral.sent_at else "",
        "due": date_format(referral.due_on, "l j F") if referral.due_on else "",
    }
