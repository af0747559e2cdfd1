"""What stands beside the escalation."""

from django.utils.translation import gettext_lazy as _

from reporting.catalogue.shapes import LAW, Column, Definition, Figure
from reporting.figures.balance import balance, beside

WORDS = {
    "worked": _("Asked whether it worked: yes"),
    "worked_partly": _("Asked whether it worked: partly"),
    "worked_not": _("Asked whether it worked: no"),
    "referral_helped": _("Referrals that helped, wholly or in part"),
    "reopened": _("Needs opened again: it did not work"),
    "stepped_down": _("Granted needs that were stepped down"),
    "granted_again": _("Needs stepped down for which support was granted again"),
    "denied": _("Individual support denied"),
    "objections_upheld": _("Objections decided for the resident"),
    "crisis": _("Needs for which help had to come at once"),
    "urgent": _("Investigations that went first because it was urgent"),
    "started_soon": _("Support that began within four weeks of the grant"),
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
