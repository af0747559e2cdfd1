"""The rows of the lists of work, wherever a page has one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.template import Library
from django.templatetags.static import static
from markupsafe import Markup

from accounts.lists import listed

register = Library()
LEVEL = 3


@register.simple_tag
def work_list(rows: Iterable[Mapping[str, Any]], level: int | str = "") -> Markup:
    """Rows with a heading each, of this level: `url title why law when`, and `glyph word tone` for where it stands."""
    return listed("components/work_list.html", rows=rows, level=level or LEVEL, sprite=static("sprite.svg"))
