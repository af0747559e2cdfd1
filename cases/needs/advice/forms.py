"""The form that answers the facilities nearby: one reason for all, or an answer for each."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import ActForm
from cases.needs.advice.actions import Answered
from workflows.advice import WHY_NOT, FacilityAnswer

Row = dict[str, Any]


class AnswerForm(ActForm):
    """`none_fits` answers every facility that is still open; `answer_` and an id answer one of them."""

    narrows = True

    none_fits = forms.ChoiceField(
        label=_("None of them fits, because"),
        choices=[("", _("One by one")), *((one.value, one.label) for one in WHY_NOT)],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, advised: list[Row], seen: int, **kwargs: Any) -> None:
        super().__init__(*args, seen=seen, **kwargs)
        self.advised, self.version = advised, seen
        for row in advised:
            self.fields[f"answer_{row['id']}"] = forms.ChoiceField(
                label=_("Does the resident go there?"),
                choices=[("", _("Not yet")), *FacilityAnswer.choices],
                widget=forms.RadioSelect,
                required=False,
                initial=row["answer"],
            )
            self.fields[f"note_{row['id']}"] = forms.CharField(
                label=_("What does the resident say of it?"), max_length=200, required=False, initial=row["note"]
            )

    def rows(self) -> list[Row]:
        """Each facility with its fields, for the page."""
        return [
            {**row["facts"], "answer": self[f"answer_{row['id']}"], "note": self[f"note_{row['id']}"],
             "provision": row["provision"]}
            for row in self.advised
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        somebody_was_first = values.get("seen") not in (None, self.version)
        if not self.errors and not somebody_was_first and not self._given(values):
            self.add_error(None, _("Choose for at least one facility what came of it."))
        return values

    def brings(self) -> dict[str, Any]:
        return {"answers": self._given(self.cleaned_data)}

    def _given(self, values: dict[str, Any]) -> dict[UUID, Answered]:
        """What was answered now: what stands already, as it stands, is not recorded again."""
        given = {}
        for row in self.advised:
            answer = values.get(f"answer_{row['id']}") or (row["answer"] or values.get("none_fits") or "")
            note = values.get(f"note_{row['id']}", "")
            if answer and (answer, note) != (row["answer"], row["note"]):
                given[UUID(row["id"])] = Answered(FacilityAnswer(answer), note)
        return given
