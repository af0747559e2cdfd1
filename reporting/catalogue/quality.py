"""What the quality of the data counts."""

from django.utils.translation import gettext_lazy as _

from reporting.catalogue.shapes import LAW, Column, Definition, Figure
from reporting.figures.quality import quality, to_look_at

WORDS = {
    "nothing_since": _("Reported eight weeks ago or longer, and nothing was recorded since"),
    "no_channel": _("Report without a way in which it came"),
    "backwards_first_talk": _("First talk before the report"),
    "backwards_report_letter": _("Outcome in writing before the report"),
    "backwards_decision": _("Decision before the application"),
    "backwards_start": _("Support began before it was granted"),
    "ended_too_early": _("Closed before it was reported"),
    "no_reason": _("Closed without a reason"),
    "no_start": _("Granted eight weeks ago or longer, and no start was recorded"),
    "not_asked": _("Covered thirteen weeks ago or longer, and nobody recorded whether it worked"),
    "no_answer": _("Referred three weeks ago or longer, and no answer was recorded"),
}
QUALITY = Figure(
    "quality",
    _("Quality of the data"),
    Definition(
        what=_(
            "What is missing, cannot be, or never got an outcome: there the other figures say less than they seem to."
        ),
        population=_("What was recorded in the period, per law, in the team of that moment."),
        source=_("The days and reasons of the stages of each case. Every number opens its cases, to be put right."),
        cannot_say=_(
            "Support that begins before it is granted can be right: urgent help goes first. What was recorded wrongly"
            " but could be true is not found here."
        ),
    ),
    quality,
    (
        LAW,
        Column("what", _("To look at"), "code"),
        Column("number", _("Number"), "number", opens=True),
        Column("of", _("Out of"), "number", opens=True),
        Column("number", _("Share"), "share", of="of"),
    ),
    words=WORDS,
    behind=to_look_at,
)
