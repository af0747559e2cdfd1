"""What every form about a case carries, and the forms of the case itself."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases.dossier.words import LAW_NAMES


class ActForm(forms.Form):
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


class HandOverForm(ActForm):
    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = forms.ModelChoiceField(queryset=teams, label=_("To which team?"))


class ResolveForm(ActForm):
    told_in_writing = forms.BooleanField(
        label=_("The resident was told in writing"),
        help_text=_("That all is covered now, and that an application is still possible."),
        required=False,
    )
