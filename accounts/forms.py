"""The forms of signing in and of the audit log."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from accounts.answers import AskingForm


class LoginForm(AskingForm, AuthenticationForm):
    error_messages = {
        "invalid_login": _("This e-mail address and password do not belong together. Try again."),
        "inactive": _("This account is closed. Ask your administrator."),
    }

    username = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )


class AuditForm(forms.Form):
    """What to show of the journal: of one thing, by its id."""

    about = forms.UUIDField(label=_("Number (id) of a case, person or colleague"), required=False)
