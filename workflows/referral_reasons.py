"""What is said about a referral: how it stands per state, and why a move may not happen."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from workflows.refusal import Refusal, Text

STANDING: Mapping[str, Text] = {
    "draft": _("This referral is a draft. Send it, or take it back."),
    "sent": _("This referral was sent. The facility says first that it was received."),
    "received": _("The facility received this referral. Next it gets in touch with the resident."),
    "contact_made": _("The facility was in touch with the resident. Next it starts."),
    "waiting_list": _("The resident is on the waiting list of the facility."),
    "started": _("The resident has started there. Next you hear whether it helped."),
    "completed": _("This referral is finished. Refer again if more is needed."),
    "does_not_fit": _("The facility does not fit. Choose another one."),
    "resident_declines": _("The resident does not want this. Look together at what does fit."),
    "no_show": _("The resident did not come. Ask why, and look together at what does fit."),
    "expired": _("The facility did not answer in time. Choose another one, or call."),
    "withdrawn": _("This referral was taken back."),
}

GROUND_MISSING = Refusal(
    "referral_ground_missing",
    _("Say why these facts may be shared: the resident agrees, or takes the card along."),
)
CONSENT_MISSING = Refusal(
    "referral_consent_missing",
    _("There is no consent that runs. Ask the resident, and write down how and until when it was given."),
)
CONSENT_TOO_LONG = Refusal(
    "referral_consent_too_long", _("Consent runs for six months at most. Choose an earlier day.")
)
NOT_FOR_DEBTS = Refusal(
    "referral_not_for_debts",
    _("Only for help with debts may facts be shared without consent (Wgs art. 8d). Ask the resident."),
)
CARD_IS_EMPTY = Refusal(
    "referral_card_empty", _("Tick at least the name or a way to reach the resident, or the facility can do nothing.")
)
CARD_HOLDS_BSN = Refusal(
    "referral_card_holds_bsn", _("There is a BSN in the text. Take it out: a facility may not have it.")
)
CARD_HOLDS_ADDRESS = Refusal(
    "referral_card_holds_address",
    _("The address of this resident is kept secret, and it stands in the text. Take it out."),
)
WITHDRAWN_PROVISION = Refusal(
    "referral_provision_withdrawn", _("This facility is no longer offered. Choose another one.")
)
NEED_IS_CLOSED = Refusal("referral_need_is_closed", _("This need is closed. Open it again to refer for it."))
LINK_IS_DEAD = Refusal("referral_link_is_dead", _("This link no longer works. Call the team instead."))
ONLY_THE_TEAM = Refusal("referral_only_the_team", _("Only the team does this."))
REASON_MISSING = Refusal("referral_reason_missing", _("Say why, so that we can look for something that does fit."))
OUTCOME_MISSING = Refusal("referral_outcome_missing", _("Say whether it helped: yes, partly or no."))
WAIT_IS_AHEAD = Refusal(
    "referral_wait_is_ahead", _("The waiting cannot begin on a day to come. Choose today or earlier.")
)
WAIT_IS_OVER = Refusal("referral_wait_is_over", _("The day on which there is room has passed. Choose a later day."))
NOT_SILENT_YET = Refusal("referral_not_silent_yet", _("The facility still has time to answer."))
NOTHING_IS_MAILED = Refusal("referral_nothing_is_mailed", _("Nothing is mailed here. Call the facility."))
CONSENT_IS_OVER = Refusal(
    "referral_consent_is_over", _("The resident's consent has ended. Ask for it again and refer anew, or call.")
)
NOT_ASKED_TO_CALL = Refusal("referral_not_asked_to_call", _("The facility did not ask to be called."))
NOT_THEIR_TURN = Refusal("referral_not_their_turn", _("It is not the facility's turn now."))
REMINDED_TODAY = Refusal("referral_reminded_today", _("A reminder was sent today already. Call, or wait a day."))
SETTLED_ALREADY = Refusal("referral_settled_already", _("Somebody took this up already."))
