"""The page of a facility as plain values: its facts, how fresh they are, and how it went."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.words import LAW_NAMES
from provisions.directory.details import Phone
from provisions.directory.freshness import is_stale
from provisions.directory.models import Provision, ProvisionTally
from workflows.life_areas import LifeArea


def facts_of(provision: Provision, places: Iterable[str], phones: Iterable[Phone]) -> list[dict[str, str]]:
    """What is known, each with its label, and `url` where one can go there; what is not known is left out."""
    rooms = str(Provision.Room(provision.room).label) if provision.room else ""
    as_of = provision.room_as_of
    known = (
        (_("For whom"), provision.eligibility),
        (_("Age"), for_ages(provision.minimum_age, provision.maximum_age)),
        (_("When"), provision.open_when),
        (_("Where"), "; ".join(places)),
        (_("Cost"), provision.cost or provision.fees),
        (_("Room"), f"{rooms} ({date_format(as_of, 'j F Y')})" if rooms and as_of else rooms),
        (_("Intake"), _("an intake first") if provision.needs_intake else _("no intake needed")),
        (_("Areas of life"), ", ".join(str(LifeArea(area).label) for area in provision.life_areas)),
        (_("Laws"), ", ".join(str(LAW_NAMES[law]) for law in provision.laws)),
        (_("Phone"), "; ".join(dict.fromkeys(map(_number, phones)))),
        (_("Website"), provision.url),
        (_("E-mail"), provision.email),
    )
    return [{"label": str(label), "value": value, "url": _web(value)} for label, value in known if value]


def _web(value: str) -> str:
    """The value itself when all of it is an address on the web; what an import brings may be anything."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return value if parts.scheme in ("http", "https") and parts.hostname and not set(value) & set(" \t\r\n") else ""


def _number(phone: Phone) -> str:
    number = _("%(number)s, extension %(extension)s") % {"number": phone.number, "extension": phone.extension}
    of = phone.department or phone.description
    return (number if phone.extension else phone.number) + (f" ({of})" if of else "")


def for_ages(youngest: Any, oldest: Any) -> str:
    """For whom by age, in years; nothing when it is for all."""
    return _for_ages(youngest, oldest, get_language() or "")


@lru_cache(maxsize=1000)
def _for_ages(youngest: Any, oldest: Any, language: str) -> str:
    """In the reader's language, which is named so that the sentence is not kept for readers of another."""
    given = {"from": _years(youngest), "to": _years(oldest)}
    if youngest is not None and oldest is not None:
        return _("for ages %(from)s to %(to)s") % given
    if youngest is not None:
        return _("from age %(from)s") % given
    return _("up to age %(to)s") % given if oldest is not None else ""


def _years(age: Any) -> str:
    return "" if age is None else str(number_format(age.normalize() if age % 1 else int(age)))


def freshness_of(provision: Provision, *, on: date) -> dict[str, Any]:
    """When somebody last said that the facts are right."""
    checked = provision.confirmed_on
    told = _("checked on %(day)s") % {"day": date_format(checked, "j F Y")} if checked else _("never checked")
    return {"told": told, "stale": is_stale(checked, on=on)}


def quality_of(tally: ProvisionTally | None) -> list[dict[str, str]]:
    """How it went so far, in counts without a person; nothing while nobody was sent there."""
    if tally is None or not (tally.referred or tally.pointed):
        return []
    days = tally.answer_days_total / tally.answered if tally.answered else None
    lines = (
        (_("Pointed to"), str(tally.pointed)),
        (_("Referred"), str(tally.referred)),
        (_("Working days until an answer, on average"), number_format(round(days, 1)) if days is not None else ""),
        (_("Started"), _share(tally.started, tally.referred)),
        (_("Did not come"), _share(tally.no_shows, tally.referred)),
        (_("Helped"), str(tally.helped)),
        (_("Helped in part"), str(tally.partly)),
        (_("Did not help"), str(tally.not_helped)),
    )
    return [{"label": str(label), "value": value} for label, value in lines if value]


def _share(part: int, whole: int) -> str:
    """A count, and of ten or more also its share."""
    if whole < 10:
        return _("%(part)s of %(whole)s") % {"part": part, "whole": whole} if whole else ""
    return _("%(part)s of %(whole)s (%(share)s%%)") % {"part": part, "whole": whole, "share": round(100 * part / whole)}
