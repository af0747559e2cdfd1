"""Words for residents, their households and who speaks for them."""

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.access import Actor
from cases.residents.bsn import Bsn, index_of
from cases.residents.said import phones_in

if TYPE_CHECKING:
    from cases.residents.models import HouseholdMember, Representative, Resident

POSTCODE = re.compile(r"^\d{4}[a-z]{2}$")
DAY = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b", re.ASCII)
LONGEST_SEARCH_NAME = 440
# Letters of the civil registry that are no letter with a mark.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "\u0131": "i", "ĸ": "k", "ŋ": "n", "ð": "d"})
LETTERS |= str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})


def plain(text: str) -> str:
    """Lower case without diacritics: `Çelik-Ñuñez` is found by `celik nunez`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", letters.translate(LETTERS)).strip()


SHOWN = {"secret_address": False, "address_shielded": False}


class ResidentQuerySet(models.QuerySet["Resident"]):
    def findable_by(self, actor: Actor) -> "ResidentQuerySet":
        """Whoever registers may look residents of the own municipality up; not what the municipality does for them."""
        return self.filter(municipality__in=actor.finds_in())

    def visible_to(self, actor: Actor) -> "ResidentQuerySet":
        """Who may be looked up, and whom a case in sight is about."""
        served = apps.get_model("cases", "Case").objects.visible_to(actor).values("resident")
        return self.filter(Q(municipality__in=actor.finds_in()) | Q(pk__in=served))

    def with_bsn_times(self) -> "ResidentQuerySet":
        """With `bsn_times`: how often this BSN occurs in the municipality. Twice is shown, and never merged."""
        same = self.model._default_manager.filter(
            municipality=OuterRef("municipality"), bsn_index=OuterRef("bsn_index")
        ).order_by()
        times = same.values("bsn_index").annotate(times=Count("pk")).values("times")
        return self.annotate(bsn_times=Coalesce(Subquery(times), 0))

    def with_bsn(self, bsn: Bsn) -> "ResidentQuerySet":
        """Everybody with this number, by the blind index. It may occur twice: nobody is merged."""
        return self.filter(bsn_index=index_of(bsn))

    def matching(self, text: str) -> "ResidentQuerySet":
        """Each word must fit: the start of a name, a birth year or date, a postcode, a house number or a whole phone.

        Whose address is kept (geheimhouding, or a housemate's) is not found by it.
        """
        found = self
        for day, month, year in DAY.findall(text):
            found = found.filter(_born_on(int(day), int(month)), birth_year=int(year))
        phones, words = phones_in(DAY.sub(" ", text))
        for phone in phones:
            found = found.filter(phone_digits=phone)
        for word in plain(words).split():
            found = found.filter(_fits(word))
        return found.order_by("search_name", "birth_year", "id")


class HouseholdMemberQuerySet(models.QuerySet["HouseholdMember"]):
    def current(self, *, on: date) -> "HouseholdMemberQuerySet":
        """Who lives there that day."""
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)

    def at_home_of(self, resident: Any, *, on: date) -> "HouseholdMemberQuerySet":
        """All memberships, past ones too, of the household where a resident lives that day."""
        homes = self.model._default_manager.current(on=on).filter(person=resident).values("household")
        return self.filter(household__in=homes).order_by("since", "id")

    def living_with(self, resident: Any, *, on: date) -> "HouseholdMemberQuerySet":
        """The others in the household of a resident (an id, or an OuterRef to one) that day."""
        own = self.model._default_manager.current(on=on).filter(person=resident)
        return self.current(on=on).filter(household__in=own.values("household")).exclude(pk__in=own.values("pk"))


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def in_force(self, *, on: date) -> "RepresentativeQuerySet":
        """Who may speak that day."""
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


def _born_on(day: int, month: int) -> Q:
    """A day or month that the registry does not know may be this one."""
    in_month = Q(birth_month=month) | Q(birth_month=None)
    return in_month & (Q(birth_day=day) | Q(birth_day=None))


def _fits(word: str) -> Q:
    fits = Q(search_name__startswith=word) | Q(search_name__contains=f" {word}")
    if word.isdigit():
        fits |= Q(birth_year=int(word)) if len(word) == 4 else Q(house_number=word, **SHOWN)
    if POSTCODE.match(word):
        fits |= Q(postcode__iexact=word, **SHOWN)
    return fits
