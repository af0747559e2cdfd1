"""The forms of reporting: what to count, and whom to give work to."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.answers import OnceForm
from accounts.words import LAW_NAMES
from cases.dossier.forms import ActForm, DateInput
from reporting.editions.models import Audience

EARLIEST = date(2015, 1, 1)


class FiguresForm(forms.Form):
    """Which period, team and law. What is not asked is everything, over the last twelve months.

    `by`: what the figure may be divided by, the usual one first; empty for a figure that leaves no choice.
    """

    use_required_attribute = False
    since = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until = forms.DateField(label=_("Up to and including"), required=False, widget=DateInput())
    team = forms.ChoiceField(
        label=_("Team"), required=False, error_messages={"invalid_choice": _("Choose one of your teams.")}
    )
    law = forms.ChoiceField(
        label=_("Law"), required=False, error_messages={"invalid_choice": _("Choose one of the laws.")}
    )

    def __init__(
        self,
        data: Any,
        *,
        today: date,
        usual: tuple[date, date],
        teams: Mapping[UUID, str],
        laws: Iterable[str],
        by: Mapping[str, Any] | None = None,
    ) -> None:
        asked = {"since": usual[0].isoformat(), "until": usual[1].isoformat(), "by": next(iter(by or ()), "")} | {
            name: value for name, value in data.items() if value
        }
        super().__init__(asked)
        self.today = today
        team_choices = [(str(team), name) for team, name in teams.items()]
        self.fields["team"].choices = [("", _("All teams")), *team_choices]  # type: ignore[attr-defined]
        law_choices = [(law, name) for law, name in LAW_NAMES.items() if law in set(laws)]
        self.fields["law"].choices = [("", _("All laws")), *law_choices]  # type: ignore[attr-defined]
        if by:
            unknown = {"invalid_choice": _("Choose one of the ways to split this figure.")}
            choices = list(by.items())
            self.fields["by"] = forms.ChoiceField(
                label=_("Split by"), required=False, choices=choices, error_messages=unknown
            )

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if since > self.today:
            raise ValidationError(_("This day has not come yet. Choose a period that has begun."))
        if since < EARLIEST:
            raise ValidationError(_("There are no figures from before 2015. Choose a later day."))
        return since

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        return given

    @property
    def asked(self) -> dict[str, Any]:
        """As `figures.escalation` takes it. Up to today is up to the end of this month: no more is known."""
        given = self.cleaned_data
        team = UUID(given["team"]) if given["team"] else None
        return {
            "since": given["since"],
            "until": given["until"] if given["until"] < self.today else month_end(self.today),
            "team": team,
            "law": given["law"],
            **({"by": given["by"]} if "by" in given else {}),
        }


class FileForm(FiguresForm, OnceForm):
    """A figure or the list of cases, of a period, team and law, as a kind of file."""

    what = forms.ChoiceField(label=_("What"), error_messages={"invalid_choice": _("Choose what to make a file of.")})
    kind = forms.ChoiceField(
        label=_("Kind of file"), error_messages={"invalid_choice": _("Choose what kind of file to make.")}
    )
    by = forms.CharField(required=False, widget=forms.HiddenInput())
    field_order = ("what", "since", "until", "team", "law", "kind")

    def __init__(
        self, data: Any, *, offers: Mapping[str, Any], kinds: Iterable[str], csv_only: str, **known: Any
    ) -> None:
        usual = {"what": csv_only, "kind": "csv", "key": str(uuid.uuid4())}
        super().__init__(usual | {name: value for name, value in data.items() if value}, **known)
        self.csv_only = csv_only
        self.fields["what"].choices = list(offers.items())  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(kind, kind.upper()) for kind in kinds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("what") == self.csv_only and given.get("kind", "csv") != "csv":
            self.add_error("kind", _("The list of cases is made as CSV only: it may be too long for a sheet."))
        return given


class EditionForm(forms.Form):
    """Which edition of a table: a municipality, a closed year, and for whom it is. What is not asked is the newest."""

    use_required_attribute = False
    place = forms.ChoiceField(
        label=_("Municipality"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of your municipalities.")},
    )
    year = forms.ChoiceField(
        label=_("Year"),
        required=False,
        error_messages={"invalid_choice": _("Of this year no figures were made. Choose one of the list.")},
    )
    audience = forms.ChoiceField(
        label=_("For whom"),
        required=False,
        choices=Audience.choices,
        error_messages={"invalid_choice": _("Choose for whom the figures are.")},
    )

    def __init__(self, data: Any, *, places: Mapping[str, str], years: Iterable[int]) -> None:
        newest = sorted(years, reverse=True)
        usual = {"place": next(iter(places), ""), "year": str(newest[0]) if newest else "", "audience": "inside"}
        super().__init__(usual | {name: value for name, value in data.items() if value})
        self.fields["place"].choices = list(places.items())  # type: ignore[attr-defined]
        self.fields["year"].choices = [(str(year), str(year)) for year in newest]  # type: ignore[attr-defined]
        if len(places) < 2:
            self.fields["place"].widget = forms.HiddenInput()


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ticked:
    """A case as it was when it was ticked, and whom it goes to (None: nobody)."""

    case: UUID
    version: int
    to: UUID | None = None


class TickedField(forms.MultipleChoiceField):
    """Lines `case:version`, or `case:version:colleague` where nobody may stand for the colleague."""

    def __init__(self, *, parts: int, **more: Any) -> None:
        super().__init__(**more)
        self.parts = parts

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def clean(self, value: Any) -> Any:
        try:
            said = [line for line in value or () if line]
            return [self._ticked(line) for line in dict.fromkeys(super().clean(said))]
        except ValueError as bad:
            raise ValidationError(_("Choose from the cases in the list.")) from bad

    def _ticked(self, line: str) -> Ticked:
        case, version, *rest = line.split(":")
        if len(rest) != self.parts - 2 or not (version.isascii() and version.isdigit() and len(version) < 9):
            raise ValueError(line)
        return Ticked(UUID(case), int(version), UUID(rest[0]) if rest and rest[0] else None)


class AllocateForm(ActForm):
    """Cases that are ticked, and who gets them."""

    cases = TickedField(parts=2, error_messages={"required": _("Tick at least one case.")})
    to = forms.ChoiceField(
        label=_("Give to"),
        error_messages={
            "required": _("Choose who gets the cases."),
            "invalid_choice": _("Choose a colleague of the team."),
        },
    )

    def __init__(self, *args: Any, colleagues: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(user), label) for user, label in colleagues]
        self.fields["to"].choices = [("", _("Choose a colleague")), *choices]  # type: ignore[attr-defined]


class UndoForm(ActForm):
    """Cases that go back to whom they were."""

    back = TickedField(parts=3)


class DivideForm(ActForm):
    """Per case whom it goes to. What is left where it is, is sent empty."""

    to = TickedField(parts=3, error_messages={"required": _("Choose for at least one case who gets it.")})

    def __init__(self, *args: Any, takers: Iterable[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takers = set(takers)

    def clean_to(self) -> list[Ticked]:
        """Each case once, and only to who can get one here."""
        given: list[Ticked] = self.cleaned_data["to"]
        if any(one.to not in self.takers for one in given) or len({one.case for one in given}) < len(given):
            raise ValidationError(_("Choose a colleague of the team."))
        return given
