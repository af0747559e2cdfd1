"""The forms of the team: the hand-off card, and how it stands with a referral."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import ActForm, DateInput
from cases.referrals.answering import words
from cases.referrals.answering.actions import Answer
from cases.referrals.handing import HandOff
from cases.referrals.models import HowGiven, Warm
from workflows.referral_flow import MINIMUM, CardFact, Ground, latest_consent

LATER = "later"
FURTHEST = timedelta(days=2 * 366)
LONG = {CardFact.OWN_WORDS: 4, CardFact.DISCUSSED: 3}
LONGEST = {CardFact.NAME: 200, CardFact.PHONE: 60, CardFact.BEST_MOMENT: 100, CardFact.LANGUAGE: 60}
LOOK_AGAIN = [("", _("by the clock")), ("1", _("tomorrow")), ("7", _("in a week")), ("14", _("in two weeks"))]


class CardForm(ActForm):
    """The hand-off card: a tick and a text per fact, the ground in one choice, and how it is handed over.

    `known`: what the case knows of each fact. Ticked from the start is the minimum, as far as it is known.
    """

    asked = forms.CharField(
        label=_("What is asked?"),
        help_text=_("The facility always sees this. Write nothing about illness, debts or others."),
        max_length=200,
    )
    ground = forms.ChoiceField(
        label=_("May we share this?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose on what ground this is shared. Not asked yet? Keep it as a draft.")},
    )
    until = forms.DateField(
        label=_("Until when may we share it?"), help_text=_("Six months at most."), widget=DateInput(), required=False
    )
    warm = forms.ChoiceField(
        label=_("Handed over together?"), choices=Warm.choices, widget=forms.RadioSelect, initial=Warm.CARD_ONLY
    )

    def __init__(
        self,
        *args: Any,
        known: dict[CardFact, str],
        today: date,
        debt_help: bool = False,
        ticked: frozenset[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        usual = frozenset(fact.value for fact in MINIMUM if known.get(fact))
        for fact in CardFact:
            self._ask(fact, known.get(fact, ""), ticked=fact in (usual if ticked is None else ticked))
        self.fields["until"].initial = latest_consent(today)
        offered = [(f"{Ground.CONSENT}:{how.value}", _AGREED[how]) for how in HowGiven]
        offered += [(Ground.TAKES_ALONG.value, _("No: the resident takes the card along. We send nothing"))]
        offered += [(Ground.DEBT_HELP.value, Ground.DEBT_HELP.label)] if debt_help else []
        asked: Any = self.fields["ground"]
        asked.choices = [*offered, (LATER, _("Not asked yet: keep it as a draft"))]

    @property
    def facts(self) -> list[dict[str, Any]]:
        """Per fact its tick and its text, for the page."""
        return [
            {"label": fact.label, "tick": self[f"share_{fact.value}"], "text": self[fact.value]} for fact in CardFact
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for fact in CardFact:
            if values.get(f"share_{fact.value}") and not values.get(fact.value):
                self.add_error(fact.value, _("Fill this in, or take the tick away."))
        if (values.get("ground") or "").startswith(Ground.CONSENT) and "until" not in self.errors:
            self._check_until(values.get("until"))
        return values

    @property
    def later(self) -> bool:
        return bool(self.cleaned_data["ground"] == LATER)

    def hand_off(self) -> HandOff:
        values = self.cleaned_data
        ground, _colon, how = values["ground"].partition(":")
        return HandOff(
            asked=values["asked"],
            facts={fact: values[fact.value] for fact in CardFact if values[f"share_{fact.value}"]},
            ground="" if self.later else ground,
            how=how,
            until=values["until"],
            warm=values["warm"],
        )

    def _ask(self, fact: CardFact, text: str, *, ticked: bool) -> None:
        self.fields[f"share_{fact.value}"] = forms.BooleanField(label=_("Share this"), required=False, initial=ticked)
        long = LONG.get(fact)
        self.fields[fact.value] = forms.CharField(
            label=fact.label,
            required=False,
            initial=text,
            max_length=LONGEST.get(fact, 1000),
            widget=forms.Textarea(attrs={"rows": long}) if long else forms.TextInput(),
        )

    def _check_until(self, until: date | None) -> None:
        if until is None:
            self.add_error("until", _("Fill in until when the resident agrees, six months at most."))
        elif until < self.today:
            self.add_error("until", _("This day has passed. Choose today or a later day."))
        elif until > latest_consent(self.today):
            self.add_error("until", _("Consent runs for six months at most. Choose an earlier day."))


_AGREED = {
    HowGiven.IN_TALK: _("Yes, the resident agreed in a talk"),
    HowGiven.BY_PHONE: _("Yes, the resident agreed by phone"),
    HowGiven.IN_WRITING: _("Yes, the resident agreed in writing"),
}


class AnswerForm(ActForm):
    """How it stands: one button per answer, so that one press records it. The day to look again is a chip."""

    said = forms.CharField(
        label=_("What was said?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False
    )
    look_in = forms.ChoiceField(
        label=_("When do you look again?"), choices=LOOK_AGAIN, widget=forms.RadioSelect, required=False, initial=""
    )
    room_on = forms.DateField(label=_("When is there room?"), widget=DateInput(), required=False)
    answer = forms.CharField(max_length=40, error_messages={"required": _("Choose how it stands now.")})

    def __init__(self, *args: Any, possible: list[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.possible, self.today = possible, today

    def clean_answer(self) -> str:
        given: str = self.cleaned_data["answer"]
        code, _colon, detail = given.partition(":")
        details = {"completed": words.OUTCOMES, "does_not_fit": dict(words.REASONS)}.get(code, {"": ""})
        if code not in words.MOVES or detail not in details:
            raise forms.ValidationError(_("Choose how it stands now."))
        return given

    def clean_room_on(self) -> date | None:
        return day_ahead(self.cleaned_data["room_on"], today=self.today)

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """Each answer that can be given now, with what is chosen inside it."""
        groups = {
            "completed": [(f"completed:{code}", label) for code, label in words.OUTCOMES.items()],
            "does_not_fit": [(f"does_not_fit:{code}", label) for code, label in words.REASONS],
        }
        return [
            {"label": words.FOR_COLLEAGUES[code], "value": code, "inside": groups.get(code, [])}
            for code in self.possible
        ]

    def given(self) -> Answer:
        values = self.cleaned_data
        look_in = values.get("look_in")
        return answer_of(
            values["answer"],
            said=values["said"],
            room_on=values["room_on"],
            next_on=self.today + timedelta(days=int(look_in)) if look_in else None,
        )


def answer_of(given: str, **more: Any) -> Answer:
    """The answer that a code such as `does_not_fit:full` stands for."""
    code, _colon, detail = given.partition(":")
    outcome, reason = (detail if code == asked else "" for asked in ("completed", "does_not_fit"))
    return Answer(move=words.MOVES[code], outcome=outcome, reason=reason, **more)


def day_ahead(day: date | None, *, today: date) -> date | None:
    """A day that is not behind us and not years away. Raises ValidationError."""
    if day and day < today:
        raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
    if day and day > today + FURTHEST:
        raise forms.ValidationError(_("This day is too far away. Check the year."))
    return day
