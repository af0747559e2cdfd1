"""The forms of a need. They validate; the actions judge."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import ActForm, DateInput, law_field
from cases.needs.actions import Offer, Verdict
from cases.needs.models import LifeArea, Proposal
from provisions.models import Provision
from workflows.ladder import Agreement
from workflows.layers import STEP, Layer, Outcome

VERDICTS = {
    Outcome.SUFFICIENT: _("Enough"),
    Outcome.PARTLY: _("Partly enough"),
    Outcome.INSUFFICIENT: _("Not enough"),
    Outcome.NOT_APPLICABLE: _("Does not apply"),
    Outcome.NOT_EXAMINED_URGENT: _("Not examined (urgent)"),
}


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

    def __init__(self, *args: Any, laws: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["law"] = law_field(laws)


class WeighForm(ActForm):
    """Per layer an outcome and, if wanted, a reason of its own; one shared reason for the others."""

    reason = forms.CharField(
        label=_("Why? One reason for every step without a reason of its own"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    remaining = forms.CharField(label=_("What remains after these steps?"), max_length=300, required=False)

    def __init__(self, *args: Any, layers: Iterable[tuple[Layer, str]], urgent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layers = list(layers)
        words = [(outcome.value, word) for outcome, word in VERDICTS.items() if urgent or "urgent" not in outcome.value]
        for layer, label in self.layers:
            self.fields[f"outcome_{layer}"] = forms.ChoiceField(
                label=label, choices=words, widget=forms.RadioSelect, required=False
            )
            self.fields[f"reason_{layer}"] = forms.CharField(
                label=_("Reason"),
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=4000,
                required=False,
            )

    def rows(self) -> list[dict[str, Any]]:
        """Per layer the two fields, for the page."""
        return [
            {"step": STEP[layer], "outcome": self[f"outcome_{layer}"], "reason": self[f"reason_{layer}"]}
            for layer, _label in self.layers
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not any(values.get(f"outcome_{layer}") for layer, _label in self.layers):
            self.add_error(None, _("Choose an outcome for at least one step."))
        return values

    def verdicts(self) -> dict[Layer, Verdict]:
        """The layers that got an outcome."""
        values = self.cleaned_data
        return {
            layer: Verdict(Outcome(values[f"outcome_{layer}"]), values.get(f"reason_{layer}", ""))
            for layer, _label in self.layers
            if values.get(f"outcome_{layer}")
        }


class CoverForm(ActForm):
    provision = forms.ModelChoiceField(
        label=_("Which facility nearby?"), queryset=Provision.objects.none(), required=False
    )
    agreement = forms.ChoiceField(
        label=_("Does the resident agree?"), choices=Agreement.choices, widget=forms.RadioSelect
    )
    ask_on = forms.DateField(
        label=_("When do you ask whether it worked?"), widget=DateInput(), help_text=_("Six weeks is usual.")
    )

    def __init__(self, *args: Any, layers: Iterable[tuple[Layer, str]], provisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(layer.value, label) for layer, label in layers]
        self.fields["layers"] = forms.MultipleChoiceField(
            label=_("Which steps cover this need together?"),
            choices=choices,
            initial=[value for value, _label in choices],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["provision"] = forms.ModelChoiceField(
            label=_("Which facility nearby?"), queryset=provisions, required=False
        )
        self.order_fields(["layers", "provision", "agreement", "ask_on"])

    def coverage(self) -> dict[str, Any]:
        """What the action takes: the layers, the facility by id, the agreement and the day to ask."""
        provision = self.answers["provision"]
        layers = tuple(Layer(layer) for layer in self.answers["layers"])
        return {**self.answers, "layers": layers, "provision": provision.id if provision else None}


class ProposeForm(ActForm):
    product = forms.CharField(label=_("What do you propose?"), max_length=200)
    quantity = forms.DecimalField(
        label=_("How much?"),
        min_value=Decimal("0.01"),
        max_digits=8,
        decimal_places=2,
        required=False,
        localize=True,
        error_messages={"min_value": _("Fill in more than nothing, or leave this open.")},
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=[("", ""), *Proposal.Unit.choices], required=False)
    frequency = forms.ChoiceField(
        label=_("How often?"), choices=[("", ""), *Proposal.Frequency.choices], required=False
    )
    period_from = forms.DateField(label=_("From"), widget=DateInput(), required=False)
    period_until = forms.DateField(label=_("Until"), widget=DateInput(), required=False)
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
        start, end = values.get("period_from"), values.get("period_until")
        if start and end and end < start:
            self.add_error("period_until", _("The end lies before the start. Choose a later day."))
        if values.get("quantity") and not values.get("unit"):
            self.add_error("unit", _("Choose what is counted: hours, days or pieces."))
        return values

    def offer(self) -> Offer:
        return Offer(**{name: value for name, value in self.answers.items() if name in Offer.__slots__})
