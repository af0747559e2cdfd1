"""The forms of remarks."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission, Post
from accounts.answers import OnceForm
from accounts.words import LAW_NAMES
from reporting.charts.sentences import month_name
from reporting.figures.steps import KNOW_TAILORED
from reporting.remarks.actions import NewRemark
from reporting.remarks.models import LONGEST, Remark


class RemarkForm(OnceForm):
    """At which month of whose chart, and what happened there."""

    law = forms.ChoiceField(label=_("Law"))
    where = forms.ChoiceField(label=_("For whom?"))
    month = forms.ChoiceField(label=_("Month"))
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Remark.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_("Let limits start anew only where the work itself changed, and say why."),
    )
    text = forms.CharField(label=_("What happened, and why?"), max_length=LONGEST)

    def __init__(self, *args: Any, posts: Sequence[Post], months: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [post for post in posts if post.may(Permission.FIGURES_REMARK)]
        laws = {law for post in mine for law in post.laws}
        self._choose("law", [(law, LAW_NAMES[law]) for law in KNOW_TAILORED if law in laws])
        places = {post.municipality: _("All of %(name)s") % {"name": post.municipality_name} for post in mine}
        teams = {str(post.team): post.team_name for post in mine}
        self._choose("where", [*places.items(), *sorted(teams.items(), key=lambda one: one[1].lower())])
        self._choose("month", [(f"{month:%Y-%m-%d}", month_name(month)) for month in months])
        self.municipality_of = {str(post.team): post.municipality for post in mine}

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def says(self) -> NewRemark:
        given = self.cleaned_data
        place = self.municipality_of.get(given["where"])
        return NewRemark(
            municipality=place or given["where"],
            team=UUID(given["where"]) if place else None,
            law=given["law"],
            month=date.fromisoformat(given["month"]),
            kind=given["kind"],
            text=given["text"],
        )
