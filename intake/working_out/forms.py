"""Line by line: what it is, whether it goes along to the team, on which day it was agreed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.words import LAW_NAMES
from cases.dossier.forms import ActForm, DateInput
from intake.working_out.actions import Choice
from intake.working_out.reading import Reach
from workflows.note_lines import LAYER, Line, LineKind, day_named


@dataclass(frozen=True, slots=True)
class Row:
    """One line on the page, with its fields."""

    line: Line
    kind: forms.BoundField
    share: forms.BoundField
    on: forms.BoundField


class WorkOutForm(ActForm):
    def __init__(self, *args: Any, lines: list[Line], reach: list[Reach], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.kinds = [(kind.value, f"{key} {kind.label}") for key, kind in enumerate(LineKind, 1)]
        goals = [(f"{one.case}/{law}", f"{one.number}, {LAW_NAMES[law]}") for one in reach for law in one.laws]
        self.fields["to"] = forms.ChoiceField(
            label=_("For which case and law?"), choices=goals, initial=goals[0][0] if goals else None, required=False
        )
        for line in lines:
            self._add(line, today)
        if lines and not self.is_bound:
            self.fields[f"kind_{lines[0].number}"].widget.attrs["autofocus"] = True

    def _add(self, line: Line, today: date) -> None:
        named = {"aria-labelledby": f"line-{line.number}"}
        self.fields[f"kind_{line.number}"] = forms.ChoiceField(
            choices=self.kinds, initial=line.proposed.value, widget=forms.Select(attrs={**named, "data-line": "1"})
        )
        self.fields[f"share_{line.number}"] = forms.BooleanField(
            label=_("goes along to the team"), initial=True, required=False
        )
        self.fields[f"on_{line.number}"] = forms.DateField(
            label=_("agreed for"), initial=day_named(line.text, today=today), required=False, widget=DateInput(**named)
        )

    def rows(self) -> Iterator[Row]:
        for line in self.lines:
            yield Row(line, *(self[f"{name}_{line.number}"] for name in ("kind", "share", "on")))

    def choices(self) -> list[Choice]:
        answers = self.answers
        return [
            Choice(
                line.number,
                LineKind(answers[f"kind_{line.number}"]),
                share=answers[f"share_{line.number}"] and answers[f"kind_{line.number}"] in LAYER,
                on=answers[f"on_{line.number}"],
            )
            for line in self.lines
        ]

    def goal(self) -> tuple[UUID, str] | None:
        case, _slash, law = self.answers["to"].partition("/")
        return (UUID(case), law) if case else None
