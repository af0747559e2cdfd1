"""The page that finds what is near: `/provisions/`."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.access import Permission
from accounts.lists import listed
from accounts.request import Request
from provisions.finder import reasons
from provisions.finder.forms import FindForm
from provisions.finder.ranking import MOST, PAGE
from provisions.finder.search import Found, Ranking, look

INVALID = 422
# Stands for any provision in an address that is worked out once for all rows.
SOME = UUID(int=0)


@require_GET
def find(request: Request) -> HttpResponse:
    """What fits best comes first, each with why; without any wish everything that is offered here, by name."""
    here = request.actor.municipality
    form = FindForm(request.GET, municipality=here)
    asked = form.asked() if form.is_valid() else None
    start = _start(request)
    ranking = look(asked, municipality=here, on=localdate(request.at), start=start) if asked else Ranking()
    context = {
        "form": form,
        "rows": _rows(ranking.found, elsewhere=bool(asked and asked.everywhere)),
        "count": _counted(ranking),
        "searched": [reasons.searched(term) for term in asked.typed.terms] if asked else [],
        "pages": _pages(request, ranking, start),
        "may_keep": request.actor.may(Permission.PROVISION_KEEP),
    }
    return render(request, "provisions/find.html", context, status=200 if asked else INVALID)


def _rows(found: list[Found], *, elsewhere: bool) -> str:
    """What was found, as the list on the page."""
    if not found:
        return ""
    words = {
        "example": _("example"),
        "in_part": _("Fits in part"),
        "fits": _("Fits"),
        "fits_not": _("Fits not"),
        "right": _("Right?"),
    }
    labels = (_("For whom"), _("When"), _("Where"), _("Cost"), _("Note"))
    address = reverse("provisions:provision", args=[SOME])
    lines = [_line(one, labels, address, elsewhere=elsewhere) for one in found]
    return listed("provisions/found.html", found=lines, words=words, sprite=static("sprite.svg"))


def _line(one: Found, labels: tuple[str, ...], address: str, *, elsewhere: bool) -> tuple[Any, ...]:
    """One that was found, in the order in which found.html takes it apart: there, to look a name up takes long."""
    facts = (one.ages, one.open_when, one.where, one.cost, ", ".join(one.aside))
    return (
        address.replace(str(SOME), str(one.id)),
        f"{one.name}, {one.organisation}",
        one.example,
        one.municipality if elsewhere else "",
        one.what,
        one.in_part,
        ", ".join(one.fits),
        ", ".join(one.fits_not),
        ", ".join(one.unknown),
        one.used,
        [fact for fact in zip(labels, facts, strict=True) if fact[1]],
        one.fresh,
        one.stale,
    )


def _start(request: Request) -> int:
    given = request.GET.get("from", "")
    return min(int(given), MOST) if given.isascii() and given.isdigit() and len(given) < 6 else 0


def _counted(ranking: Ranking) -> str:
    if ranking.more and ranking.fitting == ranking.total:
        return _("More than %(number)s fit") % {"number": ranking.fitting}
    if not ranking.total:
        return _("Nothing was found")
    said = ngettext("%(number)s fits", "%(number)s fit", ranking.fitting) % {"number": ranking.fitting}
    if ranking.total == ranking.fitting:
        return said
    # Outside the braces of an f-string: what is inside is not collected to translate.
    in_part = _("%(number)s in part") % {"number": ranking.total - ranking.fitting}
    return f"{said}, {in_part}"


def _pages(request: Request, ranking: Ranking, start: int) -> dict[str, Any]:
    def at(place: int) -> str:
        wanted = {name: value for name, value in request.GET.items() if name != "from" and value}
        return "?" + urlencode(wanted | ({"from": place} if place else {}))

    return {
        "earlier": at(max(0, start - PAGE)) if start else "",
        "later": at(start + PAGE) if ranking.more else "",
    }
