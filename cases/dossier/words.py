"""How laws, events and terms are called on screen."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.words import LAW_NAMES

EVENTS: Mapping[str, Any] = {
    "case:registered": _("Request registered"),
    "case:taken": _("Taken up by a colleague"),
    "case:allocated": _("Given to a colleague"),
    "case:given_back": _("Given back: nobody has it now"),
    "case:identified": _("Known now who this is about"),
    "case:confidential": _("Made confidential"),
    "case:sight_granted": _("A colleague was let in"),
    "case:sight_revoked": _("A colleague no longer sees this case"),
    "case:withdrawn": _("The resident withdrew"),
    "case:transferred": _("Passed on outside the municipality"),
    "report:added": _("Something was asked besides"),
    "contact:logged": _("Contact"),
    "task:finished": _("Task done"),
    "talk:held": _("First talk about debts held"),
    "review:started": _("Review started"),
    "support:continued": _("Support goes on after the review"),
    "investigation:resumed": _("Investigation taken up again"),
    "application:wait_waived": _("The wait under 27 does not apply"),
    "application:advance_paid": _("Advance paid"),
    "application:suspended": _("The term stands still"),
    "application:resumed": _("The term runs again"),
    "application:withdrawn": _("Application withdrawn by the resident"),
    "objection:received": _("Objection received"),
    "objection:decided": _("Decided on the objection"),
    "objection:withdrawn": _("Objection withdrawn by the resident"),
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
    "need:marked_urgent": _("Marked as urgent"),
    "need:worked": _("Asked whether it worked"),
    "need:stepped_down": _("Stepped down"),
    "need:closed": _("Need closed"),
    "need:prior_scheme": _("Another scheme looked at"),
    "need:commonly_used": _("Looked at whether it is commonly used"),
    "evidence:added": _("Line of evidence written down"),
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
    "awb.objection_decision": _("Decision on the objection"),
    "awb.objection_decision_committee": _("Decision on the objection, after the committee's advice"),
}


def laws_in_words(laws: Iterable[str]) -> str:
    return ", ".join(str(LAW_NAMES[law]) for law in laws)
