"""The answers that can be given, by the code a form sends; how they are called for colleagues and for a facility."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.referrals.answering.actions import TOLD
from cases.referrals.models import Referral
from workflows.flow import By, refusal_for, wrong_state
from workflows.referral_flow import NotFitting, ReferralFacts, ReferralOutcome

MOVES: Mapping[str, str] = {code: move for move, code in TOLD.items()}
# What only the team says.
OURS = ("called",)
FOR_COLLEAGUES: Mapping[str, Any] = {
    "received": _("Received"),
    "contact_made": _("Contact made"),
    "started": _("Started"),
    "waiting_list": _("On the waiting list"),
    "completed": _("Finished"),
    "does_not_fit": _("Does not fit"),
    "declined": _("The resident does not want it"),
    "no_show": _("Did not come"),
    "needs_more": _("More is needed"),
    "called": _("Called, it goes on"),
}
# What a facility reads: the words, and what happens then.
FOR_A_FACILITY: Mapping[str, tuple[Any, Any]] = {
    "received": (_("We have read this"), _("We will get in touch.")),
    "contact_made": (_("We have been in touch"), _("Not started yet.")),
    "started": (_("They have started with us"), ""),
    "waiting_list": (_("They are on our waiting list"), ""),
    "completed": (_("It is finished"), ""),
    "does_not_fit": (_("It does not fit"), _("The municipality then looks for something else.")),
    "declined": (_("They do not want to come (any more)"), _("The municipality then looks for something else.")),
    "no_show": (_("They did not come"), _("The municipality asks why.")),
    "needs_more": (_("They need more help, please call us"), _("The municipality calls you.")),
}
OUTCOMES: Mapping[str, Any] = {
    ReferralOutcome.HELPED: _("yes, it helped"),
    ReferralOutcome.PARTLY: _("it helped partly"),
    ReferralOutcome.NOT: _("no, it did not help"),
}
REASONS = [(one.value, one.label) for one in NotFitting]


def possible(referral: Referral, facts: ReferralFacts | None = None) -> list[str]:
    """The answers that start from where a referral stands; whether they are whole is asked when they come."""
    anything = facts or ReferralFacts(at=referral.made_at, by=By(""), needs_more=referral.needs_more)
    start = wrong_state(referral)
    found = [code for code, move in MOVES.items() if refusal_for(referral, move, anything) != start]
    return found if referral.needs_more else [code for code in found if code not in OURS]
