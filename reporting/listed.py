"""The cases behind a number: which are asked, counted by the words that list them, with whom they can go to."""

from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import Permission
from accounts.lists import start_of
from accounts.request import Request
from accounts.words import LAW_NAMES
from cases.course.rows import rows_of
from cases.dossier import doors
from cases.dossier.models import Case
from cases.dossier.querysets import CaseQuerySet
from cases.dossier.words import RULES
from reporting import caseload
from reporting.caseload import INTENSIVE, NEAR, NOBODY, OPEN, RECENT, URGENT, WHATS, Load
from reporting.figures.scope import Asked
from reporting.figures.terms import may_apply_now, overdue_now

PAGE = 50
COLUMNS: Mapping[str, Any] = {
    OPEN: gettext_lazy("Open cases"),
    RECENT: gettext_lazy("New, 4 weeks"),
    URGENT: gettext_lazy("Urgent"),
    INTENSIVE: gettext_lazy("Intensive"),
    NEAR: gettext_lazy("Term near or passed"),
}
OVERDUE, MAY_APPLY = "overdue", "may_apply"
TERMS: Mapping[str, Any] = {
    OVERDUE: gettext_lazy("A term has passed"),
    MAY_APPLY: gettext_lazy("The resident may apply now"),
}
NAMES = ("team", "who", "what", "law", "rule")

Loads = dict[UUID, list[Load]]


class Listed:
    """Which cases: of a team, of somebody, of which kind; behind a figure also of a law and a rule.

    Another's team, and what was made up, is a 404. `start`: the first of the page.
    """

    def __init__(self, request: Request, params: QueryDict) -> None:
        self.request, self.actor = request, request.actor
        self.today = localdate(request.at)
        self.teams = caseload.teams_of(request.actor)
        self.params = {name: params.get(name, "") for name in NAMES}
        self.team, self.who, self.what = self.params["team"], self.params["who"], self.params["what"] or OPEN
        self.start = start_of(params.get("from"))
        self._check()
        self.params["what"] = self.what

    def _check(self) -> None:
        known = self.what in WHATS or self.what in TERMS
        if not known or not (self.who in ("", NOBODY) or _id(self.who)) or not self._of_a_term():
            raise Http404
        if self.team and _id(self.team) not in self.teams:
            doors.not_in_sight("caseload:read", ("team", _id(self.team)))

    def _of_a_term(self) -> bool:
        law, rule = self.params["law"], self.params["rule"]
        return (not law or law in LAW_NAMES) and (not rule or rule in RULES)

    @property
    def url(self) -> str:
        return at(start=self.start, **self.asked_for)

    @property
    def asked_for(self) -> dict[str, Any]:
        return dict(self.params)

    @cached_property
    def loads(self) -> Loads:
        loads = caseload.loads(self.actor, today=self.today)
        return {team: each for team, each in loads.items() if self.team in ("", str(team))}

    @cached_property
    def cases(self) -> CaseQuerySet:
        """The cases, in the order of work."""
        if self.what in TERMS:
            return self._past_a_term()
        found = caseload.open_cases(self.actor).worklist(self.actor).filter(caseload.had_by(self.who))
        found = found.filter(caseload.asked(self.actor, self.what, today=self.today))
        return found.filter(team=UUID(self.team)) if self.team else found

    def _past_a_term(self) -> CaseQuerySet:
        """As the figure counts them, ended cases with an objection among them."""
        team = UUID(self.team) if self.team else None
        asked = Asked(
            actor=self.actor, since=self.today, until=self.today, team=team, law=self.params["law"], now=self.today
        )
        terms = overdue_now(asked) if self.what == OVERDUE else may_apply_now(asked)
        if self.params["rule"]:
            terms = terms.filter(rule=self.params["rule"])
        found = Case.objects.visible_to(self.actor).filter(pk__in=terms.values("case"))
        return found.in_order_of_work(self.actor)

    @property
    def shown(self) -> list[Load]:
        """The cells of the caseload that this list stands behind."""
        every = [load for each in self.loads.values() for load in each]
        return [load for load in every if self.who in ("", str(load.user or NOBODY))]

    @cached_property
    def count(self) -> int:
        if self.what in TERMS:
            return self.cases.order_by().count()
        return sum(load.counts[self.what] for load in self.shown)

    @property
    def names(self) -> dict[UUID, str]:
        """Who can get a case here, by name."""
        return {load.user: load.name for each in self.loads.values() for load in each if load.user and load.here}

    @property
    def colleagues(self) -> list[tuple[UUID, str]]:
        """The same, with what each has now."""
        open_now: dict[UUID, int] = {}
        for load in (load for each in self.loads.values() for load in each):
            if load.user:
                open_now[load.user] = open_now.get(load.user, 0) + load.counts[OPEN]
        return [(user, _labelled(name, open_now[user])) for user, name in self.names.items()]

    @property
    def title(self) -> str:
        if self.what in TERMS:
            return self._term_title()
        if not self.who:
            return _("All open cases") if self.what == OPEN else str(COLUMNS[self.what])
        who = next((load.name for load in self.shown if load.name), "")
        whose = _("Nobody has these yet") if self.who == NOBODY else _("Cases of %(name)s") % {"name": who or "?"}
        return whose if self.what == OPEN else f"{whose}: {str(COLUMNS[self.what]).lower()}"

    def _term_title(self) -> str:
        law, rule = LAW_NAMES.get(self.params["law"]), RULES.get(self.params["rule"])
        return ": ".join(str(part) for part in (TERMS[self.what], law, rule) if part)


def page_of(listed: Listed, *, ticked: set[str] | None) -> dict[str, Any]:
    """A page of the list; `ticked`: the ids of cases with a tick, None for all on the page."""
    rows = rows_of(listed.request, listed.cases.with_names()[listed.start : listed.start + PAGE + 1])
    for row in rows:
        row["tick"] = f"{row['case'].id}:{row['case'].version}"
        row["ticked"] = ticked is None or str(row["case"].id) in ticked
    turn = partial(at, **listed.asked_for)
    return {
        "asked": listed,
        "team_name": listed.teams[UUID(listed.team)] if listed.team else "",
        "rows": rows[:PAGE],
        "may_allocate": listed.actor.may(Permission.CASE_ALLOCATE),
        "tick_all_url": turn(start=listed.start, tick="all") if len(rows) > 1 and ticked is not None else "",
        "divide_url": divide_at(listed),
        "page": {
            "previous_url": turn(start=max(0, listed.start - PAGE)) if listed.start else "",
            "next_url": turn(start=listed.start + PAGE) if len(rows) > PAGE else "",
        },
    }


def divide_at(listed: Listed) -> str:
    """Where all the cases of this one colleague are divided over the others."""
    if not (listed.team and listed.who and listed.what == OPEN and listed.actor.may(Permission.CASE_ALLOCATE)):
        return ""
    return dividing(UUID(listed.team), listed.who)


def dividing(team: UUID, who: object) -> str:
    return reverse("reporting:divide", args=[team]) + "?" + urlencode({"who": who})


def at(*, start: int = 0, tick: str = "", **params: Any) -> str:
    """The address of a list."""
    asked = {**params, "from": start or "", "tick": tick}
    return reverse("reporting:team_cases") + "?" + urlencode({name: value for name, value in asked.items() if value})


def _labelled(name: str, number: int) -> str:
    now = ngettext("%(name)s, now %(number)s case", "%(name)s, now %(number)s cases", number)
    return now % {"name": name, "number": number}


def _id(text: str) -> Any:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
