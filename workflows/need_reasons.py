"""What a need's guards say when they refuse: each text tells what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workflows import layers
from workflows.layers import Law, Layer, Outcome
from workflows.refusal import Refusal, Text

layer_label = lazy(layers.label, str)

# How asking for step 4 is called: maatwerk exists under two of the laws only.
STEP_FOUR_ACT: Mapping[Law, Text] = {
    Law.WMO: _("propose individual support"),
    Law.JEUGD: _("propose individual support"),
    Law.PW: _("ask for the decision on income"),
    Law.WGS: _("ask for the decision on debt help"),
}

STANDING: Mapping[str, Text] = {
    "open": _("Nothing has been weighed for this need yet. Record what was found at one of the steps first."),
    "weighed": _("This need has been weighed and not decided yet. Cover it with steps 1 to 3, or go to step 4."),
    "covered": _("This need is already covered by steps 1 to 3. Reopen it if that does not help."),
    "proposed": _("Step 4 is already proposed for this need. Withdraw the proposal to change the weighing."),
    "granted": _("Step 4 is already granted for this need. Step down if lighter help will do."),
    "denied": _("Step 4 was denied for this need. Reopen it to weigh it again."),
    "stepped_down": _("This need went back to lighter help. Weigh it again to go on."),
    "closed": _("This need is closed. Reopen it first."),
}

NOTHING_RECORDED = Refusal("nothing_recorded", _("Record what was found at one step at least."))
NOT_URGENT = Refusal(
    "not_urgent",
    _("“Not examined (urgent)” is for urgent help only. Mark the need as urgent, or write down what you found."),
)
NOTHING_COVERS = Refusal("nothing_covers", _("Choose which of the steps 1 to 3 meets this need."))
NO_HOUSEMATES = Refusal("no_housemates", _("No housemates are known. Record who lives there, or choose another step."))
NOT_SUFFICIENT = Refusal(
    "not_sufficient",
    _("None of the chosen steps is enough on its own, or one does not help at all. Weigh them again, or go to step 4."),
)
AGREEMENT_MISSING = Refusal("agreement_missing", _("Ask whether the resident agrees, and record the answer."))
RESIDENT_DISAGREES = Refusal(
    "resident_disagrees",
    _("The resident does not agree that this is enough. Register an application: the resident then gets a decision."),
)
ASK_ON_MISSING = Refusal("ask_on_missing", _("Choose the day on which you will ask whether it helped."))
ASK_ON_PASSED = Refusal("ask_on_passed", _("This day has passed. Choose today or a later day."))
ALREADY_LOOKED_AT = Refusal(
    "already_looked_at", _("There is a verdict for this step already. Change it by weighing the step.")
)
NOT_ASKED_HERE = Refusal("not_asked_here", _("This step is not asked for this need."))
OTHER_LAW = Refusal("other_law", _("One reason can carry needs of the same law only. Weigh the other need by itself."))
EVIDENCE_UNKNOWN = Refusal(
    "evidence_unknown", _("A line you ticked does not belong to this case and law. Choose among the lines shown.")
)
REFERRAL_OF_OTHER_LAW = Refusal(
    "referral_of_other_law",
    _("Only under the Youth Act does a referral go before the steps. Leave it open, or choose the Youth Act."),
)
WEIGHED_BEFORE = Refusal(
    "weighed_before", _("Step 4 has been proposed on this weighing. Withdraw the proposal, or step down, to change it.")
)
GRANT_RUNS_ON = Refusal(
    "grant_runs_on", _("What was granted for this need runs on. Propose again when it is temporary or runs out.")
)
URGENT_IS_TEMPORARY = Refusal(
    "urgent_is_temporary",
    _("Urgent help can start now. Mark it as temporary; you give the reasons for steps 1 to 3 later."),
)


# What is written down when a step has no part in a need: one tap records it, weighing it again changes it.
DOES_NOT_APPLY: Mapping[Layer, Text] = {
    Layer.OWN_STRENGTH: _("The resident's own strength has no part in this."),
    Layer.USUAL_HELP: _("This is not help that people who live together give each other."),
    Layer.SOCIAL_NETWORK: _("This is not something people around the resident can give."),
    Layer.GENERAL_FACILITY: _("There is no facility nearby for this."),
}


def not_weighed(law: Law) -> Refusal:
    text = _("Weigh steps 1 to 3 before you {act}. Is it urgent? Then mark the need as urgent.")
    return Refusal("not_weighed", format_lazy(text, act=STEP_FOUR_ACT[law]))


def reason_missing(layer: Layer, outcome: Outcome | None, law: Law, on: date) -> Refusal:
    """What is still to be written at a layer below step 4: the outcome, its examination, or its reason."""
    if outcome is None:
        return _about("layer_not_weighed", _("Look at step {step} ({label}) as well before you {act}."), layer, law, on)
    if outcome == Outcome.NOT_EXAMINED_URGENT:
        return NOT_URGENT
    text = _("Give the reason at step {step} ({label}) before you {act}: why is it not enough?")
    return _about("layer_without_reason", text, layer, law, on)


def layer_sufficient(layer: Layer, law: Law, on: date) -> Refusal:
    text = _("Step {step} ({label}) was found to be enough. Weigh it again before you {act}, or cover the need.")
    return _about("layer_sufficient", text, layer, law, on)


def _about(code: str, text: Text, layer: Layer, law: Law, on: date) -> Refusal:
    words = {"step": layers.STEP[layer], "label": layer_label(layer, law, on), "act": STEP_FOUR_ACT[law]}
    return Refusal(code, format_lazy(text, **words))
