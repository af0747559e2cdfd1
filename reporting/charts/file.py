"""A drawing as a file of its own: under it what it is, of which period, made when and by whom."""

import re
from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reporting.charts.axis import WIDE, number, rows_of
from reporting.charts.shapes import GREY, PAPER

SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
MARGIN, ROW = 12.0, 1.5


def file_svg(drawing: SafeString, notes: Iterable[str]) -> str:
    """The drawing with the notes written under it, as wide as it was. Raises ValueError for what is no drawing."""
    found = SIZE.search(drawing)
    if found is None:
        raise ValueError("a drawing begins with its size")
    width, height = (float(part) for part in found.groups())
    rows = [row for note in notes for row in rows_of(note, width - 2 * MARGIN, WIDE.font)]
    lines = [
        {"x": number(MARGIN), "y": number(height + MARGIN + place * ROW * WIDE.font), "text": row}
        for place, row in enumerate(rows, start=1)
    ]
    whole = height + 2 * MARGIN + len(rows) * ROW * WIDE.font
    words = {"width": number(width), "height": number(height), "whole": number(whole), "lines": lines}
    more = {"drawing": drawing, "font": WIDE.font, "grey": GREY, "paper": PAPER}
    return render_to_string("reporting/charts/file.svg", words | more)
