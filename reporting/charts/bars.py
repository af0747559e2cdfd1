"""Horizontal bars with their numbers: the stages of a funnel, or how something ended."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reporting.charts.axis import WIDE, Size, number, rows_of
from reporting.charts.drawing import ground
from reporting.charts.shapes import GREY, LINE, Written
from reporting.totals import percentage

# Where the columns end, in units of a wide drawing.
WORDS, BARS, NUMBERS = 250, 790, 870


@dataclass(frozen=True, slots=True)
class Bar:
    """`part` out of `whole`; the longest bar of a drawing is the largest part. `stage` draws it in grey and lower:
    a step on the way, beside how it ended."""

    label: str
    part: int
    whole: int
    stage: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One bar as it is drawn. The track behind it shows how long the longest is."""

    x: str
    y: str
    track: str
    width: str
    height: str
    fill: str
    words: tuple[Written, ...]
    count: Written
    share: Written


def bars_svg(bars: Sequence[Bar], *, prefix: str, title: str, description: str, size: Size = WIDE) -> SafeString:
    """The bars in the order given, each with its number and, out of ten and more, its percentage.

    Raises ValueError for a prefix that cannot be part of an id.
    """
    rows, bottom = [], 4.0
    longest = max((bar.part for bar in bars), default=0)
    for bar in bars:
        row, bottom = (_under_words if size.narrow else _beside_words)(bar, longest, bottom, size)
        rows.append(row)
    context = {**ground(prefix, title, description, size, bottom + 4), "rows": rows}
    return render_to_string("reporting/charts/bars.svg", context)


def _beside_words(bar: Bar, longest: int, top: float, size: Size) -> tuple[Row, float]:
    lines = rows_of(bar.label, WORDS - 16, size.font)
    height = max(34.0, len(lines) * size.font * 1.4 + 12)
    middle = top + height / 2
    first = middle + size.font * (0.35 - 0.7 * (len(lines) - 1))
    at = middle + size.font * 0.35
    words = tuple(_written(4, first + place * size.font * 1.4, line) for place, line in enumerate(lines))
    numbers = _written(NUMBERS, at, str(bar.part)), _written(size.width - 4, at, percentage(bar.part, bar.whole))
    return _row(bar, longest, (WORDS, BARS - WORDS), middle, (words, *numbers)), top + height


def _under_words(bar: Bar, longest: int, top: float, size: Size) -> tuple[Row, float]:
    lines = rows_of(bar.label, size.width - 110, size.font)
    step = size.font * 1.4
    words = tuple(_written(4, top + step * (place + 1), line) for place, line in enumerate(lines))
    at = top + step * len(lines)
    numbers = (
        _written(size.width - 52, at, str(bar.part)),
        _written(size.width - 4, at, percentage(bar.part, bar.whole)),
    )
    return _row(bar, longest, (4, size.width - 8), at + 16, (words, *numbers)), at + 34


def _row(
    bar: Bar,
    longest: int,
    across: tuple[float, float],
    middle: float,
    written: tuple[tuple[Written, ...], Written, Written],
) -> Row:
    left, track = across
    height = 10.0 if bar.stage else 18.0
    words, count, share = written
    return Row(
        x=number(left),
        y=number(middle - height / 2),
        track=number(track),
        width=number(track * bar.part / longest if longest else 0),
        height=number(height),
        fill=GREY if bar.stage else LINE,
        words=words,
        count=count,
        share=share,
    )


def _written(x: float, y: float, text: str) -> Written:
    return Written(number(x), number(y), text)
