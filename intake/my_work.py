"""My work: one list in the order of work, each row with its reason; drafts and notices beside it."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import Actor, Permission
from accounts.kept import KeptFor
from accounts.models import Notice
from accounts.request import Request
from cases.dossier.models import Case
from intake import drafts
from intake.work_rows import groups_of, work_of
from ledger import journal
from workflows.work_order import Why


@require_GET
def my_work(request: Request) -> HttpResponse:
    """What comes first stands on top; who decides sees what waits for a decision."""
    rows = work_of(request)
    to_do = [row for row in rows if not row.waits]
    by_now = [row for row in to_do if row.reason <= Why.CAME_IN]
    context = {
        "today": date_format(localdate(request.at), "l j F"),
        "things": len(to_do),
        "by_now": len(by_now),
        "first": to_do[0].shown if to_do else None,
        "groups": groups_of(rows[1:] if to_do else rows),
        "waits": len(to_do) < len(rows),
        "drafts": drafts.panel(request),
        "notices": _notices(request),
        "cases_url": reverse("cases:list") if request.actor.may(Permission.CASE_READ) else "",
    }
    return render(request, "intake/my_work.html", context)


def _news(actor: Actor) -> "QuerySet[Notice]":
    case = Case.objects.visible_to(actor).filter(pk=OuterRef("case"))
    numbered = Notice.objects.annotate(
        number=Subquery(case.values("number")[:1]), resident=Subquery(case.values("resident")[:1])
    )
    return numbered.filter(user=actor.id).order_by("-at")[:5]


NEWS = KeptFor(_news, {})


def _notices(request: Request) -> dict[str, Any]:
    """What colleagues let know. The case itself opens only for who may see it."""
    found: list[Any] = NEWS.ask(request.actor)
    shown = [notice.resident for notice in found if notice.number]
    if shown:
        journal.note("notice:list", subjects=[one for one in shown if one], fields=["number"])
    lines = [_notice(notice, notice.number or "") for notice in found]
    return {"id": "notices", "title": _("News"), "count": None, "lines": lines, "empty": _("Nothing new.")}


def _notice(notice: Notice, number: str) -> dict[str, Any]:
    what = str(Notice.Kind(notice.kind).label)
    return {
        "text": f"{what}: {number}" if number else what,
        "url": reverse("cases:case", args=[notice.case]) if number else "",
        "sub": date_format(localtime(notice.at), "j b H:i"),
    }
