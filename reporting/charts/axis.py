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
# The width of an average letter, in font sizes: what is drawn on the server cannot be measured.
LETTER = 0.56


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
NARROW = Size(width=288, font=12, months=13, columns=1, narrow=True)


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
    """About how wide a text is drawn."""
    return len(text) * font * LETTER


def _short(month: date, step: Step) -> str:
    if step is Step.QUARTER:
        return _("Q%(number)s") % {"number": (month.month + 2) // 3}
    return date_format(month, "b")
