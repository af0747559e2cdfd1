"""Words for residents."""

import re
import unicodedata
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.access import Actor
from cases.residents.bsn import Bsn, index_of

if TYPE_CHECKING:
    from cases.residents.models import Resident

POSTCODE = re.compile(r"^\d{4}[a-z]{2}$")


def plain(text: str) -> str:
    """Lower case without diacritics: `Çelik-Ñuñez` is found by `celik nunez`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", letters.replace("ø", "o").replace("ł", "l").replace("đ", "d")).strip()


class ResidentQuerySet(models.QuerySet["Resident"]):
    def findable_by(self, actor: Actor) -> "ResidentQuerySet":
        """Whoever registers may look residents of the own municipality up; not what the municipality does for them."""
        return self.filter(municipality__in=actor.finds_in())

    def with_bsn(self, bsn: Bsn) -> "ResidentQuerySet":
        """Everybody with this number, by the blind index. It may occur twice: nobody is merged."""
        return self.filter(bsn_index=index_of(bsn))

    def matching(self, text: str) -> "ResidentQuerySet":
        """Each word must fit: the start of a name, a birth year, a postcode or a house number.

        Who has a secret address (geheimhouding) is not found by it.
        """
        found = self
        for word in plain(text).split():
            found = found.filter(_fits(word))
        return found.order_by("search_name", "birth_year", "id")


def _fits(word: str) -> Q:
    fits = Q(search_name__startswith=word) | Q(search_name__contains=f" {word}")
    if word.isdigit():
        fits |= Q(birth_year=int(word)) if len(word) == 4 else Q(house_number=word, secret_address=False)
    if POSTCODE.match(word):
        fits |= Q(postcode__iexact=word, secret_address=False)
    return fits
