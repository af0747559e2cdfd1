"""The pages of teams."""

import uuid
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts import answers
from accounts.models import Membership, Municipality, Neighbourhood, Team
from accounts.request import Request
from accounts.teams import actions
from accounts.teams.forms import NameForm, ServeForm, TeamForm


@require_GET
def teams(request: Request) -> HttpResponse:
    today = localdate(request.at)
    here = Membership.objects.valid(on=today).values("pk")
    found = (
        Team.objects.filter(municipality__in=request.actor.administers())
        .select_related("municipality")
        .annotate(
            served=Count("neighbourhoods", distinct=True),
            people=Count("memberships__user", filter=Q(memberships__in=here), distinct=True),
        )
        .order_by("closed_on", "kind", "name")
    )
    rows: list[dict[str, Any]] = [
        {"team": team, "url": _team_url(team.id), "kind": Team.Kind(team.kind).label} for team in found
    ]
    several = len(request.actor.administers()) > 1
    context = {
        "open": [row for row in rows if not row["team"].closed_on],
        "closed": [row for row in rows if row["team"].closed_on],
        "several": several,
    }
    return render(request, "accounts/teams.html", context)


def add_team(request: Request) -> HttpResponse:
    places = Municipality.objects.filter(code__in=request.actor.administers()).order_by("name")
    form = TeamForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        new, given = uuid.uuid4(), form.cleaned_data
        do = partial(
            actions.add_team,
            team=new,
            municipality=given["municipality"].pk,
            name=given["name"],
            kind=given["kind"],
            by=request.actor,
            at=request.at,
        )
        answered = answers.answer(request, form, do, about=new, then=_team_url, said=_("The team was added."))
        if answered:
            return answered
    frame: dict[str, object] = {"title": _("Add a team"), "verb": _("Add"), "back": reverse("accounts:teams")}
    return answers.show(request, "accounts/form.html", form, frame)


def team(request: Request, team_id: UUID) -> HttpResponse:
    """One team; posted, its name changes."""
    found = _seen(request, team_id)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        do = partial(actions.rename_team, team=found.id, name=name, by=request.actor, at=request.at)
        answered = answers.answer(request, form, do, about=found.id, then=_team_url, said=_("The name was changed."))
        if answered:
            return answered
    return answers.show(request, "accounts/team.html", form, _team_page(request, found))


def serve(request: Request, team_id: UUID) -> HttpResponse:
    found = _seen(request, team_id)
    others = (
        Neighbourhood.objects.filter(municipality=found.municipality_id)
        .exclude(team=found)
        .select_related("team")
        .order_by("district", "name")
    )
    form = ServeForm(request.POST or None, others=others)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["neighbourhoods"]
        do = partial(actions.serve, team=found.id, neighbourhoods=chosen, by=request.actor, at=request.at)
        moved = ngettext("%(number)s neighbourhood moved.", "%(number)s neighbourhoods moved.", len(chosen))
        said = moved % {"number": len(chosen)}
        answered = answers.answer(request, form, lambda: do() and None, about=found.id, then=_team_url, said=said)
        if answered:
            return answered
    frame = {
        "title": _("Let this team serve more neighbourhoods"),
        "verb": _("Move"),
        "back": _team_url(found.id),
        "about": found.name,
        "plain": True,
    }
    return answers.show(request, "accounts/form.html", form, frame)


@require_POST
def close_team(request: Request, team_id: UUID) -> HttpResponse:
    found = _seen(request, team_id)
    do = partial(actions.close_team, team=found.id, by=request.actor, at=request.at)
    said = _("The team is closed. It keeps its cases until they have gone to another team.")
    return answers.press(request, do, then=_team_url(found.id), said=said)


@require_POST
def reopen_team(request: Request, team_id: UUID) -> HttpResponse:
    found = _seen(request, team_id)
    do = partial(actions.reopen_team, team=found.id, by=request.actor, at=request.at)
    return answers.press(request, do, then=_team_url(found.id), said=_("The team is open again."))


def _team_page(request: Request, found: Team) -> dict[str, Any]:
    here = Membership.objects.valid(on=localdate(request.at)).filter(team=found, user__is_active=True)
    districts: dict[str, list[str]] = {}
    for area in found.neighbourhoods.order_by("district", "name"):
        districts.setdefault(area.district, []).append(area.name)
    return {
        "team": found,
        "kind": Team.Kind(found.kind).label,
        "serves": found.kind == Team.Kind.NEIGHBOURHOOD,
        "districts": [{"name": name, "areas": ", ".join(areas)} for name, areas in districts.items()],
        "people": sorted(set(here.values_list("user__name", flat=True))),
    }


def _seen(request: Request, team_id: UUID) -> Team:
    """A team of one's own municipalities, else 404."""
    mine = Team.objects.filter(municipality__in=request.actor.administers()).select_related("municipality")
    found = mine.filter(pk=team_id).first()
    if found is None:
        answers.not_here("team:read", ("team", team_id))
    return found


def _team_url(team: UUID) -> str:
    return reverse("accounts:team", args=[team])
