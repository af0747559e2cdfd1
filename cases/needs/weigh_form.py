"""The form of a weighing: a verdict per layer, and the one reason or the lines of evidence that carry them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import ActForm
from cases.needs.facts import rows_of
from cases.needs.models import Need
from cases.needs.referred import not_enough
from cases.needs.verdicts import Verdict
from workflows.layers import STEP, Layer, Outcome

VERDICTS = {
    Outcome.SUFFICIENT: _("Enough"),
    Outcome.PARTLY: _("Partly enough"),
    Outcome.INSUFFICIENT: _("Not enough"),
    Outcome.NOT_APPLICABLE: _("Does not apply"),
    Outcome.NOT_EXAMINED_URGENT: _("Not examined (urgent)"),
}
FOR_THE_REST = (Outcome.INSUFFICIENT, Outcome.NOT_APPLICABLE)


class WeighForm(ActForm):
    """Per layer an outcome and, if wanted, a reason of its own; one shared reason for the others.

    `the_rest` is the outcome of every layer that was left open; `also` names needs the same holds for.
    """

    the_rest = forms.ChoiceField(
        label=_("Every step you leave open"),
        choices=[("", _("Not yet")), *((outcome.value, VERDICTS[outcome]) for outcome in FOR_THE_REST)],
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why? One reason for every step without a reason of its own"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    remaining = forms.CharField(label=_("What remains after these steps?"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        need: Need,
        layers: Iterable[tuple[Layer, str]],
        others: Iterable[Need] = (),
        versions: Callable[[], Mapping[UUID, int]] = dict,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, seen=need.version, **kwargs)
        self.need, self.versions = need.id, versions
        self.layers, self.lines, self.others = list(layers), rows_of(need, "line"), list(others)
        self.before = {row["layer"]: row for row in rows_of(need, "assessment")}
        self.initial = self._as_weighed(need)
        for layer, label in self.layers:
            self._ask_layer(layer, label, urgent=need.urgent)
        self._ask_lines("evidence", _("Which lines does this rest on?"), layer="")
        self._ask_others()

    def rows(self) -> list[dict[str, Any]]:
        """Per layer its fields, for the page."""
        return [
            {
                "step": STEP[layer],
                "outcome": self[f"outcome_{layer}"],
                "reason": self[f"reason_{layer}"],
                "lines": self[f"evidence_{layer}"] if f"evidence_{layer}" in self.fields else None,
            }
            for layer, _label in self.layers
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not any(self._outcomes(values).values()):
            self.add_error(None, _("Choose an outcome for at least one step."))
        for layer, _label in self.layers:
            if values.get(f"evidence_{layer}") and not self._outcomes(values)[layer]:
                self.add_error(f"outcome_{layer}", _("You ticked a line here. Choose what this step can do as well."))
        self._lose_no_reason(values)
        return values

    def _lose_no_reason(self, values: dict[str, Any]) -> None:
        """A reason that was typed, and that no verdict would carry, is asked about."""
        outcomes = self._outcomes(values)
        for layer, outcome in outcomes.items():
            if values.get(f"reason_{layer}") and not outcome:
                self.add_error(f"outcome_{layer}", _("You wrote a reason here. Choose what this step can do as well."))
        carried = any(outcome and not values.get(f"reason_{layer}") for layer, outcome in outcomes.items())
        if any(outcomes.values()) and not carried and values.get("reason") and "reason" in self.changed_data:
            self.add_error("reason", _("No step takes this reason yet. Choose a step, or clear its own reason."))

    def seen_now(self, version: int) -> None:
        """After a conflict: the next sending is made on top of what the colleague did, at each of the needs."""
        if isinstance(self.data, QueryDict):
            sent, versions = self.data.copy(), self.versions()
            sent["seen"] = str(versions.get(self.need, version))
            for other in self.others:
                sent[f"seen_{other.id}"] = str(versions.get(other.id, other.version))
            self.data = sent

    def brings(self) -> dict[str, Any]:
        """What the action takes. A verdict that stands already is recorded again only for other needs."""
        also = tuple(UUID(need) for need in self.cleaned_data.get("also") or ())
        found = self._verdicts()
        changed = {layer: verdict for layer, verdict in found.items() if self._is_new(layer, verdict)}
        return {
            "verdicts": found if also else changed,
            "reason": self.cleaned_data["reason"],
            "remaining": self.cleaned_data["remaining"],
            "evidence": tuple(UUID(line) for line in self._ticked()),
            "also": also,
            "also_seen": {need: self.cleaned_data.get(f"seen_{need}") for need in also},
        }

    def _ask_layer(self, layer: Layer, label: str, *, urgent: bool) -> None:
        words = [(outcome.value, word) for outcome, word in VERDICTS.items() if urgent or "urgent" not in outcome.value]
        self.fields[f"outcome_{layer}"] = forms.ChoiceField(
            label=label, choices=words, widget=forms.RadioSelect, required=False
        )
        self.fields[f"reason_{layer}"] = forms.CharField(
            label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=4000, required=False
        )
        self._ask_lines(f"evidence_{layer}", _("It rests on"), layer=layer)

    def _ask_lines(self, name: str, label: Any, *, layer: str) -> None:
        """Tick boxes for the lines of evidence of a layer; "" are those that may carry every layer."""
        choices = [(line["id"], line["text"]) for line in self.lines if line["layer"] == layer]
        if choices:
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
            )

    def _ask_others(self) -> None:
        if not self.others:
            return
        self.fields["also"] = forms.MultipleChoiceField(
            label=_("The same holds for"),
            choices=[(str(other.id), f"{other.letter} {other.title}") for other in self.others],
            help_text=_("What stands on this page is recorded there too, with the same reason."),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        for other in self.others:
            self.fields[f"seen_{other.id}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=other.version
            )

    def _as_weighed(self, need: Need) -> dict[str, Any]:
        """What was recorded before, so that nothing is typed twice; a reason that carries several layers is shared."""
        texts = Counter(row["reason"] for row in self.before.values() if row["reason"])
        shared = next((text for text, carries in texts.most_common(1) if carries > 1), "")
        ticked = {line for row in self.before.values() for line in row["evidence"]}
        before: dict[str, Any] = {"remaining": need.remaining, "reason": shared, "evidence": sorted(ticked)}
        for layer, row in self.before.items():
            before[f"outcome_{layer}"] = row["outcome"]
            before[f"reason_{layer}"] = row["reason"] if row["reason"] != shared else ""
            before[f"evidence_{layer}"] = sorted(ticked)
        return before | not_enough(need)

    def _outcomes(self, values: dict[str, Any]) -> dict[Layer, str]:
        rest = values.get("the_rest") or ""
        return {layer: values.get(f"outcome_{layer}") or rest for layer, _label in self.layers}

    def _verdicts(self) -> dict[Layer, Verdict]:
        """The layers that got an outcome."""
        values = self.cleaned_data
        return {
            layer: Verdict(Outcome(outcome), values.get(f"reason_{layer}") or values["reason"])
            for layer, outcome in self._outcomes(values).items()
            if outcome
        }

    def _ticked(self, *layers: str) -> list[str]:
        """The lines that were ticked: of these layers, or all."""
        names = [f"evidence_{layer}" for layer in layers or [layer for layer, _label in self.layers]]
        return [line for name in ("evidence", *names) for line in self.cleaned_data.get(name) or ()]

    def _is_new(self, layer: Layer, verdict: Verdict) -> bool:
        row = self.before.get(layer)
        if row is None:
            return True
        stood = (row["outcome"], row["reason"].strip(), set(row["evidence"]))
        return stood != (verdict.outcome, verdict.reason.strip(), set(self._ticked(layer)))
