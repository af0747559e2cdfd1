"""How it goes with a referral: what the facility says, through its link or on the phone; and when it says nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from accounts.access import Actor
from cases.needs.actions import open_again_without
from cases.referrals.actions import ask_once_more, consented_until
from cases.referrals.acts import NOT_SIGNED_IN, ReferralAct, by_the_clock, on_referral, through_link
from cases.referrals.handing import working_days
from cases.referrals.models import Referral, Reply
from provisions.directory.actions import tally
from workflows.flow import refusal_for
from workflows.referral_clocks import TEAM_WITHIN
from workflows.referral_flow import ReferralOutcome, ReferralState, Turn, calls_for_another_step

# What an event is called, per move of the flow, in the order in which answers are offered.
TOLD = {
    "receive": "received",
    "make_contact": "contact_made",
    "start": "started",
    "put_on_waiting_list": "waiting_list",
    "complete": "completed",
    "does_not_fit": "does_not_fit",
    "decline": "declined",
    "record_no_show": "no_show",
    "ask_for_more": "needs_more",
    "go_on": "called",
}
# Said by the team of the resident: no answer of the facility, and nothing that its days are counted by.
OF_THE_RESIDENT = ("decline", "record_no_show")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer. `move` is the flow's; `outcome` goes with finished, `reason` with does not fit, days with waiting.

    `next_on`: the day the team wants to look again, in the place of the usual clock.
    """

    move: str
    outcome: str = ""
    reason: str = ""
    since: date | None = None
    room_on: date | None = None
    said: str = ""
    next_on: date | None = None

    @property
    def code(self) -> str:
        """What the event and the reply keep of it."""
        return self.outcome or self.reason

    @property
    def kept_as(self) -> str:
        """How a reply keeps it: `does_not_fit:full`."""
        return ":".join(part for part in (TOLD[self.move], self.code) if part)


def answer(*, referral: UUID, answer: Answer, by: Actor, at: datetime, seen: int | None = None) -> Referral:
    """Record what a facility or the resident said to the team, by phone or at the door."""
    with on_referral(referral, does="referral:answer", by=by, at=at, seen=seen) as going:
        _answered(going, answer)
        if answer.next_on and going.referral.due_on:
            going.change(due_on=answer.next_on)
    return going.referral


def answer_through_link(*, proof: str, answer: Answer, at: datetime, seen: int | None = None) -> Referral:
    """What a facility answers through its link. `proof`: the keyed hash of the token that was presented.

    Raises Refused with the reason, also where the link died; Stale when another answer came first.
    """
    with through_link(proof, does="partner:answer", at=at, seen=seen) as going:
        _answered(going, answer)
    return going.referral


def record_no_show(*, referral: UUID, by: Actor, at: datetime, seen: int | None = None) -> Referral:
    """The resident did not come: the need is open again, with that as the reason."""
    return answer(referral=referral, answer=Answer(move="record_no_show"), by=by, at=at, seen=seen)


def notice_silence(*, referral: UUID, at: datetime) -> bool:
    """The clock of a referral ended and nothing was heard: remind once, and after ten working days stop waiting.

    True when something was done: the facility may have answered since the silence was noticed.
    """
    with by_the_clock(referral, does="referral:silent", at=at) as going:
        if not _is_silent(going):
            return False
        if refusal_for(going.referral, "expire", going.facts()) is None:
            going.move("expire")
            going.event("expired")
            _follow(going)
        elif going.referral.reminded_on is None and _lets_remind(going):
            ask_once_more(going)
        else:
            return False
    return True


def _lets_remind(going: ReferralAct) -> bool:
    return refusal_for(going.referral, "remind", going.facts(consent_until=consented_until(going))) is None


def _is_silent(going: ReferralAct) -> bool:
    return bool(Referral.objects.filter(pk=going.referral.pk).silent(on=going.on))


def _answered(going: ReferralAct, given: Answer) -> None:
    referral = going.referral
    if given.move == "put_on_waiting_list":
        going.change(waiting_since=given.since or going.on, room_on=given.room_on)
    moved = going.move(
        given.move,
        outcome=given.outcome,
        reason_given=bool(given.reason),
        waiting_since=given.since,
        room_on=given.room_on,
    )
    going.change(outcome=given.outcome, reason=given.reason)
    _call_or_go_on(going, given.move)
    going.event(TOLD[given.move], reason=given.code)
    staff = None if going.act.by is NOT_SIGNED_IN else going.act.by.id
    if staff is None or given.said.strip():
        Reply.objects.create(
            referral=referral,
            version=referral.version + 1,
            answer=given.kept_as,
            said=given.said.strip(),
            by_id=staff,
            at=going.act.at,
        )
    _count(going, given.move, moved.source)
    _follow(going)


def _call_or_go_on(going: ReferralAct, move: str) -> None:
    """Who asks to be called waits for the team today; once called, it goes on as before."""
    if move == "ask_for_more":
        going.change(needs_more=True, turn=Turn.TEAM, due_on=going.on)
    elif move == "go_on":
        going.change(needs_more=False)
        going.set_clock()
        going.asks_by(TEAM_WITHIN)


def _count(going: ReferralAct, move: str, source: str) -> None:
    """What the facility's own quality counts: the first answer and how long it took, started, and how it ended."""
    referral, counted = going.referral, dict[str, int]()
    if referral.answered_at is None and (going.by_link or move not in OF_THE_RESIDENT):
        going.change(answered_at=going.act.at)
        since = localdate(referral.sent_at) if referral.sent_at else going.on
        counted |= {"answered": 1, "answer_days_total": working_days(since, going.on)}
    ended = {
        ReferralOutcome.HELPED: "helped",
        ReferralOutcome.PARTLY: "partly",
        ReferralOutcome.NOT: "not_helped",
    }
    state = ReferralState(referral.state)
    if state == ReferralState.STARTED and source != state:
        counted["started"] = 1
    elif state == ReferralState.NO_SHOW:
        counted["no_shows"] = 1
    elif state == ReferralState.COMPLETED:
        counted[ended[ReferralOutcome(referral.outcome)]] = 1
        counted["started"] = int(source != ReferralState.STARTED)
    if counted:
        tally(provision=referral.provision_id, **counted)


def _follow(going: ReferralAct) -> None:
    """A referral that was not enough opens its need again, where this facility was to cover it: never a new report."""
    referral = going.referral
    if calls_for_another_step(referral.state, referral.outcome):
        open_again_without(going.act, need=referral.need, provision=referral.provision_id)
