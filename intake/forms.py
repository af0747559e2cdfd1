"""The forms of a conversation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Model, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from accounts.words import LAW_NAMES
from cases.dossier.forms import ActForm, DateInput
from cases.dossier.models import Channel, KnownCase
from cases.dossier.words import laws_in_words
from intake.actions import MOST_TEXT, MOST_WORDS, Promise
from intake.models import Appointment, Question
from provisions.models import Provision
from workflows.calendar import add_working_days

Outcome = Question.Outcome


class Words(forms.CharField):
    """Any text. A NUL, which no database text can hold, is dropped; the rest is kept."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\x00", "")


class TextForm(forms.Form):
    """What autosave and the Save button send. Content is never judged."""

    text = Words(required=False, strip=False, max_length=MOST_TEXT)
    version = forms.IntegerField(min_value=0)
    session = forms.CharField(max_length=40, required=False)
    turn = forms.IntegerField(min_value=0, required=False)


class WhoForm(forms.Form):
    q = forms.CharField(label=_("Name and birth year, postcode and number, or phone"), max_length=100, required=False)


class TimeInput(forms.TimeInput):
    input_type = "time"


ALWAYS = ("outcome", "own_words", "channel", "question", "seen", "key")
ASKED_FOR: dict[str, tuple[str, ...]] = {
    Outcome.ANSWERED: (),
    Outcome.POINTED: ("provision",),
    Outcome.ADDED: ("case", "added_laws"),
    Outcome.CALL_BACK: ("keeper", "reach", "back_on"),
    Outcome.APPOINTMENT: ("keeper", "reach", "meet_on", "meet_at", "place"),
    Outcome.NEW_CASE: ("laws", "threatened", "team", "urgent", "confidential", "follows"),
}
NEEDED: dict[str, Any] = {
    "provision": _("Choose the facility you pointed to."),
    "case": _("Choose the case it belongs to. No case runs here? Then make it a new case."),
    "keeper": _("Choose who does this."),
    "back_on": _("Fill in by which day somebody calls back."),
    "meet_on": _("Fill in the day of the appointment."),
    "laws": _("Choose at least one law. It decides which terms start."),
    "team": _("Choose the team that takes this up."),
}


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be chosen: facilities, who keeps an appointment (asked only when it matters), teams, and cases."""

    teams: Sequence[Team]
    keepers: Callable[[], list[tuple[Any, Any]]]
    provisions: "QuerySet[Provision]"
    today: date
    running: tuple[KnownCase, ...] = ()
    ended: KnownCase | None = None


class OneOfRead(forms.TypedChoiceField):
    """One of the rows that were read already for the page: what was chosen is not asked for again."""

    def __init__(self, read: Sequence[Model], *, empty_label: Any, **kwargs: Any) -> None:
        rows = {str(one.pk): one for one in read}
        nothing = [("", empty_label)] if empty_label else []
        choices = [*nothing, *((key, str(one)) for key, one in rows.items())]
        super().__init__(choices=choices, coerce=rows.__getitem__, empty_value=None, **kwargs)
        self.error_messages["invalid_choice"] = forms.ModelChoiceField.default_error_messages["invalid_choice"]


class FinishForm(ActForm):
    """How one question ends. Only what belongs to the chosen outcome is judged; the rest is left alone."""

    question = forms.UUIDField(widget=forms.HiddenInput, required=False)
    own_words = Words(
        label=_("What is asked, in the resident's own words"),
        help_text=_("The team reads this. The rest of your notes does not go to the team."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=MOST_WORDS,
        required=False,
    )
    outcome = forms.ChoiceField(
        label=_("Round off"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how this question ends.")},
    )
    added_laws = forms.MultipleChoiceField(
        label=_("Which law does it touch?"),
        help_text=_("Nothing chosen: the laws of the case."),
        choices=list(LAW_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    reach = forms.CharField(label=_("Phone or e-mail"), max_length=120)
    back_on = forms.DateField(label=_("By which day?"), widget=DateInput())
    meet_on = forms.DateField(label=_("Which day?"), widget=DateInput())
    meet_at = forms.TimeField(label=_("What time?"), widget=TimeInput(attrs={"class": "short"}))
    place = forms.CharField(label=_("Where?"), max_length=200)
    laws = forms.MultipleChoiceField(
        label=_("Which law does it touch?"),
        choices=list(LAW_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["wmo"],
    )
    threatened = forms.BooleanField(
        label=_("Eviction, cut-off of gas, water or power, or cancelled health insurance threatens"),
        help_text=_("The first talk on debts is then within three working days."),
    )
    urgent = forms.BooleanField(label=_("Urgent"), help_text=_("The team sees it at the top of its list."))
    confidential = forms.BooleanField(
        label=_("Confidential"), help_text=_("For a colleague or somebody known: only who is let in sees the case.")
    )
    channel = forms.ChoiceField(label=_("How did it come in?"), choices=Channel.choices)

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.laws_of = {one.id: tuple(one.laws) for one in offers.running}
        ended, running = offers.ended, [(str(one.id), _case(one)) for one in offers.running]
        self.fields["provision"] = forms.ModelChoiceField(
            label=_("Which facility?"), queryset=offers.provisions, empty_label=_("Choose a facility")
        )
        self.fields["case"] = forms.TypedChoiceField(
            label=_("Which case?"),
            choices=running,
            coerce=UUID,
            widget=forms.RadioSelect,
            initial=running[0][0] if len(running) == 1 else None,
        )
        self.fields["keeper"] = forms.ChoiceField(label=_("Who does this?"), choices=offers.keepers)
        self.fields["team"] = OneOfRead(
            label=_("For which team?"),
            read=offers.teams,
            empty_label=None if len(offers.teams) == 1 else _("Choose a team"),
            initial=ended.team_id if ended else None,
        )
        self.fields["follows"] = forms.TypedMultipleChoiceField(
            label=_("Earlier case"),
            choices=[(str(ended.id), _follows(ended))] if ended else [],
            coerce=UUID,
            widget=forms.CheckboxSelectMultiple,
            initial=[str(ended.id)] if ended else [],
        )
        self.fields["back_on"].initial = add_working_days(offers.today, 1)
        for name in self.fields.keys() - {"outcome"}:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """What belongs to another outcome is no error; what this one cannot do without is asked for."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        mine = ASKED_FOR.get(answers.get("outcome", ""), ())
        for name in [name for name in self.errors if name not in (*ALWAYS, *mine)]:
            del self.errors[name]
        for name in mine:
            if name in NEEDED and name not in self.errors and not answers.get(name):
                self.add_error(name, NEEDED[name])
        return answers

    def added_to(self) -> dict[str, Any]:
        """The case that was chosen, and the laws: those chosen, else its own."""
        case = self.answers["case"]
        return {"case": case, "laws": tuple(self.answers["added_laws"] or self.laws_of[case])}

    def promise(self) -> Promise:
        """The call-back or the meeting that was filled in."""
        answers = self.answers
        team, _slash, colleague = answers["keeper"].partition("/")
        meets = answers["outcome"] == Outcome.APPOINTMENT
        return Promise(
            kind=Appointment.Kind.MEETING if meets else Appointment.Kind.CALL_BACK,
            on=answers["meet_on"] if meets else answers["back_on"],
            team=UUID(team),
            colleague=UUID(colleague) if colleague else None,
            at_time=answers["meet_at"] if meets else None,
            place=answers["place"] if meets else "",
            reach=answers["reach"],
        )


def _case(case: KnownCase) -> str:
    return f"{case.number}, {laws_in_words(case.laws)}, {case.team.name}"


def _follows(case: KnownCase) -> str:
    ended = date_format(case.closed_on, "j F Y") if case.closed_on else ""
    return _("Follows case %(number)s, ended %(day)s") % {"number": case.number, "day": ended}
