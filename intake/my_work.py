"""My work: one list in the order of work, with drafts and notices beside it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import Permission
from accounts.models import Notice
from accounts.request import Request
from cases.course.listing import rows_of
from cases.dossier.acts import subjects_of
from cases.dossier.models import Case
from intake.models import Conversation
from ledger import journal

MINE, FREE = 40, 10


@require_GET
def my_work(request: Request) -> HttpResponse:
    """Cases of one's own, and those nobody has yet; who decides sees what waits for a decision."""
    rows: list[dict[str, Any]] = []
    if request.actor.may(Permission.CASE_READ):
        found = Case.objects.visible_to(request.actor).for_work_of(request.actor).worklist()
        rows = rows_of(request, found[: MINE + FREE])
    context = {
        "today": date_format(localdate(request.at), "l j F"),
        "first": rows[0] if rows else None,
        "rows": rows[1:],
        "drafts": _drafts(request),
        "notices": _notices(request),
        "cases_url": reverse("cases:list") if request.actor.may(Permission.CASE_READ) else "",
    }
    return render(request, "intake/my_work.html", context)


def _drafts(request: Request) -> dict[str, Any] | None:
    if not request.actor.may(Permission.CONVERSATION_HOLD):
        return None
    found = Conversation.objects.visible_to(request.actor).drafts().filter(author=request.actor.id)
    drafts = list(found.select_related("resident").order_by("-started_at")[:10])
    named = [draft.resident_id for draft in drafts if draft.resident_id]
    if named:
        journal.note("conversation:list", subjects=named, fields=["name"])
    lines = [
        {
            "text": _("Conversation of %(moment)s") % {"moment": date_format(localtime(draft.started_at), "j b H:i")},
            "url": reverse("intake:conversation", args=[draft.id]),
            "sub": draft.resident.name if draft.resident else _("Name not known"),
        }
        for draft in drafts
    ]
    return {"id": "drafts", "title": _("Drafts"), "count": len(lines), "lines": lines, "empty": _("No drafts.")}


def _notices(request: Request) -> dict[str, Any]:
    """What colleagues let know. The case itself opens only for who may see it."""
    found = list(Notice.objects.filter(user=request.actor.id).order_by("-at")[:5])
    told = {notice.case for notice in found}
    cases = list(Case.objects.visible_to(request.actor).filter(pk__in=told).only("number", "resident")) if told else []
    if cases:
        journal.note("notice:list", subjects=[one for case in cases for one in subjects_of(case)], fields=["number"])
    numbers = {case.id: case.number for case in cases}
    lines = [_notice(notice, numbers.get(notice.case, "")) for notice in found]
    return {"id": "notices", "title": _("News"), "count": None, "lines": lines, "empty": _("Nothing new.")}


def _notice(notice: Notice, number: str) -> dict[str, Any]:
    what = str(Notice.Kind(notice.kind).label)
    return {
        "text": f"{what}: {number}" if number else what,
        "url": reverse("cases:case", args=[notice.case]) if number else "",
        "sub": date_format(localtime(notice.at), "j b H:i"),
    }
