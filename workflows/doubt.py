"""What a person may decide about a message that did not surely arrive."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from workflows.refusal import Refusal

DECIDED_ALREADY = Refusal(
    "message.decided_already", _("This message no longer waits for a decision: it was taken already.")
)
DID_NOT_LEAVE = Refusal("message.did_not_leave", _("This message did not leave, so it can't have arrived."))
MAY_HAVE_ARRIVED = Refusal(
    "message.may_have_arrived",
    _("This message may have arrived. Ask who should have it, and say that or send it again."),
)


class Decision(StrEnum):
    """It arrived after all; it must be sent again; nobody needs it any more."""

    ARRIVED = "arrived"
    AGAIN = "again"
    NEEDLESS = "needless"


DOUBTFUL, DEAD = "doubtful", "dead"


def may_decide(state: str, decision: Decision) -> Refusal | None:
    """Whether this may be said of a message in this state."""
    if state not in (DOUBTFUL, DEAD):
        return DECIDED_ALREADY
    if state == DEAD and decision is Decision.ARRIVED:
        return DID_NOT_LEAVE
    if state == DOUBTFUL and decision is Decision.NEEDLESS:
        return MAY_HAVE_ARRIVED
    return None
