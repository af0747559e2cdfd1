"""The drawings are complete, well-formed and readable by everybody; what they look like is seen in a browser."""

import re
from collections import Counter
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.utils import translation

from reporting.charts.axis import NARROW, WIDE, Size, cut, rows_of, top_share, width_of
from reporting.charts.bars import Bar, bars_svg
from reporting.charts.drawing import Annotation, xmr_svg
from reporting.charts.multiples import multiples_svg
from reporting.charts.rules import Rule
from reporting.charts.shapes import GREY, LINE, PAPER, SIGNAL, mark
from reporting.charts.xmr import Chart, Step, chart
from tests.reporting.charts.months import charted, month, points

SVG = "{http://www.w3.org/2000/svg}"
TWO_YEARS = [55, 45] * 12
SIGNALS = charted([*TWO_YEARS, *[55] * 8, 90, 46, 47, 48, 51, 52, 53, 54], whole=100)
HOSTILE = '<b>"O\'Neil" & co</b>'


def an_xmr(shown: Chart = SIGNALS, size: Size = WIDE, *, prefix: str = "c", words: str = "words") -> str:
    notes = [Annotation(month(30), f"{words} first"), Annotation(month(30), "second"), Annotation(month(-40), "before")]
    return xmr_svg(shown, prefix=prefix, title=words, description=words, annotations=notes, size=size)


def some_bars(size: Size = WIDE, *, prefix: str = "b", words: str = "words") -> str:
    bars = [Bar(words, 361, 361, stage=True), Bar("half", 7, 9), Bar("none", 0, 0)]
    return bars_svg(bars, prefix=prefix, title=words, description=words, size=size)


def some_multiples(size: Size = WIDE, *, prefix: str = "m", words: str = "words") -> str:
    charts = {"Zuid": SIGNALS, "aan zee": charted([3] * 8), words: chart([]), "Noord": charted([None, 4])}
    return multiples_svg(charts, prefix=prefix, title=words, description=words, size=size)


def xmr_of_signals(size: Size = WIDE, *, prefix: str = "c", words: str = "words") -> str:
    return an_xmr(size=size, prefix=prefix, words=words)


DRAWN = pytest.mark.parametrize("draw", [xmr_of_signals, some_bars, some_multiples])
SIZED = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
ODD = {
    "nothing": chart([]),
    "one month": charted([3]),
    "only gaps": charted([None] * 8),
    "all nothing": charted([0] * 30),
    "all of it": charted([10] * 30),
    "five years": charted([3, 4] * 30),
    "anew": chart(points([3, 4] * 9), [month(9)]),
    "quarters": chart([one for one in points([3, 4] * 18) if one.month.month % 3 == 1], step=Step.QUARTER),
}


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in tree(svg).iter(f"{SVG}text")]


@DRAWN
@SIZED
def test_a_drawing_is_an_image_with_a_title_and_a_description(draw: Callable[..., str], size: Size) -> None:
    root = tree(draw(size))
    named = {one.get("id"): one.text for one in root if one.tag in (f"{SVG}title", f"{SVG}desc")}
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    assert (root.get("aria-labelledby") or "").split() == list(named)
    assert len(named) == 2
    assert all(named.values())


@DRAWN
def test_ids_are_unique_when_both_sizes_stand_on_one_page(draw: Callable[..., str]) -> None:
    page = "".join(draw(size, prefix=prefix) for size in (WIDE, NARROW) for prefix in ("a", "b"))
    counted = Counter(re.findall(r'\sid="([^"]*)"', page))
    assert len(counted) == 8
    assert set(counted.values()) == {1}


@DRAWN
@SIZED
def test_a_drawing_needs_no_style_no_script_and_nothing_from_elsewhere(draw: Callable[..., str], size: Size) -> None:
    root = tree(draw(size))
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "title", "desc", "rect", "line", "path", "polyline", "text"
    }  # fmt: skip
    attributes = {name for one in root.iter() for name in one.attrib}
    assert [name for name in attributes if name == "style" or name.startswith("on") or "href" in name] == []


@DRAWN
@SIZED
def test_what_people_typed_stays_text(draw: Callable[..., str], size: Size) -> None:
    svg = draw(size, words=HOSTILE)
    assert "<b>" not in svg
    assert tree(svg).findtext(f"{SVG}title", "").startswith(HOSTILE)


@DRAWN
@pytest.mark.parametrize("prefix", ["", "1a", "a b", '"', "a\n"])
def test_a_prefix_that_is_no_id_is_refused(draw: Callable[..., str], prefix: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        draw(prefix=prefix)


@SIZED
@pytest.mark.parametrize("odd", ODD)
def test_the_oddest_chart_is_drawn(odd: str, size: Size) -> None:
    tree(an_xmr(ODD[odd], size))
    tree(multiples_svg({"a": ODD[odd]}, prefix="m", title="t", description="d", size=size))


@SIZED
def test_nothing_to_draw_is_drawn(size: Size) -> None:
    tree(multiples_svg({}, prefix="m", title="t", description="d", size=size))
    tree(bars_svg([], prefix="b", title="t", description="d", size=size))


@DRAWN
@SIZED
def test_everything_stands_inside_the_drawing(draw: Callable[..., str], size: Size) -> None:
    root = tree(draw(size))
    _x, _y, width, height = (float(one) for one in (root.get("viewBox") or "").split())
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "")) <= width
        assert 0 < float(text.get("y", "")) < height


def test_numbers_have_a_point_in_dutch_too() -> None:
    with translation.override("nl"):
        assert re.findall(r'(?:\sx|\sy|x1|y1|width)="[^"]*,[^"]*"', an_xmr()) == []


def test_each_kind_of_signal_has_a_shape_of_its_own() -> None:
    shapes = [mark(rules, 10, 10, 4) for rules in ([], *[[rule] for rule in Rule])]
    assert len({(one.path, one.fill == PAPER) for one in shapes}) == len(Rule) + 1


def test_known_bad_colour_alone_would_not_tell_them_apart() -> None:
    fills = {mark([rule], 10, 10, 4).fill for rule in Rule}
    assert len(fills) < len(Rule)


def test_the_key_tells_what_is_drawn_and_only_that() -> None:
    with translation.override("en"):
        plain, signals = texts(an_xmr(charted(TWO_YEARS, whole=100))), texts(an_xmr())
    assert {"Usual month", "Mean", "Natural limits"} <= set(plain)
    assert "Outside the limits" not in plain
    assert "Provisional limits" not in plain
    assert "Outside the limits" in signals


def test_provisional_limits_are_dotted_and_fixed_ones_dashed() -> None:
    dashes = {
        count: {
            one.get("stroke-dasharray")
            for one in tree(an_xmr(charted([3, 4] * count))).iter()
            if one.get("class") == "limit"
        }
        for count in (4, 8)
    }
    assert dashes == {4: {"1.5 4"}, 8: {"7 4"}}


def test_a_gap_breaks_the_line() -> None:
    lines = list(tree(an_xmr(charted([3, 4, None, 4, 3]))).iter(f"{SVG}polyline"))
    assert len(lines) == 2


def test_notes_of_one_month_share_a_flag_and_those_outside_are_left_out() -> None:
    svg = an_xmr()
    assert "1, 2" in texts(svg)
    assert "before" not in svg
    assert "2: second" in (tree(svg).findtext(f"{SVG}desc") or "")


def test_a_narrow_chart_says_that_it_shows_the_last_months() -> None:
    with translation.override("en"):
        assert tree(an_xmr(size=NARROW)).findtext(f"{SVG}title") == "words, the last 13 months"
        assert tree(an_xmr()).findtext(f"{SVG}title") == "words"


def test_teams_stand_in_the_order_of_the_alphabet() -> None:
    found = [one for one in texts(some_multiples(words="midden")) if one in ("Zuid", "aan zee", "midden", "Noord")]
    assert found == ["aan zee", "midden", "Noord", "Zuid"]


def test_all_small_charts_have_one_axis() -> None:
    shares = [one for one in texts(some_multiples()) if re.fullmatch(r"[1-9]\d*%", one)]
    assert "100%" in shares


def test_fewer_than_ten_have_no_percentage() -> None:
    found = texts(some_bars())
    assert {"361", "100%", "7"} <= set(found)
    assert "78%" not in found


@pytest.mark.parametrize(("highest", "top"), [(0, 0.01), (0.03, 0.03), (0.051, 0.06), (0.46, 0.5), (0.51, 0.6), (1, 1)])
def test_an_axis_ends_at_a_line_of_its_grid(highest: float, top: float) -> None:
    assert top_share(highest) == pytest.approx(top)


def test_words_go_on_in_a_next_row_and_are_cut_with_a_mark() -> None:
    assert rows_of("een twee drie", width_of("een twee", 12), 12) == ["een twee", "drie"]
    assert rows_of("", 10, 12) == [""]
    assert cut("Hollandscheveld", 60, 12).endswith("…")
    assert cut("Noord", 60, 12) == "Noord"


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("colour", "least"), [(LINE, 10.3), (SIGNAL, 9.8), (GREY, 7.0)])
def test_colours_stand_out_from_the_paper(colour: str, least: float) -> None:
    assert contrast(colour, PAPER) > least - 0.1 > 3


def test_the_grey_of_a_health_service_does_not() -> None:
    assert contrast("#a6a6a6", PAPER) < 3
