"""What happens around a resident: who lives there, who speaks for whom, and a worry about safety."""

from datetime import datetime

from accounts.access import Actor
from cases.residents.households.actions import Housemate, move_in
from cases.residents.models import HouseholdMember, Representative
from cases.residents.representatives.actions import Speaker, add_representative
from cases.safety import actions as safety
from cases.safety.actions import Signal
from config.stories.at_the_desk import recorded
from config.stories.scene import Scene
from config.stories.values import code, day, flag, one, text
from config.stories.verb import Says, Verb, Verbs


def _move_in(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    housemate = Housemate(
        since=says["since"],
        person=recorded(scene, says["person"], by=by) if "person" in says else None,
        described_as=says.get("described_as", ""),
        relation=says.get("relation", ""),
    )
    move_in(resident=scene.resident, housemate=housemate, by=by, at=at)


def _add_representative(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    given = {key: value for key, value in says.items() if key != "person"}
    person = recorded(scene, says["person"], by=by) if "person" in says else None
    add_representative(resident=scene.resident, speaker=Speaker(person=person, **given), by=by, at=at)


def _signal_safety(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    about = says.get("about", "conversation")
    signal = Signal(
        text=says["text"],
        who=says.get("who_it_is", ""),
        acute=says.get("acute", False),
        case=scene.case if about == "case" else None,
        conversation=scene.conversation if about == "conversation" else None,
        resident=scene.about.get("resident") if about == "conversation" else None,
    )
    scene.concerns.append(safety.signal(signal=signal, by=by, at=at).id)


def _consult_on_safety(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    safety.consult(concern=scene.concerns[-1], text=says["text"], by=by, at=at)


def _talk_about_safety(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    safety.discuss(concern=scene.concerns[-1], text=says["text"], by=by, at=at)


def _weigh_safety(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    safety.weigh(concern=scene.concerns[-1], by=by, at=at, **says)


def _report_to_safe_home(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    safety.report(concern=scene.concerns[-1], text=says["text"], by=by, at=at)


def _organise_safe_help(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    safety.organise_help(concern=scene.concerns[-1], text=says["text"], by=by, at=at)


NOTED = {"text": text}

PERSON: Verbs = {
    "move_in": Verb(
        do=_move_in,
        needs={"since": day},
        may={"person": code, "described_as": text, "relation": one(*HouseholdMember.Relation.values)},
        after="resident",
    ),
    "add_representative": Verb(
        do=_add_representative,
        needs={"kind": one(*Representative.Kind.values), "source": text, "since": day},
        may={"person": code, "name": text, "contact": text, "address": text, "address_hidden": flag},
        after="resident",
    ),
    "signal_safety": Verb(
        do=_signal_safety,
        needs=NOTED,
        may={"about": one("conversation", "case"), "who_it_is": text, "acute": flag},
        after="conversation",
        gives="safety concern",
    ),
    "consult_on_safety": Verb(do=_consult_on_safety, needs=NOTED, after="safety concern"),
    "talk_about_safety": Verb(do=_talk_about_safety, needs=NOTED, after="safety concern"),
    "weigh_safety": Verb(
        do=_weigh_safety,
        needs=NOTED,
        may={"acute": flag, "structural": flag, "unsafe_to_discuss": flag},
        after="safety concern",
    ),
    "report_to_safe_home": Verb(do=_report_to_safe_home, needs=NOTED, after="safety concern"),
    "organise_safe_help": Verb(do=_organise_safe_help, needs=NOTED, after="safety concern"),
}
