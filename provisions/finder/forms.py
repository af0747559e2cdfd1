"""The form of the finder: one box, and what must fit besides. Sent by GET; nothing in it is about a person."""

from datetime import time
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.kept import Kept
from accounts.models import Neighbourhood
from provisions.finder.asked import Asked, Near
from provisions.finder.spoken import choices as languages
from workflows.life_areas import LifeArea

ANY = ("", _("Does not matter"))
WEEK = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")
)  # fmt: skip
WITHIN = (1, 2, 5, 10)


# Asked whenever a form is shown anew; by the ORM each time it would take longer than all else a form does.
AREAS = Kept(
    lambda *, municipality: Neighbourhood.objects.current(municipality).exclude(lat=None).order_by("name", "pk"),
    {"municipality": "?"},
)


class _AsItIs:
    """A field that no form changes, so each takes it as it is: to copy them takes longer than to ask the database."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self


class _Text(_AsItIs, forms.CharField):
    pass


class _Choice(_AsItIs, forms.ChoiceField):
    pass


class _Time(_AsItIs, forms.TimeField):
    pass


class _Number(_AsItIs, forms.IntegerField):
    pass


class _Tick(_AsItIs, forms.BooleanField):
    pass


class FindForm(forms.Form):
    """Nothing in it has to be filled in, and no field says so again: `narrows`."""

    narrows = True
    q = _Text(label=_("What are you looking for?"), max_length=200, required=False)
    life_area = _Choice(label=_("Area of life"), choices=[ANY, *LifeArea.choices], required=False)
    near = forms.ChoiceField(label=_("Near"), required=False)
    within = _Choice(label=_("At most"), choices=[ANY, *((str(km), f"{km} km") for km in WITHIN)], required=False)
    day = _Choice(label=_("Open on"), choices=[ANY, *((str(n), day) for n, day in enumerate(WEEK))], required=False)
    at = _Time(label=_("At"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    age = _Number(label=_("Age"), min_value=0, max_value=120, required=False)
    language = _Choice(label=_("Language"), choices=lambda: [ANY, *languages()], required=False)
    free = _Tick(label=_("Free"), required=False)
    room = _Tick(label=_("There is room"), required=False)
    no_intake = _Tick(label=_("No intake needed"), required=False)
    everywhere = _Tick(label=_("Other municipalities too"), required=False)

    def __init__(self, *args: Any, municipality: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        near: Any = self.fields["near"]
        near.choices = lambda: [ANY, *((key, area.name) for key, area in self.areas.items())]

    @cached_property
    def areas(self) -> dict[str, Neighbourhood]:
        """Where one can look near to, by key. Only read when it is shown, or when one was chosen."""
        return {str(area.pk): area for area in AREAS.ask(municipality=self.municipality)}

    @property
    def narrowed_by(self) -> dict[str, str]:
        """What was filled in besides the words."""
        return {name: self.data[name] for name in self.fields if name != "q" and self.data.get(name)}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("at") and not values.get("day"):
            self.add_error("day", _("Choose the day too."))
        if values.get("within") and not values.get("near"):
            self.add_error("near", _("Choose near what."))
        return values

    def asked(self) -> Asked:
        """What was asked, of a form that is valid."""
        told = self.cleaned_data
        area, at = self.areas.get(told["near"]) if told["near"] else None, told["at"]
        day = int(told["day"]) if told["day"] else None
        return Asked(
            words=told["q"],
            life_area=told["life_area"],
            near=Near(area.lat, area.lon, area.name, area.pk) if area and area.lat and area.lon else None,
            within=float(told["within"]) if told["within"] else None,
            weekday=day,
            at=time(at.hour, at.minute) if at else None,
            age=told["age"],
            language=told["language"],
            free=told["free"],
            room=told["room"],
            no_intake=told["no_intake"],
            everywhere=told["everywhere"],
        )
