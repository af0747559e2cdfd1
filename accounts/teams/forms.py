"""The forms of teams."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.answers import OnceForm
from accounts.models import Municipality, Neighbourhood, Team


class NameForm(OnceForm):
    name = forms.CharField(label=_("Name of the team"), max_length=80)


class TeamForm(NameForm):
    kind = forms.ChoiceField(
        label=_("What kind of team?"),
        choices=Team.Kind.choices,
        widget=forms.RadioSelect,
        initial=Team.Kind.NEIGHBOURHOOD,
    )

    def __init__(self, *args: Any, places: QuerySet[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = places.first() if len(places) == 1 else None
        self.fields["municipality"] = forms.ModelChoiceField(
            queryset=places,
            label=_("Municipality"),
            initial=first,
            widget=forms.HiddenInput if first else forms.Select,
        )


class ServeForm(OnceForm):
    """Neighbourhoods that other teams serve now, or nobody, by district."""

    def __init__(self, *args: Any, others: Iterable[Neighbourhood], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts: dict[str, list[tuple[str, str]]] = {}
        for area in others:
            label = f"{area.name} ({area.team.name})" if area.team else area.name
            districts.setdefault(area.district, []).append((str(area.pk), label))
        self.fields["neighbourhoods"] = forms.TypedMultipleChoiceField(
            label=_("Which neighbourhoods come to this team?"),
            choices=list(districts.items()),
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Choose at least one neighbourhood."),
                "invalid_choice": _("Choose from the neighbourhoods shown here."),
            },
        )
