"""The form of the finder: one box, and what must fit besides. Sent by GET; nothing in it is about a person."""

from datetime import time
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Neighbourhood
from provisions.finder.asked import Asked, Near
from provisions.finder.spoken import choices as languages
from workflows.life_areas import LifeArea

ANY = ("", _("Does not matter"))
WEEK = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")
)  # fmt: skip
WITHIN = (1, 2, 5, 10)


class FindForm(forms.Form):
    """Nothing in it has to be filled in, and no field says so again: `narrows`."""

    narrows = True
    q = forms.CharField(label=_("What are you looking for?"), max_length=200, required=False)
    life_area = forms.ChoiceField(label=_("Area of life"), choices=[ANY, *LifeArea.choices], required=False)
    near = forms.ChoiceField(label=_("Near"), required=False)
    within = forms.ChoiceField(
        label=_("At most"), choices=[ANY, *((str(km), f"{km} km") for km in WITHIN)], required=False
    )
    day = forms.ChoiceField(
        label=_("Open on"), choices=[ANY, *((str(n), day) for n, day in enumerate(WEEK))], required=False
    )
    at = forms.TimeField(label=_("At"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    age = forms.IntegerField(label=_("Age"), min_value=0, max_value=120, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    free = forms.BooleanField(label=_("Free"), required=False)
    room = forms.BooleanField(label=_("There is room"), required=False)
    no_intake = forms.BooleanField(label=_("No intake needed"), required=False)
    everywhere = forms.BooleanField(label=_("Other municipalities too"), required=False)

    def __init__(self, *args: Any, municipality: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        near: Any = self.fields["near"]
        near.choices = lambda: [ANY, *((key, area.name) for key, area in self.areas.items())]
        language: Any = self.fields["language"]
        language.choices = lambda: [ANY, *languages()]

    @cached_property
    def areas(self) -> dict[str, Neighbourhood]:
        """Where one can look near to, by key. Only read when it is shown, or when one was chosen."""
        newest = Neighbourhood.objects.current(self.municipality)
        return {str(area.pk): area for area in newest.exclude(lat=None).order_by("name", "pk")}

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
