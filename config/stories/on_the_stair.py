"""What happens to a need: it is named, weighed, covered, or step 4 is proposed for what remains."""

from datetime import datetime

from accounts.access import Actor
from cases.needs import actions as needs
from cases.needs.actions import Offer
from cases.needs.advice import actions as advice
from cases.needs.advice.actions import Answered
from cases.needs.advice.models import AdvisedFacility
from cases.needs.beside import actions as beside
from cases.needs.models import PriorScheme, Proposal, Referrer, Worked
from cases.needs.verdicts import Verdict
from config.stories.scene import Scene
from config.stories.values import amount, code, day, flag, many, named, one, record, text
from config.stories.verb import ABOUT_NEED, LAW, Says, Verb, Verbs
from workflows.advice import FacilityAnswer
from workflows.ladder import Agreement
from workflows.layers import LOWER_LAYERS, Layer, Outcome
from workflows.life_areas import LifeArea


def _answer_facilities(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    """The same answer for all facilities that were named for the need; none may have been."""
    need = scene.needs[says["need"]]
    named = AdvisedFacility.objects.filter(need=need, superseded_at=None, answer="").values_list("pk", flat=True)
    answers = dict.fromkeys(named, Answered(FacilityAnswer(says["answer"]), says.get("note", "")))
    if answers:
        advice.answer_facilities(case=scene.case, need=need, answers=answers, by=by, at=at)


def _look_nearby(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    advice.look_nearby(case=scene.case, need=scene.needs[says["need"]], by=by, at=at)


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


def _does_not_apply(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    need = scene.needs[says["need"]]
    needs.does_not_apply(case=scene.case, need=need, layer=Layer(says["layer"]), by=by, at=at)


def _mark_urgent(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    needs.mark_urgent(case=scene.case, need=scene.needs[says["need"]], by=by, at=at)


def _ask_whether_it_worked(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    needs.ask_whether_it_worked(
        case=scene.case,
        need=scene.needs[says["need"]],
        worked=says["worked"],
        ask_again_on=says.get("ask_again_on"),
        by=by,
        at=at,
    )


def _prior_scheme(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    beside.record_prior_scheme(
        case=scene.case,
        need=scene.needs[says["need"]],
        scheme=says["scheme"],
        finding=says["finding"],
        note=says.get("note", ""),
        by=by,
        at=at,
    )


def _commonly_used(scene: Scene, by: Actor, at: datetime, says: Says) -> None:
    answers = {name: says.get(name) for name in FOUR_QUESTIONS}
    beside.record_commonly_used(
        case=scene.case,
        need=scene.needs[says["need"]],
        item=says["item"],
        note=says.get("note", ""),
        by=by,
        at=at,
        **answers,
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


FOUR_QUESTIONS = ("not_only_for_disabled", "available", "fitting", "bearable")
REASONED = record(needs={"outcome": one(*Outcome)}, may={"reason": text})

STAIR: Verbs = {
    "name_need": Verb(
        do=_name_need,
        needs={**ABOUT_NEED, "law": LAW, "life_area": one(*LifeArea.values), "title": text},
        may={"problem": text, "extent": text, "urgent": flag, "referrer": one(*Referrer.values), "referred_on": day},
        after="case",
    ),
    "weigh": Verb(
        do=_weigh,
        needs={**ABOUT_NEED, "layers": named(one(*LOWER_LAYERS), REASONED)},
        may={"reason": text, "remaining": text},
        after="case",
    ),
    "does_not_apply": Verb(do=_does_not_apply, needs={**ABOUT_NEED, "layer": one(*LOWER_LAYERS)}, after="case"),
    "answer_facilities": Verb(
        do=_answer_facilities,
        needs={**ABOUT_NEED, "answer": one(*FacilityAnswer.values)},
        may={"note": text},
        after="case",
    ),
    "look_nearby": Verb(do=_look_nearby, needs=ABOUT_NEED, after="case"),
    "mark_urgent": Verb(do=_mark_urgent, needs=ABOUT_NEED, after="case"),
    "ask_whether_it_worked": Verb(
        do=_ask_whether_it_worked,
        needs={**ABOUT_NEED, "worked": one(*Worked.values)},
        may={"ask_again_on": day},
        after="case",
    ),
    "prior_scheme": Verb(
        do=_prior_scheme,
        needs={
            **ABOUT_NEED,
            "scheme": one(*PriorScheme.Scheme.values),
            "finding": one(*PriorScheme.Finding.values),
        },
        may={"note": text},
        after="case",
    ),
    "commonly_used": Verb(
        do=_commonly_used,
        needs={**ABOUT_NEED, "item": text},
        may={"note": text, **dict.fromkeys(FOUR_QUESTIONS, flag)},
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
}
