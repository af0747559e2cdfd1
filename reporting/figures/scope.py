"""Whose figures somebody may read, and what was asked of them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import make_aware

from accounts.access import Actor, Permission

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A period (both days included), one team or all, one law or all. `actor` None is whoever runs the house.

    `now`: the day on which it is asked, for what is counted as it stands; None stands for the last of the period.
    `by`: what a figure divides by, where it leaves a choice; empty for its first.
    """

    actor: Actor | None
    since: date
    until: date
    team: UUID | None = None
    law: str = ""
    now: date | None = None
    by: str = ""

    @property
    def within(self) -> Q:
        """Rows with a team and a law, of what was asked and may be read."""
        return scope_of(self.actor) & narrowed(self.team, self.law)


def scope_of(actor: Actor | None) -> Q:
    """The teams, with their laws, whose figures somebody may read."""
    if actor is None:
        return Q()
    scope = Q(pk__in=[])
    for post in actor.posts:
        if post.may(Permission.FIGURES_READ):
            scope |= Q(team=post.team, law__in=sorted(post.laws))
    return scope


def narrowed(team: UUID | None, law: str) -> Q:
    """One team, one law, or all."""
    return (Q(team=team) if team else Q()) & (Q(law=law) if law else Q())


def moments(since: date, until: date) -> tuple[datetime, datetime]:
    """The first moment of a period of whole days here, and the first one after it."""
    return make_aware(datetime.combine(since, time())), make_aware(datetime.combine(until + ONE_DAY, time()))


def months_within(since: date, until: date, now: date | None = None) -> tuple[date, date] | None:
    """Of a period of whole days the first and the last day of the months that lie in it whole; None when none does.

    `now`: the day on which it is asked. Of a month that runs and that is asked up to that day, nothing is left out.
    """
    first = since if since.day == 1 else _next_month(since)
    last = _next_month(until) if now and until >= now else (until + ONE_DAY).replace(day=1)
    return (first, last - ONE_DAY) if first < last else None


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
