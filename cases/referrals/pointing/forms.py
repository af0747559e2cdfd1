from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.dossier.forms import ActForm
from cases.needs.models import Worked

ANSWERS = [
    (Worked.YES, _("Yes, and it helps")),
    (Worked.PARTLY, _("Yes, it helps partly")),
    (Worked.NO, _("No, not found or it does not help")),
]


class AskedForm(ActForm):
    """The one light question after pointing."""

    helped = forms.ChoiceField(label=_("Did the resident find it?"), choices=ANSWERS, widget=forms.RadioSelect)

    def brings(self) -> dict[str, Any]:
        return {"helped": self.cleaned_data["helped"]}
