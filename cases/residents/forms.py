"""The forms about a resident: look up, correct, a death, a move, and why an address must be seen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.nl import postcode as stdnum_postcode

from accounts.access import Actor
from accounts.answers import OnceForm
from accounts.models import Neighbourhood
from cases.residents.actions import Address, Identity
from cases.residents.bsn import Bsn, NotABsn
from cases.residents.dates import PartialDateField, typed
from cases.residents.models import Resident
from workflows.representation import Birth

FOUND_AT_MOST = 8


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Name and birth year, postcode and number, phone or case number"), max_length=100, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs |= {"data-shortcut": "/", "autofocus": not self.is_bound}


class SeenForm(OnceForm):
    """`seen` is the version of the resident the form was made from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, seen: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen

    @property
    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in super().answers.items() if name != "seen"}


class CorrectForm(SeenForm):
    family_name = forms.CharField(
        label=_("Family name"), max_length=200, error_messages={"required": _("Fill in the family name.")}
    )
    between = forms.CharField(label=_("Prefix"), help_text=_("For example: van der."), max_length=20, required=False)
    first_names = forms.CharField(label=_("First names"), max_length=200, required=False)
    gender = forms.ChoiceField(
        label=_("Gender"),
        choices=[("v", _("woman")), ("m", _("man")), ("o", _("not known"))],
        widget=forms.RadioSelect,
    )
    born = PartialDateField(
        label=_("Born"), help_text=_("As far as you know it: 29-11-1939, 11-1939 or 1939."), required=False
    )
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    bsn = forms.CharField(
        label="BSN", help_text=_("Only to fill in or change it. Left open, it stays as it is."), max_length=20,
        required=False,
    )  # fmt: skip

    @classmethod
    def of(cls, resident: Resident, *data: Any) -> "CorrectForm":
        initial = {
            "family_name": resident.family_name,
            "between": resident.prefix,
            "first_names": resident.first_names,
            "gender": resident.gender,
            "born": typed(resident.birth),
            "phone": resident.phone,
        }
        return cls(*data, initial=initial, seen=resident.version)

    def clean_bsn(self) -> Bsn | None:
        text = self.cleaned_data["bsn"].strip()
        try:
            return Bsn.parse(text) if text else None
        except NotABsn as error:
            raise forms.ValidationError(
                _("This is not a valid BSN. Check the nine digits, or leave it open.")
            ) from error

    def identity(self) -> Identity:
        answers = self.answers
        born = answers.pop("born") or Birth()
        return Identity(
            prefix=answers.pop("between"), birth_year=born.year, birth_month=born.month, birth_day=born.day, **answers
        )


class DeathForm(SeenForm):
    died = PartialDateField(
        label=_("Date of death"),
        help_text=_("As far as you know it: 29-11-2024, 11-2024 or 2024. Leave it open when it is not known."),
        required=False,
    )

    @classmethod
    def of(cls, resident: Resident, died: Birth | None, *data: Any) -> "DeathForm":
        return cls(*data, initial={"died": typed(died)}, seen=resident.version)


class UndoDeathForm(SeenForm):
    alive = forms.BooleanField(
        label=_("The death was recorded by mistake"),
        error_messages={"required": _("Tick the box when the resident is alive.")},
    )


class NeighbourhoodField(forms.TypedChoiceField):
    """Where to look for what is near; its choices are set by the form, for a municipality."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Neighbourhood"),
            help_text=_("Trede looks from there for what is near."),
            coerce=int,
            empty_value=None,
            required=False,
        )

    def offer(self, municipality: str) -> None:
        self.choices = [("", _("Not known")), *Neighbourhood.objects.to_choose(municipality)]


class MoveForm(SeenForm):
    """Always empty: a secret address would be readable in it."""

    street = forms.CharField(label=_("Street"), max_length=120, error_messages={"required": _("Fill in the street.")})
    house_number = forms.CharField(label=_("House number"), max_length=20, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    neighbourhood_id = NeighbourhoodField()
    secret_address = forms.BooleanField(
        label=_("Secret address (geheimhouding)"),
        help_text=_("It is then shown nowhere, also not of who lives there too."),
        required=False,
    )
    address_in_doubt = forms.BooleanField(label=_("The municipality is checking this address"), required=False)

    def __init__(self, *args: Any, municipality: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where: Any = self.fields["neighbourhood_id"]
        where.offer(municipality)

    def clean_postcode(self) -> str:
        text = self.cleaned_data["postcode"].strip()
        if text and not stdnum_postcode.is_valid(text):
            raise forms.ValidationError(_("A postcode looks like 7901 AB. Check it, or leave it open."))
        return str(stdnum_postcode.compact(text)) if text else ""

    def address(self) -> Address:
        return Address(**self.answers)


class RevealForm(forms.Form):
    """Why an address that is kept must be seen now: a code, for the journal."""

    because = forms.ChoiceField(
        label=_("Why do you need this address now?"),
        choices=[
            ("home_visit", _("a home visit")),
            ("letter", _("a letter or parcel")),
            ("danger", _("somebody is in danger")),
            ("check", _("to check that it is right")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you need the address. It is recorded.")},
    )


class WhoElseForm(OnceForm):
    """Somebody else beside a resident: looked up here, and chosen among whom was found."""

    q = forms.CharField(label=_("Name and birth year, postcode and number, or phone"), max_length=100, required=False)
    person = forms.ChoiceField(label=_("Who is it?"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, actor: Actor, resident: Resident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.resident = actor, resident
        asked = str(self.data.get("q", ""))[:100].strip()
        here = Resident.objects.findable_by(actor).filter(municipality=resident.municipality_id)
        self.people = list(here.exclude(pk=resident.id).matching(asked)[:FOUND_AT_MOST]) if asked else []
        self.searches = "search" in self.data and bool(asked)
        self.fields["person"].choices = [(str(one.id), _label(one)) for one in self.people]  # type: ignore[attr-defined]

    @property
    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in super().answers.items() if name != "q"}

    def unjudged(self) -> "WhoElseForm":
        """The same form with what was typed, before anything is said of it: only a search was asked."""
        typed = {name: self.data.get(name) for name in self.fields if name != "key"}
        asked = type(self)(initial=typed, actor=self.actor, resident=self.resident)
        asked.people, asked.fields["person"].choices = self.people, self.fields["person"].choices  # type: ignore[attr-defined]
        return asked


def _label(person: Resident) -> str:
    return ", ".join(part for part in (person.name, person.born, person.lives_in) if part)
