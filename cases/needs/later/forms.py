"""The forms of what comes after: did it work, lighter help, closed, opened again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import ActForm
from cases.needs.forms import AskAgainForm
from cases.needs.models import Worked
from workflows.layers import Layer


class WorkedForm(AskAgainForm):
    worked = forms.ChoiceField(
        label=_("What does the resident say?"),
        choices=[
            (Worked.YES, _("Yes")),
            (Worked.PARTLY, _("Partly")),
            (Worked.NO, _("No: the need is opened again")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, usual="", **kwargs)
        asked: Any = self.fields["ask_in"]
        asked.choices = [("", _("Not again")), *asked.choices]
        asked.label = _("Do you ask again?")
        self.order_fields(["worked", "ask_in", "ask_on"])

    def answer(self) -> dict[str, Any]:
        """What the action takes; a need that is opened again is asked about no more."""
        worked = self.answers["worked"]
        return {"worked": worked, "ask_again_on": None if worked == Worked.NO else self.day()}


class BecauseForm(ActForm):
    """One reason out of a few, as a code the figures count."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, reasons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["reason"]
        asked.choices = reasons


class DoesNotApplyForm(ActForm):
    layer = forms.ChoiceField(label=_("Which step?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, layers: list[tuple[Layer, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["layer"]
        asked.choices = [(layer.value, label) for layer, label in layers]

    def chosen(self) -> dict[str, Any]:
        return {"layer": Layer(self.answers["layer"])}
