"""How laws, events and terms are called on screen."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

LAW_NAMES: Mapping[str, Any] = {"wmo": _("Wmo"), "jeugd": _("Youth"), "pw": _("Income"), "wgs": _("Debts")}

EVENTS: Mapping[str, Any] = {
    "case:registered": _("Request registered"),
    "case:taken": _("Taken up by a colleague"),
    "case:next_step": _("Next step agreed"),
    "case:handed_over": _("Handed over to another team"),
    "case:received": _("Received from another team"),
    "case:resolved": _("Resolved without a decision"),
    "case:decided": _("Decided on the application"),
    "case:closed": _("Closed"),
    "investigation:started": _("Investigation started"),
    "investigation:finished": _("Outcome of the investigation given to the resident"),
    "support:started": _("Support started"),
    "application:received": _("Application received"),
    "application:decided": _("Decision on the application"),
    "need:named": _("Need written down"),
    "need:weighed": _("Step weighed"),
    "need:covered": _("Need covered"),
    "need:reopened": _("Need opened again"),
    "need:maatwerk:proposed": _("Individual support proposed"),
    "need:maatwerk:withdrawn": _("Proposal taken back"),
    "need:maatwerk:granted": _("Individual support granted"),
    "need:maatwerk:denied": _("Individual support denied"),
    "need:decision:proposed": _("Decision asked"),
    "need:decision:withdrawn": _("Request for a decision taken back"),
    "need:decision:granted": _("Granted"),
    "need:decision:denied": _("Denied"),
}

RULES: Mapping[str, Any] = {
    "wmo.personal_plan": _("Own plan possible"),
    "wmo.investigation": _("Investigation done"),
    "wmo.decision": _("Decision on the application"),
    "jeugd.decision": _("Decision on the application"),
    "pw.decision": _("Decision on the application"),
    "pw.advance": _("Advance payment"),
    "wgs.first_talk": _("First talk"),
    "wgs.first_talk_threatened": _("First talk, urgent"),
    "wgs.decision": _("Decision on debt help"),
}


def laws_in_words(laws: Iterable[str]) -> str:
    return ", ".join(str(LAW_NAMES[law]) for law in laws)
