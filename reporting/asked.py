"""What a page or a file of figures is asked for: the form, and whose figures the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.access import Permission
from accounts.request import Request
from reporting.catalogue.shapes import Text
from reporting.figures.places import every_name
from reporting.figures.scope import Asked
from reporting.forms import FiguresForm
from reporting.years import YearsForm, in_years

MONTHS = 12
CHARTED = 36


class Asking(Protocol):
    """A form that says what it asks, once it holds."""

    @property
    def asked(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Question:
    """The form as it was sent, and (`asked`, when it holds) what it asks. `teams`: by id, in the order of names."""

    form: Asking
    teams: Mapping[UUID, str]
    asked: Asked | None

    @property
    def names(self) -> dict[str, str]:
        return called(self.asked, {str(team): name for team, name in self.teams.items()})


def question(
    request: Request, *, months: int = MONTHS, by: Mapping[str, Text] | None = None, yearly: bool = False
) -> Question:
    """What this request asks; without any wish the last `months`, this one included, or the last years.

    `by`: as the form takes it. `yearly`: it asks in years.
    """
    choices = may_ask(request, months=months)
    form: Any
    if yearly:
        form = YearsForm(request.GET, **{name: choices[name] for name in ("today", "teams", "laws")})
    else:
        form = FiguresForm(request.GET, by=by, **choices)
    asked = Asked(actor=request.actor, now=choices["today"], **form.asked) if form.is_valid() else None
    return Question(form, choices["teams"], asked)


def may_ask(request: Request, *, months: int = MONTHS) -> dict[str, Any]:
    """What the form of figures offers this reader."""
    today = localdate(request.at)
    posts = [post for post in request.actor.posts if post.may(Permission.FIGURES_READ)]
    return {
        "today": today,
        "usual": (months_back(today.replace(day=1), months - 1), today),
        "teams": {post.team: post.team_name for post in sorted(posts, key=lambda post: post.team_name.lower())},
        "laws": {law for post in posts for law in post.laws},
    }


def called(asked: Asked | None, teams: Mapping[str, str]) -> dict[str, str]:
    """What the ids and codes in rows are called: teams, and neighbourhoods where it is split by those.

    A neighbourhood as its newest vintage calls it.
    """
    by_place = asked is not None and asked.by == "neighbourhood"
    return {**teams, **(every_name() if by_place else {})}


def period(asked: Asked, *, today: Any, yearly: bool = False) -> str:
    if yearly:
        return in_years(asked)
    return between(asked.since, min(asked.until, today))


def between(since: date, until: date) -> str:
    return _("%(since)s up to and including %(until)s") % {
        "since": date_format(since, "j F Y"),
        "until": date_format(until, "j F Y"),
    }


def recent_months(today: date) -> list[date]:
    """The months that a chart shows and this one, newest first, each by its first day."""
    return [months_back(today.replace(day=1), back) for back in range(CHARTED + 1)]


def months_back(first: Any, months: int) -> Any:
    """The first of the month so many months before."""
    years, month = divmod(first.month - 1 - months, 12)
    return first.replace(year=first.year + years, month=month + 1)
