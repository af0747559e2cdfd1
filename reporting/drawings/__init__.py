"""What the pages of figures draw above their tables: by the figure's name, dictionaries for `reporting/figure.html`."""

from collections.abc import Callable, Mapping
from typing import Any

from reporting.drawings.escalation import charts
from reporting.drawings.funnel import bars
from reporting.drawings.gaps import bars_by_place
from reporting.drawings.prevention import shares

Drawing = dict[str, Any]
DRAWN: Mapping[str, Callable[..., list[Drawing]]] = {
    "escalation": charts,
    "funnel": bars,
    "gaps": bars_by_place,
    "prevention": shares,
}


def nothing(*_given: Any, **_more: Any) -> list[Drawing]:
    """A figure that is a table alone."""
    return []
