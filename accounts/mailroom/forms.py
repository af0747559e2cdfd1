"""The form behind each message: which one, and what is decided."""

from django import forms

from workflows.doubt import Decision


class DecisionForm(forms.Form):
    message = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    decision = forms.TypedChoiceField(choices=[(one, one) for one in Decision], coerce=Decision)
