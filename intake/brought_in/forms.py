import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.brought_in.actions import Brought
from intake.forms import Words

AGREED = [("yes", _("Yes, the person agrees that you call")), ("no", _("No, or not asked yet"))]


class BringInForm(forms.Form):
    """The minimum of data. Without agreement no name: then the facility is called. `key` names this one sending."""

    question = Words(
        label=_("What is the question, in the person's own words?"),
        help_text=_("Please nothing about health."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    agreed = forms.ChoiceField(
        label=_("Does the person agree?"),
        choices=AGREED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the person agrees.")},
    )
    who = Words(label=_("Name"), max_length=200, required=False)
    reach = Words(label=_("Phone or e-mail of the person"), max_length=120, required=False)
    caller = Words(
        label=_("Your own name and phone"),
        help_text=_("Needed when the person does not agree yet, or cannot be called."),
        max_length=200,
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        named = bool(values.get("who") or values.get("reach"))
        if values.get("agreed") == "no" and named:
            self.add_error("who", _("The person does not agree: leave name and phone out, and give your own."))
        elif values.get("agreed") == "no" and not values.get("caller"):
            self.add_error("caller", _("Leave your own name and phone, so that we can call you."))
        elif values.get("agreed") == "yes" and not values.get("reach") and not values.get("caller"):
            self.add_error("reach", _("Fill in how we reach the person, or leave your own phone."))
        return values

    def brought(self) -> Brought:
        told = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return Brought(**{**told, "agreed": told["agreed"] == "yes"})
