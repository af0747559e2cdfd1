"""An XmR chart as SVG: complete as a file, so without a style sheet, a script or anything from elsewhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reporting.charts.axis import WIDE, Plot, Size, highest_of, number, top_share
from reporting.charts.rules import Limits, Rule
from reporting.charts.sentences import month_name, percent, rule_name
from reporting.charts.shapes import (
    DASHED,
    DOTTED,
    GREY,
    LINE,
    PAPER,
    SIGNAL,
    ZONE,
    Explained,
    Shape,
    Straight,
    Written,
    key,
    mark,
    shown,
    triangle,
)
from reporting.charts.xmr import Chart, Mark, Step

COLOURS = {"paper": PAPER, "zone": ZONE, "line": LINE, "signal": SIGNAL, "grey": GREY}
AN_ID = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
RADIUS = 4.0


@dataclass(frozen=True, slots=True)
class Annotation:
    """What happened in a month, told under the chart: new policy, or why the limits start anew."""

    month: date
    text: str


@dataclass(frozen=True, slots=True)
class Band:
    """The limits of one stretch as they are drawn, over the months that are shown."""

    left: float
    right: float
    limits: Limits
    lines: tuple[Straight, ...]


def xmr_svg(
    chart: Chart,
    *,
    prefix: str,
    title: str,
    description: str,
    annotations: Sequence[Annotation] = (),
    size: Size = WIDE,
) -> SafeString:
    """The chart of the last months that fit in `size`, with its key and the annotations in those months under it.

    `prefix` makes the ids of this chart its own on the page; wide and narrow may share one. Annotations are numbered
    in the order given. Raises ValueError for a prefix that cannot be part of an id.
    """
    marks = chart.marks[-size.months :]
    plot = _plot(marks, size)
    bands = list(bands_of(chart, marks, plot))
    notes = _noted(annotations, marks, chart.step)
    explained = key(
        [*explained_in(marks, bands, chart.step), *_explained_notes(notes, chart.step)],
        size,
        left=4,
        top=plot.bottom + 62,
    )
    context = {
        **ground(
            prefix,
            titled(title, len(chart.marks), chart.step, size),
            " ".join([description, *_told(notes, chart.step)]),
            size,
            explained.bottom,
        ),
        "plot": _edges(plot),
        "shares": plot.shares() if _counted(marks) else [],
        "months": plot.months(marks, chart.step, size.font * 3.4),
        "zones": [_zone(band, plot) for band in bands],
        "lines": [line for band in bands for line in band.lines],
        "labels": _labels(bands, plot, size),
        "nothing": "" if _counted(marks) else _("nothing counted"),
        "paths": list(paths(chart, marks, plot)),
        "marks": shapes_of(marks, plot),
        "notes": [_flag(numbers, slot, plot) for slot, numbers in _by_slot(notes).items()],
        "key": explained,
    }
    return render_to_string("reporting/charts/xmr.svg", context)


def ground(prefix: str, title: str, description: str, size: Size, bottom: float) -> dict[str, Any]:
    """What every drawing has: its own ids, what it is called, how large it is, its colours."""
    if not AN_ID.fullmatch(prefix):
        raise ValueError(f"no id: {prefix!r}")
    own = f"{prefix}-narrow" if size.narrow else prefix
    return {
        "id": own,
        "title": title,
        "description": description.strip(),
        "size": size,
        "height": round(bottom),
        "kind": "narrow" if size.narrow else "wide",
        "colours": COLOURS,
    }


def titled(title: str, months: int, step: Step, size: Size) -> str:
    """The title, and of how many months it is where there are more than are drawn."""
    if months <= size.months:
        return title
    words = (
        _("%(title)s, the last %(count)s quarters")
        if step is Step.QUARTER
        else _("%(title)s, the last %(count)s months")
    )
    return words % {"title": title, "count": size.months}


def paths(chart: Chart, marks: Sequence[Mark], plot: Plot) -> Iterator[str]:
    """The line from month to month as points; a gap and a new start of the limits break it."""
    starts = {stretch.marks[0].month for stretch in chart.stretches}
    points: list[str] = []
    for slot, one in enumerate(marks):
        if points and (one.value is None or one.month in starts):
            yield " ".join(points)
            points = []
        if one.value is not None:
            points.append(f"{number(plot.x(slot))},{number(plot.y(one.value))}")
    if points:
        yield " ".join(points)


def shapes_of(marks: Sequence[Mark], plot: Plot, radius: float = RADIUS) -> list[Shape]:
    small = min(radius, max(2.0, plot.slot_width * 0.28))
    return [
        mark(one.within, plot.x(slot), plot.y(one.value), small)
        for slot, one in enumerate(marks)
        if one.value is not None
    ]


def _counted(marks: Sequence[Mark]) -> bool:
    return any(one.value is not None for one in marks)


def _plot(marks: Sequence[Mark], size: Size) -> Plot:
    left, right, height = (40, 40, 150) if size.narrow else (46, 132, 200)
    top = 28.0
    return Plot(left, size.width - right, top, top + height, len(marks), top_share(highest_of(marks)))


def bands_of(chart: Chart, marks: Sequence[Mark], plot: Plot) -> Iterator[Band]:
    """Mean and limits of each stretch, over those of its months that are among `marks`."""
    slots = {one.month: slot for slot, one in enumerate(marks)}
    for stretch in chart.stretches:
        shown = [slots[one.month] for one in stretch.marks if one.month in slots]
        if shown and stretch.limits:
            left, right = plot.x(shown[0] - 0.5), plot.x(shown[-1] + 0.5)
            yield Band(left, right, stretch.limits, tuple(_straights(left, right, stretch.limits, plot)))


def _straights(left: float, right: float, limits: Limits, plot: Plot) -> Iterator[Straight]:
    dash = DOTTED if limits.provisional else DASHED
    for share in (limits.lower, limits.upper):
        yield Straight(number(left), number(right), number(plot.y(share)), "limit", dash)
    yield Straight(number(left), number(right), number(plot.y(limits.mean)), "mean")


def _zone(band: Band, plot: Plot) -> dict[str, str]:
    upper, lower = plot.y(band.limits.upper), plot.y(band.limits.lower)
    return {
        "x": number(band.left),
        "y": number(upper),
        "width": number(band.right - band.left),
        "height": number(lower - upper),
    }


def _edges(plot: Plot) -> dict[str, str]:
    """Where the axes and their words stand."""
    return {
        "left": number(plot.left),
        "right": number(plot.right),
        "top": number(plot.top),
        "bottom": number(plot.bottom),
        "share": number(plot.left - 8),
        "month": number(plot.bottom + 18),
        "year": number(plot.bottom + 34),
        "middle": number((plot.left + plot.right) / 2),
    }


def _labels(bands: Sequence[Band], plot: Plot, size: Size) -> list[Written]:
    """The last mean and limits, at the right; moved apart where they would cover each other."""
    if not bands:
        return []
    limits = bands[-1].limits
    words = (_("lower limit %(share)s"), _("mean %(share)s"), _("upper limit %(share)s"))
    shares = (limits.lower, limits.mean, limits.upper)
    written, room = [], size.font * 1.15
    middle = plot.y(limits.mean)
    places = (max(plot.y(limits.lower), middle + room), middle, min(plot.y(limits.upper), middle - room))
    for word, share, y in zip(words, shares, places, strict=True):
        text = percent(share) if size.narrow else word % {"share": percent(share)}
        written.append(Written(number(plot.right + 8), number(y + size.font * 0.35), text))
    return written


def _noted(annotations: Sequence[Annotation], marks: Sequence[Mark], step: Step) -> list[tuple[int, int, Annotation]]:
    """Number, place and annotation, of those that fall in a month that is shown."""
    places = {_period(one.month, step): slot for slot, one in enumerate(marks)}
    numbered = enumerate(annotations, start=1)
    return [
        (count, places[_period(one.month, step)], one) for count, one in numbered if _period(one.month, step) in places
    ]


def _period(month: date, step: Step) -> tuple[int, int]:
    return month.year, (month.month - 1) // 3 if step is Step.QUARTER else month.month


def _by_slot(notes: Sequence[tuple[int, int, Annotation]]) -> dict[int, list[int]]:
    return {slot: [count for count, place, _one in notes if place == slot] for _count, slot, _one in notes}


def _flag(numbers: Sequence[int], slot: int, plot: Plot) -> dict[str, str]:
    """A note begins with its month, so it stands at the left edge of it."""
    x = plot.x(slot - 0.5)
    return {
        "x": number(x),
        "path": triangle(x, plot.top - 12, 5, up=False),
        "text_x": number(x + 9),
        "text_y": number(plot.top - 8),
        "text": ", ".join(str(one) for one in numbers),
    }


def _told(notes: Sequence[tuple[int, int, Annotation]], step: Step) -> list[str]:
    return [f"{count}: {_note_words(one, step)}" for count, _slot, one in notes]


def _note_words(one: Annotation, step: Step) -> str:
    return _("%(text)s (from %(month)s)") % {"text": one.text, "month": month_name(one.month, step)}


def _explained_notes(notes: Sequence[tuple[int, int, Annotation]], step: Step) -> Iterator[Explained]:
    for count, _slot, one in notes:
        yield Explained(f"{count}  {_note_words(one, step)}", kind="note", apart=True)


def explained_in(marks: Sequence[Mark], bands: Sequence[Band], step: Step) -> Iterator[Explained]:
    """What is in the drawing, and only that."""
    drawn = {shown(one.within) for one in marks if one.value is not None}
    if None in drawn:
        yield Explained(_("Usual quarter") if step is Step.QUARTER else _("Usual month"))
    for rule in Rule:
        if rule in drawn:
            yield Explained(rule_name(rule, step), rule=rule)
    if bands:
        yield Explained(_("Mean"), kind="mean")
    if any(not band.limits.provisional for band in bands):
        yield Explained(_("Natural limits"), kind="limit", dash=DASHED)
    if any(band.limits.provisional for band in bands):
        yield Explained(_("Provisional limits"), kind="limit", dash=DOTTED)
