"""The Trap of one need, as the page draws it: four steps, what remains, and what can be done next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from accounts.access import Actor, Permission
from cases.needs.facts import Known, facts_of
from cases.needs.forms import VERDICTS
from cases.needs.models import Need, Proposal
from workflows import flow, layers
from workflows.flow import By
from workflows.ladder import HELPED_FIRST, AssessmentFact, NeedFacts, NeedState, layers_to_examine, missing_reasons
from workflows.layers import Law, Layer, Outcome

DRAWN: Mapping[str, str] = {
    Outcome.SUFFICIENT: "full",
    Outcome.PARTLY: "half",
    Outcome.INSUFFICIENT: "empty",
    Outcome.NOT_APPLICABLE: "skip",
    Outcome.NOT_EXAMINED_URGENT: "open",
}
STRENGTH = ("full", "run", "half", "empty", "open", "skip")
BY_STEP = {
    1: (Layer.OWN_STRENGTH, Layer.USUAL_HELP),
    2: (Layer.SOCIAL_NETWORK,),
    3: (Layer.GENERAL_FACILITY,),
}


@dataclass(slots=True, kw_only=True)
class Step:
    """One step as drawn. `state` and `glyph`: full, half, empty, open, run or skip."""

    number: int
    name: str
    state: str
    verdict: str
    why: str = ""
    current: bool = False
    parts: list[dict[str, str]] = field(default_factory=list)
    action: dict[str, str] | None = None
    source_text: str = ""
    source_url: str = ""

    @property
    def glyph(self) -> str:
        return self.state


@dataclass(slots=True)
class Stair:
    """One need on the Trap."""

    need: Need
    facts: NeedFacts
    steps: list[Step]
    rest: dict[str, Any]
    law: str

    @property
    def letter(self) -> str:
        return self.need.letter

    @property
    def title(self) -> str:
        return self.need.title

    @property
    def extent(self) -> str:
        return self.need.extent


def stair_of(need: Need, *, has_housemates: bool, actor: Actor, at: datetime, law_name: str) -> Stair:
    """Draw a need that was loaded with `with_stair()`."""
    facts = facts_of(need, known_from_rows(need, has_housemates=has_housemates), by=By(str(actor.id)), at=at)
    steps = [_lower_step(need, facts, number) for number in BY_STEP] + [_step_four(need, facts)]
    _mark_current(steps)
    may = actor.may_in(need.case.team_id, Permission.CASE_INVESTIGATE)
    if may and need.state in (NeedState.OPEN, NeedState.WEIGHED):
        _offer_weighing(need, facts, steps)
    return Stair(need=need, facts=facts, steps=steps, rest=_rest(need, facts, may=may, actor=actor), law=law_name)


def rows_of(need: Need, what: str) -> list[dict[str, Any]]:
    """The rows that `with_stair()` brought along: "assessment", "coverage", "proposal" or "decision"."""
    rows: list[dict[str, Any]] = vars(need)[f"{what}_rows"]
    return rows


def known_from_rows(need: Need, *, has_housemates: bool) -> Known:
    """What the guards look at, from the rows the page loaded."""
    rows = rows_of(need, "assessment")
    found = {
        Layer(row["layer"]): AssessmentFact(Outcome(row["outcome"]), reasoned=bool(row["reason"].strip()))
        for row in rows
    }
    return Known(assessments=found, has_housemates=has_housemates)


def _lower_step(need: Need, facts: NeedFacts, number: int) -> Step:
    rows = {row["layer"]: row for row in rows_of(need, "assessment")}
    coverages = rows_of(need, "coverage") if need.state == NeedState.COVERED else []
    covering = coverages[-1]["layers"] if coverages else []
    asked = [layer for layer in BY_STEP[number] if layer in layers_to_examine(facts)]
    parts = [_part(need, facts, layer, rows.get(layer.value), covered=layer.value in covering) for layer in asked]
    name = layers.label(asked[0], facts.law, facts.at.date())
    strongest = min(parts, key=lambda part: STRENGTH.index(part["state"]))
    step = Step(number=number, name=name, state=strongest["state"], verdict=strongest["verdict"], why=strongest["why"])
    if len(parts) > 1:
        step.verdict, step.why = parts[0]["verdict"], parts[0]["why"]
        step.state, step.parts = _together([part["state"] for part in parts]), parts[1:]
    if number == 3 and covering and rows_of(need, "coverage")[-1]["provision"]:
        step.source_text = rows_of(need, "coverage")[-1]["provision"]
    return step


def _together(states: list[str]) -> str:
    """A step is looked at when all its parts are; then the part that carries most is drawn."""
    return "open" if "open" in states else min(states, key=STRENGTH.index)


def _part(need: Need, facts: NeedFacts, layer: Layer, row: dict[str, Any] | None, *, covered: bool) -> dict[str, str]:
    name = layers.label(layer, facts.law, facts.at.date())
    if row is None:
        settled = need.state in (NeedState.COVERED, NeedState.CLOSED) or need.externally_referred
        later = need.urgent and need.state in HELPED_FIRST
        verdict = _("Not needed") if settled else _("Urgent: examined later") if later else _("Not looked at yet")
        return {"name": name, "state": "skip" if settled else "open", "verdict": verdict, "why": "", "glyph": "open"}
    word = str(VERDICTS[Outcome(row["outcome"])])
    state = DRAWN[row["outcome"]]
    verdict = _("%(verdict)s: covers") % {"verdict": word} if covered else word
    return {"name": name, "state": state, "glyph": state, "verdict": verdict, "why": row["reason"]}


def _step_four(need: Need, facts: NeedFacts) -> Step:
    name = layers.label(Layer.TAILORED_PROVISION, facts.law, facts.at.date())
    step = Step(number=4, name=name, state="open", verdict=_("Not looked at yet"))
    if need.state == NeedState.PROPOSED:
        step.state, step.verdict, step.why = "run", _("Proposed"), _offered(need)
    elif need.state in (NeedState.GRANTED, NeedState.DENIED):
        granted = need.state == NeedState.GRANTED
        step.state, step.verdict = ("full", _("Granted")) if granted else ("empty", _("Denied"))
        step.why = _offered(need)
        if rows_of(need, "decision"):
            step.source_text = _("Decision, %(day)s") % {"day": _day(rows_of(need, "decision")[-1]["decided_on"])}
    elif need.state in (NeedState.COVERED, NeedState.CLOSED):
        step.state, step.verdict = "skip", _("Not needed")
    else:
        refusal = flow.refusal_for(need, "propose_maatwerk", facts)
        step.why = str(refusal) if refusal else _("Every lower step has an outcome and a reason.")
    return step


def _mark_current(steps: list[Step]) -> None:
    """The step the work is at: what is set in motion, else the first that was not looked at, else what covers."""
    helped = [steps[3]] if steps[3].state == "full" else []
    order = ([step for step in steps if step.state == state] for state in ("run", "open", "full"))
    for found in (helped, *order):
        if found:
            found[0].current = True
            return


def _offer_weighing(need: Need, facts: NeedFacts, steps: list[Step]) -> None:
    for step in steps[:3]:
        weighed = step.state != "open"
        label = _("Change") if weighed else _("Weigh")
        if weighed or step.current:
            url = reverse("cases:weigh", args=[need.case_id, need.id])
            step.action = {"url": f"{url}#step-{step.number}", "label": label}
    if need.urgent and flow.refusal_for(need, "propose_maatwerk", _temporary(facts)) is None:
        steps[3].action = {
            "url": reverse("cases:propose", args=[need.case_id, need.id]),
            "label": _("Urgent: propose now"),
        }


def _temporary(facts: NeedFacts) -> NeedFacts:
    return replace(facts, temporary=True)


def _rest(need: Need, facts: NeedFacts, *, may: bool, actor: Actor) -> dict[str, Any]:
    what = (
        need.remaining or _("Nothing") if _settled(need) else need.remaining or need.extent or _("Everything, so far")
    )
    return {"what": what, "next": _next(need, facts, actor) if may else _waiting(need, actor)}


def _settled(need: Need) -> bool:
    return need.state in (NeedState.COVERED, NeedState.GRANTED, NeedState.CLOSED)


def _next(need: Need, facts: NeedFacts, actor: Actor) -> dict[str, Any] | None:
    args = [need.case_id, need.id]
    if need.state == NeedState.COVERED and rows_of(need, "coverage"):
        return {"label": _("Ask whether this still works."), "when": _day(rows_of(need, "coverage")[-1]["ask_on"])}
    offered = rows_of(need, "proposal")
    helped_first = need.state in HELPED_FIRST and bool(offered) and offered[-1]["temporary"]
    if need.urgent and helped_first and missing_reasons(facts):
        return {"url": reverse("cases:weigh", args=args), "label": _("Write down the reasons"), "primary": False}
    if need.state not in (NeedState.OPEN, NeedState.WEIGHED):
        return _waiting(need, actor)
    if any(fact.outcome == Outcome.SUFFICIENT for fact in facts.assessments.values()):
        return {"url": reverse("cases:cover", args=args), "label": _("Cover this need"), "primary": True}
    if flow.refusal_for(need, "propose_maatwerk", facts) is None:
        return {"url": reverse("cases:propose", args=args), "label": _step_four_verb(facts.law), "primary": True}
    missing = missing_reasons(facts)
    label = _("Weigh the steps") if len(missing) > 1 else _("Weigh step %(step)s") % {"step": layers.STEP[missing[0]]}
    return {"url": reverse("cases:weigh", args=args), "label": label, "primary": True}


def _waiting(need: Need, actor: Actor) -> dict[str, Any] | None:
    if need.state != NeedState.PROPOSED:
        return None
    if actor.may_in(need.case.team_id, Permission.APPLICATION_DECIDE):
        return {"url": reverse("cases:decide", args=[need.case_id, need.id]), "label": _("Decide"), "primary": True}
    return {"label": _("Waits for a decision.")}


def _step_four_verb(law: Law) -> str:
    tailored = layers.step_four(law) == layers.StepFour.TAILORED_PROVISION
    return _("Propose individual support") if tailored else _("Ask for a decision")


def _offered(need: Need) -> str:
    """What was proposed last, in one line: `Hulp bij het huishouden, 1,5 uur per week`."""
    if not rows_of(need, "proposal"):
        return ""
    row = rows_of(need, "proposal")[-1]
    amount = ""
    if row["quantity"] is not None:
        words = [number_format(Decimal(str(row["quantity"])).normalize(), use_l10n=True)]
        words += [str(Proposal.Unit(row["unit"]).label)] if row["unit"] else []
        words += [str(Proposal.Frequency(row["frequency"]).label)] if row["frequency"] else []
        amount = " ".join(words)
    parts = [row["product"], amount, _("temporary") if row["temporary"] else ""]
    return ", ".join(part for part in parts if part)


def _day(text: str | date) -> str:
    day = parse_date(text) if isinstance(text, str) else text
    return date_format(day, "j b") if day else ""
