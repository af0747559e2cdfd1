"""The forms of a conversation."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from cases.dossier.forms import ActForm
from cases.dossier.models import Channel
from cases.dossier.words import LAW_NAMES
from intake.actions import MOST_TEXT
from intake.models import Conversation


class Words(forms.CharField):
    """Any text. A NUL, which no database text can hold, is dropped; the rest is kept."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\x00", "")


class TextForm(forms.Form):
    """What autosave and the Save button send. Content is never judged."""

    text = Words(required=False, strip=False, max_length=MOST_TEXT)
    version = forms.IntegerField(min_value=0)
    session = forms.CharField(max_length=40, required=False)
    turn = forms.IntegerField(min_value=0, required=False)


class WhoForm(forms.Form):
    q = forms.CharField(label=_("Name and birth year, or postcode and number"), max_length=100, required=False)


class FinishForm(ActForm):
    """How the conversation ends. A new case asks for a law and a team; the rest may follow."""

    outcome = forms.ChoiceField(
        label=_("Round off"), choices=Conversation.Outcome.choices, widget=forms.RadioSelect, initial="new_case"
    )
    channel = forms.ChoiceField(label=_("How did it come in?"), choices=Channel.choices)
    own_words = forms.CharField(
        label=_("What is asked, in the resident's own words"),
        help_text=_("The team reads this. The rest of your notes does not go to the team."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        required=False,
    )
    laws = forms.MultipleChoiceField(
        label=_("Which law does it touch?"),
        choices=list(LAW_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["wmo"],
        error_messages={"required": _("Choose at least one law. It decides which terms start.")},
    )
    threatened = forms.BooleanField(
        label=_("Eviction, cut-off of gas, water or power, or cancelled health insurance threatens"),
        help_text=_("The first talk on debts is then within three working days."),
        required=False,
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = forms.ModelChoiceField(
            label=_("For which team?"),
            queryset=teams,
            empty_label=None if len(teams) == 1 else _("Choose a team"),
            error_messages={"required": _("Choose the team that takes this up.")},
        )
        closing = self.data.get("outcome") == Conversation.Outcome.ANSWERED
        for name in ("laws", "team"):
            self.fields[name].required = not closing
        self.order_fields(["outcome", "own_words", "laws", "threatened", "team", "channel"])
