"""The verbs of the facilities nearby: look for them again, and say what came of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor
from cases.needs.acts import NeedAct, on_need
from cases.needs.advice import nearby
from cases.needs.advice.models import AdvisedFacility
from cases.needs.models import Need
from cases.needs.verdicts import Verdict, weigh_as_written, write_down
from provisions.models import Provision
from workflows.advice import FacilityAnswer
from workflows.ladder import WEIGHABLE
from workflows.layers import Layer, Outcome
from workflows.refusal import Refusal, Refused

NOTHING_ANSWERED = Refusal("nothing_answered", _("Say of at least one facility what came of it."))
NOT_ADVISED = Refusal("not_advised", _("This facility was not named for this need. Look at the page again."))
# What is true of a provision on the day of the answer.
NOW_TRUE = ("name", "open_when", "cost", "needs_intake", "room", "waiting_weeks")


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one facility, and what the resident said of it."""

    answer: FacilityAnswer
    note: str = ""


def look_nearby(*, case: UUID, need: UUID, by: Actor, at: datetime, seen: int | None = None) -> Need:
    """Look again for facilities that fit: a fresh answer stands, what else was named makes place."""
    with on_need(case, need, does="need:look_nearby", by=by, at=at, seen=seen) as going:
        nearby.look_again(going.act, going.need)
        going.changed.add("looked_nearby_on")
        going.event("need:looked_nearby")
    return going.need


def answer_facilities(
    *,
    case: UUID,
    need: UUID,
    answers: Mapping[UUID, Answered],
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> Need:
    """Record what came of facilities that were named, by their id in the advice, with what was true of them today.

    When none of them is taken and step 3 was not weighed yet, its verdict is written down in the same go; `weigh` can
    change it.
    """
    with on_need(case, need, does="need:answer_facilities", by=by, at=at, seen=seen) as going:
        if not answers:
            raise Refused(NOTHING_ANSWERED)
        named = list(going.need.advised.filter(superseded_at=None).select_related("provision").order_by("rank"))
        if not answers.keys() <= {one.id for one in named}:
            raise Refused(NOT_ADVISED)
        for one in named:
            if one.id in answers:
                _answer(going, one, answers[one.id])
        fields = ["answer", "note", "facts", "answered_at", "answered_by"]
        AdvisedFacility.objects.bulk_update([one for one in named if one.id in answers], fields)
        _weigh_step_three(going, named)
    return going.need


def _answer(going: NeedAct, advised: AdvisedFacility, said: Answered) -> None:
    advised.answer, advised.note = said.answer, said.note.strip()
    advised.answered_at, advised.answered_by_id = going.act.at, going.act.by.id
    advised.facts |= _true_of(advised.provision)
    going.event("facility:answered", layer=Layer.GENERAL_FACILITY.value, reason=said.answer)


def _true_of(provision: Provision) -> dict[str, Any]:
    known = {name: getattr(provision, name) for name in NOW_TRUE}
    confirmed = provision.confirmed_on
    return known | {"confirmed_on": confirmed.isoformat() if confirmed else None}


def _weigh_step_three(going: NeedAct, named: Sequence[AdvisedFacility]) -> None:
    """Nobody writes the same down twice: answers that are all "no" are the verdict on the facilities nearby."""
    there = [one for one in named if one.answer or one.provision.withdrawn_on is None]
    refused = all(one.answer and one.answer != FacilityAnswer.TAKEN for one in there)
    if not refused or Layer.GENERAL_FACILITY in going.known.assessments or going.need.state not in WEIGHABLE:
        return
    with translation.override(settings.LANGUAGE_CODE):
        reason = " ".join(_in_words(one) for one in there)
    write_down([going], {Layer.GENERAL_FACILITY: Verdict(Outcome.INSUFFICIENT, reason)}, "", [])
    weigh_as_written(going, (Layer.GENERAL_FACILITY,))


def _in_words(one: AdvisedFacility) -> str:
    why = str(FacilityAnswer(one.answer).label)
    said = f"{one.facts['name']}, {one.facts['organisation']}: {why}"
    return f"{said} ({one.note})." if one.note else f"{said}."
