"""The pages of a conversation. Nothing here blocks the one who types."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Actor
from accounts.request import Request
from cases.dossier import doors
from cases.residents.models import Resident
from intake import actions, held
from intake.actions import Conflict, Typed
from intake.forms import FinishForm, TextForm, WhoForm
from intake.known import known_here
from intake.models import Conversation, Question
from intake.page import finish_form, in_front, page_of
from intake.person import PersonForm
from ledger import journal
from workflows.refusal import Refusal, Refused

FOUND_AT_MOST = 8
SHORTEST_WHILE_TYPING = 3
TOO_LARGE = 413
NO_LONGER_THERE = Refusal(
    "no_longer_there", gettext_lazy("What you chose is no longer there. Look at the choices again.")
)


@require_POST
def start(request: Request) -> HttpResponse:
    conversation = actions.start_conversation(by=request.actor, at=request.at)
    return redirect("intake:conversation", conversation.id)


@require_GET
def conversations(request: Request) -> HttpResponse:
    found = (
        Conversation.objects.visible_to(request.actor)
        .select_related("resident", "author", "brought_by")
        .order_by("-started_at")
    )
    shown = list(found[:50])
    journal.note("conversation:list", subjects=[row.resident_id for row in shown if row.resident_id], fields=["name"])
    return render(request, "intake/conversations.html", {"rows": [_row(row) for row in shown]})


def conversation(request: Request, conversation_id: UUID) -> HttpResponse:
    """The note first; without JavaScript the same page saves with a button."""
    found = see(request, conversation_id)
    if request.method == "POST":
        return _saved_by_button(request, found)
    return render(request, "intake/conversation.html", page_of(request, found))


@require_POST
def text(request: Request, conversation_id: UUID) -> HttpResponse:
    """Autosave (the protocol stands in config/static/autosave.js): 200 with X-Version, 409, 413 or 404.

    `?question=2` saves the own words of that question, else it is the note.
    """
    found = see(request, conversation_id, act="conversation:write")
    form = TextForm(request.POST)
    if not form.is_valid():
        return _plain(_why_not(form), TOO_LARGE if "text" in form.errors else doors.INVALID)
    try:
        saved = _save(request, found, _typed(form))
    except Question.DoesNotExist as error:
        raise Http404 from error
    except Conflict:
        return _plain(_("A colleague changed this note too. Both texts are kept."), doors.CONFLICT)
    except Refused as refused:
        too_long = refused.refusal in (actions.TOO_LONG, actions.TOO_MANY_WORDS)
        return _plain(str(refused), TOO_LARGE if too_long else doors.CONFLICT)
    answer = HttpResponse(status=200)
    answer.headers["X-Version"] = str(saved.version)
    return answer


@require_POST
def resident(request: Request, conversation_id: UUID) -> HttpResponse:
    """Look residents up, by POST: what is searched stands in no address bar and no log.

    While somebody types, only what was found is sent.
    """
    found = see(request, conversation_id)
    form = WhoForm(request.POST)
    typing = "HX-Request" in request.headers
    people: list[Resident] = []
    searched = form.is_valid() and len(form.cleaned_data["q"].strip()) >= (SHORTEST_WHILE_TYPING if typing else 1)
    if searched:
        people = list(Resident.objects.findable_by(request.actor).matching(form.cleaned_data["q"])[:FOUND_AT_MOST])
        journal.note("resident:find", subjects=[person.id for person in people], fields=["name", "born", "place"])
    shown = {"people": people, "searched": searched or not typing, "while_typing": typing}
    if typing:
        return render(request, "intake/found.html", shown | {"conversation": found})
    return render(request, "intake/conversation.html", page_of(request, found) | shown | {"who": form})


@require_POST
def link(request: Request, conversation_id: UUID) -> HttpResponse:
    """Somebody, nobody yet, or (`anonymous`) nobody at all."""
    found = see(request, conversation_id)
    anonymous = request.POST.get("anonymous") == "yes"
    try:
        chosen = UUID(request.POST["resident"]) if request.POST.get("resident") else None
        actions.link_resident(
            conversation=found.id, resident=chosen, anonymous=anonymous, by=request.actor, at=request.at
        )
    except (ValueError, Resident.DoesNotExist):
        doors.not_in_sight("conversation:link", ("conversation", found.id))
    except Refused as refused:
        return _refused(request, found, refused)
    return redirect("intake:conversation", found.id)


def person(request: Request, conversation_id: UUID) -> HttpResponse:
    """Somebody who was not found: record her, and the conversation is about her."""
    found = see(request, conversation_id)
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
def add_question(request: Request, conversation_id: UUID) -> HttpResponse:
    found = see(request, conversation_id)
    try:
        added = actions.add_question(conversation=found.id, by=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, found, refused)
    return redirect(f"{reverse('intake:conversation', args=[found.id])}?question={added.position}")


@require_POST
def finish(request: Request, conversation_id: UUID) -> HttpResponse:
    """One question ends; with the last one the conversation."""
    found = see(request, conversation_id, lock=True)
    questions = held.questions_of(found)
    asked = _named(request.POST.get("question", ""), questions)
    form = finish_form(
        request, found, asked, of=len(questions), here=known_here(request.actor, found), data=request.POST
    )
    if form.is_valid():
        waiting = [one for one in questions if one.finished_at is None and one.id != asked.id]
        here = reverse("intake:conversation", args=[found.id])
        said = (
            _("This question is finished. Another one is still open.")
            if waiting
            else _("The conversation is finished.")
        )
        do = partial(_finish, request, found, form)
        then = here if waiting else reverse("my_work")
        answered = doors.answer(request, form, do, about=found.id, then=then, said=said)
        if answered:
            return answered
    page = page_of(request, found, asked=asked.id) | {"finish": form}
    return doors.show(request, "intake/conversation.html", form, page)


def _finish(request: Request, found: Conversation, form: FinishForm) -> None:
    """The one action that belongs to the outcome. Raises Refused."""
    answers = form.answers
    doing: dict[str, Any] = {"conversation": found.id, "by": request.actor, "at": request.at}
    if answers["channel"] and answers["channel"] != found.channel:
        actions.set_channel(channel=answers["channel"], **doing)
    doing |= {"question": answers["question"], "own_words": answers["own_words"]}
    try:
        match answers["outcome"]:
            case Question.Outcome.ANSWERED:
                actions.finish_answered(**doing)
            case Question.Outcome.POINTED:
                actions.point_to(provision=answers["provision"].id, **doing)
            case Question.Outcome.ADDED:
                actions.add_to_case(**form.added_to(), **doing)
            case Question.Outcome.NEW_CASE:
                _open_case(form, doing)
            case _:
                actions.promise(promised=form.promise(), **doing)
    except ObjectDoesNotExist as gone:
        raise Refused(NO_LONGER_THERE) from gone


def _open_case(form: FinishForm, doing: dict[str, Any]) -> None:
    answers = form.answers
    actions.finish_as_case(
        team=answers["team"].id,
        laws=tuple(answers["laws"]),
        threatened=answers["threatened"] and "wgs" in answers["laws"],
        urgent=answers["urgent"],
        confidential=answers["confidential"],
        follows=next(iter(answers["follows"]), None),
        **doing,
    )


def _named(id: str, questions: list[Question]) -> Question:
    named = [one for one in questions if str(one.id) == id]
    return named[0] if named else in_front(questions)


def _save(request: Request, found: Conversation, typed: Typed) -> Conversation | Question:
    number = request.GET.get("question", "")
    if not number:
        return actions.save_text(conversation=found.id, typed=typed, by=request.actor, at=request.at)
    position = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
    return actions.save_own_words(
        conversation=found.id, position=position, typed=typed, by=request.actor, at=request.at
    )


def _saved_by_button(request: Request, found: Conversation) -> HttpResponse:
    form = TextForm(request.POST)
    if not form.is_valid():
        return _not_saved(request, found, request.POST.get("text", ""), _why_not(form), doors.INVALID)
    try:
        actions.save_text(conversation=found.id, typed=_typed(form), by=request.actor, at=request.at)
    except (Conflict, Refused) as refusal:
        why = str(refusal) if isinstance(refusal, Refused) else _("A colleague changed this note too. Both are kept.")
        return _not_saved(request, found, form.cleaned_data["text"], why, doors.CONFLICT)
    return redirect("intake:conversation", found.id)


def _not_saved(request: Request, found: Conversation, typed: str, why: str, status: int) -> HttpResponse:
    page = page_of(request, found) | {"refused": why}
    page["note"]["text"] = typed
    if status == doors.CONFLICT:
        page["theirs"] = found.text
    return render(request, "intake/conversation.html", page, status=status)


def _refused(request: Request, found: Conversation, why: Refused) -> HttpResponse:
    page = page_of(request, found) | {"refused": str(why)}
    return render(request, "intake/conversation.html", page, status=doors.INVALID)


def see(request: Request, conversation_id: UUID, *, act: str = "conversation:read", lock: bool = False) -> Conversation:
    """The conversation when it is in sight; `lock`: an act follows, which uses it as it is."""
    found = _held(request.actor, conversation_id) if lock else _seen(request.actor, conversation_id)
    conversation = next(found, None)
    if conversation is None:
        doors.not_in_sight(act, ("conversation", conversation_id))
    if act == "conversation:read":
        journal.note(
            act,
            about=("conversation", conversation.id),
            subjects=[conversation.resident_id] if conversation.resident_id else [],
            fields=["text"],
            reason=_reason(request, conversation),
        )
    return conversation


def _seen(actor: Actor, conversation: UUID) -> Iterator[Conversation]:
    return iter(held.SEEN.ask(actor, conversation=conversation))


def _held(actor: Actor, conversation: UUID) -> Iterator[Conversation]:
    return (question.conversation for question in held.hold(conversation, by=actor))


def _reason(request: Request, conversation: Conversation) -> str:
    """Why a colleague's text is opened: she is away and it must go on, or it is looked back at."""
    if conversation.author_id == request.actor.id:
        return ""
    return "colleague.finished" if conversation.finished_at else "colleague.draft"


def _row(found: Conversation) -> dict[str, Any]:
    name = found.resident.name if found.resident else _("Name not known")
    draft = found.finished_at is None
    started = localtime(found.started_at)
    return {
        "url": reverse("intake:conversation", args=[found.id]),
        "title": name,
        "why": _("%(author)s, %(channel)s") % {"author": found.writer, "channel": found.get_channel_display()},
        "glyph": "draft" if draft else "check",
        "word": _("Draft") if draft else _("Finished"),
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
