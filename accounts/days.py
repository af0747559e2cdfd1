"""Days as pages write them: a list writes the same few over and over, and to write one takes as long as its row."""

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language


def written(day: date, form: str) -> str:
    """The day in the reader's language. `form`: as `date_format` takes it."""
    return _written(day, form, get_language() or "")


@lru_cache(maxsize=4096)
def _written(day: date, form: str, language: str) -> str:
    """The language is named so that a day is not kept for readers of another."""
    return str(date_format(day, form))
