"""What a facility answers: one choice, and only what belongs to it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import DateInput
from cases.referrals.answering import words
from cases.referrals.answering.actions import Answer
from cases.referrals.forms import answer_of, day_ahead

INSIDE = {"completed": "outcome", "does_not_fit": "reason"}


class PartnerForm(forms.Form):
    """`seen` is the version the page was made from: of two windows one wins, and the other is told."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answer = forms.ChoiceField(
        label=_("How is it going?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it is going.")},
    )
    outcome = forms.ChoiceField(label=_("Did it help?"), widget=forms.RadioSelect, required=False)
    reason = forms.ChoiceField(label=_("Why does it not fit?"), widget=forms.RadioSelect, required=False)
    since = forms.DateField(label=_("On the waiting list since"), widget=DateInput(), required=False)
    room_on = forms.DateField(label=_("When do you expect room?"), widget=DateInput(), required=False)
    said = forms.CharField(
        label=_("Do you want to add something?"),
        help_text=_("Please nothing about health or money."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )

    def __init__(self, *args: Any, possible: list[str], today: date, seen: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.possible = today, [code for code in possible if code in words.FOR_A_FACILITY]
        choices: dict[str, Any] = {
            "answer": [(code, words.FOR_A_FACILITY[code][0]) for code in self.possible],
            "outcome": list(words.OUTCOMES.items()),
            "reason": words.REASONS,
        }
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = offered
        self.fields["seen"].initial = seen

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The choices, each with what happens then."""
        chosen = self["answer"].value()
        return [
            {
                "value": code,
                "label": words.FOR_A_FACILITY[code][0],
                "then": words.FOR_A_FACILITY[code][1],
                "chosen": chosen == code,
                "id": f"id_answer_{place}",
            }
            for place, code in enumerate(self.possible)
        ]

    def clean_since(self) -> date | None:
        since: date | None = self.cleaned_data["since"]
        if since and since > self.today:
            raise forms.ValidationError(_("This day is still to come. Choose today or earlier."))
        return since

    def clean_room_on(self) -> date | None:
        return day_ahead(self.cleaned_data["room_on"], today=self.today)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        inside = INSIDE.get(values.get("answer") or "")
        asked = {"outcome": _("Say whether it helped."), "reason": _("Say why it does not fit.")}
        if inside and not values.get(inside):
            self.add_error(inside, asked[inside])
        return values

    def given(self) -> Answer:
        values = self.cleaned_data
        waiting = values["answer"] == "waiting_list"
        detail = values.get(INSIDE.get(values["answer"], ""), "")
        return answer_of(
            f"{values['answer']}:{detail}",
            since=values["since"] if waiting else None,
            room_on=values["room_on"] if waiting else None,
            said=values["said"],
        )
