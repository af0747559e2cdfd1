"""What can happen in a story: each step is one real action. Nothing here touches a table itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.access import Actor
from cases.course import actions as course
from cases.decisions import actions as decisions
from cases.decisions.models import Decision
from cases.dossier import actions as dossier
from cases.dossier.models import Channel
from cases.needs import actions as needs
from cases.needs.actions import Offer, Verdict
from cases.needs.models import LifeArea, Proposal
from cases.residents import actions as residents
from cases.residents import bsn
from cases.residents.models import Resident
from config.municipality.persons import bsn_of
from config.stories.scene import Scene
from config.stories.values import Reader, amount, code, day, flag, many, named, one, record, text
from intake import actions as intake
from intake.actions import Typed
from workflows.ladder import Agreement
from workflows.layers import LOWER_LAYERS, Law, Layer, Outcome

Says = Mapping[str, Any]


Do = Callable[[Scene, Actor, datetime, Says], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing that can happen. `after`: what must be there before it; `gives`: what is there from then on."""

    do: Do
    needs: Mapping[str, Reader] = field(default_factory=dict)
    may: Mapping[str, Reader] = field(default_factory=dict)
    after: str = ""
    gives: str = ""


def _start_conversation(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    started = intake.start_conversation(conversation=scene.first_id(), by=by, at=at)
    scene.about["conversation"] = started.id
    if "channel" in says:
        intake.set_channel(conversation=started.id, channel=says["channel"], by=by, at=at)


def _write(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    typed = Typed(text=says["text"], seen=scene.seen, editing=str(by.id))
    scene.seen = intake.save_text(conversation=scene.conversation, typed=typed, by=by, at=at).version


def _link_resident(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    index = bsn.index_of(bsn_of(scene.person))
    found = Resident.objects.findable_by(by).filter(bsn_index=index).first() or residents.register_resident(
        municipality=scene.municipality, identity=scene.identity(), by=by
    )
    scene.about["resident"] = found.id
    intake.link_resident(conversation=scene.conversation, resident=found.id, by=by, at=at)


def _live_together(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    residents.live_together(resident=scene.resident, housemates=list(says["housemates"]), since=says["since"], by=by)


def _finish_answered(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    intake.finish_answered(conversation=scene.conversation, by=by, at=at)


def _open_case(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    case = intake.finish_as_case(
        conversation=scene.conversation,
        team=scene.team(says.get("team", "team")).id,
        laws=says["laws"],
        own_words=says["own_words"],
        threatened=says.get("threatened", False),
        urgent=says.get("urgent", False),
        by=by,
        at=at,
    )
    scene.about["case"] = case.id


def _take(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    dossier.take(case=scene.case, by=by, at=at)


def _plan_next_step(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    dossier.plan_next_step(case=scene.case, what=says["what"], on=says["on"], by=by, at=at)


def _hand_over(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    dossier.hand_over(case=scene.case, to=scene.team(says["to"]).id, by=by, at=at)


def _start_investigation(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.start_investigation(case=scene.case, by=by, at=at)


def _name_need(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    named_as = {key: value for key, value in says.items() if key != "need"}
    need = needs.name_need(case=scene.case, by=by, at=at, **named_as)
    scene.needs[says["need"]] = need.id


def _weigh(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    verdicts = {
        Layer(layer): Verdict(Outcome(said["outcome"]), said.get("reason", ""))
        for layer, said in says["layers"].items()
    }
    needs.weigh(
        case=scene.case,
        need=scene.needs[says["need"]],
        verdicts=verdicts,
        reason=says.get("reason", ""),
        remaining=says.get("remaining"),
        by=by,
        at=at,
    )


def _cover(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    needs.cover(
        case=scene.case,
        need=scene.needs[says["need"]],
        layers=tuple(Layer(layer) for layer in says["layers"]),
        agreement=says.get("agreement"),
        ask_on=says.get("ask_on"),
        provision=scene.provision(says["provision"]).id if "provision" in says else None,
        by=by,
        at=at,
    )


def _propose_maatwerk(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    offer = Offer(**{key: value for key, value in says.items() if key != "need"})
    needs.propose_maatwerk(case=scene.case, need=scene.needs[says["need"]], offer=offer, by=by, at=at)


def _withdraw_proposal(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    needs.withdraw_proposal(case=scene.case, need=scene.needs[says["need"]], by=by, at=at)


def _reopen(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    need = scene.needs[says["need"]]
    needs.reopen(case=scene.case, need=need, reason=says["reason"], by=by, at=at)


def _report_outcome(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.report_outcome(case=scene.case, by=by, at=at)


def _resolve(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.resolve(case=scene.case, told_in_writing=says["told_in_writing"], by=by, at=at)


def _start_support(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.start_support(case=scene.case, by=by, at=at)


def _close(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    course.close(case=scene.case, reason=says["reason"], by=by, at=at)


def _register_application(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    decisions.register_application(
        case=scene.case, law=says["law"], received_on=says.get("received_on", at.date()), by=by, at=at
    )


def _grant(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    _decide(scene, by, at, says, outcome=Decision.Outcome.GRANTED)


def _deny(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    _decide(scene, by, at, says, outcome=Decision.Outcome.DENIED)


def _decide(scene: Scene, by: Actor, at: datetime, says: Says, *, outcome: str) -> None:
    decisions.decide(
        case=scene.case,
        need=scene.needs[says["need"]],
        outcome=outcome,
        motivation=says.get("motivation", ""),
        article=says.get("article", ""),
        by=by,
        at=at,
    )


SEATS = one("team", "team2")
LAW = one(*Law)
REASONED = record(needs={"outcome": one(*Outcome)}, may={"reason": text})
ABOUT_NEED: Mapping[str, Reader] = {"need": text}

VERBS: Mapping[str, Verb] = {
    "start_conversation": Verb(do=_start_conversation, may={"channel": one(*Channel.values)}, gives="conversation"),
    "write": Verb(do=_write, needs={"text": text}, after="conversation"),
    "link_resident": Verb(do=_link_resident, after="conversation", gives="resident"),
    "live_together": Verb(do=_live_together, needs={"housemates": many(text), "since": day}, after="resident"),
    "finish_answered": Verb(do=_finish_answered, after="conversation"),
    "open_case": Verb(
        do=_open_case,
        needs={"laws": many(LAW), "own_words": text},
        may={"team": SEATS, "urgent": flag, "threatened": flag},
        after="conversation",
        gives="case",
    ),
    "take": Verb(do=_take, after="case"),
    "plan_next_step": Verb(do=_plan_next_step, needs={"what": text, "on": day}, after="case"),
    "hand_over": Verb(do=_hand_over, needs={"to": SEATS}, after="case"),
    "start_investigation": Verb(do=_start_investigation, after="case"),
    "name_need": Verb(
        do=_name_need,
        needs={**ABOUT_NEED, "law": LAW, "life_area": one(*LifeArea.values), "title": text},
        may={"problem": text, "extent": text, "urgent": flag, "externally_referred": flag},
        after="case",
    ),
    "weigh": Verb(
        do=_weigh,
        needs={**ABOUT_NEED, "layers": named(one(*LOWER_LAYERS), REASONED)},
        may={"reason": text, "remaining": text},
        after="case",
    ),
    "cover": Verb(
        do=_cover,
        needs={**ABOUT_NEED, "layers": many(one(*LOWER_LAYERS))},
        may={"agreement": one(*Agreement.values), "ask_on": day, "provision": text},
        after="case",
    ),
    "propose_maatwerk": Verb(
        do=_propose_maatwerk,
        needs={**ABOUT_NEED, "product": text},
        may={
            "quantity": amount,
            "unit": one(*Proposal.Unit.values),
            "frequency": one(*Proposal.Frequency.values),
            "period_from": day,
            "period_until": day,
            "form": one(*Proposal.Form.values),
            "temporary": flag,
        },
        after="case",
    ),
    "withdraw_proposal": Verb(do=_withdraw_proposal, needs=ABOUT_NEED, after="case"),
    "reopen": Verb(do=_reopen, needs={**ABOUT_NEED, "reason": code}, after="case"),
    "report_outcome": Verb(do=_report_outcome, after="case"),
    "resolve": Verb(do=_resolve, needs={"told_in_writing": flag}, after="case"),
    "start_support": Verb(do=_start_support, after="case"),
    "close": Verb(do=_close, needs={"reason": code}, after="case"),
    "register_application": Verb(do=_register_application, needs={"law": LAW}, may={"received_on": day}, after="case"),
    "grant": Verb(do=_grant, needs=ABOUT_NEED, may={"motivation": text}, after="case"),
    "deny": Verb(do=_deny, needs={**ABOUT_NEED, "motivation": text, "article": text}, after="case"),
}
