"""The forms of a facility: its facts, what is wrong with them, and why it is offered no more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.answers import OnceForm
from accounts.words import LAW_NAMES
from provisions.directory.models import Provision
from workflows.life_areas import LifeArea

FACTS = (
    "name", "what", "open_when", "cost", "eligibility", "minimum_age", "maximum_age", "laws", "life_areas", "url",
    "email", "needs_intake", "room", "waiting_weeks", "clock_received", "clock_contact", "clock_start",
)  # fmt: skip
ROOMS = [(room.value, room.label) for room in Provision.Room]


class SeenForm(OnceForm):
    """`seen` is the version of the facility the form was made from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, seen: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen

    @property
    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in super().answers.items() if name != "seen"}


class KeepForm(SeenForm):
    name = forms.CharField(label=_("Name"), max_length=300)
    what = forms.CharField(
        label=_("What is it?"), help_text=_("In one or two sentences, for the resident."), max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}), required=False,
    )  # fmt: skip
    open_when = forms.CharField(label=_("When is it open?"), max_length=200, required=False)
    cost = forms.CharField(label=_("What does it cost?"), max_length=100, required=False)
    eligibility = forms.CharField(label=_("For whom is it?"), max_length=2000, required=False)
    minimum_age = forms.DecimalField(label=_("From age"), min_value=0, max_value=120, required=False)
    maximum_age = forms.DecimalField(label=_("Up to age"), min_value=0, max_value=120, required=False)
    life_areas = forms.MultipleChoiceField(
        label=_("For which areas of life?"),
        choices=LifeArea.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    laws = forms.MultipleChoiceField(
        label=_("Under which laws?"), help_text=_("None ticked: under every law."), choices=list(LAW_NAMES.items()),
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    url = forms.URLField(label=_("Website"), max_length=500, required=False, assume_scheme="https")
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    needs_intake = forms.BooleanField(label=_("It needs an intake first"), required=False)
    room = forms.ChoiceField(label=_("Is there room?"), choices=ROOMS, widget=forms.RadioSelect, required=False)
    waiting_weeks = forms.IntegerField(
        label=_("About how many weeks of waiting?"), min_value=0, max_value=520, required=False
    )
    clock_received = forms.IntegerField(
        label=_("Says within so many working days that a referral arrived"), min_value=1, max_value=60
    )
    clock_contact = forms.IntegerField(label=_("Makes contact within so many working days"), min_value=1, max_value=120)
    clock_start = forms.IntegerField(label=_("Starts within so many working days"), min_value=1, max_value=260)

    @classmethod
    def of(cls, provision: Provision, *data: Any) -> "KeepForm":
        return cls(*data, initial={name: getattr(provision, name) for name in FACTS}, seen=provision.version)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        youngest, oldest = values.get("minimum_age"), values.get("maximum_age")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("maximum_age", _("The highest age lies below the lowest. Change one of them."))
        return values


class WrongForm(OnceForm):
    text = forms.CharField(
        label=_("What is not right?"), help_text=_("About the facility. Write nothing about a resident."),
        max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write in one sentence what is not right.")},
    )  # fmt: skip


class WithdrawForm(SeenForm):
    because = forms.CharField(
        label=_("Why is it offered no more?"), max_length=300,
        error_messages={"required": _("Write why it is offered no more.")},
    )  # fmt: skip
