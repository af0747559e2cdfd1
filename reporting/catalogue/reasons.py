"""What the reasons for individual support count."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from reporting.catalogue.shapes import LAW, Column, Definition, Figure, Text
from reporting.figures.reasons import NOT_ASKED, needs_with, reasons
from workflows.advice import FacilityAnswer
from workflows.layers import Layer, Outcome

WORDS: Mapping[str, Text] = {
    Layer.OWN_STRENGTH: _("Step 1: own strength"),
    Layer.USUAL_HELP: _("Step 1: usual help of housemates"),
    Layer.SOCIAL_NETWORK: _("Step 2: people around"),
    Layer.GENERAL_FACILITY: _("Step 3: facilities nearby"),
    Outcome.SUFFICIENT: _("Enough"),
    Outcome.PARTLY: _("Partly enough"),
    Outcome.INSUFFICIENT: _("Not enough"),
    Outcome.NOT_APPLICABLE: _("Does not apply"),
    Outcome.NOT_EXAMINED_URGENT: _("Not examined (urgent)"),
    NOT_ASKED: _("No verdict written down"),
    **{str(one.value): one.label for one in FacilityAnswer},
}
REASONS = Figure(
    "escalation-reasons",
    _("Why lighter steps did not suffice"),
    Definition(
        what=_("The verdicts on steps 1 to 3 for needs that ended in individual support, and what facilities lacked."),
        population=_("Those needs, of investigations finished in the months of the period, in the team of then."),
        source=_("The last verdict per step before the outcome was given, and the answers about facilities nearby."),
        cannot_say=_("The reasons in words are in the cases. Of several facilities, several answers may count."),
    ),
    reasons,
    (
        LAW,
        Column("step", _("Step"), "code"),
        Column("reason", _("Verdict or reason"), "code"),
        Column("number", _("Needs"), "number", opens=True),
        Column("of", _("Out of"), "number", opens=True),
        Column("number", _("Share"), "share", of="of"),
    ),
    words=WORDS,
    behind=needs_with,
)
