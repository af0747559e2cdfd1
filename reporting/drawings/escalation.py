"""The escalation as a chart that tells signal from noise."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.words import LAW_NAMES
from reporting.asked import Question, between, months_back
from reporting.charts.axis import NARROW
from reporting.charts.drawing import xmr_svg
from reporting.charts.multiples import multiples_svg
from reporting.charts.sentences import month_name, percent, rule_name, sentence
from reporting.charts.xmr import Chart, Mark, Point, chart
from reporting.figures.escalation import Escalation, escalation, knows_tailored
from reporting.forms import month_end
from reporting.totals import FEW

YEARS = 36


def charts(_rows: Sequence[Escalation], given: Question, *, today: date) -> list[dict[str, Any]]:
    """Per law that knows maatwerk: the sentence, the chart of three years, its table, and a small one per team."""
    asked = given.asked
    if asked is None:
        return []
    until = today.replace(day=1) - timedelta(days=1)
    since = months_back(today.replace(day=1), YEARS)
    rows = escalation(actor=asked.actor, since=since, until=until, team=asked.team, law=asked.law)
    months = [months_back(today.replace(day=1), back) for back in range(YEARS, 0, -1)]
    laws = [law for law in LAW_NAMES if knows_tailored(law) and any(row.law == law for row in rows)]
    return [_chart(law, [row for row in rows if row.law == law], months, given.teams) for law in laws]


def _chart(law: str, rows: list[Escalation], months: list[date], teams: Mapping[UUID, str]) -> dict[str, Any]:
    whole = chart(_points(rows, months))
    title = _("Individual support per month, %(law)s") % {"law": LAW_NAMES[law]}
    words: dict[str, Any] = {
        "prefix": f"xmr-{law}",
        "title": title,
        "description": " ".join([sentence(whole), _("The same numbers stand in the table.")]),
    }
    by_team: dict[UUID, list[Escalation]] = {}
    for row in rows:
        by_team.setdefault(UUID(row.team), []).append(row)
    small = {teams[team]: chart(_points(some, months)) for team, some in by_team.items() if team in teams}
    return {
        "name": words["prefix"],
        "period": between(months[0], month_end(months[-1])),
        "title": title,
        "sentence": sentence(whole),
        "wide": xmr_svg(whole, **words),
        "narrow": xmr_svg(whole, **words, size=NARROW),
        "marks": [_line(mark) for mark in reversed(whole.marks)],
        "small": _small(law, small, months) if len(small) > 1 else None,
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


def _line(mark: Mark) -> dict[str, Any]:
    limits = (
        f"{percent(mark.lower)} - {percent(mark.upper)}" if mark.lower is not None and mark.upper is not None else "-"
    )
    return {
        "month": month_name(mark.month),
        "part": mark.part,
        "whole": mark.whole,
        "share": percent(mark.value) if mark.value is not None and mark.whole >= FEW else "-",
        "mean": percent(mark.mean) if mark.mean is not None else "-",
        "limits": limits,
        "signals": ", ".join(rule_name(rule) for rule in mark.signals),
    }
