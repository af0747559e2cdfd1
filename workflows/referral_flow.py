"""The way of a referral, until it is known whether it helped. "Sent" is not "helped".

Each state says whose turn it is and which clock runs; the clock counts working days from the day the state began. A
facility may answer anything from the moment it was asked: who forgets a step in between is not sent back for it.

Law: Wmo 2015 art. 5.1.2 lid 2 and 5.3.3 (a facility gets what the resident agrees to), Wgs art. 8d (debt help).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflows import referral_reasons as say
from workflows.calendar import add_working_days
from workflows.flow import By, FlowMixin, requires
from workflows.refusal import Refusal


class ReferralState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")
    RECEIVED = "received", _("received")
    CONTACT_MADE = "contact_made", _("contact made")
    WAITING_LIST = "waiting_list", _("waiting list")
    STARTED = "started", _("started")
    COMPLETED = "completed", _("finished")
    DOES_NOT_FIT = "does_not_fit", _("does not fit")
    RESIDENT_DECLINES = "resident_declines", _("resident does not want it")
    NO_SHOW = "no_show", _("did not come")
    EXPIRED = "expired", _("no answer")
    WITHDRAWN = "withdrawn", _("taken back")


class Turn(models.TextChoices):
    """Who does something next (aan zet)."""

    TEAM = "team", _("the team")
    FACILITY = "facility", _("the facility")
    RESIDENT = "resident", _("the resident")
    NOBODY = "nobody", _("nobody")


class Ground(models.TextChoices):
    """On what facts about a person may leave: what the resident agrees to, debt help, or nothing leaves at all."""

    CONSENT = "consent", _("the resident agrees that we share this")
    TAKES_ALONG = "takes_along", _("the resident takes the card along")
    DEBT_HELP = "debt_help", _("debt help, no consent needed (Wgs art. 8d)")


class CardFact(models.TextChoices):
    """What may stand on a hand-off card. There is no box for health, debts, an address or a BSN."""

    NAME = "name", _("Name")
    PHONE = "phone", _("Phone")
    BEST_MOMENT = "best_moment", _("Best moment to call")
    LANGUAGE = "language", _("Language")
    OWN_WORDS = "own_words", _("In the resident's own words")
    DISCUSSED = "discussed", _("What was discussed already")


class ReferralOutcome(models.TextChoices):
    HELPED = "helped", _("it helped")
    PARTLY = "partly", _("it helped partly")
    NOT = "not", _("it did not help")


class NotFitting(models.TextChoices):
    """Why a facility does not fit."""

    FULL = "full", _("there is no room")
    OTHER_HELP = "other_help", _("other or more help is needed")
    OUTSIDE = "outside", _("the resident lives outside our area")
    STOPPED = "stopped", _("we no longer offer this")
    OTHER = "other", _("another reason")


S = ReferralState
ANSWERABLE = (S.SENT, S.RECEIVED, S.CONTACT_MADE, S.WAITING_LIST, S.STARTED)
OPEN_REFERRALS = (S.DRAFT, *ANSWERABLE)
ENDED_BADLY = (S.DOES_NOT_FIT, S.RESIDENT_DECLINES, S.NO_SHOW, S.EXPIRED)
ENDED_REFERRALS = (S.COMPLETED, *ENDED_BADLY, S.WITHDRAWN)
MINIMUM = (CardFact.NAME, CardFact.PHONE)
CLIMB = (S.SENT, S.RECEIVED, S.CONTACT_MADE, S.STARTED, S.COMPLETED)

EXPIRES_AFTER = 10
CONSENT_MONTHS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralFacts:
    """All that the guards of a referral may look at. Texts are judged before: a flag says what is in them.

    `shares`: the facts that were ticked; `consent_until`: the last day of a consent that runs; `asked_by_link`: a
    facility answers through its link; `mailed`: the facility is written to; `needs_more`: it asked to be called;
    `turn`: whose it is now, and `due_on` until when.
    """

    at: datetime
    by: By
    ground: str = ""
    consent_until: date | None = None
    helps_with_debts: bool = False
    shares: Collection[str] = ()
    holds_bsn: bool = False
    holds_kept_address: bool = False
    offered: bool = True
    need_closed: bool = False
    asked_by_link: bool = False
    mailed: bool = True
    needs_more: bool = False
    link_alive: bool = True
    reason_given: bool = False
    outcome: str = ""
    waiting_since: date | None = None
    room_on: date | None = None
    turn: str = Turn.FACILITY
    due_on: date | None = None
    reminded_on: date | None = None
    settled: bool = False

    @property
    def today(self) -> date:
        return localdate(self.at)


def calls_for_another_step(state: str, outcome: str = "") -> bool:
    """Whether a referral that ended so says that this facility was not enough."""
    return state in ENDED_BADLY or (state == S.COMPLETED and outcome == ReferralOutcome.NOT)


def latest_consent(given_on: date) -> date:
    """The last day that consent given on a day may run to: six months, never for good."""
    years, month = divmod(given_on.month - 1 + CONSENT_MONTHS, 12)
    for day in range(given_on.day, 0, -1):
        try:
            return date(given_on.year + years, month + 1, day)
        except ValueError:
            continue
    raise ValueError(given_on)


def facts_may_leave(facts: ReferralFacts) -> Refusal | None:
    """A ground, and with consent a day until which it runs; debt help needs none (Wgs art. 8d)."""
    if facts.ground not in Ground.values:
        return say.GROUND_MISSING
    if facts.ground == Ground.DEBT_HELP:
        return None if facts.helps_with_debts else say.NOT_FOR_DEBTS
    if facts.ground == Ground.CONSENT and (facts.consent_until is None or facts.consent_until < facts.today):
        return say.CONSENT_MISSING
    return None


def consent_is_short(facts: ReferralFacts) -> Refusal | None:
    """Consent is asked again after six months at the latest."""
    until = facts.consent_until
    return say.CONSENT_TOO_LONG if until and until > latest_consent(facts.today) else None


def card_holds_the_minimum(facts: ReferralFacts) -> Refusal | None:
    """At least the name or a phone number, and no BSN and no address that is kept."""
    return card_is_clean(facts) if set(facts.shares) & set(MINIMUM) else say.CARD_IS_EMPTY


def card_is_clean(facts: ReferralFacts) -> Refusal | None:
    """What no facility may have stands on no card, not even on a draft."""
    if facts.holds_bsn:
        return say.CARD_HOLDS_BSN
    return say.CARD_HOLDS_ADDRESS if facts.holds_kept_address else None


def provision_is_offered(facts: ReferralFacts) -> Refusal | None:
    """Nobody is sent to what has stopped."""
    return None if facts.offered else say.WITHDRAWN_PROVISION


def need_asks_for_help(facts: ReferralFacts) -> Refusal | None:
    """A closed need asks for nothing; beside step 4 a facility may still help."""
    return say.NEED_IS_CLOSED if facts.need_closed else None


def link_is_alive(facts: ReferralFacts) -> Refusal | None:
    """Through a link one answers while it was not taken back and did not run out; by phone always."""
    return say.LINK_IS_DEAD if facts.asked_by_link and not facts.link_alive else None


def the_team_does_it(facts: ReferralFacts) -> Refusal | None:
    """A link answers; it does not remind, take back or take up."""
    return say.ONLY_THE_TEAM if facts.asked_by_link else None


def reason_is_given(facts: ReferralFacts) -> Refusal | None:
    """Without the reason nobody can look for something that does fit."""
    return None if facts.reason_given else say.REASON_MISSING


def outcome_is_given(facts: ReferralFacts) -> Refusal | None:
    """Finished says whether it helped."""
    return None if facts.outcome in ReferralOutcome.values else say.OUTCOME_MISSING


def wait_has_its_days(facts: ReferralFacts) -> Refusal | None:
    """Waiting began by now, and there is room on a day to come, when that is known."""
    if facts.waiting_since and facts.waiting_since > facts.today:
        return say.WAIT_IS_AHEAD
    return say.WAIT_IS_OVER if facts.room_on and facts.room_on < facts.today else None


def it_is_mailed(facts: ReferralFacts) -> Refusal | None:
    """Who takes the card along, or whom no mail reaches, is called."""
    return None if facts.mailed else say.NOTHING_IS_MAILED


def consent_runs(facts: ReferralFacts) -> Refusal | None:
    """When the consent is over nothing is shown any more, and nothing is asked."""
    over = facts.consent_until is None or facts.consent_until < facts.today
    return say.CONSENT_IS_OVER if facts.ground == Ground.CONSENT and over else None


def more_was_asked(facts: ReferralFacts) -> Refusal | None:
    """Somebody calls because the facility asked for it."""
    return None if facts.needs_more else say.NOT_ASKED_TO_CALL


def it_is_their_turn(facts: ReferralFacts) -> Refusal | None:
    """Who is reminded has something to do."""
    return None if facts.turn == Turn.FACILITY else say.NOT_THEIR_TURN


def not_reminded_today(facts: ReferralFacts) -> Refusal | None:
    """One reminder a day at most: after that one calls."""
    return say.REMINDED_TODAY if facts.reminded_on == facts.today else None


def silence_has_lasted(facts: ReferralFacts) -> Refusal | None:
    """Ten working days after the clock ended nobody waits for an answer any more."""
    over = facts.due_on is not None and add_working_days(facts.due_on, EXPIRES_AFTER) < facts.today
    return None if over else say.NOT_SILENT_YET


def nobody_took_it_up(facts: ReferralFacts) -> Refusal | None:
    """What ended is taken up once."""
    return say.SETTLED_ALREADY if facts.settled else None


TO_SEND = (facts_may_leave, consent_is_short, card_holds_the_minimum, provision_is_offered, need_asks_for_help)
TO_REMIND = (the_team_does_it, it_is_mailed, it_is_their_turn, consent_runs, not_reminded_today)
TO_TAKE_UP = (the_team_does_it, nobody_took_it_up)


class ReferralFlow(FlowMixin):
    """One referral of one need to one facility. Each transition moves the state and nothing else."""

    subject = "referral"
    standing = say.STANDING

    state = FSMField(_("state"), default=S.DRAFT, choices=ReferralState.choices, protected=True, max_length=20)

    class Meta:
        abstract = True

    @transition(field=state, source=S.DRAFT, target=S.SENT, conditions=requires(*TO_SEND))
    def send(self) -> None:
        """Dutch: versturen, with the hand-off card."""

    @transition(field=state, source=S.SENT, target=S.RECEIVED, conditions=requires(link_is_alive))
    def receive(self) -> None:
        """Dutch: ontvangen; the facility takes it up."""

    @transition(
        field=state,
        source=[S.SENT, S.RECEIVED, S.WAITING_LIST],
        target=S.CONTACT_MADE,
        conditions=requires(link_is_alive),
    )
    def make_contact(self) -> None:
        """Dutch: contact gelegd."""

    @transition(
        field=state,
        source=[S.SENT, S.RECEIVED, S.CONTACT_MADE, S.WAITING_LIST],
        target=S.WAITING_LIST,
        conditions=requires(link_is_alive, wait_has_its_days),
    )
    def put_on_waiting_list(self) -> None:
        """Dutch: op de wachtlijst; once more when the day there is room changes."""

    @transition(
        field=state,
        source=[S.SENT, S.RECEIVED, S.CONTACT_MADE, S.WAITING_LIST],
        target=S.STARTED,
        conditions=requires(link_is_alive),
    )
    def start(self) -> None:
        """Dutch: gestart."""

    @transition(
        field=state, source=list(ANSWERABLE), target=S.COMPLETED, conditions=requires(link_is_alive, outcome_is_given)
    )
    def complete(self) -> None:
        """Dutch: afgerond, with the outcome: helped, partly or not."""

    @transition(
        field=state, source=list(ANSWERABLE), target=S.DOES_NOT_FIT, conditions=requires(link_is_alive, reason_is_given)
    )
    def does_not_fit(self) -> None:
        """Dutch: past niet; then something else is looked for."""

    @transition(field=state, source=list(ANSWERABLE), target=S.RESIDENT_DECLINES, conditions=requires(link_is_alive))
    def decline(self) -> None:
        """Dutch: de inwoner wil niet (meer)."""

    @transition(field=state, source=list(ANSWERABLE), target=S.NO_SHOW, conditions=requires(link_is_alive))
    def record_no_show(self) -> None:
        """Dutch: niet gekomen."""

    @transition(field=state, source=list(ANSWERABLE), target=None, conditions=requires(link_is_alive))
    def ask_for_more(self) -> None:
        """Dutch: deze inwoner heeft meer nodig, bel ons; the state stays, the team is told."""

    @transition(
        field=state, source=list(ANSWERABLE), target=None, conditions=requires(the_team_does_it, more_was_asked)
    )
    def go_on(self) -> None:
        """Dutch: gebeld, het loopt door."""

    @transition(field=state, source=list(ANSWERABLE), target=None, conditions=requires(*TO_REMIND))
    def remind(self) -> None:
        """Dutch: nog eens vragen."""

    @transition(
        field=state,
        source=[S.SENT, S.RECEIVED, S.CONTACT_MADE, S.WAITING_LIST],
        target=S.EXPIRED,
        conditions=requires(the_team_does_it, silence_has_lasted),
    )
    def expire(self) -> None:
        """Dutch: verlopen; nobody answered."""

    @transition(field=state, source=list(OPEN_REFERRALS), target=S.WITHDRAWN, conditions=requires(the_team_does_it))
    def withdraw(self) -> None:
        """Dutch: intrekken, by the team; also when the resident takes the consent back."""

    @transition(field=state, source=[S.COMPLETED, *ENDED_BADLY], target=None, conditions=requires(*TO_TAKE_UP))
    def take_up(self) -> None:
        """Dutch: oppakken; the team knows how it ended and goes on, here or with another facility."""
