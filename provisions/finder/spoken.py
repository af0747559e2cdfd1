"""Languages by code and by name: directories give either."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

# Spoken at home in the Netherlands, and often asked for; a directory may name any other. Babel knows them all, and what
# it knows of a country besides takes 5 MB of each web process: it is asked for another language alone.
OFTEN = {
    "nl": ("Nederlands", "Dutch"),
    "en": ("Engels", "English"),
    "ar": ("Arabisch", "Arabic"),
    "tr": ("Turks", "Turkish"),
    "pl": ("Pools", "Polish"),
    "ti": ("Tigrinya", "Tigrinya"),
    "uk": ("Oekraïens", "Ukrainian"),
    "ru": ("Russisch", "Russian"),
    "fa": ("Perzisch", "Persian"),
    "so": ("Somalisch", "Somali"),
    "es": ("Spaans", "Spanish"),
    "fr": ("Frans", "French"),
    "de": ("Duits", "German"),
    "zh": ("Chinees", "Chinese"),
    "ku": ("Koerdisch", "Kurdish"),
    "pap": ("Papiaments", "Papiamento"),
    "bg": ("Bulgaars", "Bulgarian"),
    "ro": ("Roemeens", "Romanian"),
}
# A language of signs has no two letters.
SIGNS = {"dse": ("Nederlandse Gebarentaal", "Dutch Sign Language")}
NAMED = OFTEN | SIGNS


def choices() -> list[tuple[str, str]]:
    """The languages one can ask for, by name in the reader's own."""
    return _choices(get_language() or "nl")


@cache
def _choices(reader: str) -> list[tuple[str, str]]:
    named = [(code, spoken_as(code)) for code in NAMED]
    return sorted(named, key=lambda one: one[1].casefold())


def spoken_as(code: str) -> str:
    """A language's name in the reader's own; what is no code is a name already."""
    dutch, english = _names(code) or (code, code)
    return dutch if (get_language() or "nl").startswith("nl") else english


@cache
def names_of(code: str) -> list[str]:
    """A code and its names in Dutch and English, in small letters: what a directory may say."""
    return [code, *(name.casefold() for name in _names(code))]


@cache
def _names(code: str) -> tuple[str, str] | tuple[()]:
    """In Dutch and in English; none of what is no code."""
    if code in NAMED or not code:
        return NAMED.get(code, ())
    dutch, english = (Locale(reader).languages.get(code) for reader in ("nl", "en"))
    return (str(dutch), str(english)) if dutch and english else ()
