"""What the codes of figures are called on the page."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: Mapping[str, str | Promise] = {
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
    "first_talk": _("Report to first talk"),
    "report_letter": _("Report to the outcome in writing"),
    "decision": _("Application to decision"),
    "start": _("Decision to start of support"),
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
