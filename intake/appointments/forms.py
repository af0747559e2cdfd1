"""How an appointment went."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import ActForm
from intake.models import Appointment


class KeepForm(ActForm):
    result = forms.ChoiceField(
        label=_("How did it go?"),
        choices=Appointment.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it went.")},
    )
