"""Languages by code and by name: directories give either."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

# Spoken at home in the Netherlands, and often asked for; a directory may name any other.
OFTEN = ("nl", "en", "ar", "tr", "pl", "ti", "uk", "ru", "fa", "so", "es", "fr", "de", "zh", "ku", "pap", "bg", "ro")
# A language of signs has no two letters.
SIGNS = {"dse": ("Nederlandse Gebarentaal", "Dutch Sign Language")}


def choices() -> list[tuple[str, str]]:
    """The languages one can ask for, by name in the reader's own."""
    return _choices(get_language() or "nl")


@cache
def _choices(reader: str) -> list[tuple[str, str]]:
    named = [(code, spoken_as(code)) for code in (*OFTEN, *SIGNS)]
    return sorted(named, key=lambda one: one[1].casefold())


def spoken_as(code: str) -> str:
    """A language's name in the reader's own; what is no code is a name already."""
    dutch = (get_language() or "nl").startswith("nl")
    if code in SIGNS:
        return SIGNS[code][0 if dutch else 1]
    return str(_names("nl" if dutch else "en").get(code, code))


@cache
def names_of(code: str) -> list[str]:
    """A code and its names in Dutch and English, in small letters: what a directory may say."""
    names = [str(_names(language).get(code, "")) for language in ("nl", "en")]
    return [code, *(name.casefold() for name in (*names, *SIGNS.get(code, ())) if name)]


@cache
def _names(language: str) -> dict[str, str]:
    return dict(Locale(language).languages)
