"""What stands in a drawing: the marks, each kind of signal with a shape of its own, and the key that explains them.

The colours differ at least 3 to 1 from white (WCAG 2.2, 1.4.11); what they say is said by shapes and words as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reporting.charts.axis import Size, number, rows_of, width_of
from reporting.charts.rules import Rule

PAPER, ZONE = "#ffffff", "#f3f2f1"
LINE, SIGNAL, GREY = "#12436D", "#801650", "#595959"
DASHED, DOTTED = "7 4", "1.5 4"

# Of several, what is seen in this one month shows before what lasts: the months around it show the rest.
MOST_SHOWN = (Rule.OUTSIDE, Rule.SIDE, Rule.TREND, Rule.NEAR)
ROW, SAMPLE, BETWEEN = 1.55, 24.0, 14.0


@dataclass(frozen=True, slots=True)
class Shape:
    path: str
    fill: str
    stroke: str
    kind: str


@dataclass(frozen=True, slots=True)
class Straight:
    """A straight line of the drawing."""

    x1: str
    x2: str
    y: str
    kind: str
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """What a key holds before it is laid out: a shape or a line, and its words. `apart` starts a new row."""

    words: str
    rule: Rule | None = None
    kind: str = "mark"
    dash: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Key:
    """The key under a drawing, laid out. `bottom` is where the drawing may end."""

    shapes: tuple[Shape, ...]
    lines: tuple[Straight, ...]
    texts: tuple[Written, ...]
    bottom: float


def mark(rules: Sequence[Rule], x: float, y: float, radius: float) -> Shape:
    """A usual month is a dot; a signal is a square, diamond, triangle, or a square left open."""
    rule = shown(rules)
    if rule is None:
        return Shape(_circle(x, y, radius), LINE, PAPER, "dot")
    big = radius * 1.5
    if rule is Rule.SIDE:
        return Shape(
            _polygon((x, y - big * 1.25), (x + big * 1.25, y), (x, y + big * 1.25), (x - big * 1.25, y)),
            SIGNAL,
            PAPER,
            "signal",
        )
    if rule is Rule.TREND:
        return Shape(triangle(x, y, big * 1.25, up=True), SIGNAL, PAPER, "signal")
    square = _polygon((x - big, y - big), (x + big, y - big), (x + big, y + big), (x - big, y + big))
    filled = rule is Rule.OUTSIDE
    return Shape(
        square, SIGNAL if filled else PAPER, PAPER if filled else SIGNAL, "signal" if filled else "signal open"
    )


def shown(rules: Sequence[Rule]) -> Rule | None:
    """The rule whose shape a month gets; of several the first of MOST_SHOWN."""
    return next((one for one in MOST_SHOWN if one in rules), None)


def triangle(x: float, y: float, radius: float, *, up: bool) -> str:
    height = radius if up else -radius
    return _polygon((x, y - height), (x + radius, y + height * 0.8), (x - radius, y + height * 0.8))


def key(explained: Iterable[Explained], size: Size, *, left: float, top: float) -> Key:
    """The key from `left` and `top` on, as many on a row as fit; words too long for a row go on beneath."""
    shapes: list[Shape] = []
    lines: list[Straight] = []
    texts: list[Written] = []
    x, y, below = left, top, 0
    for one in explained:
        rows = rows_of(one.words, size.width - left - SAMPLE, size.font)
        wide = SAMPLE + width_of(max(rows, key=len), size.font)
        if x > left and (one.apart or x + wide > size.width):
            x, y, below = left, y + below * size.font * ROW, 0
        middle = y - size.font * 0.35
        if one.kind == "mark":
            shapes.append(mark([one.rule] if one.rule else [], x + SAMPLE / 3, middle, 4))
        elif one.kind == "note":
            shapes.append(Shape(triangle(x + SAMPLE / 3, middle, 5, up=False), GREY, PAPER, "note"))
        else:
            lines.append(Straight(number(x), number(x + SAMPLE - 7), number(middle), one.kind, one.dash))
        texts += [
            Written(number(x + SAMPLE), number(y + place * size.font * ROW), row) for place, row in enumerate(rows)
        ]
        x, below = x + wide + BETWEEN, max(below, len(rows))
    return Key(tuple(shapes), tuple(lines), tuple(texts), y + (below - 1) * size.font * ROW + size.font * 0.6)


def _circle(x: float, y: float, radius: float) -> str:
    r = number(radius)
    across = number(2 * radius)
    return f"M{number(x - radius)} {number(y)}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0z"


def _polygon(*corners: tuple[float, float]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in corners) + "z"
