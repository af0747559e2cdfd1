"""How referrals are called on screen: where one stands, whose turn it is, which clock runs, and why it ended."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflows.referral_clocks import is_silent
from workflows.referral_flow import CLIMB, NotFitting, ReferralOutcome, ReferralState, Turn

S = ReferralState
# What must be done by the day the clock ends.
ASKED: Mapping[str, Any] = {
    S.DRAFT: gettext_lazy("send by %(day)s"),
    S.SENT: gettext_lazy("say that it arrived by %(day)s"),
    S.RECEIVED: gettext_lazy("contact by %(day)s"),
    S.CONTACT_MADE: gettext_lazy("start by %(day)s"),
    S.WAITING_LIST: gettext_lazy("room expected by %(day)s"),
    S.STARTED: gettext_lazy("ask by %(day)s whether it helps"),
}
STEPS: dict[str, int] = {**{state: place for place, state in enumerate(CLIMB, 1)}, S.WAITING_LIST: 3}


def stand(state: str, outcome: str = "", reason: str = "", waiting_since: date | None = None) -> str:
    """Where a referral stands, in a few words: `past niet: er is geen plek`."""
    word = str(ReferralState(state).label)
    if state == S.COMPLETED and outcome:
        return _("%(state)s: %(what)s") % {"state": word, "what": str(ReferralOutcome(outcome).label)}
    if state == S.DOES_NOT_FIT and reason in NotFitting.values:
        return _("%(state)s: %(what)s") % {"state": word, "what": str(NotFitting(reason).label)}
    if state == S.WAITING_LIST and waiting_since:
        return _("waiting list since %(day)s") % {"day": date_format(waiting_since, "j F")}
    return word


def whose_turn(turn: str) -> str:
    return str(Turn(turn).label)


def clock(state: str, due: date | None, *, turn: str, today: date, needs_more: bool = False) -> dict[str, str]:
    """Which clock runs and when it ends, with its glyph and tone. Nothing runs: an empty word."""
    if needs_more:
        return {"glyph": "alert", "tone": "attention", "word": _("asks to be called: more is needed")}
    if due is None:
        return {"glyph": "check", "tone": "quiet", "word": ""}
    left = (due - today).days
    if is_silent(state, due, today=today):
        late = ngettext("silent: %(number)s day over the clock", "silent: %(number)s days over the clock", -left)
        return {"glyph": "quiet", "tone": "attention", "word": late % {"number": -left}}
    day = date_format(due, "j F")
    asked = str(ASKED.get(state) or _("take up by %(day)s"))
    if turn == Turn.RESIDENT:
        asked = _("the resident calls by %(day)s")
    tone = "attention" if left <= 1 else ""
    return {"glyph": "clock", "tone": tone, "word": asked % {"day": day}}


def climb(state: str) -> dict[str, Any]:
    """Five small steps: how far a referral came."""
    reached = STEPS.get(state, 0)
    return {"reached": reached, "steps": [step <= reached for step in range(1, len(CLIMB) + 1)]}
