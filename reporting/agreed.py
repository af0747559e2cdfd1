"""The page on which a manager writes down what the team agreed on: hours per colleague, and the band of cases."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import answers
from accounts.access import Actor
from accounts.answers import OnceForm
from accounts.models import Band, Membership, Role
from accounts.request import Request
from accounts.teams import agreeing
from accounts.words import hours_in_words
from cases.dossier.forms import DateInput
from reporting import caseload
from workflows.agreeing import MOST_HOURS, Range

FEWEST_HOURS = Decimal("0.5")


def _hours(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal"}),
        min_value=FEWEST_HOURS,
        max_value=MOST_HOURS,
        max_digits=3,
        decimal_places=1,
        localize=True,
        **more,
    )


class AgreedForm(OnceForm):
    """The band, which may be left open as a whole, and the hours of each post."""

    low = forms.IntegerField(label=_("From how many cases"), min_value=0, max_value=999, required=False)
    high = forms.IntegerField(label=_("To how many cases"), min_value=1, max_value=999, required=False)
    per = _hours(_("For how many hours a week"), required=False)
    agreed_on = forms.DateField(label=_("Agreed on"), widget=DateInput(), required=False)

    def __init__(self, *args: Any, posts: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = posts
        for post in posts:
            label = _("Hours a week: %(name)s") % {"name": post.user.name}
            self.fields[f"hours_{post.id}"] = _hours(
                label, required=False, initial=post.hours and hours_in_words(post.hours)
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        said = [name for name in ("low", "high", "per", "agreed_on") if given.get(name) is not None]
        if said and len(said) < 4:
            for name in {"low", "high", "per", "agreed_on"} - {*said, *self.errors}:
                self.add_error(name, _("Fill this in too: a band is from, to, hours and the day."))
        return given

    @property
    def band(self) -> tuple[Range, date] | None:
        given = self.cleaned_data
        if given["low"] is None:
            return None
        return Range(given["low"], given["high"], given["per"]), given["agreed_on"]

    @property
    def hours(self) -> dict[UUID, Decimal | None]:
        """The posts of which the hours are others than they were."""
        new = {post: self.cleaned_data[f"hours_{post.id}"] for post in self.posts}
        return {post.id: hours for post, hours in new.items() if hours != post.hours}


@require_http_methods(["GET", "HEAD", "POST"])
def agreed(request: Request, team_id: UUID) -> HttpResponse:
    name = _name(request, team_id)
    band = caseload.bands_of([team_id]).get(team_id)
    form = AgreedForm(request.POST or None, posts=_posts(request, team_id), initial=_initial(band))
    if request.method == "POST" and form.is_valid():
        do = partial(_agree, team_id, form, band, by=request.actor, at=request.at)
        said = str(_("It was written down."))
        then = reverse("reporting:team")
        answered = answers.answer(request, form, do, about=team_id, then=lambda _team: then, said=said)
        if answered:
            return answered
    frame = {
        "title": _("Hours and band"),
        "verb": _("Write down"),
        "back": reverse("reporting:team"),
        "about": name,
        "plain": True,
    }
    return answers.show(request, "accounts/form.html", form, frame)


def _agree(team: UUID, form: AgreedForm, was: Band | None, *, by: Actor, at: datetime) -> None:
    """What is as it was is no new agreement."""
    for post, hours in form.hours.items():
        agreeing.agree_hours(post=post, hours=hours, by=by, at=at)
    if form.band and (was is None or form.band != (Range(was.low, was.high, was.hours), was.agreed_on)):
        band, day = form.band
        agreeing.agree_band(team=team, band=band, agreed_on=day, by=by, at=at)


def _name(request: Request, team: UUID) -> str:
    """The team's name, when one makes agreements with it; else 404, and the try journalled."""
    if team not in agreeing.teams_of(request.actor):
        answers.not_here("caseload:read", ("team", team))
    return next(post.team_name for post in request.actor.posts if post.team == team)


def _posts(request: Request, team: UUID) -> list[Membership]:
    here = Membership.objects.valid(on=localdate(request.at)).filter(team=team, role=Role.TEAM, user__is_active=True)
    return list(here.select_related("user").order_by("user__name", "id"))


def _initial(band: Band | None) -> dict[str, Any]:
    if band is None:
        return {}
    return {"low": band.low, "high": band.high, "per": hours_in_words(band.hours), "agreed_on": band.agreed_on}
