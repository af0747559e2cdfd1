"""What a story does with what is near: point somebody there, refer with a card, and hear how it goes."""

from datetime import datetime, timedelta

from accounts.access import Actor
from cases.referrals import actions as referrals
from cases.referrals.answering import actions as answering
from cases.referrals.answering.actions import Answer
from cases.referrals.answering.words import MOVES
from cases.referrals.handing import HandOff
from cases.referrals.pointing import actions as pointing
from cases.residents.models import Resident
from config.stories.scene import Scene
from config.stories.values import one, text
from config.stories.verb import ABOUT_NEED, Says, Verb, Verbs
from workflows.referral_flow import CardFact, Ground, NotFitting, ReferralOutcome

AGREED_FOR = timedelta(days=150)


def _point_out(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    there, need = scene.provision(says["provision"]), scene.needs[says["need"]]
    pointing.point_to(provision=there.id, case=scene.case, need=need, by=by, at=at)


def _refer(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    """With the minimum on the card, and the resident's consent in a talk."""
    resident = Resident.objects.get(pk=scene.resident)
    known = {CardFact.NAME: resident.name, CardFact.PHONE: resident.phone}
    hand_off = HandOff(
        asked=says["asked"],
        facts={fact: said for fact, said in known.items() if said},
        ground=Ground.CONSENT,
        how="in_talk",
        until=at.date() + AGREED_FOR,
    )
    there, need = scene.provision(says["provision"]), scene.needs[says["need"]]
    made = referrals.refer(case=scene.case, need=need, provision=there.id, hand_off=hand_off, by=by, at=at)
    scene.referrals[says["need"]] = made.id


def _hear(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    """What the facility told the team by phone about the last referral of a need."""
    told = {key: says[key] for key in ("outcome", "reason", "said") if key in says}
    answer = Answer(move=MOVES[says["answer"]], **told)
    answering.answer(referral=scene.referrals[says["need"]], answer=answer, by=by, at=at)


NEARBY: Verbs = {
    "point_out": Verb(do=_point_out, needs={**ABOUT_NEED, "provision": text}, after="case"),
    "refer": Verb(do=_refer, needs={**ABOUT_NEED, "provision": text, "asked": text}, after="case"),
    "hear_of_referral": Verb(
        do=_hear,
        needs={**ABOUT_NEED, "answer": one(*MOVES)},
        may={"outcome": one(*ReferralOutcome.values), "reason": one(*NotFitting.values), "said": text},
        after="case",
    ),
}
