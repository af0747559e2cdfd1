"""The pages of a referral as plain values."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Permission
from accounts.request import Request
from cases.dossier.models import Report
from cases.needs.advice.nearby import Whereabouts
from cases.needs.doors import place
from cases.needs.models import Need
from cases.referrals.answering.words import FOR_COLLEAGUES, OUTCOMES, REASONS
from cases.referrals.handing import place_of, resident_of
from cases.referrals.links import token_of
from cases.referrals.models import Consent, HandoffCard, HowGiven, PartnerLink, Referral, Reply, Warm
from cases.referrals.posting import is_mailed
from provisions.directory.freshness import is_stale
from provisions.finder.asked import Asked
from provisions.finder.search import look
from provisions.models import Phone, Provision
from workflows import referral_words as words
from workflows.flow import By, refusal_for
from workflows.referral_clocks import turn_now
from workflows.referral_flow import ANSWERABLE, ENDED_REFERRALS, CardFact, Ground, ReferralFacts, ReferralState, Turn

SHOWN = 50


def known_of(need: Need) -> dict[CardFact, str]:
    """What the case knows of each fact that a card may hold: nothing is typed twice."""
    resident = resident_of(need.case)
    asked = Report.objects.filter(case=need.case_id, law=need.law).order_by("-received_on").first()
    return {
        CardFact.NAME: resident.name if resident else "",
        CardFact.PHONE: resident.phone if resident else "",
        CardFact.OWN_WORDS: asked.own_words[:1000] if asked else "",
    }


def written_on(card: HandoffCard) -> dict[CardFact, str]:
    """What was written on a card already."""
    return {fact: text for fact in CardFact if (text := getattr(card, fact.value))}


def facility_of(provision: Provision, *, today: date) -> list[dict[str, str]]:
    """What one wants to know of a facility before referring to it, and how fresh that is."""
    room = str(provision.get_room_display()) if provision.room else ""
    if room and provision.room_as_of:
        room = _("%(room)s, as of %(day)s") % {"room": room, "day": date_format(provision.room_as_of, "j F")}
    weeks = provision.waiting_weeks
    waiting = ngettext("%(number)s week", "%(number)s weeks", weeks) % {"number": weeks} if weeks else ""
    rows = (
        (_("What"), provision.what or provision.description[:300]),
        (_("When"), provision.open_when),
        (_("Costs"), provision.cost),
        (_("Room"), room),
        (_("Waiting time"), waiting),
        (_("Intake"), _("An intake comes first") if provision.needs_intake else _("No intake needed")),
        (_("Facts confirmed"), _fresh(provision, today)),
        (_("How it goes there"), _quality(provision)),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def _fresh(provision: Provision, today: date) -> str:
    day = provision.confirmed_on
    if day is None:
        return _("never: call before you refer")
    told = date_format(day, "j F Y")
    return _("%(day)s: call before you refer") % {"day": told} if is_stale(day, on=today) else told


def _quality(provision: Provision) -> str:
    """What the facility's own counts say; nothing when nobody was referred yet."""
    counts = getattr(provision, "tally", None)
    if counts is None or not counts.referred:
        return ""
    told = [
        ngettext("referred to once", "referred to %(number)s times", counts.referred) % {"number": counts.referred},
        ngettext("%(number)s started", "%(number)s started", counts.started) % {"number": counts.started},
    ]
    if counts.answered:
        days = round(counts.answer_days_total / counts.answered)
        told.append(ngettext("answers within %(days)s day", "answers within %(days)s days", days) % {"days": days})
    return ", ".join(told)


def to_choose(need: Need, asked: str, *, lives: Whereabouts, today: date, instead_of: UUID | None) -> dict[str, Any]:
    """Rows to choose a facility from, as the finder ranks them for this need and what was typed."""
    wanted = Asked(words=asked, life_area=need.life_area, law=need.law, near=lives.near, age=lives.age)
    found = look(wanted, municipality=need.case.municipality_id, on=today, size=SHOWN)
    behind = f"?{urlencode({'instead_of': instead_of})}" if instead_of else ""
    rows = [
        {
            "facility": one,
            "facts": [fact for fact in (one.where, one.open_when, one.cost, one.ages) if fact],
            "url": reverse("cases:refer_to", args=[need.case_id, need.id, one.id]) + behind,
            "point_url": reverse("cases:point", args=[need.case_id, need.id, one.id]) if one.open_to_all else "",
        }
        for one in found.found
    ]
    return {"rows": rows, "more": found.total > SHOWN, "instead_of": instead_of or ""}


def page_of(request: Request, referral: Referral) -> dict[str, Any]:
    """Everything the page of a referral shows to the team."""
    today = localdate(request.at)
    may = request.actor.may_in(referral.case.team_id, Permission.CASE_INVESTIGATE)
    consent = referral.consents.order_by("-at").first()
    link = referral.links.order_by("-made_at").first()
    return {
        "referral": referral,
        "case": referral.case,
        "need": referral.need,
        "who": referral.case.resident.name if referral.case.resident else _("Name not known"),
        "place": place_of(referral),
        "back": place(referral.case, referral.need),
        "stand": words.stand(referral.state, referral.outcome, referral.reason, referral.waiting_since),
        "climb": words.climb(referral.state),
        "turn": words.whose_turn(
            turn_now(referral.state, referral.turn, referral.due_on, today=today, needs_more=referral.needs_more)
        ),
        "clock": words.clock(
            referral.state, referral.due_on, turn=referral.turn, today=today, needs_more=referral.needs_more
        ),
        "card": card_rows(referral),
        "facts": _facts(referral),
        "consent": _consent_rows(consent),
        "replies": [_reply(one) for one in referral.replies.select_related("by").order_by("-at")],
        "contact": contact_of(referral.provision),
        "pass_on": referral.state in ANSWERABLE and referral.ground != Ground.TAKES_ALONG and not is_mailed(referral),
        "link_lives": bool(link and link.revoked_at is None and link.expires_at > request.at),
        "link_facts": _link_words(link, request),
        "doors": _doors(request, referral, consent if consent and not consent.withdrawn_at else None) if may else [],
        "may_show_link": may and link is not None,
    }


def card_rows(referral: Referral) -> list[dict[str, str]]:
    """What the facility sees, in the order of the card."""
    card = referral.card
    rows = [{"key": "asked", "label": _("What is asked"), "value": card.asked}]
    facts = [(fact, getattr(card, fact.value)) for fact in CardFact]
    return rows + [{"key": fact.value, "label": str(fact.label), "value": text} for fact, text in facts if text]


def address_of(link: PartnerLink) -> str:
    return reverse("partner", args=[token_of(link.id)])


def contact_of(provision: Provision) -> dict[str, str]:
    """How the team reaches a facility by itself."""
    phones = Phone.objects.filter(Q(provision=provision) | Q(organisation=provision.organisation_id), withdrawn_on=None)
    number = phones.order_by(F("provision").asc(nulls_last=True), "pk").values_list("number", flat=True).first() or ""
    return {"phone": number, "email": provision.email or provision.organisation.email}


def _facts(referral: Referral) -> list[dict[str, str]]:
    warm = str(Warm(referral.warm).label) if referral.warm != Warm.CARD_ONLY else ""
    moments = (
        (_("Sent"), referral.sent_at),
        (_("First answer"), referral.answered_at),
        (_("Ended"), referral.ended_at),
    )
    rows = [
        (_("Ground"), str(Ground(referral.ground).label) if referral.ground else _("not asked yet")),
        (_("Handed over"), warm),
        *((label, date_format(localtime(at), "j F Y H:i") if at else "") for label, at in moments),
        (_("Room expected"), date_format(referral.room_on, "j F Y") if referral.room_on else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _consent_rows(consent: Any) -> dict[str, str] | None:
    if consent is None:
        return None
    given = {
        "how": str(HowGiven(consent.how).label),
        "day": date_format(consent.given_on, "j F Y"),
        "until": date_format(consent.until, "j F Y"),
    }
    words_ = _("Given %(how)s on %(day)s, until %(until)s.") % given
    taken = date_format(localtime(consent.withdrawn_at), "j F Y") if consent.withdrawn_at else ""
    shares = ", ".join(str(CardFact(fact).label).lower() for fact in consent.shares)
    return {"words": words_, "shares": shares, "withdrawn": taken}


def _link_words(link: PartnerLink | None, request: Request) -> str:
    if link is None:
        return ""
    if link.revoked_at:
        return _("The link was closed on %(day)s.") % {"day": date_format(localtime(link.revoked_at), "j F")}
    if link.expires_at <= request.at:
        return _("The link ran out on %(day)s.") % {"day": date_format(localtime(link.expires_at), "j F")}
    opened = ngettext("opened once", "opened %(number)s times", link.used) % {"number": link.used}
    until = date_format(localtime(link.expires_at), "j F Y")
    return _("The link works until %(until)s, %(opened)s.") % {"until": until, "opened": opened}


def _reply(one: Reply) -> dict[str, str]:
    code, _colon, detail = one.answer.partition(":")
    inside = {"completed": OUTCOMES, "does_not_fit": dict(REASONS)}.get(code, {})
    what = str(FOR_COLLEAGUES.get(code, code))
    return {
        "what": f"{what}: {inside[detail]}" if detail in inside else what,
        "said": one.said,
        "who": one.by.name if one.by else _("the facility"),
        "when": date_format(localtime(one.at), "j b H:i"),
    }


def _doors(request: Request, referral: Referral, consent: Consent | None) -> list[dict[str, Any]]:
    """What the team can do now, the first one first."""
    judged = ReferralFacts(
        at=request.at,
        by=By(str(request.actor.id)),
        ground=referral.ground,
        mailed=is_mailed(referral),
        consent_until=consent.until if consent else None,
        turn=referral.turn,
        reminded_on=referral.reminded_on,
        settled=referral.settled_on is not None,
    )
    here = [referral.id]
    again = reverse("cases:refer", args=[referral.case_id, referral.need_id]) + f"?instead_of={referral.id}"
    ended = referral.state in ENDED_REFERRALS
    draft = referral.state == ReferralState.DRAFT
    waits = ended and referral.turn == Turn.TEAM
    offered = (
        (draft, "send", _("Send"), False, True),
        (not ended and not draft, "status", _("How does it stand?"), False, True),
        (waits, "take_up", _("I have seen this"), True, False),
        (refusal_for(referral, "remind", judged) is None, "remind", _("Ask once more"), True, False),
        (not ended, "withdraw", _("Take back"), False, False),
        (consent is not None, "withdraw_consent", _("Consent taken back"), False, False),
    )
    found = [
        {"url": reverse(f"referrals:{door}", args=here), "label": label, "post": post, "primary": primary}
        for there, door, label, post, primary in offered
        if there
    ]
    elsewhere = {"url": again, "label": _("Choose another facility"), "post": False, "primary": True}
    return [elsewhere, *found] if waits else found
