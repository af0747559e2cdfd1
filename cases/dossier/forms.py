"""What every form about a case carries, and the forms of the case itself."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.answers import AskingForm
from accounts.words import LAW_NAMES
from cases.dossier.models import Channel, EndedBecause
from cases.residents.said import case_number

EARLIEST = date(2015, 1, 1)
FURTHEST = timedelta(days=5 * 366)
SOON = [("1", _("tomorrow")), ("7", _("in a week")), ("14", _("in two weeks")), ("42", _("in six weeks"))]
HOWS = [(one.value, one.label) for one in Channel]
ELSEWHERE = [(one.value, one.label) for one in (EndedBecause.MOVED, EndedBecause.WLZ, EndedBecause.OTHER_AUTHORITY)]


class ActForm(AskingForm):
    """`seen` is the version the form was made from, `key` names this one sending of it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    stale = False

    def __init__(self, *args: Any, seen: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen
        self.fields["key"].initial = uuid.uuid4

    def seen_now(self, version: int) -> None:
        """After a conflict: the next sending is made knowingly, on top of what the colleague did."""
        if isinstance(self.data, QueryDict):
            sent = self.data.copy()
            sent["seen"] = str(version)
            self.data = sent

    @property
    def cleaned_for_act(self) -> dict[str, Any]:
        """The answers, with the version they were given on."""
        return {**self.answers, "seen": self.cleaned_data["seen"]}

    @property
    def answers(self) -> dict[str, Any]:
        """What was filled in, without what the form itself carries."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "key")}


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"class": "short", **attrs}, format="%Y-%m-%d")


def law_field(laws: Iterable[str]) -> forms.ChoiceField:
    """A choice among the laws somebody works for, in their usual order; the first is chosen."""
    mine = set(laws)
    choices = [(law, name) for law, name in LAW_NAMES.items() if law in mine]
    first = choices[0][0] if choices else None
    return forms.ChoiceField(label=_("Law"), choices=choices, widget=forms.RadioSelect, initial=first)


def day_it_happened(label: Any, *, today: date, help_text: Any) -> forms.DateField:
    """A day on which something came in, was sent or was paid: today, unless another is filled in."""
    happened = partial(_has_happened, today=today)
    return forms.DateField(label=label, widget=DateInput(), initial=today, help_text=help_text, validators=[happened])


def _has_happened(day: date, *, today: date) -> None:
    if day < EARLIEST:
        raise forms.ValidationError(_("This day is too long ago. Fill in a day after 2014."))
    if day > today:
        raise forms.ValidationError(_("This day is still to come. Fill in the day on which it happened."))


class WhenForm(ActForm):
    """A form that asks for a day ahead: a chip for the usual ones, a field for another."""

    in_days = forms.ChoiceField(label=_("When?"), choices=SOON, required=False, widget=forms.RadioSelect)
    on = forms.DateField(label=_("Or on this day"), widget=DateInput(), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and on < self.today:
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        if on and on > self.today + FURTHEST:
            raise forms.ValidationError(_("This day is too far away. Choose a day within five years."))
        return on

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        soon = values.pop("in_days", "")
        if soon and not values.get("on") and "on" not in self.errors:
            values["on"] = self.today + timedelta(days=int(soon))
        return values


class NextStepForm(WhenForm):
    what = forms.CharField(label=_("What happens next?"), max_length=200)

    def __init__(self, *args: Any, colleagues: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = forms.TypedChoiceField(
            label=_("Who does it?"),
            choices=[("", _("the coordinator")), *colleagues],
            required=False,
            coerce=UUID,
            empty_value=None,
        )
        self.order_fields(["what", "in_days", "on", "owner"])


class ContactForm(WhenForm):
    how = forms.ChoiceField(label=_("How?"), choices=HOWS, widget=forms.RadioSelect, initial="phone")
    said = forms.CharField(label=_("What was said?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    next_step = forms.CharField(label=_("What happens next?"), max_length=200, required=False)

    def __init__(self, *args: Any, laws: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = list(laws)
        self.fields["law"] = law_field(mine)
        if len(mine) == 1:
            self.fields["law"].widget = forms.HiddenInput()
        self.order_fields(["how", "law", "said", "next_step", "in_days", "on"])


class ColleagueForm(ActForm):
    """One colleague, by id, among those that the view offers."""

    def __init__(self, *args: Any, colleagues: Iterable[tuple[Any, str]], label: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[name] = forms.TypedChoiceField(
            label=label, choices=[("", _("Choose")), *colleagues], coerce=UUID, empty_value=None
        )


class HandOverForm(ActForm):
    """To which team; a confidential case also to whom there (`receivers`)."""

    def __init__(self, *args: Any, teams: Any, receivers: Iterable[tuple[Any, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked_when_drawn: Any = partial(_teams_to_choose, teams)
        self.fields["team"] = forms.UUIDField(label=_("To which team?"), widget=forms.Select(choices=asked_when_drawn))
        offered = list(receivers)
        if offered:
            self.fields["receiver"] = forms.TypedChoiceField(
                label=_("Who takes it there?"),
                help_text=_("The case is confidential: this colleague sees it, and the others do not."),
                choices=[("", _("Choose")), *offered],
                coerce=UUID,
                empty_value=None,
            )

    @property
    def answers(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["team"], "receiver": self.cleaned_data.get("receiver")}


def _teams_to_choose(teams: Any) -> list[tuple[str, Any]]:
    return [("", _("Choose")), *((str(team.pk), team.name) for team in teams)]


class FindForm(forms.Form):
    q = forms.CharField(label=_("Name, date of birth, postcode or phone"), max_length=100)


class NumberForm(AskingForm):
    """The number of a case, as a caller reads it out."""

    q = forms.CharField(
        label=_("Case number"),
        max_length=40,
        widget=forms.TextInput(attrs={"data-shortcut": "/", "autocomplete": "off"}),
    )

    def clean_q(self) -> str:
        number = case_number(self.cleaned_data["q"])
        if not number:
            raise forms.ValidationError(_("A case number looks like 2026-0431. Check it."))
        return number


class ResolveForm(ActForm):
    told_in_writing = forms.BooleanField(
        label=_("The resident was told in writing"),
        help_text=_("That all is covered now, and that an application is still possible."),
        required=False,
    )


class CloseForm(ActForm):
    reason = forms.ChoiceField(label=_("Why is it closed?"), choices=EndedBecause.choices, widget=forms.RadioSelect)


class SaidForm(ActForm):
    """What the resident said, in words: only the resident withdraws."""

    said = forms.CharField(
        label=_("What did the resident say?"),
        help_text=_("In the resident's own words, and how: by phone, in a letter."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class TransferForm(ActForm):
    to = forms.CharField(label=_("Who takes it over?"), max_length=200)
    because = forms.ChoiceField(label=_("Why?"), choices=ELSEWHERE, widget=forms.RadioSelect)
