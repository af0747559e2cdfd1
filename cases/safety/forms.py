"""The forms of a worry about safety: the signal, and the steps of the reporting code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import ActForm

MOST_TEXT = 10_000


def text_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_TEXT,
        error_messages={"required": _("Write down what was seen, said or weighed.")},
    )


class SignalForm(ActForm):
    """Only what was seen or heard is needed. From where it comes travels along by id."""

    text = text_field(
        _("What did you see or hear?"), _("Facts first: who, what, when. What you think of it may stand there too.")
    )
    who = forms.CharField(label=_("About whom?"), max_length=200, required=False)
    acute = forms.BooleanField(
        label=_("Somebody is in danger now"),
        help_text=_("Call first: 112, or Veilig Thuis 0800-2000."),
        required=False,
    )
    case = forms.UUIDField(widget=forms.HiddenInput, required=False)
    conversation = forms.UUIDField(widget=forms.HiddenInput, required=False)
    resident = forms.UUIDField(widget=forms.HiddenInput, required=False)


class StepForm(ActForm):
    text = text_field(_("What was said?"))


class WeighForm(ActForm):
    text = text_field(_("What weighs, and what do you conclude?"))
    acute = forms.BooleanField(label=_("Acute: somebody is in danger now"), required=False)
    structural = forms.BooleanField(label=_("Structural: the danger lasts or comes back"), required=False)
    unsafe_to_discuss = forms.BooleanField(
        label=_("Talking with those involved is not safe"),
        help_text=_("Write above why. Only then the talk may be left out."),
        required=False,
    )


class ConcludeForm(ActForm):
    text = text_field(_("What was agreed, and with whom?"))


class ConcludeInDangerForm(ConcludeForm):
    """For acute or lasting danger that is not reported."""

    overruled = forms.BooleanField(
        label=_("I decide not to report this danger to Veilig Thuis"),
        help_text=_("Write above why not. Your name stands with it."),
        required=False,
    )
