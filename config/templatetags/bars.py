"""The bars above and below every page, rendered by Jinja: there they take a quarter of what they take in Django's."""

from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.template import engines
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from markupsafe import Markup

from config.frame import address

register = template.Library()
SHOWN_ABOVE = ("municipality", "nav", "active_talks", "may_start_conversation", "me")
SHOWN_BELOW = ("help_url", "accessibility_url", "trede_version", "demo")


@register.simple_tag(takes_context=True)
def topbar(context: RequestContext) -> Markup:
    shown = {name: context.get(name) for name in SHOWN_ABOVE}
    talks = shown.pop("active_talks")
    told: Markup = _bars().topbar(
        **shown,
        talks=talks() if callable(talks) else talks,
        csrf=_csrf(context),
        url=address,
        sprite=static("sprite.svg"),
        _=_,
    )
    return told


@register.simple_tag(takes_context=True)
def footer(context: RequestContext) -> Markup:
    shown = {name: context.get(name) for name in SHOWN_BELOW}
    request = context.get("request")
    told: Markup = _bars().footer(
        **shown,
        languages=_other_languages(get_language() or "") if request else [],
        here=request.get_full_path() if request else "",
        csrf=_csrf(context),
        url=address,
        _=_,
    )
    return told


def _csrf(context: RequestContext) -> Any:
    """The token of the forms in the bars; none where there is no request to protect, which Django says in a word."""
    given = context.get("csrf_token")
    return "" if given is None or given == "NOTPROVIDED" else given


@cache
def _other_languages(language: str) -> list[tuple[str, str]]:
    others = [code for code, _name in settings.LANGUAGES if code != language]
    return [(code, capfirst(get_language_info(code)["name_local"])) for code in others]


@cache
def _bars() -> Any:
    return engines["rows"].env.get_template("config/bars.html").module  # type: ignore[attr-defined]
