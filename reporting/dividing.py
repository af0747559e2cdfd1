"""Dividing all cases of one colleague, or those that nobody has, over the others: for leave, illness or a goodbye."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import Permission
from accounts.models import Band
from accounts.request import Request
from cases.course.rows import rows_of
from cases.dossier import doors
from cases.dossier.models import Case, CaseGrant
from cases.dossier.sight import laws_in_sight
from reporting import caseload, giving
from reporting.caseload import NOBODY, OPEN, Colleague, Load
from reporting.forms import DivideForm
from reporting.listed import Listed, at
from reporting.shares import Taker, ToGive, able, divided
from reporting.team import placed
from workflows.agreeing import Range

AT_ONCE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def divide(request: Request, team_id: UUID) -> HttpResponse:
    """A proposal, to change per case and to confirm; each case goes through its own door, all or none."""
    asked = _Divided(request, team_id)
    form = DivideForm(request.POST if request.method == "POST" else None, takers=asked.names)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["to"]
        said = ngettext("%(number)s case was divided.", "%(number)s cases were divided.", len(given))
        do = partial(giving.give, request, given, said % {"number": len(given)})
        then = at(team=asked.team, who=asked.who, what=OPEN)
        answered = doors.answer(request, form, do, about=asked.team, then=then)
        if answered:
            return answered
    sent = _chosen(request.POST) if form.is_bound else None
    return doors.show(request, "reporting/divide.html", form, asked.page(sent))


def _chosen(sent: QueryDict) -> dict[str, str]:
    """Per case whom it was to go to, whatever version it had: to show the answers again."""
    lines = [line.split(":") for line in sent.getlist("to")]
    return {line[0]: line[-1] for line in lines if len(line) == 3}


class _Divided:
    """Whose cases in which team (nobody's, unless asked), who can get them, and the proposal. Another's is a 404."""

    def __init__(self, request: Request, team: UUID) -> None:
        self.who = request.POST.get("who") or request.GET.get("who") or NOBODY
        self.request, self.team = request, team
        self.listed = listed = Listed(request, _only(team=str(team), who=self.who))
        if not request.actor.may_in(self.team, Permission.CASE_ALLOCATE):
            doors.not_in_sight("case:allocate", ("team", self.team))
        self.loads: list[Load] = listed.loads[self.team]

    @cached_property
    def takers(self) -> list[Taker]:
        """The colleagues of the team but the one whose cases these are."""
        others = ((load.here, load) for load in self.loads if load.here and str(load.user) != self.who)
        return [_taker(here, load) for here, load in others]

    @property
    def names(self) -> dict[UUID, str]:
        return {load.here.user: load.name for load in self.loads if load.here and str(load.user) != self.who}

    def page(self, sent: Mapping[str, str] | None) -> dict[str, Any]:
        """`sent`: what was chosen before, by case."""
        rows = rows_of(self.request, self.listed.cases.with_names()[: AT_ONCE + 1])
        more, rows = len(rows) > AT_ONCE, rows[:AT_ONCE]
        to_give = self._to_give([row["case"] for row in rows])
        proposed = {str(case): str(user or "") for case, user in divided(to_give, self.takers).items()}
        chosen = proposed if sent is None else {case: sent.get(case, "") for case in proposed}
        for row, one in zip(rows, to_give, strict=True):
            row["choices"] = self._choices(row["case"], one, chosen[str(one.case)])
        return {
            "asked": self.listed,
            "rows": rows,
            "title": self._title,
            "team_name": self.listed.teams[self.team],
            "shares": self._shares(Counter(chosen.values())),
            "more": AT_ONCE if more else 0,
            "back": at(team=self.team, who=self.who, what=OPEN),
        }

    @property
    def _title(self) -> str:
        if self.who == NOBODY:
            return _("Divide what nobody has yet")
        name = next((load.name for load in self.loads if str(load.user) == self.who), "") or "?"
        return _("Divide the cases of %(name)s") % {"name": name}

    def _to_give(self, cases: list[Case]) -> list[ToGive]:
        closed = [case.id for case in cases if case.confidential]
        grants = (
            CaseGrant.objects.filter(case__in=closed, revoked_at=None).values_list("case", "user") if closed else ()
        )
        seeing: dict[UUID, set[UUID]] = {case: set() for case in closed}
        for case, user in grants:
            seeing[case].add(user)
        actor = self.request.actor
        return [
            ToGive(
                case.id,
                frozenset(laws_in_sight(actor, case)),
                frozenset(seeing[case.id]) if case.confidential else None,
            )
            for case in cases
        ]

    def _choices(self, case: Case, one: ToGive, chosen: str) -> list[dict[str, Any]]:
        return [
            {
                "value": f"{case.id}:{case.version}:{taker.user}",
                "label": self.names[taker.user],
                "chosen": str(taker.user) == chosen,
            }
            for taker in able(one, self.takers)
        ]

    def _shares(self, gets: Mapping[str, int]) -> list[dict[str, Any]]:
        """Per colleague what comes and what there is then, with the band for who may know the hours."""
        band = caseload.bands_of([self.team]).get(self.team) if self._agrees else None
        return [
            {
                "name": self.names[taker.user],
                "has": taker.has,
                "gets": gets.get(str(taker.user), 0),
                "then": taker.has + gets.get(str(taker.user), 0),
                "band": _band(band, taker, taker.has + gets.get(str(taker.user), 0)),
            }
            for taker in self.takers
        ]

    @property
    def _agrees(self) -> bool:
        return self.request.actor.may_in(self.team, Permission.CASELOAD_AGREE)


def _band(band: Band | None, taker: Taker, cases: int) -> str:
    if band is None or taker.hours is None:
        return ""
    return placed(cases, Range(band.low, band.high, band.hours).for_hours(taker.hours))


def _taker(here: Colleague, load: Load) -> Taker:
    return Taker(here.user, here.laws, here.hours, load.counts[OPEN])


def _only(**named: str) -> QueryDict:
    kept = QueryDict(mutable=True)
    kept.update(named)
    return kept
