"""The forms of a need. They validate; the actions judge."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.dossier.forms import ActForm, DateInput, law_field
from cases.needs.actions import Offer
from cases.needs.models import Proposal, Referrer
from provisions.models import Provision
from workflows.ladder import Agreement
from workflows.layers import Law, Layer
from workflows.life_areas import LifeArea

WEEKS = (2, 6, 12)
EARLIEST, LATEST = date(2015, 1, 1), date(2100, 1, 1)
IN_A_WEEK = {Proposal.Unit.HOURS: 168, Proposal.Unit.DAYS: 7, Proposal.Unit.DAY_PARTS: 14}
TOO_LONG_AGO = _("This day is too long ago. Fill in a day after 2014.")
TOO_FAR = _("This day is too far away. Check the year.")


def no_such_day() -> dict[str, Any]:
    return {"invalid": _("This day does not exist. Fill in a day, month and year.")}


class NeedForm(ActForm):
    title = forms.CharField(label=_("What is needed, in a few words?"), max_length=120)
    law = forms.ChoiceField(label=_("Law"), widget=forms.RadioSelect)
    life_area = forms.ChoiceField(label=_("What is it about?"), choices=[("", _("Choose")), *LifeArea.choices])
    problem = forms.CharField(
        label=_("What is difficult?"),
        help_text=_("What the resident cannot do, in concrete words. A decision rests on this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    extent = forms.CharField(
        label=_("How much support is needed?"),
        help_text=_("For example: 2 hours a week, lasting."),
        max_length=200,
        required=False,
    )
    urgent = forms.BooleanField(
        label=_("Urgent"), help_text=_("Help starts now. The reasons are written down later."), required=False
    )
    referrer = forms.ChoiceField(
        label=_("Referred by"),
        choices=[("", _("Nobody: the steps are weighed here")), *Referrer.choices],
        help_text=_("Under the Youth Act only. Who is referred gets help; the steps are not asked."),
        required=False,
    )
    referred_on = forms.DateField(
        label=_("Referred on"), widget=DateInput(), required=False, error_messages=no_such_day()
    )

    def __init__(self, *args: Any, laws: Iterable[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine, self.today = set(laws), today
        self.fields["law"] = law_field(mine)
        if Law.JEUGD not in mine:
            del self.fields["referrer"], self.fields["referred_on"]

    def clean_referred_on(self) -> date | None:
        day: date | None = self.cleaned_data["referred_on"]
        if day and day > self.today:
            raise forms.ValidationError(_("This day is still to come. Fill in the day of the referral."))
        if day and day < EARLIEST:
            raise forms.ValidationError(TOO_LONG_AGO)
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("referred_on") and not values.get("referrer"):
            self.add_error("referrer", _("Choose who referred the resident, or leave the day open."))
        return values


class AskAgainForm(ActForm):
    """A day on which somebody asks: one of a few weeks from now, or a day of one's own, which goes first."""

    ask_in = forms.ChoiceField(label=_("When do you ask?"), widget=forms.RadioSelect, required=False)
    ask_on = forms.DateField(
        label=_("Or on another day"), widget=DateInput(), required=False, error_messages=no_such_day()
    )

    def __init__(self, *args: Any, today: date, usual: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        asked: Any = self.fields["ask_in"]
        asked.choices = [(str(weeks), self._in(weeks)) for weeks in WEEKS]
        asked.initial = usual

    def _in(self, weeks: int) -> str:
        words = ngettext("%(number)s week", "%(number)s weeks", weeks) % {"number": weeks}
        return f"{words}, {date_format(self.today + timedelta(weeks=weeks), 'j F')}"

    def clean_ask_on(self) -> date | None:
        day: date | None = self.cleaned_data["ask_on"]
        if day and day < self.today:
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        if day and day > LATEST:
            raise forms.ValidationError(TOO_FAR)
        return day

    def day(self) -> date | None:
        """The day that was chosen, if any."""
        weeks = self.cleaned_data.get("ask_in")
        return self.cleaned_data.get("ask_on") or (self.today + timedelta(weeks=int(weeks)) if weeks else None)


class CoverForm(AskAgainForm):
    agreement = forms.ChoiceField(
        label=_("Does the resident agree?"), choices=Agreement.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, layers: Iterable[tuple[Layer, str]], provisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, usual="6", **kwargs)
        choices = [(layer.value, label) for layer, label in layers]
        self.fields["layers"] = forms.MultipleChoiceField(
            label=_("Which steps cover this need together?"),
            choices=choices,
            initial=[value for value, _label in choices],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["provision"] = forms.ModelChoiceField(
            label=_("Which facility nearby?"), queryset=provisions, required=False, empty_label=_("Choose a facility")
        )
        self.fields["ask_in"].label = _("When do you ask whether it worked?")
        self.order_fields(["layers", "provision", "agreement", "ask_in", "ask_on"])

    @property
    def disagrees(self) -> bool:
        return self.is_bound and self.data.get("agreement") == Agreement.DISAGREES

    def coverage(self) -> dict[str, Any]:
        """What the action takes: the layers, the facility by id, the agreement and the day to ask."""
        provision: Provision | None = self.answers["provision"]
        return {
            "layers": tuple(Layer(layer) for layer in self.answers["layers"]),
            "provision": provision.id if provision else None,
            "agreement": self.answers["agreement"],
            "ask_on": self.day(),
        }


MEASURES = [
    (f"{unit.value}/{often.value}", format_lazy("{unit} {often}", unit=unit.label, often=often.label))
    for unit in Proposal.Unit
    for often in (Proposal.Frequency.WEEK, Proposal.Frequency.MONTH, Proposal.Frequency.ONCE)
]


class ProposeForm(ActForm):
    product = forms.CharField(label=_("What do you propose?"), max_length=200)
    quantity = forms.DecimalField(
        label=_("How much?"),
        min_value=Decimal("0.01"),
        max_value=Decimal("999999.99"),
        decimal_places=2,
        required=False,
        localize=True,
        error_messages={
            "min_value": _("Fill in more than nothing, or leave this open."),
            "max_value": _("This is too much to be right. Check the number."),
            "max_decimal_places": _("Use two decimals at most, such as 1.25."),
        },
    )
    measure = forms.ChoiceField(label=_("Of what, and how often?"), choices=[("", ""), *MEASURES], required=False)
    period_from = forms.DateField(label=_("From"), widget=DateInput(), required=False, error_messages=no_such_day())
    period_until = forms.DateField(label=_("Until"), widget=DateInput(), required=False, error_messages=no_such_day())
    form = forms.ChoiceField(
        label=_("How is it given?"), choices=Proposal.Form.choices, widget=forms.RadioSelect, initial="in_kind"
    )
    temporary = forms.BooleanField(
        label=_("Temporary"),
        help_text=_("Urgent help that starts now, while the investigation goes on."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self._check_period(values.get("period_from"), values.get("period_until"))
        self._check_amount(values.get("quantity"), *_measured(values.get("measure")))
        return values

    def _check_period(self, start: date | None, end: date | None) -> None:
        for name, day in (("period_from", start), ("period_until", end)):
            if day and not EARLIEST <= day <= LATEST:
                self.add_error(name, TOO_LONG_AGO if day < EARLIEST else TOO_FAR)
        if start and end and end < start:
            self.add_error("period_until", _("The end lies before the start. Choose a later day."))

    def _check_amount(self, quantity: Decimal | None, unit: str, frequency: str) -> None:
        if quantity and not unit:
            self.add_error("measure", _("Choose what is counted: hours, days or pieces."))
        if unit and quantity is None and "quantity" not in self.errors:
            self.add_error("quantity", _("Fill in how much, or leave the unit open."))
        most = IN_A_WEEK.get(Proposal.Unit(unit)) if unit else None
        if quantity and most and frequency == Proposal.Frequency.WEEK and quantity > most:
            self.add_error("quantity", _("A week does not have that many. Check the number."))

    def offer(self) -> Offer:
        unit, frequency = _measured(self.answers["measure"])
        said = {name: value for name, value in self.answers.items() if name in Offer.__slots__}
        return Offer(unit=unit, frequency=frequency, **said)


def _measured(measure: str | None) -> tuple[str, str]:
    """Unit and frequency of a choice such as `hours/week`; both empty where nothing was chosen."""
    unit, _slash, frequency = (measure or "").partition("/")
    return unit, frequency
