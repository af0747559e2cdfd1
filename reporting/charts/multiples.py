"""Small charts side by side, one per team: the same months and the same axis, by name. No team is ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reporting.charts.axis import WIDE, Plot, Size, Tick, cut, highest_of, month_and_year, number, top_share
from reporting.charts.drawing import Band, bands_of, explained_in, ground, paths, shapes_of, titled
from reporting.charts.shapes import Shape, Straight, Written, key
from reporting.charts.xmr import Chart, Mark, Step
from reporting.totals import percentage

AXIS, APART, RADIUS = 40.0, 20.0, 3.2
ABOVE, HEIGHT, BELOW = 46.0, 80.0, 44.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One team: its name, its last share, and its small chart. Only the first of a row has words along its axis."""

    name: Written
    latest: Written
    edges: Mapping[str, str]
    shares: tuple[Tick, ...]
    labelled: bool
    months: tuple[str, ...]
    lines: tuple[Straight, ...]
    paths: tuple[str, ...]
    marks: tuple[Shape, ...]


def multiples_svg(
    charts: Mapping[str, Chart], *, prefix: str, title: str, description: str, size: Size = WIDE
) -> SafeString:
    """A small chart per name, in the order of the alphabet; a team without figures keeps its place.

    All charts are of the same step. Raises ValueError for a prefix that cannot be part of an id.
    """
    named = sorted(charts.items(), key=lambda item: item[0].casefold())
    all_months = sorted({one.month for chart in charts.values() for one in chart.marks})
    months = all_months[-size.months :]
    aligned = [_aligned(chart, months) for _name, chart in named]
    top = top_share(max((highest_of(marks) for marks in aligned), default=0.0))
    plots = [_plot(place, len(months), top, size) for place in range(len(named))]
    bands = [list(bands_of(chart, marks, plot)) for (_n, chart), marks, plot in zip(named, aligned, plots, strict=True)]
    step = named[0][1].step if named else Step.MONTH
    explained = key(
        explained_in([one for marks in aligned for one in marks], [band for some in bands for band in some], step),
        size,
        left=4,
        top=max((plot.bottom for plot in plots), default=0.0) + BELOW + 4,
    )
    panels = [
        _panel(name, chart, marks, plot, some, size)
        for (name, chart), marks, plot, some in zip(named, aligned, plots, bands, strict=True)
    ]
    context = {
        **ground(prefix, titled(title, len(all_months), step, size), description, size, explained.bottom),
        "panels": panels,
        "key": explained,
    }
    return render_to_string("reporting/charts/multiples.svg", context)


def _panel(name: str, chart: Chart, marks: Sequence[Mark], plot: Plot, bands: Sequence[Band], size: Size) -> Panel:
    first, last = (month_and_year(one.month, chart.step, size) for one in (marks[0], marks[-1])) if marks else ("", "")
    at = number(plot.left)
    return Panel(
        name=Written(at, number(plot.top - 28), cut(name, (plot.right - plot.left) * 0.94, size.font)),
        latest=Written(at, number(plot.top - 11), _latest(chart)),
        edges={
            "left": at,
            "right": number(plot.right),
            "share": number(plot.left - 6),
            "month": number(plot.bottom + 17),
        },
        shares=tuple(tick for tick in plot.shares() if tick.label in ("0%", f"{round(plot.top_share * 100)}%")),
        labelled=plot.left == AXIS,
        months=(first, last),
        lines=tuple(line for band in bands for line in band.lines),
        paths=tuple(paths(chart, marks, plot)),
        marks=tuple(shapes_of(marks, plot, RADIUS)),
    )


def _latest(chart: Chart) -> str:
    """The last share, where it may be told, and whether it is part of a signal."""
    valued = [one for one in chart.marks if one.value is not None]
    if not valued:
        return _("nothing counted")
    share = percentage(valued[-1].part, valued[-1].whole)
    return " · ".join(word for word in (share, _("signal") if chart.latest_signal() else "") if word)


def _aligned(chart: Chart, months: Sequence[date]) -> list[Mark]:
    """The marks of a chart at those months; a month it does not have is a gap in it."""
    own = {one.month: one for one in chart.marks}
    return [own.get(month) or _gap(month) for month in months]


def _gap(month: date) -> Mark:
    return Mark(
        month=month,
        part=0,
        whole=0,
        value=None,
        mean=None,
        lower=None,
        upper=None,
        provisional=True,
        signals=(),
        within=(),
    )


def _plot(place: int, slots: int, top_share: float, size: Size) -> Plot:
    row, column = divmod(place, size.columns)
    width = (size.width - AXIS - 4 - APART * (size.columns - 1)) / size.columns
    left = AXIS + column * (width + APART)
    top = ABOVE + row * (ABOVE + HEIGHT + BELOW - 16)
    return Plot(left, left + width, top, top + HEIGHT, slots, top_share)
