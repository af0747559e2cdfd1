"""The pages of a conversation. Nothing here blocks the one who types."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Team
from accounts.request import Request
from cases.dossier import doors
from cases.dossier.models import Case
from cases.dossier.sight import laws_in_sight
from cases.dossier.words import laws_in_words
from cases.residents.models import Resident
from intake import actions
from intake.actions import Conflict, Typed
from intake.forms import FinishForm, TextForm, WhoForm
from intake.models import Conversation
from intake.person import PersonForm
from ledger import journal
from workflows.refusal import Refused

FOUND_AT_MOST = 8
TOO_LARGE = 413


@require_POST
def start(request: Request) -> HttpResponse:
    conversation = actions.start_conversation(by=request.actor, at=request.at)
    return redirect("intake:conversation", conversation.id)


@require_GET
def conversations(request: Request) -> HttpResponse:
    found = Conversation.objects.visible_to(request.actor).select_related("resident", "author").order_by("-started_at")
    shown = list(found[:50])
    journal.note("conversation:list", subjects=[row.resident_id for row in shown if row.resident_id], fields=["name"])
    return render(request, "intake/conversations.html", {"rows": [_row(row) for row in shown]})


def conversation(request: Request, conversation_id: UUID) -> HttpResponse:
    """The note first; without JavaScript the same page saves with a button."""
    found = _see(request, conversation_id)
    if request.method == "POST":
        return _saved_by_button(request, found)
    return render(request, "intake/conversation.html", _page(request, found))


@require_POST
def text(request: Request, conversation_id: UUID) -> HttpResponse:
    """Autosave (the protocol stands in config/static/autosave.js): 200 with X-Version, 409, 413 or 404."""
    found = _see(request, conversation_id, act="conversation:write")
    form = TextForm(request.POST)
    if not form.is_valid():
        return _plain(_why_not(form), TOO_LARGE if "text" in form.errors else doors.INVALID)
    try:
        saved = actions.save_text(conversation=found.id, typed=_typed(form), by=request.actor, at=request.at)
    except Conflict:
        return _plain(_("A colleague changed this note too. Both texts are kept."), doors.CONFLICT)
    except Refused as refused:
        return _plain(str(refused), doors.CONFLICT)
    answer = HttpResponse(status=200)
    answer.headers["X-Version"] = str(saved.version)
    return answer


@require_POST
def resident(request: Request, conversation_id: UUID) -> HttpResponse:
    """Look residents up, by POST: what is searched stands in no address bar and no log."""
    found = _see(request, conversation_id)
    form = WhoForm(request.POST)
    people: list[Resident] = []
    if form.is_valid() and form.cleaned_data["q"].strip():
        people = list(Resident.objects.findable_by(request.actor).matching(form.cleaned_data["q"])[:FOUND_AT_MOST])
        journal.note("resident:find", subjects=[person.id for person in people], fields=["name", "born", "place"])
    context = _page(request, found) | {"who": form, "people": people, "searched": True}
    return render(request, "intake/conversation.html", context)


@require_POST
def link(request: Request, conversation_id: UUID) -> HttpResponse:
    found = _see(request, conversation_id)
    try:
        chosen = UUID(request.POST["resident"]) if request.POST.get("resident") else None
        actions.link_resident(conversation=found.id, resident=chosen, by=request.actor, at=request.at)
    except (ValueError, Resident.DoesNotExist):
        doors.not_in_sight("conversation:link", ("conversation", found.id))
    except Refused as refused:
        return render(
            request, "intake/conversation.html", _page(request, found) | {"refused": str(refused)}, status=422
        )
    return redirect("intake:conversation", found.id)


def person(request: Request, conversation_id: UUID) -> HttpResponse:
    """Somebody who was not found: record her, and the conversation is about her."""
    found = _see(request, conversation_id)
    form = PersonForm(request.POST or None, actor=request.actor, today=localdate(request.at))
    back = reverse("intake:conversation", args=[found.id])
    if request.method == "POST" and form.is_valid():
        do = partial(
            actions.record_person, conversation=found.id, identity=form.identity(), by=request.actor, at=request.at
        )
        answered = doors.answer(request, form, do, about=found.id, then=back)
        if answered:
            return answered
    if form.shown:
        journal.note("resident:find", subjects=form.shown, fields=["name", "born"])
    return doors.show(request, "intake/person.html", form, {"back": back})


@require_POST
def finish(request: Request, conversation_id: UUID) -> HttpResponse:
    found = _see(request, conversation_id)
    form = FinishForm(request.POST, teams=_teams(request))
    if form.is_valid():
        said = _("The conversation is finished.")
        do = partial(_finish, request, found, form)
        answered = doors.answer(request, form, do, about=found.id, then=reverse("my_work"), said=said)
        if answered:
            return answered
    return doors.show(request, "intake/conversation.html", form, _page(request, found) | {"finish": form})


def _finish(request: Request, found: Conversation, form: FinishForm) -> None:
    answers = form.answers
    actions.set_channel(conversation=found.id, channel=answers["channel"], by=request.actor, at=request.at)
    if answers["outcome"] == Conversation.Outcome.ANSWERED:
        actions.finish_answered(conversation=found.id, by=request.actor, at=request.at)
        return
    actions.finish_as_case(
        conversation=found.id,
        team=answers["team"].id,
        laws=tuple(answers["laws"]),
        own_words=answers["own_words"],
        threatened=answers["threatened"],
        by=request.actor,
        at=request.at,
    )


def _saved_by_button(request: Request, found: Conversation) -> HttpResponse:
    form = TextForm(request.POST)
    page = _page(request, found)
    if not form.is_valid():
        page["note"]["text"] = request.POST.get("text", "")
        page |= {"refused": _why_not(form)}
        return render(request, "intake/conversation.html", page, status=doors.INVALID)
    try:
        actions.save_text(conversation=found.id, typed=_typed(form), by=request.actor, at=request.at)
    except (Conflict, Refused) as refusal:
        page["note"]["text"] = form.cleaned_data["text"]
        why = str(refusal) if isinstance(refusal, Refused) else _("A colleague changed this note too. Both are kept.")
        page |= {"refused": why, "theirs": found.text}
        return render(request, "intake/conversation.html", page, status=doors.CONFLICT)
    return redirect("intake:conversation", found.id)


def _see(request: Request, conversation_id: UUID, *, act: str = "conversation:read") -> Conversation:
    found = (
        Conversation.objects.visible_to(request.actor).select_related("resident", "author").filter(pk=conversation_id)
    )
    conversation = found.first()
    if conversation is None:
        doors.not_in_sight(act, ("conversation", conversation_id))
    if act == "conversation:read":
        subjects = [conversation.resident_id] if conversation.resident_id else []
        journal.note(act, about=("conversation", conversation.id), subjects=subjects, fields=["text"])
    return conversation


def _page(request: Request, found: Conversation) -> dict[str, Any]:
    return {
        "conversation": found,
        "note": _note(found),
        "who": WhoForm(),
        "known": _known(request, found),
        "finish": FinishForm(teams=_teams(request), initial={"channel": found.channel}),
        "started": time_format(localtime(found.started_at), "H:i"),
    }


def _note(found: Conversation) -> dict[str, Any]:
    url = reverse("intake:conversation", args=[found.id])
    saved = _("Saved at %(time)s") % {"time": time_format(localtime(found.saved_at), "H:i")}
    return {
        "id": "text",
        "text": found.text,
        "version": found.version,
        "saved": saved if found.version else _("Saved while you type"),
        "state": "saved" if found.version else "new",
        "autosave_url": reverse("intake:text", args=[found.id]),
        "conflict_url": url,
        "login_url": reverse("account_login"),
        "autofocus": not found.text,
    }


def _known(request: Request, found: Conversation) -> list[dict[str, Any]]:
    """Cases of this resident that the one who asks may see; another law's or team's cases show nothing."""
    if not found.resident_id:
        return []
    cases = Case.objects.visible_to(request.actor).filter(resident=found.resident_id).order_by("-registered_on")[:5]
    return [
        {
            "text": _("Case %(number)s, %(law)s")
            % {"number": case.number, "law": laws_in_words(laws_in_sight(request.actor, case))},
            "url": reverse("cases:case", args=[case.id]),
            "sub": case.get_state_display(),
        }
        for case in cases
    ]


def _teams(request: Request) -> Any:
    """Neighbourhood teams of the own municipality."""
    here = {post.municipality for post in request.actor.posts}
    return Team.objects.filter(municipality__in=here, kind=Team.Kind.NEIGHBOURHOOD).order_by("name")


def _row(found: Conversation) -> dict[str, Any]:
    name = found.resident.name if found.resident else _("Name not known")
    draft = found.finished_at is None
    started = localtime(found.started_at)
    return {
        "url": reverse("intake:conversation", args=[found.id]),
        "title": name,
        "why": _("%(author)s, %(channel)s") % {"author": found.author.name, "channel": found.get_channel_display()},
        "glyph": "draft" if draft else "check",
        "word": _("Draft") if draft else found.get_outcome_display(),
        "tone": "quiet" if draft else "",
        "law": "",
        "when": date_format(started, "j b H:i"),
    }


def _typed(form: TextForm) -> Typed:
    values = form.cleaned_data
    return Typed(values["text"], values["version"], values["session"], values["turn"] or 0)


def _why_not(form: TextForm) -> str:
    if "text" in form.errors:
        return str(actions.TOO_LONG)
    return _("This page is out of date. Open the conversation again, and copy your text first.")


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
