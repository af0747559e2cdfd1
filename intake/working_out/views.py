"""The page on which a note is worked out, a line a step. Nothing is retyped."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from accounts.request import Request
from cases.dossier import doors
from cases.dossier.models import KnownCase
from intake.models import Conversation, WorkedLine
from intake.views import NO_LONGER_THERE, see
from intake.working_out import actions
from intake.working_out.forms import WorkOutForm
from intake.working_out.reading import Reach, reach_of, standing_lines
from workflows.note_lines import Line, LineKind, lines_of, rules
from workflows.refusal import Refused

AT_ONCE = 200
GLYPHS = {LineKind.SAFETY: "alert", LineKind.TEXT: "quiet"}


def work_out(request: Request, conversation_id: UUID) -> HttpResponse:
    found = see(request, conversation_id)
    lines = list(lines_of(found.text))
    standing = standing_lines(found)
    reach = reach_of(found, found.questions.all(), request.actor)
    open_lines = [line for line in lines if line.number not in standing][:AT_ONCE]
    form = WorkOutForm(request.POST or None, lines=open_lines, reach=reach, today=localdate(request.at))
    here = reverse("intake:work_out", args=[found.id])
    if request.method == "POST" and form.is_valid():
        do = partial(_work_out, request, found, form)
        answered = doors.answer(request, form, do, about=found.id, then=here, said=_("The lines are worked out."))
        if answered:
            return answered
    done = [_worked(line, standing[line.number], reach, found) for line in lines if line.number in standing]
    page = _page(found, reach) | {"done": done, "total": len(lines), "open_lines": len(open_lines)}
    return doors.show(request, "intake/work_out.html", form, page)


def _work_out(request: Request, found: Conversation, form: WorkOutForm) -> None:
    try:
        actions.work_out(conversation=found.id, choices=form.choices(), to=form.goal(), by=request.actor, at=request.at)
    except KnownCase.DoesNotExist as gone:
        raise Refused(NO_LONGER_THERE) from gone


def _page(found: Conversation, reach: list[Reach]) -> dict[str, Any]:
    return {
        "conversation": found,
        "who": found.resident.name if found.resident else _("Name not known"),
        "day": date_format(localtime(found.started_at), "j F"),
        "back": reverse("intake:conversation", args=[found.id]),
        "reach": reach,
        "safety_url": _safety_url(found),
        "markers": [{"mark": mark, "kind": kind.label} for mark, kind in rules().markers.items()],
        "words": [
            {"kind": kind.label, "words": ", ".join(word.replace("*", "\u2026") for word in words)}
            for kind, words in rules().words.items()
        ],
    }


def _worked(line: Line, worked: WorkedLine, reach: list[Reach], found: Conversation) -> dict[str, Any]:
    kind = LineKind(worked.kind)
    became, url = "", ""
    if kind is LineKind.ACTION and worked.became:
        became, url = _("in the list of appointments"), reverse("intake:appointment", args=[worked.became])
    elif kind is LineKind.SAFETY:
        became, url = _("signal this"), _safety_url(found)
    elif kind is LineKind.REQUEST and worked.became:
        became = _("in the words of the question")
    elif worked.became:
        became = _("went along to the team")
    return {
        "text": line.text,
        "kind": kind.label,
        "became": became,
        "url": url,
        "glyph": GLYPHS.get(kind, "check"),
    }


def _safety_url(found: Conversation) -> str:
    """Where a concern about safety is signalled, as soon as that page stands."""
    try:
        return f"{reverse('safety:signal')}?conversation={found.id}"
    except NoReverseMatch:
        return ""
