"""The Trap, rendered by Jinja: of the page of a case it is by far the longest part."""

from collections.abc import Sequence
from typing import Any

from django.template import Library
from django.template.context import Context
from django.templatetags.static import static
from django.utils.translation import gettext, ngettext
from markupsafe import Markup

from accounts.lists import listed, macro

register = Library()
TEMPLATE = "components/trap.html"


@register.simple_tag(takes_context=True)
def trap_needs(context: Context, needs: Sequence[Any]) -> Markup:
    """The needs (`cases.needs.stair.Stair`), with the same as a table and how to read it."""
    csrf = context.get("csrf_token", "")
    return listed(TEMPLATE, needs=needs, csrf=csrf, sprite=static("sprite.svg"), lines=_lines, _=gettext)


@register.simple_tag
def verdict(part: Any) -> Markup:
    """What was found at one step, or at one layer of it."""
    made: Markup = macro(TEMPLATE, "verdict")(part, static("sprite.svg"), _lines)
    return made


def _lines(number: int) -> str:
    return ngettext("%(number)s line", "%(number)s lines", number) % {"number": number}
