"""The escalation as a chart that tells signal from noise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.words import LAW_NAMES
from reporting.asked import Question, between, recent_months
from reporting.charts.axis import NARROW
from reporting.charts.drawing import Annotation, xmr_svg
from reporting.charts.multiples import multiples_svg
from reporting.charts.sentences import month_name, percent, resting_on, rule_name, sentence
from reporting.charts.xmr import Chart, Mark, Point, chart
from reporting.figures.escalation import Escalation, escalation, knows_tailored
from reporting.forms import month_end
from reporting.remarks.models import Remark
from reporting.totals import FEW


def charts(_rows: Sequence[Escalation], given: Question, *, today: date) -> list[dict[str, Any]]:
    """Per law that knows maatwerk: the sentence, the chart of three years, its table, and a small one per team.

    Remarks of the whole municipality stand at each; those of a team at its small chart, and at the large one where it
    is the only team.
    """
    asked = given.asked
    if asked is None or asked.actor is None:
        return []
    _this, *past = recent_months(today)
    months = past[::-1]
    until = today.replace(day=1) - timedelta(days=1)
    rows = escalation(actor=asked.actor, since=months[0], until=until, team=asked.team, law=asked.law)
    only = asked.team or (next(iter(given.teams)) if len(given.teams) == 1 else None)
    places = {post.team: post.municipality for post in asked.actor.posts if post.team in given.teams}
    found = Remark.objects.visible_to(asked.actor).standing().filter(month__gte=months[0])
    remarks = list(found.select_related("team", "by").order_by("month", "at"))
    laws = [law for law in LAW_NAMES if knows_tailored(law) and any(row.law == law for row in rows)]
    return [
        _chart(
            ChartAsked(law, months, given.teams, only, [one for one in remarks if one.law == law], places),
            [row for row in rows if row.law == law],
        )
        for law in laws
    ]


@dataclass(frozen=True, slots=True)
class ChartAsked:
    """One law's chart: its months, the teams by id and name, the only team shown if it is one, and its remarks.

    `places`: the municipality of each team.
    """

    law: str
    months: list[date]
    teams: Mapping[UUID, str]
    only: UUID | None
    remarks: list[Remark]
    places: Mapping[UUID, str]

    def remarks_of(self, team: UUID | None) -> list[Remark]:
        """Those that stand at the chart of a team, or of several (None): there those of all, where all are of one."""
        here = {self.places[team]} if team else set(self.places.values())
        of_all = next(iter(here)) if len(here) == 1 else None
        return [one for one in self.remarks if (one.team_id == team if one.team_id else one.municipality_id == of_all)]

    def chart(self, rows: list[Escalation], team: UUID | None) -> Chart:
        rebases = {one.month for one in self.remarks_of(team) if one.kind == Remark.Kind.REBASE}
        return chart(_points(rows, self.months), rebases)


def _chart(asked: ChartAsked, rows: list[Escalation]) -> dict[str, Any]:
    whole, remarks = asked.chart(rows, asked.only), asked.remarks_of(asked.only)
    title = _("Individual support per month, %(law)s") % {"law": LAW_NAMES[asked.law]}
    words: dict[str, Any] = {
        "prefix": f"xmr-{asked.law}",
        "title": title,
        "description": " ".join([sentence(whole), _("The same numbers stand in the table.")]),
        "annotations": [Annotation(one.month, _in_words(one)) for one in remarks],
    }
    by_team: dict[UUID, list[Escalation]] = {}
    for row in rows:
        by_team.setdefault(UUID(row.team), []).append(row)
    small = {asked.teams[team]: asked.chart(some, team) for team, some in by_team.items() if team in asked.teams}
    return {
        "name": words["prefix"],
        "period": between(asked.months[0], month_end(asked.months[-1])),
        "title": title,
        "sentence": sentence(whole),
        "resting": resting_on(whole),
        "wide": xmr_svg(whole, **words),
        "narrow": xmr_svg(whole, **words, size=NARROW),
        "marks": [_line(mark, remarks) for mark in reversed(whole.marks)],
        "small": _small(asked.law, small, asked.months) if len(small) > 1 else None,
        "remarks": [_remark(one) for one in asked.remarks],
        "write": f"?{urlencode({'law': asked.law} | ({'where': asked.only} if asked.only else {}))}",
    }


def _in_words(one: Remark) -> str:
    return _("new limits: %(why)s") % {"why": one.text} if one.kind == Remark.Kind.REBASE else one.text


def _remark(one: Remark) -> dict[str, Any]:
    return {
        "id": one.id,
        "month": month_name(one.month),
        "text": _in_words(one),
        "team": one.team.name if one.team else "",
        "by": one.by.name,
        "on": date_format(localdate(one.at), "j F Y"),
    }


def _small(law: str, charts: dict[str, Chart], months: list[date]) -> dict[str, Any]:
    title = _("Individual support per month and team, %(law)s") % {"law": LAW_NAMES[law]}
    words: dict[str, Any] = {
        "prefix": f"teams-{law}",
        "title": title,
        "description": _("All on the same scale, by name. This is no ranking."),
    }
    return {
        "name": words["prefix"],
        "period": between(months[0], month_end(months[-1])),
        "title": title,
        "wide": multiples_svg(charts, **words),
        "narrow": multiples_svg(charts, **words, size=NARROW),
        "lines": [{"name": name, "sentence": sentence(charts[name])} for name in sorted(charts, key=str.casefold)],
    }


def _points(rows: list[Escalation], months: list[date]) -> list[Point]:
    """From the first month in which anything finished: what was before is not nothing, it is not known."""
    parts: dict[date, list[int]] = {}
    for row in rows:
        sums = parts.setdefault(row.month, [0, 0])
        sums[0] += row.tailored
        sums[1] += row.finished
    known = [month for month in months if month >= min(parts)]
    return [Point(month, *parts.get(month, [0, 0])) for month in known]


def _line(mark: Mark, remarks: list[Remark]) -> dict[str, Any]:
    limits = (
        f"{percent(mark.lower)} - {percent(mark.upper)}" if mark.lower is not None and mark.upper is not None else "-"
    )
    return {
        "month": month_name(mark.month),
        "part": mark.part,
        "whole": mark.whole,
        "share": percent(mark.value) if mark.value is not None and mark.whole >= FEW else "-",
        "mean": percent(mark.mean) if mark.mean is not None else "-",
        "limits": _("%(limits)s, provisional") % {"limits": limits} if mark.provisional and mark.mean else limits,
        "signals": ", ".join(rule_name(rule) for rule in mark.signals),
        "remarks": "; ".join(_in_words(one) for one in remarks if one.month == mark.month),
    }
