"""Lists of cases: rows that say what and why, in the order of work, a page at a time."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Actor
from accounts.kept import KeptFor, one_of
from accounts.lists import start_of
from accounts.request import Request
from accounts.words import LAW_NAMES
from cases.course.rows import rows_of
from cases.dossier.models import Case

PAGE = 50
MOST_COUNTED = 1000


def listing_of(request: Request) -> dict[str, Any]:
    """The cases in sight, by page; `law` narrows them."""
    asked = request.GET.get("law", "")
    law = asked if asked in LAW_NAMES else ""
    start = start_of(request.GET.get("from"))
    # The keys in order come from the index alone; only of the page's own are the rows read, and who they are about.
    keys = _keys(request.actor, law, most=max(MOST_COUNTED, start + PAGE) + 1)
    here = [UUID(key) for key in keys[start : start + PAGE]]
    found = ROWS.ask(request.actor, here=here) if here else []
    place = {key: number for number, key in enumerate(here)}
    rows = rows_of(request, sorted(found, key=lambda case: place[case.pk]))
    return {
        "rows": rows,
        "count": _("more than %(most)s") % {"most": MOST_COUNTED} if len(keys) > MOST_COUNTED else len(keys),
        "chips": _chips(request, law),
        "page": {
            "previous_url": _at(law, max(0, start - PAGE)) if start else "",
            "next_url": _at(law, start + PAGE) if len(keys) > start + PAGE else "",
        },
    }


def _keys(actor: Actor, law: str, *, most: int) -> list[str]:
    """The ids in order. Of the first pages, which count as far as is counted, the plan is kept.

    As texts, since most are only counted: to make ids of a thousand takes longer than all else.
    """
    if most > MOST_COUNTED + 1:
        found: list[tuple[Any, ...]] = list(_in_order(actor, law)[:most])
    else:
        found = OF_LAW.values(actor, law=law) if law else OF_ALL.values(actor)
    return [key for (key,) in found]


def _in_order(actor: Actor, law: str) -> "QuerySet[Any, Any]":
    cases = Case.objects.visible_to(actor).worklist(actor)
    return (cases.filter(laws__contains=[law]) if law else cases).values_list(Cast("pk", TextField()))


OF_ALL: KeptFor[Any] = KeptFor(
    lambda actor: _in_order(actor, "")[: MOST_COUNTED + 1],
    {},
)
OF_LAW: KeptFor[Any] = KeptFor(
    lambda actor, *, law: _in_order(actor, law)[: MOST_COUNTED + 1],
    {"law": "?"},
)
ROWS = KeptFor(
    lambda actor, *, here: Case.objects.visible_to(actor).filter(one_of("id", here)).with_names(),
    {"here": [UUID(int=1)]},
)


def _chips(request: Request, law: str) -> list[dict[str, Any]]:
    mine = sorted({one for laws in request.actor.laws_per_team().values() for one in laws}, key=list(LAW_NAMES).index)
    if len(mine) < 2:
        return []
    chips = [{"url": reverse("cases:list"), "label": _("All"), "current": not law}]
    return chips + [{"url": _at(one, 0), "label": LAW_NAMES[one], "current": one == law} for one in mine]


def _at(law: str, start: int) -> str:
    asked = [f"law={law}"] if law else []
    asked += [f"from={start}"] if start else []
    return reverse("cases:list") + ("?" + "&".join(asked) if asked else "")
