"""What the waits count."""

from django.utils.translation import gettext_lazy as _

from reporting.catalogue.shapes import LAW, Column, Definition, Figure
from reporting.figures.waiting import waited, waiting

WORDS = {
    "first_talk": _("Report to first talk"),
    "report_letter": _("Report to the outcome in writing"),
    "decision": _("Application to decision"),
    "start": _("Decision to start of support"),
}
WAITING = Figure(
    "waiting",
    _("Terms and waiting"),
    Definition(
        what=_("How many days people waited: the middle one of all, and the time within which nine of ten had it."),
        population=_("Waits that ended in the period, per law, in the team that got the report."),
        source=_("The days on which the stages were recorded. Days are calendar days, suspensions included."),
        cannot_say=_("Who still waits is not in it. An end before its beginning is told apart and never averaged."),
    ),
    waiting,
    (
        LAW,
        Column("stretch", _("Wait"), "code"),
        Column("number", _("Number"), "number", opens=True),
        Column("median_days", _("Days, median"), "days"),
        Column("p90_days", _("Days, nine of ten"), "days"),
        Column("doubtful", _("Dates to check"), "number", opens=True),
    ),
    words=WORDS,
    behind=waited,
)
