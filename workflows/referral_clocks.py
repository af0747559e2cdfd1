"""Whose turn it is in a referral, and which clock runs until when: working days from the day its state began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflows.calendar import add_working_days
from workflows.referral_flow import ANSWERABLE, ENDED_BADLY, Ground, ReferralState, Turn

S = ReferralState
DRAFT_WITHIN, TEAM_WITHIN, ROOM_WITHIN, LOOK_BACK_AFTER = 5, 5, 20, 30


@dataclass(frozen=True, slots=True)
class AnswerClocks:
    """Working days a facility has to say that it received the question, to get in touch, and to start."""

    received: int = 2
    contact: int = 5
    start: int = 15


def turn_of(state: str, ground: str = "", *, settled: bool = False, needs_more: bool = False) -> Turn:
    """Whose turn it is. Who takes the card along calls the facility; what ended is the team's until it took it up."""
    if needs_more and state in ANSWERABLE:
        return Turn.TEAM
    if state == S.SENT and ground == Ground.TAKES_ALONG:
        return Turn.RESIDENT
    if state in ANSWERABLE:
        return Turn.FACILITY
    if state == S.DRAFT or (state in (S.COMPLETED, *ENDED_BADLY) and not settled):
        return Turn.TEAM
    return Turn.NOBODY


def due_on(
    state: str, *, since: date, clocks: AnswerClocks, ground: str = "", room_on: date | None = None
) -> date | None:
    """The day on which the clock of a state that began on `since` ends; None where no clock runs."""
    if state == S.WAITING_LIST and room_on:
        return max(room_on, since)
    takes_along = state == S.SENT and ground == Ground.TAKES_ALONG
    days: Mapping[str, int] = {
        S.DRAFT: DRAFT_WITHIN,
        S.SENT: clocks.contact if takes_along else clocks.received,
        S.RECEIVED: clocks.contact,
        S.CONTACT_MADE: clocks.start,
        S.WAITING_LIST: ROOM_WITHIN,
        S.STARTED: LOOK_BACK_AFTER,
        S.COMPLETED: TEAM_WITHIN,
        **dict.fromkeys(ENDED_BADLY, TEAM_WITHIN),
    }
    return add_working_days(since, days[state]) if state in days else None


def is_silent(state: str, due: date | None, *, today: date) -> bool:
    """Whether nothing was heard and the clock is over: then somebody calls."""
    return state in ANSWERABLE and due is not None and due < today


def turn_now(state: str, turn: str, due: date | None, *, today: date, needs_more: bool = False) -> Turn:
    """Whose turn it is today: the team's also when the facility asks to be called, or is silent past its clock."""
    return Turn.TEAM if needs_more or is_silent(state, due, today=today) else Turn(turn)
