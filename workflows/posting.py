"""When a post or mandate may be given or ended, a colleague shut out, a team closed: rules of administration."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from workflows.refusal import Refusal

EARLIEST = date(2000, 1, 1)
YEARS_AHEAD = 10

NOT_FOR_YOURSELF = Refusal(
    "post.for_oneself", _("Nobody gives a post or mandate to himself. Ask another administrator.")
)
TEAM_IS_CLOSED = Refusal("post.team_is_closed", _("This team is closed. Choose another team."))
ENDS_BEFORE_START = Refusal("post.ends_before_start", _("The last day comes before the first day."))
OVER_ALREADY = Refusal("post.over_already", _("This would be over already. Choose a last day from today on."))
STRANGE_YEAR = Refusal("post.strange_year", _("Look at the year: this date lies too far away."))
SAME_AGAIN = Refusal("post.overlaps", _("This colleague has this post already in that period. End that one first."))
MANDATE_AGAIN = Refusal(
    "mandate.overlaps", _("This colleague has a mandate for this law already in that period. End that one first.")
)
ENDED_EARLIER = Refusal("post.ended_earlier", _("This ended on an earlier day already."))
NOT_IN_THE_PAST = Refusal("post.in_the_past", _("What was, stays as it was. Choose yesterday as last day, or later."))
OWN_LAST = Refusal("post.own_last", _("This is your own last post as administrator. Another administrator can end it."))
LAST_OF_ALL = Refusal(
    "post.last_of_all", _("Then nobody administers this municipality. Give somebody that post first.")
)
NOT_YOURSELF = Refusal("user.oneself", _("You can't close your own account. Another administrator can."))
ELSEWHERE_TOO = Refusal(
    "user.elsewhere_too", _("This colleague works for another municipality too. End the posts here instead.")
)
LINK_ELSEWHERE = Refusal(
    "user.link_elsewhere",
    _("This colleague works for another municipality too. Who runs Trede gives the new password: changepassword."),
)
CLOSED_ACCOUNT = Refusal("user.closed", _("This account is closed. Open it first."))
STILL_SERVES = Refusal(
    "team.still_serves", _("This team still serves neighbourhoods. Let other teams take them first.")
)
LAST_DESK = Refusal("team.last_desk", _("This is the last intake desk. Without one nobody can take a conversation."))


@dataclass(frozen=True, slots=True)
class Period:
    """From a day up to and including another; without a last day it runs on."""

    since: date
    until: date | None = None

    def overlaps(self, other: "Period") -> bool:
        return self.since <= (other.until or date.max) and other.since <= (self.until or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """A post or mandate about to be given; `same` are the periods in which this colleague has it already."""

    period: Period
    today: date
    to_oneself: bool
    same: tuple[Period, ...] = ()
    team_is_closed: bool = False
    mandate: bool = False


def may_give(facts: Giving) -> Refusal | None:
    if facts.to_oneself:
        return NOT_FOR_YOURSELF
    if facts.team_is_closed:
        return TEAM_IS_CLOSED
    refusal = possible(facts.period, today=facts.today)
    if refusal:
        return refusal
    if any(facts.period.overlaps(other) for other in facts.same):
        return MANDATE_AGAIN if facts.mandate else SAME_AGAIN
    return None


def possible(period: Period, *, today: date) -> Refusal | None:
    """Whether somebody can mean these dates."""
    latest = date(today.year + YEARS_AHEAD, 12, 31)
    if any(not EARLIEST <= day <= latest for day in (period.since, period.until or today)):
        return STRANGE_YEAR
    if period.until and period.until < period.since:
        return ENDS_BEFORE_START
    if period.until and period.until < today:
        return OVER_ALREADY
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A post or mandate about to be ended. Of posts as administrator: is it one's own last, and does another remain?"""

    period: Period
    last_day: date
    today: date
    own_last: bool = False
    leaves_nobody: bool = False


def may_end(facts: Ending) -> Refusal | None:
    if facts.period.until and facts.period.until <= facts.last_day:
        return ENDED_EARLIER
    if facts.last_day < facts.period.since:
        return ENDS_BEFORE_START
    if facts.last_day < facts.today - timedelta(days=1):
        return NOT_IN_THE_PAST
    if facts.last_day.year > facts.today.year + YEARS_AHEAD:
        return STRANGE_YEAR
    if facts.own_last:
        return OWN_LAST
    return LAST_OF_ALL if facts.leaves_nobody else None


def may_shut_out(*, oneself: bool, elsewhere: bool) -> Refusal | None:
    if oneself:
        return NOT_YOURSELF
    return ELSEWHERE_TOO if elsewhere else None


def may_get_link(*, active: bool, elsewhere: bool) -> Refusal | None:
    """Who hands over a link could use it: so none for whom another municipality trusts too."""
    if not active:
        return CLOSED_ACCOUNT
    return LINK_ELSEWHERE if elsewhere else None


def may_close(*, serves: int, other_desks: Iterable[object] | None) -> Refusal | None:
    """`other_desks` are the open desks that remain; None for a team that is no desk."""
    if serves:
        return STILL_SERVES
    return LAST_DESK if other_desks is not None and not list(other_desks) else None
