"""The ground of a drawing: its size, where a share and a month stand, and what is written along the axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reporting.charts.xmr import Mark, Step

# Percentages between two lines of the grid, and how many such steps an axis may have.
GRID_STEPS, MOST_STEPS = (1, 2, 5, 10, 20, 25), 5
MONTH_STEPS = (1, 2, 3, 6, 12)
# What is drawn on the server cannot be measured. The widths of letters in font sizes, of the widest of the usual fonts.
NARROW_LETTERS, WIDE_LETTERS = frozenset("fijlrtI .,:;'()"), frozenset("mwMW%@")
NARROW_LETTER, LETTER, WIDE_LETTER = 0.37, 0.63, 0.95


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing in its own units, at most so many `months` wide. `font` is in those units.

    Two sizes are drawn and the page shows the one that fits: scaled down to a telephone, words would be unreadable.
    """

    width: int
    font: int
    months: int
    columns: int
    narrow: bool = False


WIDE = Size(width=960, font=13, months=48, columns=4)
# A year, and the same month of the year before.
NARROW = Size(width=288, font=12, months=13, columns=2, narrow=True)


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    label: str
    year: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """The field between the axes, in units of the drawing; `top_share` (0..1) stands at its upper edge."""

    left: float
    right: float
    top: float
    bottom: float
    slots: int
    top_share: float

    def x(self, slot: float) -> float:
        """The middle of a slot, 0 the first; its edges are at half a slot before and after."""
        return self.left + (slot + 0.5) * self.slot_width

    def y(self, share: float) -> float:
        return self.bottom - share / self.top_share * (self.bottom - self.top)

    @property
    def slot_width(self) -> float:
        return (self.right - self.left) / max(1, self.slots)

    def shares(self) -> list[Tick]:
        percentages = range(0, round(self.top_share * 100) + 1, grid_step(self.top_share))
        return [Tick(number(self.y(one / 100)), f"{one}%") for one in percentages]

    def months(self, marks: Sequence[Mark], step: Step, room: float) -> list[Tick]:
        """Labels at least `room` apart, at the same months of every year, so that January is always among them."""
        months = [mark.month for mark in marks]
        per_slot = 3 if step is Step.QUARTER else 1
        fitting = (every for every in MONTH_STEPS if every * self.slot_width >= room * per_slot)
        every = next(fitting, MONTH_STEPS[-1])
        labelled = [(slot, month) for slot, month in enumerate(months) if (month.month - 1) % every == 0]
        return [
            Tick(number(self.x(slot)), _short(month, step), str(month.year) if not place or month.month == 1 else "")
            for place, (slot, month) in enumerate(labelled)
        ]


def top_share(highest: float) -> float:
    """The upper edge of an axis for shares up to `highest` (0..1): a whole number of steps of the grid."""
    step = grid_step(highest)
    return min(100, max(1, ceil(round(highest * 100, 6) / step)) * step) / 100


def grid_step(highest: float) -> int:
    return next((step for step in GRID_STEPS if highest * 100 <= step * MOST_STEPS), GRID_STEPS[-1])


def highest_of(marks: Sequence[Mark]) -> float:
    shares = [share for mark in marks for share in (mark.value, mark.upper) if share is not None]
    return max(shares, default=0.0)


def number(coordinate: float) -> str:
    """A number as SVG writes it, in every language with a point."""
    return f"{coordinate:.1f}"


def width_of(text: str, font: float) -> float:
    """How wide a text is drawn, rather too much than too little."""
    narrow, wide = (sum(one in some for one in text) for some in (NARROW_LETTERS, WIDE_LETTERS))
    letters = narrow * NARROW_LETTER + wide * WIDE_LETTER + (len(text) - narrow - wide) * LETTER
    return font * letters


def rows_of(text: str, width: float, font: float) -> list[str]:
    """A text over as many rows as it needs at that width; at least one, and no word is broken."""
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and width_of(longer, font) > width:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def cut(text: str, width: float, font: float) -> str:
    """A text, or as much of it as fits and a mark that there is more."""
    if width_of(text, font) <= width:
        return text
    return next(
        (f"{text[:end].rstrip()}…" for end in range(len(text), 0, -1) if width_of(text[:end], font) <= width - font),
        "…",
    )


def _short(month: date, step: Step) -> str:
    if step is Step.QUARTER:
        return _("Q%(number)s") % {"number": (month.month + 2) // 3}
    return date_format(month, "b")


def month_and_year(month: date, step: Step, size: Size) -> str:
    """A month with its year, of which a narrow drawing has room for two figures."""
    year = f"'{month.year % 100:02}" if size.narrow else str(month.year)
    return f"{_short(month, step)} {year}"
