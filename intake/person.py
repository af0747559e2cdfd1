"""A person who is not known yet: what the form takes, and the identity it makes of that."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.nl import postcode as stdnum_postcode

from accounts.access import Actor
from cases.dossier.forms import ActForm
from cases.residents.actions import Identity
from cases.residents.bsn import Bsn, NotABsn
from cases.residents.forms import NeighbourhoodField
from cases.residents.models import Resident

BIRTH = re.compile(r"(?:(?:(?P<day>\d{1,2})[-/.])?(?P<month>\d{1,2})[-/.])?(?P<year>\d{4})", re.ASCII)
Birth = tuple[int | None, int | None, int | None]


class PersonForm(ActForm):
    """Only the family name is needed; a birth date may lack its day or month, a BSN is optional."""

    family_name = forms.CharField(
        label=_("Family name"), max_length=200, error_messages={"required": _("Fill in the family name.")}
    )
    between = forms.CharField(label=_("Prefix"), help_text=_("For example: van der."), max_length=20, required=False)
    first_names = forms.CharField(label=_("First names"), max_length=200, required=False)
    born = forms.CharField(
        label=_("Born"),
        help_text=_("As far as you know it: 29-11-1939, 11-1939 or 1939."),
        max_length=10,
        required=False,
    )
    bsn = forms.CharField(label="BSN", max_length=20, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    house_number = forms.CharField(label=_("House number"), max_length=20, required=False)
    neighbourhood_id = NeighbourhoodField()

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.today = actor, today
        where: Any = self.fields["neighbourhood_id"]
        where.offer(actor.municipality)
        self.shown: list[UUID] = []

    def clean_born(self) -> Birth:
        """Year, month and day, as far as given. Raises when no such day exists or it is still to come."""
        text = self.cleaned_data["born"].strip()
        if not text:
            return None, None, None
        found = BIRTH.fullmatch(text)
        if not found:
            raise forms.ValidationError(_("Write the day as 29-11-1939, or only the year: 1939."))
        year, month, day = (int(found[part]) if found[part] else None for part in ("year", "month", "day"))
        try:
            first_day = date(year or 0, month or 1, day or 1)
        except ValueError as error:
            raise forms.ValidationError(_("This day does not exist. Write it as 29-11-1939.")) from error
        if not first_day.year >= 1890 or first_day > self.today:
            raise forms.ValidationError(_("Nobody can be born then. Check the year."))
        return year, month, day

    def clean_bsn(self) -> Bsn | None:
        """Raises when it fails the eleven-test, or when somebody with this number is recorded: nobody is merged."""
        text = self.cleaned_data["bsn"].strip()
        if not text:
            return None
        try:
            bsn = Bsn.parse(text)
        except NotABsn as error:
            raise forms.ValidationError(
                _("This is not a valid BSN. Check the nine digits, or leave it open.")
            ) from error
        known = Resident.objects.findable_by(self.actor).with_bsn(bsn).first()
        if known:
            self.shown.append(known.id)
            named = ", ".join(part for part in (known.name, known.born) if part)
            raise forms.ValidationError(
                _("This BSN is recorded already: %(who)s. Search for that person.") % {"who": named}
            )
        return bsn

    def clean_postcode(self) -> str:
        text = self.cleaned_data["postcode"].strip()
        if text and not stdnum_postcode.is_valid(text):
            raise forms.ValidationError(_("A postcode looks like 7901 AB. Check it, or leave it open."))
        return str(stdnum_postcode.compact(text)) if text else ""

    def identity(self) -> Identity:
        answers = self.answers
        year, month, day = answers.pop("born")
        return Identity(prefix=answers.pop("between"), birth_year=year, birth_month=month, birth_day=day, **answers)
