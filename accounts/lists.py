"""The rows of long lists, rendered by Jinja: there a page of rows takes a twentieth of what Django's templates take."""

from functools import cache
from typing import Any

from django.template import engines
from markupsafe import Markup


def listed(template: str, **context: Any) -> Markup:
    """What the macro `listed` of this template makes of the context; every value in it was escaped there."""
    made: Markup = macro(template, "listed")(**context)
    return made


@cache
def macro(template: str, name: str) -> Any:
    """A macro of a template that Jinja renders."""
    return getattr(engines["rows"].env.get_template(template).module, name)  # type: ignore[attr-defined]


FURTHEST = 10_000


def start_of(text: str | None) -> int:
    """From which row a page of a list starts, as an address says it; the first when it says nothing sensible."""
    return min(int(text), FURTHEST) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
