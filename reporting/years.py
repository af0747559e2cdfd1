"""The period of a figure that is told per year: from one year up to another, a team and a law."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.words import LAW_NAMES
from reporting.figures.scope import Asked
from reporting.forms import EARLIEST

YEARS = 4
NO_YEAR = {"invalid_choice": _("Choose a year from the list."), "invalid": _("Choose a year from the list.")}


class YearsForm(forms.Form):
    """What is not asked is everything, over the last four years."""

    use_required_attribute = False
    first = forms.TypedChoiceField(label=_("From"), coerce=int, required=False, error_messages=NO_YEAR)
    last = forms.TypedChoiceField(label=_("Up to and including"), coerce=int, required=False, error_messages=NO_YEAR)
    team = forms.ChoiceField(
        label=_("Team"), required=False, error_messages={"invalid_choice": _("Choose one of your teams.")}
    )
    law = forms.ChoiceField(
        label=_("Law"), required=False, error_messages={"invalid_choice": _("Choose one of the laws.")}
    )

    def __init__(self, data: Any, *, today: date, teams: Mapping[UUID, str], laws: Iterable[str]) -> None:
        usual = {"first": str(today.year - YEARS + 1), "last": str(today.year)}
        super().__init__(usual | {name: value for name, value in data.items() if value})
        years = [(str(year), str(year)) for year in range(today.year, EARLIEST.year - 1, -1)]
        mine = set(laws)
        choices = {
            "first": years,
            "last": years,
            "team": [("", _("All teams")), *((str(team), name) for team, name in teams.items())],
            "law": [("", _("All laws")), *((law, name) for law, name in LAW_NAMES.items() if law in mine)],
        }
        for name, of in choices.items():
            self.fields[name].choices = of  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", ValidationError(_("The period ends before it begins.")))
        return given

    @property
    def asked(self) -> dict[str, Any]:
        """From the first day of the first year to the last of the last, also when that is still to come."""
        given = self.cleaned_data
        return {
            "since": date(given["first"], 1, 1),
            "until": date(given["last"], 12, 31),
            "team": UUID(given["team"]) if given["team"] else None,
            "law": given["law"],
        }


def in_years(asked: Asked) -> str:
    """The years that were asked for, in words."""
    since, until = asked.since.year, asked.until.year
    if since == until:
        return str(since)
    return gettext("%(since)s up to and including %(until)s") % {"since": since, "until": until}
