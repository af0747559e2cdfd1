"""The Trap of one need, as the page draws it: four steps, what was found at each, and what remains."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Actor
from accounts.days import written
from cases.needs.beside.words import items_in_words, schemes_in_words
from cases.needs.facts import facts_of, known_from_rows, rows_of
from cases.needs.models import Need, Proposal, Referrer
from cases.needs.next_step import (
    TO_WEIGH,
    Button,
    advice_of,
    beside_of,
    may_work_on,
    more_of,
    next_of,
    none_fits_of,
    tap_of,
    urgent_of,
    weigh_at,
)
from cases.needs.referred import refer_to, referred_of
from cases.needs.weigh_form import VERDICTS
from workflows import flow, layers
from workflows.advice import FacilityAnswer
from workflows.flow import By
from workflows.ladder import HELPED_FIRST, NeedFacts, NeedState, layers_to_examine
from workflows.layers import Layer, Outcome

DRAWN: Mapping[str, str] = {
    Outcome.SUFFICIENT: "full",
    Outcome.PARTLY: "half",
    Outcome.INSUFFICIENT: "empty",
    Outcome.NOT_APPLICABLE: "skip",
    Outcome.NOT_EXAMINED_URGENT: "open",
}
STRENGTH = ("full", "run", "half", "empty", "open", "skip")
ONE = {
    Proposal.Unit.HOURS: gettext_lazy("1 hour"),
    Proposal.Unit.DAY_PARTS: gettext_lazy("1 half day"),
    Proposal.Unit.DAYS: gettext_lazy("1 day"),
    Proposal.Unit.PIECES: gettext_lazy("1 piece"),
    Proposal.Unit.EUROS: gettext_lazy("1 euro"),
}
BY_STEP = {
    1: (Layer.OWN_STRENGTH, Layer.USUAL_HELP),
    2: (Layer.SOCIAL_NETWORK,),
    3: (Layer.GENERAL_FACILITY,),
}


@dataclass(slots=True, kw_only=True)
class Part:
    """What was found at one layer. `glyph`: full, half, empty, open, run or skip; `tap`: it does not apply."""

    name: str
    state: str
    verdict: str
    why: str = ""
    evidence: list[dict[str, str]] = field(default_factory=list)
    tap: Button | None = None
    source_text: str = ""
    referred: list[dict[str, Any]] = field(default_factory=list)

    @property
    def glyph(self) -> str:
        return self.state


@dataclass(slots=True, kw_only=True)
class Step:
    """One step as drawn: what was found first, and the other layers of it. `state` draws its tread."""

    number: int
    name: str
    state: str
    first: Part
    parts: list[Part] = field(default_factory=list)
    current: bool = False
    action: Button | None = None
    refer: Button | None = None

    @property
    def glyph(self) -> str:
        return self.first.glyph

    @property
    def verdict(self) -> str:
        return self.first.verdict

    @property
    def why(self) -> str:
        return self.first.why

    @property
    def source_text(self) -> str:
        return self.first.source_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """The facilities that were named for a need, with the taps that answer all of them; `url`: one by one."""

    facilities: list[dict[str, Any]]
    url: str
    taps: list[Button] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Stair:
    """One need on the Trap."""

    need: Need
    facts: NeedFacts
    steps: list[Step]
    remains: str
    next: Button | None
    more: list[Button]
    beside: list[dict[str, str]]
    beside_url: str
    referred: str
    law: str
    nearby: "Nearby | None" = None

    @property
    def letter(self) -> str:
        return self.need.letter

    @property
    def title(self) -> str:
        return self.need.title

    @property
    def extent(self) -> str:
        return self.need.extent

    @property
    def urgent(self) -> bool:
        return self.need.urgent


def stair_of(need: Need, *, has_housemates: bool, actor: Actor, at: datetime, law_name: str) -> Stair:
    """Draw a need that was loaded with `with_stair()`."""
    facts = facts_of(
        need, known_from_rows(need, has_housemates=has_housemates, on=localdate(at)), by=By(str(actor.id)), at=at
    )
    steps = [_lower_step(need, facts, number, actor) for number in BY_STEP] + [_step_four(need, facts)]
    _mark_current(steps)
    may = may_work_on(need, actor)
    if may and need.state in TO_WEIGH:
        _offer_weighing(need, facts, steps)
    if may and need.state != NeedState.CLOSED:
        steps[2].refer = refer_to(need)
    return Stair(
        need=need,
        facts=facts,
        steps=steps,
        remains=_remains(need),
        next=next_of(need, facts, actor),
        more=more_of(need, facts, actor),
        beside=[*schemes_in_words(rows_of(need, "scheme")), *items_in_words(rows_of(need, "item"))],
        beside_url=beside_of(need) if may and need.state in TO_WEIGH else "",
        referred=_referred(need),
        law=law_name,
        nearby=_nearby(need, may=may) if rows_of(need, "advised") else None,
    )


def _nearby(need: Need, *, may: bool) -> Nearby:
    open_ones = may and need.state in TO_WEIGH and any(not row["answer"] for row in rows_of(need, "advised"))
    return Nearby(
        facilities=[_facility(row) for row in rows_of(need, "advised")],
        url=advice_of(need) if may and need.state in TO_WEIGH else "",
        taps=none_fits_of(need) if open_ones else [],
    )


def _facility(row: dict[str, Any]) -> dict[str, Any]:
    """One facility on one line: where, when, what it costs and what stands in the way; or what came of it."""
    facts = row["facts"]
    far = _("%(km)s km") % {"km": number_format(facts["km"], decimal_pos=1)} if facts["km"] is not None else ""
    told = [far, facts["open_when"], facts["cost"]]
    return {
        "url": reverse("provisions:provision", args=[row["provision"]]),
        "name": f"{facts['name']}, {facts['organisation']}",
        "told": ", ".join(part for part in told if part),
        "aside": "; ".join([*facts["aside"], *([_("not checked lately")] if facts["stale"] else [])]),
        "answer": str(FacilityAnswer(row["answer"]).label) if row["answer"] else "",
        "note": row["note"],
    }


def _lower_step(need: Need, facts: NeedFacts, number: int, actor: Actor) -> Step:
    rows = {row["layer"]: row for row in rows_of(need, "assessment")}
    coverage = _coverage(need)
    covering = coverage["layers"] if coverage else []
    asked = [layer for layer in BY_STEP[number] if layer in layers_to_examine(facts)]
    parts = [_part(need, facts, layer, rows.get(layer.value), covered=layer.value in covering) for layer in asked]
    if number == 3:
        parts[0].referred = referred_of(need, facts, actor)
    if number == 3 and coverage and Layer.GENERAL_FACILITY in covering:
        parts[0].source_text = coverage["provision"] or ""
    state = _together([part.state for part in parts])
    return Step(number=number, name=parts[0].name, state=state, first=parts[0], parts=parts[1:])


def _coverage(need: Need) -> dict[str, Any] | None:
    """How steps 1 to 3 cover the need now."""
    rows = rows_of(need, "coverage") if need.state == NeedState.COVERED else []
    return rows[-1] if rows else None


def _together(states: list[str]) -> str:
    """A step is looked at when all its parts are; then the part that carries most is drawn."""
    return "open" if "open" in states else min(states, key=STRENGTH.index)


def _part(need: Need, facts: NeedFacts, layer: Layer, row: dict[str, Any] | None, *, covered: bool) -> Part:
    name = layers.label(layer, facts.law, localdate(facts.at))
    if row is None:
        return _not_looked_at(need, name)
    word = str(VERDICTS[Outcome(row["outcome"])])
    verdict = _("%(verdict)s: covers") % {"verdict": word} if covered else word
    return Part(
        name=name,
        state=DRAWN[row["outcome"]],
        verdict=verdict,
        why=row["reason"],
        evidence=_lines(need, row["evidence"]),
    )


def _not_looked_at(need: Need, name: str) -> Part:
    if need.externally_referred or need.state in (NeedState.COVERED, NeedState.CLOSED):
        return Part(name=name, state="skip", verdict=_("Not needed"))
    if need.urgent and need.state in HELPED_FIRST:
        due = _reasons_due(need)
        why = _("The reason follows by %(day)s.") % {"day": due} if due else ""
        return Part(name=name, state="open", verdict=_("Urgent: examined later"), why=why)
    return Part(name=name, state="open", verdict=_("Not looked at yet"))


def _reasons_due(need: Need) -> str:
    """By when the reasons of urgent help are to be written, from the tasks the page loaded with the case."""
    tasks: list[dict[str, Any]] = vars(need.case).get("task_rows", [])
    due = [task["due_on"] for task in tasks if task["need"] == str(need.id) and task["kind"] == "write_urgent_reasons"]
    return _day(due[0]) if due else ""


def _lines(need: Need, resting_on: list[str]) -> list[dict[str, str]]:
    """The evidence of a verdict, each line with where it comes from."""
    return [
        {"text": line["text"], "source": _source(line)}
        for line in rows_of(need, "evidence")
        if line["id"] in resting_on
    ]


def _source(line: dict[str, Any]) -> str:
    moment = parse_datetime(line["at"])
    day = written(localdate(moment), "j b") if moment else ""
    said = _("Conversation, %(day)s") if line["conversation"] else _("Written down, %(day)s")
    return said % {"day": day}


def _step_four(need: Need, facts: NeedFacts) -> Step:
    name = layers.label(Layer.TAILORED_PROVISION, facts.law, localdate(facts.at))
    part = Part(name=name, state="open", verdict=_("Not looked at yet"))
    if need.state == NeedState.PROPOSED:
        part.state, part.verdict, part.why = "run", _("Proposed"), _offered(need)
    elif need.state in (NeedState.GRANTED, NeedState.DENIED):
        granted = need.state == NeedState.GRANTED
        part.state, part.verdict = ("full", _("Granted")) if granted else ("empty", _("Denied"))
        part.why = _offered(need)
        if rows_of(need, "decision"):
            part.source_text = _("Decision, %(day)s") % {"day": _day(rows_of(need, "decision")[-1]["decided_on"])}
    elif need.state == NeedState.STEPPED_DOWN:
        part.state, part.verdict, part.why = "skip", _("Stepped down"), _offered(need)
        part.source_text = _ended(need)
    elif need.state in (NeedState.COVERED, NeedState.CLOSED):
        part.state, part.verdict = "skip", _("Not needed")
    else:
        refusal = flow.refusal_for(need, "propose_maatwerk", facts)
        part.why = (
            str(refusal)
            if refusal
            else ""
            if need.externally_referred
            else _("Every lower step has an outcome and a reason.")
        )
    return Step(number=4, name=name, state=part.state, first=part)


def _ended(need: Need) -> str:
    """From which day the support is gone, when that was decided."""
    last = rows_of(need, "decision")[-1:]
    return _("Ends by decision, %(day)s") % {"day": _day(last[0]["ends_on"])} if last and last[0]["ends_on"] else ""


def _mark_current(steps: list[Step]) -> None:
    """The step the work is at: what is set in motion, else the first that was not looked at, else what covers."""
    helped = [steps[3]] if steps[3].state == "full" else []
    order = ([step for step in steps if step.state == state] for state in ("run", "open", "full"))
    for found in (helped, *order):
        if found:
            found[0].current = True
            return


def _offer_weighing(need: Need, facts: NeedFacts, steps: list[Step]) -> None:
    """On each lower step the way to weigh it and, where nobody looked yet, the tap that it does not apply."""
    if not need.externally_referred:
        for step, asked in zip(steps, BY_STEP.values(), strict=False):
            if step.state != "open" or step.current:
                step.action = weigh_at(need, step.number, again=step.state != "open")
            for part, layer in zip((step.first, *step.parts), asked, strict=False):
                part.tap = tap_of(need, layer) if layer not in facts.assessments else None
    steps[3].action = urgent_of(need, facts)


def _remains(need: Need) -> str:
    if need.state == NeedState.GRANTED:
        return _("Nothing, as long as this is there")
    settled = need.state in (NeedState.COVERED, NeedState.CLOSED)
    otherwise = _("Nothing") if settled else need.extent or _("Everything, so far")
    return need.remaining or otherwise


def _referred(need: Need) -> str:
    """Why the stair is not asked: `Verwezen door de huisarts, 3 nov: de stappen hoeven niet.`"""
    if not need.externally_referred:
        return ""
    who = str(Referrer(need.referrer).label)
    told = ", ".join(part for part in (who, _day(need.referred_on) if need.referred_on else "") if part)
    return _("Referred by the %(who)s: the steps need not be weighed.") % {"who": told}


def _offered(need: Need) -> str:
    """What was proposed last, in one line: `Hulp bij het huishouden, 1,5 uur per week`."""
    if not rows_of(need, "proposal"):
        return ""
    row = rows_of(need, "proposal")[-1]
    amount = ""
    if row["quantity"] is not None:
        words = [_counted(Decimal(str(row["quantity"])), row["unit"])]
        words += [str(Proposal.Frequency(row["frequency"]).label)] if row["frequency"] else []
        amount = " ".join(words)
    start = _("from %(day)s on") % {"day": _day(row["period_from"], year=True)} if row["period_from"] else ""
    until = _("until %(day)s") % {"day": _day(row["period_until"], year=True)} if row["period_until"] else ""
    period = " ".join(part for part in (start, until) if part)
    budget = str(Proposal.Form.PERSONAL_BUDGET.label) if row["form"] == Proposal.Form.PERSONAL_BUDGET else ""
    parts = [row["product"], amount, budget, _("temporary") if row["temporary"] else "", period]
    return ", ".join(part for part in parts if part)


def _counted(quantity: Decimal, unit: str) -> str:
    if quantity == 1 and unit:
        return str(ONE[Proposal.Unit(unit)])
    number = number_format(quantity.normalize(), use_l10n=True)
    return f"{number} {Proposal.Unit(unit).label}" if unit else number


def _day(text: str | date, *, year: bool = False) -> str:
    day = parse_date(text) if isinstance(text, str) else text
    return written(day, "j b Y" if year else "j b") if day else ""
