"""The forms of an application, its decision and an objection to it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.decisions.models import Decision, Objection
from cases.dossier.forms import ActForm, DateInput, day_it_happened, law_field
from workflows.application_flow import SuspensionGround

TO_DECIDE = [(one.value, one.label) for one in Objection.Outcome if one != Objection.Outcome.WITHDRAWN]

ON_A_PROPOSAL = [(one.value, one.label) for one in (Decision.Outcome.GRANTED, Decision.Outcome.DENIED)]


class ReceiptForm(ActForm):
    """A form about something that came in on a day."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"] = day_it_happened(
            _("Received on"), today=today, help_text=_("The term counts from this day.")
        )


class ApplyForm(ReceiptForm):
    def __init__(self, *args: Any, laws: Iterable[str], under_27: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["law"] = law_field(laws)
        if under_27:
            self.fields["waived_because"] = forms.CharField(
                label=_("Why does the four-week wait not apply?"),
                help_text=_("Only for income support under 27. Leave this open when the wait does apply."),
                max_length=200,
                required=False,
            )


class BecauseForm(ActForm):
    because = forms.CharField(
        label=_("Why?"), help_text=_("This stays with the application."), max_length=200, widget=forms.TextInput
    )


class AdvanceForm(ActForm):
    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"] = day_it_happened(
            _("Paid on"), today=today, help_text=_("The next advance is due four weeks after this day.")
        )


class SuspendForm(ActForm):
    ground = forms.ChoiceField(
        label=_("Why does the term stand still?"), choices=SuspensionGround.choices, widget=forms.RadioSelect
    )
    answer_by = forms.DateField(label=_("Until when at the latest?"), widget=DateInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter_on"] = day_it_happened(
            _("Day of the letter"), today=today, help_text=_("The term stands still from the day after it.")
        )
        self.order_fields(["ground", "letter_on", "answer_by"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        letter_on, answer_by = values.get("letter_on"), values.get("answer_by")
        if letter_on and answer_by and answer_by <= letter_on:
            self.add_error("answer_by", _("Give the resident at least a day: choose a day after that of the letter."))
        if letter_on and answer_by and (answer_by - letter_on).days > 366:
            self.add_error("answer_by", _("This day is too far away. Choose a day within a year."))
        return values


class ObjectionForm(ReceiptForm):
    grounds = forms.CharField(
        label=_("What does the resident object to?"),
        help_text=_("In the resident's own words. It may follow later."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
        required=False,
    )


class DecideObjectionForm(ActForm):
    outcome = forms.ChoiceField(label=_("What do you decide?"), choices=TO_DECIDE, widget=forms.RadioSelect)
    motivation = forms.CharField(
        label=_("Why?"),
        help_text=_("The resident reads this."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
    )


class DecideForm(ActForm):
    outcome = forms.ChoiceField(label=_("What do you decide?"), choices=ON_A_PROPOSAL, widget=forms.RadioSelect)
    motivation = forms.CharField(
        label=_("Why?"),
        help_text=_("The resident reads this. A refusal needs it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
        required=False,
    )
    article = forms.CharField(
        label=_("Article of the ordinance or the law"),
        help_text=_("Needed for a refusal. A policy rule alone does not carry it."),
        widget=forms.TextInput(attrs={"list": "articles"}),
        max_length=200,
        required=False,
    )
