"""What happens around a conversation: it is held, somebody is linked to it, each question in it is finished."""

from datetime import datetime
from uuid import UUID

from accounts.access import Actor
from cases.dossier.models import Channel
from cases.residents import actions as residents
from cases.residents import bsn
from cases.residents.models import Resident
from config.stories.scene import Scene
from config.stories.values import clock_time, day, flag, many, one, text
from config.stories.verb import LAW, SEATS, Says, Verb, Verbs
from intake import actions as intake
from intake.actions import Promise, Typed
from intake.models import Appointment


def _start_conversation(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    started = intake.start_conversation(conversation=scene.next_conversation(), by=by, at=at)
    scene.about["conversation"], scene.seen = started.id, 0
    if "channel" in says:
        intake.set_channel(conversation=started.id, channel=says["channel"], by=by, at=at)


def _write(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    typed = Typed(text=says["text"], seen=scene.seen, editing=str(by.id))
    scene.seen = intake.save_text(conversation=scene.conversation, typed=typed, by=by, at=at).version


def _link_resident(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    scene.about["resident"] = recorded(scene, "resident", by=by)
    intake.link_resident(conversation=scene.conversation, resident=scene.resident, by=by, at=at)


def recorded(scene: Scene, who: str, *, by: Actor) -> UUID:
    """The resident who plays a role in the story: found by BSN, or recorded now."""
    identity = scene.identity(who)
    if identity.bsn:
        known = Resident.objects.findable_by(by).filter(bsn_index=bsn.index_of(identity.bsn)).first()
        if known:
            return known.id
    return residents.register_resident(municipality=scene.municipality, identity=identity, by=by).id


def _stay_anonymous(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    intake.link_resident(conversation=scene.conversation, resident=None, anonymous=True, by=by, at=at)


def _live_together(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    residents.live_together(resident=scene.resident, housemates=list(says["housemates"]), since=says["since"], by=by)


def _ask_more(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    intake.add_question(conversation=scene.conversation, by=by, at=at)


def _finish_answered(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    intake.finish_answered(conversation=scene.conversation, own_words=says.get("own_words", ""), by=by, at=at)


def _point_to(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    provision = scene.provision(says["provision"]).id
    intake.point_to(
        conversation=scene.conversation, provision=provision, own_words=says.get("own_words", ""), by=by, at=at
    )


def _promise_call_back(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    _promise(scene, by, at, says, kind=Appointment.Kind.CALL_BACK)


def _make_appointment(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    _promise(scene, by, at, says, kind=Appointment.Kind.MEETING)


def _promise(scene: Scene, by: Actor, at: datetime, says: Says, *, kind: str) -> None:
    seat = says.get("to", "team")
    promised = Promise(
        kind=kind,
        on=says["on"],
        team=scene.team(seat).id,
        colleague=scene.user(seat).id if says.get("in_person", False) else None,
        at_time=says.get("time"),
        place=says.get("place", ""),
        reach=says.get("reach", ""),
    )
    made = intake.promise(
        conversation=scene.conversation, promised=promised, own_words=says.get("own_words", ""), by=by, at=at
    )
    scene.about["appointment"] = made.id


def _keep_appointment(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    intake.keep_appointment(appointment=scene.about["appointment"], result=says["result"], by=by, at=at)


def _add_to_case(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    intake.add_to_case(
        conversation=scene.conversation,
        case=scene.case,
        laws=says["laws"],
        own_words=says["own_words"],
        by=by,
        at=at,
    )


def _open_case(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    case = intake.finish_as_case(
        conversation=scene.conversation,
        team=scene.team(says.get("team", "team")).id,
        laws=says["laws"],
        own_words=says["own_words"],
        threatened=says.get("threatened", False),
        urgent=says.get("urgent", False),
        confidential=says.get("confidential", False),
        follows=scene.case if says.get("follows", False) else None,
        by=by,
        at=at,
    )
    scene.about["case"] = case.id


PROMISED = {"to": SEATS, "in_person": flag, "reach": text, "own_words": text}

DESK: Verbs = {
    "start_conversation": Verb(do=_start_conversation, may={"channel": one(*Channel.values)}, gives="conversation"),
    "write": Verb(do=_write, needs={"text": text}, after="conversation"),
    "link_resident": Verb(do=_link_resident, after="conversation", gives="resident"),
    "stay_anonymous": Verb(do=_stay_anonymous, after="conversation"),
    "live_together": Verb(do=_live_together, needs={"housemates": many(text), "since": day}, after="resident"),
    "ask_more": Verb(do=_ask_more, after="conversation"),
    "finish_answered": Verb(do=_finish_answered, may={"own_words": text}, after="conversation"),
    "point_to": Verb(do=_point_to, needs={"provision": text}, may={"own_words": text}, after="conversation"),
    "promise_call_back": Verb(
        do=_promise_call_back, needs={"on": day}, may=PROMISED, after="conversation", gives="appointment"
    ),
    "make_appointment": Verb(
        do=_make_appointment,
        needs={"on": day},
        may={**PROMISED, "time": clock_time, "place": text},
        after="conversation",
        gives="appointment",
    ),
    "keep_appointment": Verb(
        do=_keep_appointment, needs={"result": one(*Appointment.Result.values)}, after="appointment"
    ),
    "add_to_case": Verb(do=_add_to_case, needs={"laws": many(LAW), "own_words": text}, after="case"),
    "open_case": Verb(
        do=_open_case,
        needs={"laws": many(LAW), "own_words": text},
        may={"team": SEATS, "urgent": flag, "threatened": flag, "confidential": flag, "follows": flag},
        after="conversation",
        gives="case",
    ),
}
