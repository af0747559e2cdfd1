"""The forms of colleagues, their posts and mandates."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.answers import OnceForm
from accounts.models import Municipality, Role, Team
from accounts.staff.actions import NewPost
from accounts.words import LAW_NAMES
from workflows.posting import Period


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


def laws_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Laws"),
        choices=list(LAW_NAMES.items()),
        initial=list(LAW_NAMES),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one law.")},
    )


class TeamChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A team; with its municipality where there is more than one."""

    def __init__(self, *, queryset: QuerySet[Team], **more: Any) -> None:
        super().__init__(queryset=queryset, empty_label=_("Choose a team"), **more)
        self.places = len({team.municipality_id for team in queryset})

    def label_from_instance(self, team: Any) -> str:
        return f"{team.name}, {team.municipality.name}" if self.places > 1 else team.name


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Name of a colleague"), max_length=100, required=False)


class PeriodForm(OnceForm):
    """Something that holds from a day, and perhaps up to a day."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"] = day_field(_("First day"), initial=today)
        self.fields["until"] = day_field(_("Last day"), required=False)

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["since"], self.cleaned_data["until"])


class PostForm(PeriodForm):
    role = forms.ChoiceField(
        label=_("Role"), choices=Role.choices, widget=forms.RadioSelect, help_text=_("What each may do: see Roles.")
    )
    laws = laws_field()

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = TeamChoice(queryset=teams, label=_("Team"))
        self.order_fields(["name", "email", "team", "role", "laws", "since", "until"])

    @property
    def post(self) -> NewPost:
        given = self.cleaned_data
        return NewPost(team=given["team"].id, role=given["role"], laws=tuple(given["laws"]), period=self.period)


class UserForm(PostForm):
    """A colleague, with the first post."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail address of work"),
        help_text=_("With this address the colleague signs in."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class MandateForm(PeriodForm):
    source = forms.CharField(
        label=_("Which decree gives this mandate?"),
        help_text=_("Name and number, so that everybody can find it."),
        max_length=200,
    )
    laws = laws_field()

    def __init__(self, *args: Any, places: QuerySet[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = places.first() if len(places) == 1 else None
        self.fields["municipality"] = forms.ModelChoiceField(
            queryset=places,
            label=_("Municipality"),
            initial=first,
            widget=forms.HiddenInput if first else forms.Select,
        )
        self.order_fields(["municipality", "source", "laws", "since", "until"])


class EndForm(OnceForm):
    """The last day of a post or mandate."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"] = day_field(
            _("Last day"), initial=today, help_text=_("That day is included. Choose yesterday to end it at once.")
        )
