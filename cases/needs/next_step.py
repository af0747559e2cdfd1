"""What can be done with a need: the one next step, what else, and the taps on its steps. A refusal greys a button."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.access import Actor, Permission
from cases.needs.facts import rows_of
from cases.needs.models import Need
from workflows import flow, layers
from workflows.advice import WHY_NOT, facilities_are_answered
from workflows.ladder import HELPED_FIRST, NeedFacts, NeedState, missing_reasons
from workflows.layers import Law, Layer, Outcome
from workflows.refusal import Refusal

TO_WEIGH = (NeedState.OPEN, NeedState.WEIGHED)


@dataclass(slots=True, kw_only=True)
class Button:
    """What can be done. Without `url` it is only said; `post`: one tap, that sends `value` under `name`.

    `refused`: greyed, with the reason.
    """

    label: str
    url: str = ""
    when: str = ""
    primary: bool = False
    post: bool = False
    name: str = ""
    value: str = ""
    seen: int = 0
    refused: str = ""
    key: str = field(default_factory=lambda: str(uuid4()))


def may_work_on(need: Need, actor: Actor) -> bool:
    return not need.case.is_over and actor.may_in(need.case.team_id, Permission.CASE_INVESTIGATE)


def next_of(need: Need, facts: NeedFacts, actor: Actor) -> Button | None:
    """The one thing this need asks for next, of who looks at it."""
    if not may_work_on(need, actor):
        return _waiting(need, actor)
    if need.state == NeedState.COVERED and rows_of(need, "coverage"):
        return _asking(need, facts)
    if _helped_first(need) and missing_reasons(facts):
        return Button(url=_door("weigh", need), label=_("Write down the reasons"))
    if need.state == NeedState.STEPPED_DOWN:
        return Button(url=_door("weigh", need), label=_("Weigh the steps"), primary=True)
    if need.state in TO_WEIGH:
        return _weighing(need, facts)
    return _waiting(need, actor)


def more_of(need: Need, facts: NeedFacts, actor: Actor) -> list[Button]:
    """What else may be done with it, as quiet buttons."""
    if need.case.is_over:
        return []
    judged = replace(facts, reason_given=True, temporary=need.urgent, **_ending(need, facts))
    ended = ("end_support", "step_down", _("End this support"))
    signs = judged.removes_right and actor.may_in(need.case.team_id, Permission.APPLICATION_DECIDE)
    offered = [
        ("withdraw_proposal", "withdraw_proposal", _("Take the proposal back")),
        ended if signs else ("step_down", "step_down", _("Step down")),
        ("propose", "propose_maatwerk", _("Propose again")),
        ("reopen_need", "reopen", _("Open again")),
        ("close_need", "close", _("Close")),
    ]
    if not may_work_on(need, actor):
        offered = [ended] if signs else []
    signed = replace(judged, article_cited=True, mandate=(need.case.municipality_id, need.law) in actor.mandates)
    here = [one for one in offered if one[1] in MORE.get(NeedState(need.state), ())]
    buttons = [
        (move, _judged(need, door, move, label, signed if door == "end_support" else judged))
        for door, move, label in here
    ]
    return [button for move, button in buttons if move != "propose_maatwerk" or judged.expires]


MORE = {
    NeedState.OPEN: ("close",),
    NeedState.WEIGHED: ("close",),
    NeedState.COVERED: ("reopen", "close"),
    NeedState.PROPOSED: ("withdraw_proposal",),
    NeedState.GRANTED: ("step_down", "propose_maatwerk", "close"),
    NeedState.DENIED: ("reopen", "close"),
    NeedState.STEPPED_DOWN: ("reopen", "close"),
    NeedState.CLOSED: ("reopen",),
}


def tap_of(need: Need, layer: Layer) -> Button:
    """One tap that says a layer has no part in this need."""
    label = _("Does not apply")
    return Button(
        url=_door("does_not_apply", need), label=label, post=True, name="layer", value=layer, seen=need.version
    )


def none_fits_of(need: Need) -> list[Button]:
    """One tap that says of all facilities that were named why the resident goes to none of them."""
    url = _door("advice", need)
    return [
        Button(url=url, label=str(why.label), post=True, name="none_fits", value=why.value, seen=need.version)
        for why in WHY_NOT
    ]


def advice_of(need: Need) -> str:
    """Where each facility that was named is answered by itself."""
    return _door("advice", need)


def weigh_at(need: Need, step: int, *, again: bool) -> Button:
    return Button(url=f"{_door('weigh', need)}#step-{step}", label=_("Change") if again else _("Weigh"))


def urgent_of(need: Need, facts: NeedFacts) -> Button | None:
    """The way round the steps when help cannot wait: mark the need, or propose for it at once."""
    if need.urgent:
        refusal = flow.refusal_for(need, "propose_maatwerk", replace(facts, temporary=True))
        return None if refusal else Button(url=_door("propose", need), label=_("Urgent: propose now"))
    if need.externally_referred:
        return None
    return Button(url=_door("mark_urgent", need), label=_("Urgent: help now"), post=True, seen=need.version)


def beside_of(need: Need) -> str:
    """Where one records what stands beside the steps."""
    return _door("prior_scheme", need)


def _judged(need: Need, door: str, move: str, label: str, facts: NeedFacts) -> Button:
    refusal: Refusal | None = flow.refusal_for(need, move, facts)
    return Button(url=_door(door, need), label=label, refused=str(refusal) if refusal else "")


def _ending(need: Need, facts: NeedFacts) -> dict[str, Any]:
    """Whether what was granted is a right that runs on, and whether it runs out by itself."""
    granted = rows_of(need, "proposal")[-1] if need.state == NeedState.GRANTED and rows_of(need, "proposal") else None
    until = parse_date(granted["period_until"]) if granted and granted["period_until"] else None
    runs = granted is not None and not granted["temporary"] and (until is None or until >= localdate(facts.at))
    return {
        "removes_right": runs,
        "expires": granted is not None and (granted["temporary"] or until is not None),
    }


def _helped_first(need: Need) -> bool:
    offered = rows_of(need, "proposal")
    return need.urgent and need.state in HELPED_FIRST and bool(offered) and bool(offered[-1]["temporary"])


def _asking(need: Need, facts: NeedFacts) -> Button:
    day = parse_date(rows_of(need, "coverage")[-1]["ask_on"])
    return Button(
        url=_door("worked", need),
        label=_("Ask whether it worked"),
        when=date_format(day, "j b Y" if day.year != facts.at.year else "j b") if day else "",
        primary=day is not None and day <= localdate(facts.at),
    )


def _weighing(need: Need, facts: NeedFacts) -> Button:
    if _did_not_hold(need, facts):
        return Button(url=_door("weigh", need), label=_("Weigh the steps again"), primary=True)
    if any(fact.outcome == Outcome.SUFFICIENT for fact in facts.assessments.values()):
        return Button(url=_door("cover", need), label=_("Cover this need"), primary=True)
    if flow.refusal_for(need, "propose_maatwerk", facts) is None:
        return Button(url=_door("propose", need), label=_step_four_verb(facts.law), primary=True)
    missing = missing_reasons(facts)
    if not missing and facilities_are_answered(facts):
        return Button(url=_door("advice", need), label=_("Answer about the facilities nearby"), primary=True)
    label = _("Weigh the steps") if len(missing) > 1 else _("Weigh step %(step)s") % {"step": layers.STEP[missing[0]]}
    return Button(url=_door("weigh", need), label=label, primary=True)


def _did_not_hold(need: Need, facts: NeedFacts) -> bool:
    """Whether what was called enough was given up since: it did not help, or was opened again."""
    ended = [_moment(row["ended_at"]) for row in rows_of(need, "coverage") if row["ended_at"]]
    enough = [_moment(row["at"]) for row in rows_of(need, "assessment") if row["outcome"] == Outcome.SUFFICIENT]
    return bool(ended and enough) and max(enough) < max(ended)


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(text)
    return moment


def _waiting(need: Need, actor: Actor) -> Button | None:
    if need.state != NeedState.PROPOSED:
        return None
    if actor.may_in(need.case.team_id, Permission.APPLICATION_DECIDE):
        return Button(url=_door("decide", need), label=_("Decide"), primary=True)
    return Button(label=_("Waits for a decision."))


def _step_four_verb(law: Law) -> str:
    tailored = layers.step_four(law) == layers.StepFour.TAILORED_PROVISION
    return _("Propose individual support") if tailored else _("Ask for a decision")


def _door(door: str, need: Need) -> str:
    return reverse(f"cases:{door}", args=[need.case_id, need.id])
