"""Lists of cases: rows that say what and why, in the order of work, a page at a time."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
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
MOST_COUNTED = 500


def listing_of(request: Request) -> dict[str, Any]:
    """The cases in sight, by page; `law` narrows them."""
    asked = request.GET.get("law", "")
    law = asked if asked in LAW_NAMES else ""
    start = start_of(request.GET.get("from"))
    # The keys in order come from the index alone; only of the page's own are the rows read, and who they are about.
    here, number = _keys(request.actor, law, start=start)
    found = ROWS.ask(request.actor, here=here) if here else []
    place = {key: number for number, key in enumerate(here)}
    rows = rows_of(request, sorted(found, key=lambda case: place[case.pk]))
    return {
        "rows": rows,
        "count": _("more than %(most)s") % {"most": MOST_COUNTED} if number > MOST_COUNTED else number,
        "chips": _chips(request, law),
        "page": {
            "previous_url": _at(law, max(0, start - PAGE)) if start else "",
            "next_url": _at(law, start + PAGE) if number > start + PAGE else "",
        },
    }


def _keys(actor: Actor, law: str, *, start: int) -> tuple[list[UUID], int]:
    """The ids of a page in order, and how many there are, as far as is counted.

    Of the pages within that, the plan is kept, and the database hands over only the ids of the page.
    """
    if start + PAGE > MOST_COUNTED:
        keys = list(_in_order(actor, law)[: start + PAGE + 1])
        return [key for (key,) in keys[start : start + PAGE]], len(keys)
    stretch = {"start": start, "size": PAGE}
    found = OF_LAW.values(actor, law=law, **stretch) if law else OF_ALL.values(actor, **stretch)
    if start and not found:
        return [], _keys(actor, law, start=0)[1]
    return [key for key, _number in found], found[0][1] if found else 0


def _in_order(actor: Actor, law: str) -> "QuerySet[Any, Any]":
    cases = Case.objects.visible_to(actor).worklist(actor)
    return (cases.filter(laws__contains=[law]) if law else cases).values_list("pk")


# What was put in order stays so: PostgreSQL hands on rows that were kept as they came.
PAGE_OF: dict[str, Any] = {
    "around": "WITH keys AS MATERIALIZED ({}) SELECT *, count(*) OVER () FROM keys OFFSET %s LIMIT %s",
    "besides": ("start", "size"),
}
OF_ALL: KeptFor[Any] = KeptFor(
    lambda actor: _in_order(actor, "")[: MOST_COUNTED + 1],
    {},
    **PAGE_OF,
)
OF_LAW: KeptFor[Any] = KeptFor(
    lambda actor, *, law: _in_order(actor, law)[: MOST_COUNTED + 1],
    {"law": "?"},
    **PAGE_OF,
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
