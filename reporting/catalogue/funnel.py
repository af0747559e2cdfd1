"""What the way from report to help counts."""

from django.utils.translation import gettext_lazy as _

from reporting.catalogue.shapes import LAW, Column, Definition, Figure
from reporting.figures.funnel import funnel, reached

WORDS = {
    "registered": _("Reports"),
    "talked": _("First talk"),
    "finished": _("Investigation finished"),
    "own": _("Ended in step 1: on one's own"),
    "around": _("Ended in step 2: with people around"),
    "nearby": _("Ended in step 3: with what is nearby"),
    "tailored": _("Ended in individual support"),
    "own_decision": _("Ended in a decision of its own"),
    "nowhere": _("Ended in no step: withdrawn, or nothing was needed"),
    "external": _("Referred from outside"),
    "started": _("Help started"),
    "helped": _("Helped, says the resident"),
}
FUNNEL = Figure(
    "funnel",
    _("From report to help"),
    Definition(
        what=_("How far people who reported in the period have come by today, and how long that took."),
        population=_("Everybody who reported in the period, once per law; counted in the team that got the report."),
        source=_("The first day of each stage, as it was recorded."),
        cannot_say=_("Who reported lately had less time to come far. Help that nobody recorded is not seen."),
    ),
    funnel,
    (
        LAW,
        Column("stage", _("Stage"), "code"),
        Column("number", _("Number"), "number", opens=True),
        Column("number", _("Share"), "share", of="of"),
        Column("median_days", _("Days since the report, median"), "days"),
        Column("doubtful", _("Dates to check"), "number", opens=True),
    ),
    words=WORDS,
    behind=reached,
)
