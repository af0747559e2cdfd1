"""What the escalation by cohort counts."""

from django.utils.translation import gettext_lazy as _

from reporting.catalogue.shapes import LAW, MONTH, Column, Definition, Figure
from reporting.figures.cohort import cohorts, reports

COHORT = Figure(
    "escalation-cohort",
    _("Escalation by month of the report"),
    Definition(
        what=_("Of the people who reported in a month: how their investigation ended by today."),
        population=_("Everybody who reported, once per law that knows individual support, in the team of the report."),
        source=_("The day of the report, and the last finished investigation of the case under that law."),
        cannot_say=_("Who reported lately may still be under investigation: the last months are not complete."),
    ),
    cohorts,
    (
        MONTH,
        LAW,
        Column("reported", _("Reports"), "number", opens=True),
        Column("finished", _("Finished"), "number", opens=True),
        Column("tailored", _("Individual support"), "number", opens=True),
        Column("tailored", _("Share"), "share", of="finished"),
        Column("running", _("Still running"), "number", opens=True),
        Column("stopped", _("Ended without outcome"), "number", opens=True),
        Column("external", _("From outside"), "number", opens=True),
    ),
    behind=reports,
)
