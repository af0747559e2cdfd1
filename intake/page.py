"""The page of a conversation as plain values: the note, its questions, who it is about, what is known here."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from accounts.access import Actor
from accounts.kept import Kept, one_of
from accounts.models import Membership, Team
from accounts.request import Request
from cases.dossier.models import KnownCase
from intake import known
from intake.actions import TALKING
from intake.appointments.words import moment_of
from intake.forms import FinishForm, Offers, WhoForm
from intake.known import Known
from intake.models import Appointment, Conversation, Question
from provisions.models import Provision
from workflows.note_lines import requests_of


def page_of(request: Request, found: Conversation, *, asked: UUID | None = None) -> dict[str, Any]:
    """Everything `intake/conversation.html` shows. `asked`: the question in front, else the first that is open."""
    questions = list(found.questions.select_related("provision").order_by("position"))
    front = in_front(questions, asked=asked, number=request.GET.get("question", ""))
    here = known.known_here(request.actor, found)
    return {
        "conversation": found,
        "started": time_format(localtime(found.started_at), "H:i"),
        "day": date_format(localtime(found.started_at), "l j F"),
        "colleague": found.writer if found.author_id != request.actor.id else "",
        "note": note_of(found),
        "questions": _tabs(found, questions, front),
        "question": front,
        "words": _words(found, front, of=len(questions)),
        "ended": _ended(request.actor, questions),
        "who": WhoForm(),
        "known": known.lines_of(here),
        "same_bsn": known.said_of_bsn(here),
        "running": bool(here.running),
        "finish": None if front.finished_at else finish_form(request, found, front, of=len(questions), here=here),
        "work_out_url": reverse("intake:work_out", args=[found.id]) if found.text.strip() else "",
    }


def in_front(questions: list[Question], *, asked: UUID | None = None, number: str = "") -> Question:
    """The question that was named, else the first that is open, else the last."""
    named = (one for one in questions if one.id == asked or (not asked and str(one.position) == number))
    unfinished = (one for one in questions if one.finished_at is None)
    return next(named, None) or next(unfinished, None) or questions[-1]


def finish_form(
    request: Request, found: Conversation, question: Question, *, of: int, here: Known, data: Any = None
) -> FinishForm:
    asked = question.own_words or requests_of(found.text, question=question.position, of=of)
    return FinishForm(
        data,
        offers=offers_of(request, here),
        initial={"channel": found.channel, "own_words": asked, "question": question.id},
    )


def offers_of(request: Request, here: Known) -> Offers:
    places = request.actor.finds_in()
    today = localdate(request.at)
    return Offers(
        teams=TEAMS.ask(places=sorted(places)),
        keepers=partial(_keepers, request.actor, today),
        provisions=Provision.objects.offered_in(request.actor.municipality)
        .free_nearby()
        .select_related("organisation")
        .order_by("organisation__name", "name"),
        today=today,
        running=tuple(here.running),
        ended=here.latest_ended,
    )


def _teams(*, places: list[str]) -> "QuerySet[Team]":
    here = one_of("municipality_id", places, of=TextField())
    return Team.objects.open().filter(here, kind=Team.Kind.NEIGHBOURHOOD).order_by("name")


TEAMS = Kept(_teams, {"places": ["?"]})


def _keepers(actor: Actor, today: Any) -> list[tuple[Any, Any]]:
    """Per team, the own desk first: whoever is free there, or one of the colleagues."""
    posts = (
        Membership.objects.valid(on=today)
        .filter(team__municipality__in=actor.finds_in(), team__closed_on=None, role__in=TALKING, user__is_active=True)
        .select_related("team", "user")
        .order_by("team__name", "user__name")
    )
    teams: dict[Team, dict[str, str]] = {}
    for post in posts:
        teams.setdefault(post.team, {})[f"{post.team_id}/{post.user_id}"] = post.user.name
    mine = actor.desks()
    return [
        (team.name, [(str(team.id), _("%(team)s: whoever is free") % {"team": team.name}), *people.items()])
        for team, people in sorted(teams.items(), key=lambda one: one[0].id not in mine)
    ]


def note_of(found: Conversation) -> dict[str, Any]:
    saved = _("Saved at %(time)s") % {"time": time_format(localtime(found.saved_at), "H:i")}
    return {
        "id": "text",
        "text": found.text,
        "version": found.version,
        "saved": saved if found.version else _("Saved while you type"),
        "state": "saved" if found.version else "new",
        "autosave_url": reverse("intake:text", args=[found.id]),
        "conflict_url": reverse("intake:conversation", args=[found.id]),
        "login_url": reverse("account_login"),
        "autofocus": not found.text,
    }


def _words(found: Conversation, front: Question, *, of: int) -> dict[str, Any]:
    """What is asked, saved while it is typed as the note is."""
    here = reverse("intake:conversation", args=[found.id])
    return {
        "autosave_url": f"{reverse('intake:text', args=[found.id])}?question={front.position}",
        "conflict_url": f"{here}?question={front.position}",
        "login_url": reverse("account_login"),
        "version": front.version,
        "from_note": not front.own_words,
        "place": 0 if of == 1 else front.position,
        "autofocus": bool(found.text) and front.position > 1 and not front.own_words,
    }


def _tabs(found: Conversation, questions: list[Question], front: Question) -> list[dict[str, Any]]:
    here = reverse("intake:conversation", args=[found.id])
    return [
        {
            "url": f"{here}?question={one.position}",
            "label": _("Question %(number)s") % {"number": one.position},
            "current": one.id == front.id,
            "finished": one.finished_at is not None,
        }
        for one in questions
    ]


def _ended(actor: Actor, questions: Iterable[Question]) -> list[dict[str, Any]]:
    """How the finished questions ended, with what each led to."""
    over = [one for one in questions if one.finished_at]
    if not over:
        return []
    cases = {one.case for one in over if one.case}
    numbers = dict(KnownCase.objects.visible_to(actor).filter(pk__in=cases).values_list("pk", "number"))
    promised = Appointment.objects.visible_to(actor).filter(question__in=over).select_related("team", "colleague")
    kept = {one.question_id: one for one in promised}
    return [_how_it_ended(one, numbers, kept.get(one.id)) for one in over]


def _how_it_ended(question: Question, numbers: dict[UUID, str], promised: Appointment | None) -> dict[str, Any]:
    led_to, url = "", ""
    if question.case:
        led_to = numbers.get(question.case, "")
    elif question.provision:
        led_to = str(question.provision)
    elif promised:
        who = promised.colleague.name if promised.colleague else promised.team.name
        led_to, url = f"{moment_of(promised)}, {who}", reverse("intake:appointment", args=[promised.id])
    return {
        "number": question.position,
        "outcome": str(Question.Outcome(question.outcome).label),
        "led_to": led_to,
        "url": url,
        "own_words": question.own_words,
    }
