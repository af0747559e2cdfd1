"""What stands beside the escalation."""

from django.utils.translation import gettext_lazy as _

from reporting.catalogue.shapes import LAW, Column, Definition, Figure
from reporting.figures.balance import balance, beside

WORDS = {
    "worked": _("Asked whether it worked: yes"),
    "worked_partly": _("Asked whether it worked: partly"),
    "worked_not": _("Asked whether it worked: no"),
    "objections_upheld": _("Objections decided for the resident"),
    "urgent": _("Investigations that went first because it was urgent"),
    "stepped_down": _("Granted needs that were stepped down"),
    "reopened": _("Needs opened again: it did not work"),
    "referral_helped": _("Referrals that helped, wholly or in part"),
    "back_within_6_months": _("Back within 6 months after the end"),
    "back_within_12_months": _("Back within 12 months after the end"),
}
BALANCE = Figure(
    "balance",
    _("What stands beside it"),
    Definition(
        what=_("What helped, what came back, and what was put right: the other side of the escalation."),
        population=_("What happened in the period, per law, in the team of that moment."),
        source=_("What was recorded: answers of residents, objections, referrals, new reports on a closed case."),
        cannot_say=_("Who was not asked has no answer here. Who comes back may do so for something else."),
    ),
    balance,
    (
        LAW,
        Column("what", _("What"), "code"),
        Column("number", _("Number"), "number", opens=True),
        Column("of", _("Out of"), "number", opens=True),
        Column("number", _("Share"), "share", of="of"),
    ),
    words=WORDS,
    behind=beside,
)
