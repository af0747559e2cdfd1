"""The verbs of the team on a referral: make it, send it, remind, take it back, and take up how it ended."""

import uuid
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, Permission
from cases.dossier import acts
from cases.dossier.acts import Act
from cases.needs.actions import open_again_without
from cases.needs.acts import CASE_IS_CLOSED
from cases.needs.models import Need
from cases.referrals import links, posting
from cases.referrals.acts import ReferralAct, on_referral
from cases.referrals.handing import HandOff, clocks_of, resident_of, true_that_day
from cases.referrals.models import Consent, HandoffCard, Referral
from provisions.directory.actions import tally
from provisions.models import Provision
from workflows.referral_clocks import due_on
from workflows.referral_flow import Ground, ReferralFacts, ReferralState, Turn, card_is_clean
from workflows.refusal import Refusal, Refused

REFERRED_ALREADY = Refusal(
    "referred_already", _("This need is referred to this facility already. Look at how that stands.")
)
NO_DRAFT = Refusal("referral_no_draft", _("This referral was sent already: its card stands."))


def refer(
    *,
    case: UUID,
    need: UUID,
    provision: UUID,
    hand_off: HandOff,
    by: Actor,
    at: datetime,
    instead_of: UUID | None = None,
    referral: UUID | None = None,
) -> Referral:
    """Refer a need to a facility: the card is written and sent at once.

    `instead_of`: the referral that ended and that this one comes after; it is taken up by that. Refused when one to
    this facility runs already. Need, Provision or Referral.DoesNotExist when one is not in sight.
    """
    with acts.on_case(case, does="referral:refer", permission=Permission.CASE_INVESTIGATE, by=by, at=at) as act:
        going = _written(act, need, provision, hand_off, instead_of=instead_of, id=referral)
        _send(going, hand_off)
        going.referral.save(force_insert=True)
        _hand_over(going, hand_off)
    return going.referral


def draft(
    *,
    case: UUID,
    need: UUID,
    provision: UUID,
    hand_off: HandOff,
    by: Actor,
    at: datetime,
    instead_of: UUID | None = None,
    referral: UUID | None = None,
) -> Referral:
    """Write a referral and send it later, when the resident has been asked. Nothing leaves."""
    with acts.on_case(case, does="referral:draft", permission=Permission.CASE_INVESTIGATE, by=by, at=at) as act:
        _refuse_what_no_card_holds(act, hand_off)
        going = _written(act, need, provision, hand_off, instead_of=instead_of, id=referral)
        going.set_clock()
        going.event("drafted")
        going.referral.save(force_insert=True)
        _card(going.referral, hand_off).save(force_insert=True)
    return going.referral


def redraft(*, referral: UUID, hand_off: HandOff, by: Actor, at: datetime, seen: int | None = None) -> Referral:
    """Write the card of a draft anew. Nothing leaves."""
    with on_referral(referral, does="referral:redraft", by=by, at=at, seen=seen) as going:
        if going.referral.state != ReferralState.DRAFT:
            raise Refused(NO_DRAFT)
        _refuse_what_no_card_holds(going.act, hand_off)
        going.change(warm=hand_off.warm)
        _rewrite(going, hand_off)
    return going.referral


def send(*, referral: UUID, hand_off: HandOff, by: Actor, at: datetime, seen: int | None = None) -> Referral:
    """Send a draft, with its card as it is now."""
    with on_referral(referral, does="referral:send", by=by, at=at, seen=seen) as going:
        _refuse_when_over(going.act)
        _send(going, hand_off)
        going.change(ground=hand_off.ground, warm=hand_off.warm)
        _rewrite(going, hand_off)
        _hand_over(going, hand_off, card=False)
    return going.referral


def remind(*, referral: UUID, by: Actor, at: datetime, seen: int | None = None) -> Referral:
    """Ask the facility once more; a link that ran out is replaced by a new one."""
    with on_referral(referral, does="referral:remind", by=by, at=at, seen=seen) as going:
        _refuse_when_over(going.act)
        ask_once_more(going)
    return going.referral


def withdraw(*, referral: UUID, by: Actor, at: datetime, seen: int | None = None) -> Referral:
    """Take a referral back: the link dies and the facility's copy of the card closes."""
    with on_referral(referral, does="referral:withdraw", by=by, at=at, seen=seen) as going:
        take_back(going)
        going.event("withdrawn")
    return going.referral


def withdraw_consent(*, referral: UUID, by: Actor, at: datetime, seen: int | None = None) -> Referral:
    """The resident takes the consent back: nothing is shared any more, and an open referral ends by that."""
    with on_referral(referral, does="referral:withdraw_consent", by=by, at=at, seen=seen) as going:
        if not Consent.objects.filter(referral=referral, withdrawn_at=None).update(withdrawn_at=at):
            raise Refused(Refusal("referral_no_consent", _("There is no consent to take back here.")))
        if going.referral.is_open:
            take_back(going)
        else:
            _close_link(going)
        going.event("consent_withdrawn")
    return going.referral


def take_up(*, referral: UUID, by: Actor, at: datetime, seen: int | None = None) -> Referral:
    """The team knows how a referral ended and goes on with the need: nobody has to look at it any more."""
    with on_referral(referral, does="referral:take_up", by=by, at=at, seen=seen) as going:
        _settle(going)
    return going.referral


def ask_once_more(going: ReferralAct) -> None:
    """A part of an act: the facility gets the link again by mail, a new one when the old one ran out, and new days."""
    until = consented_until(going)
    going.move("remind", consent_until=until)
    going.change(reminded_on=going.on)
    going.asks_by(clocks_of(going.referral.provision).received)
    going.event("reminded")
    alive = going.referral.links.filter(revoked_at=None, expires_at__gt=going.act.at)
    link = alive.first()
    if link is None:
        _close_link(going)
        link = links.make_partner_link(going.referral, at=going.act.at, until=until)
    posting.post(posting.REMINDER, going.referral, link, at=going.act.at)


def consented_until(going: ReferralAct) -> date | None:
    """The last day of the consent a referral rests on; None where it rests on none."""
    return going.referral.consents.filter(withdrawn_at=None).values_list("until", flat=True).first()


def withdraw_all(act: Act) -> None:
    """A part of an act that ends a case: what runs is taken back, and no facility sees a card any more."""
    running = Referral.objects.visible_to(act.by).open().filter(case=act.case).with_page()
    for referral in running:
        referral.case = act.case
        going = ReferralAct(act, referral)
        take_back(going)
        going.event("withdrawn")
        going.save()


def take_back(going: ReferralAct) -> None:
    """A part of an act: the link dies, who knew of it is told, and a need that waited for this is open again."""
    told = going.referral.state != ReferralState.DRAFT
    going.move("withdraw")
    if _close_link(going) and told:
        posting.post(posting.CLOSED, going.referral, None, at=going.act.at)
    if told:
        open_again_without(going.act, need=going.referral.need, provision=going.referral.provision_id)


def _written(
    act: Act, need: UUID, provision: UUID, hand_off: HandOff, *, instead_of: UUID | None, id: UUID | None
) -> ReferralAct:
    """A new draft for a need, not saved yet; Refused when there is an open one to this facility."""
    _refuse_when_over(act)
    running = Referral.objects.open().filter(need=OuterRef("pk"), provision=provision)
    found = Need.objects.visible_to(act.by).annotate(runs=Exists(running)).get(pk=need, case=act.case.id)
    if vars(found)["runs"]:
        raise Refused(REFERRED_ALREADY)
    offered = Provision.objects.select_related("organisation", "tally").get(
        pk=provision, municipality=act.case.municipality_id
    )
    found.case = act.case
    made = Referral(
        id=id or uuid.uuid4(),
        case=act.case,
        need=found,
        law=found.law,
        municipality_id=act.case.municipality_id,
        provision=offered,
        person=act.case.resident_id,
        ground=hand_off.ground,
        warm=hand_off.warm,
        then=true_that_day(offered),
        since=act.on,
        turn=Turn.TEAM,
        due_on=due_on(ReferralState.DRAFT, since=act.on, clocks=clocks_of(offered)),
        made_by_id=act.by.id,
        made_at=act.at,
    )
    if instead_of:
        _replace(act, made, instead_of)
    return ReferralAct(act, made)


def _replace(act: Act, made: Referral, instead_of: UUID) -> None:
    """The referral that this one comes after is taken up by it, when nobody did that yet."""
    earlier = Referral.objects.visible_to(act.by).with_page().get(pk=instead_of, need=made.need_id)
    earlier.case = act.case
    made.instead_of = earlier
    if earlier.turn == Turn.TEAM and not earlier.is_open:
        going = ReferralAct(act, earlier)
        _settle(going, reason="redirected")
        going.save()


def _settle(going: ReferralAct, *, reason: str = "") -> None:
    going.move("take_up")
    going.change(settled_on=going.on)
    going.set_clock()
    going.event("taken_up", reason=reason)


def _send(going: ReferralAct, hand_off: HandOff) -> None:
    going.move("send", **hand_off.judged(resident_of(going.act.case)))
    going.referral.ground = hand_off.ground
    going.set_clock()
    going.change(sent_at=going.act.at, then=true_that_day(going.referral.provision))
    going.event("sent", reason=hand_off.ground)


def _hand_over(going: ReferralAct, hand_off: HandOff, *, card: bool = True) -> None:
    """The card, the consent, the link and the mail that brings it; and the count."""
    referral = going.referral
    if card:
        _card(referral, hand_off).save(force_insert=True)
    if hand_off.ground == Ground.CONSENT:
        _consent(going, hand_off).save(force_insert=True)
    if hand_off.ground != Ground.TAKES_ALONG:
        until = hand_off.until if hand_off.ground == Ground.CONSENT else None
        link = links.make_partner_link(referral, at=going.act.at, until=until)
        posting.post(posting.REFERRAL, referral, link, at=going.act.at)
    tally(provision=referral.provision_id, referred=1)


def _rewrite(going: ReferralAct, hand_off: HandOff) -> None:
    earlier = going.referral.card.id
    card = _card(going.referral, hand_off)
    card.id = earlier
    card.save(force_update=True)


def _refuse_when_over(act: Act) -> None:
    if act.case.is_over:
        raise Refused(CASE_IS_CLOSED)


def _refuse_what_no_card_holds(act: Act, hand_off: HandOff) -> None:
    """What may never leave is not kept on a card either."""
    judged = hand_off.judged(resident_of(act.case))
    refusal = card_is_clean(ReferralFacts(at=act.at, by=act.who, **judged))
    if refusal:
        raise Refused(refusal)


def _card(referral: Referral, hand_off: HandOff) -> HandoffCard:
    told = hand_off.told()
    return HandoffCard(referral=referral, asked=hand_off.asked.strip(), shares=sorted(told), **told)


def _consent(going: ReferralAct, hand_off: HandOff) -> Consent:
    referral = going.referral
    until: date = hand_off.until or going.on
    return Consent(
        referral=referral,
        law_from=referral.law,
        to_whom=str(referral.provision),
        purpose=hand_off.asked.strip(),
        shares=sorted(hand_off.told()),
        how=hand_off.how,
        given_on=going.on,
        until=until,
        by_id=going.act.by.id,
        at=going.act.at,
    )


def _close_link(going: ReferralAct) -> bool:
    return bool(going.referral.links.filter(revoked_at=None).update(revoked_at=going.act.at))
