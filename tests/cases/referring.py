"""A need of Noord, a community house, and what is done with a referral between them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from accounts import access
from accounts.access import Actor
from cases.dossier.acts import Stale
from cases.needs.models import Need
from cases.referrals import actions, links
from cases.referrals.answering import actions as answering
from cases.referrals.answering.actions import Answer
from cases.referrals.handing import HandOff
from cases.referrals.models import PartnerLink, Referral
from ledger.models import Event, OutboxMessage
from provisions.directory.actions import ensure_organisation, ensure_provision
from provisions.models import Provision
from tests import cast
from tests.cast import AT, EYE, TESS, TODAY, acting
from workflows.referral_flow import CardFact
from workflows.refusal import Refused

UNTIL = TODAY + timedelta(days=90)
FACTS: Mapping[CardFact, str] = {CardFact.NAME: "M. Wielinga", CardFact.PHONE: "0528 123456"}
AGREED = HandOff(asked="Onder de mensen komen", facts=FACTS, ground="consent", how="in_talk", until=UNTIL)


def facility(
    name: str = "Dagontmoeting", *, of: str = "Buurthuis De Linde", email: str = "linde@buurthuis.test", **more: Any
) -> Provision:
    organisation, _how = ensure_organisation(municipality="hoogeveen", name=of)
    made, _how = ensure_provision(organisation=organisation, name=name, layer="general_facility", **more)
    Provision.objects.filter(pk=made.pk).update(email=email)
    made.email = email
    return made


def a_need(**more: Any) -> Need:
    """A need of a resident who is known, in a case of Noord."""
    resident = cast.register_resident(first_names="Maria", phone="0528 123456")
    case = cast.open_case(resident=resident.id, **more)
    cast.start(case)
    return cast.name_need(case, title="Onder de mensen komen")


def refer(
    need: Need | None = None,
    to: Provision | None = None,
    *,
    by: Actor = TESS,
    at: datetime = AT,
    hand_off: HandOff = AGREED,
    **more: Any,
) -> Referral:
    need, to = need or a_need(), to or facility()
    with acting(by, at=at):
        return actions.refer(case=need.case_id, need=need.id, provision=to.id, hand_off=hand_off, by=by, at=at, **more)


def do(verb: Any, referral: Referral, *, by: Actor = TESS, at: datetime = AT, **more: Any) -> Any:
    with acting(by, at=at):
        return verb(referral=referral.id, by=by, at=at, **more)


def answer(
    referral: Referral, move: str, *, by: Actor = TESS, at: datetime = AT, seen: int | None = None, **more: Any
) -> Referral:
    return do(answering.answer, referral, by=by, at=at, seen=seen, answer=Answer(move=move, **more))


def link_of(referral: Referral, *, by: Actor = EYE) -> PartnerLink:
    with acting(by):
        return PartnerLink.objects.filter(referral=referral).order_by("made_at").last()


def token_of(referral: Referral, *, by: Actor = EYE) -> str:
    return links.token_of(link_of(referral, by=by).id)


def by_link(token: str, move: str, *, at: datetime = AT, seen: int | None = None, **more: Any) -> Referral:
    """The facility answers through its link, as somebody nobody knows."""
    proof, refused = links.proof_of(token), None
    with access.anonymous(at=at, origin="test"):
        try:
            return answering.answer_through_link(proof=proof, answer=Answer(move=move, **more), at=at, seen=seen)
        except (Refused, Stale) as answered:
            refused = answered
    raise refused


def now(referral: Referral, *, by: Actor = EYE) -> Referral:
    with acting(by):
        return Referral.objects.with_page().get(pk=referral.pk)


def events(need: Need) -> list[str]:
    """What its case was told, in order."""
    with acting(EYE):
        return list(Event.objects.filter(case=need.case_id).order_by("seq").values_list("kind", flat=True))


def kinds(need: Need) -> list[str]:
    """The same, of referrals only."""
    return [kind.removeprefix("referral:") for kind in events(need) if kind.startswith("referral:")]


def mails() -> list[OutboxMessage]:
    """What leaves about referrals."""
    return cast.outbox(kind__startswith="mail.referral.")


def days(number: int) -> date:
    return TODAY + timedelta(days=number)
