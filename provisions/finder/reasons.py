"""Why a provision fits what was asked, what does not, what is not known, and how fresh its facts are."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from provisions.directory.freshness import is_stale
from provisions.directory.page import for_ages
from provisions.finder.asked import Asked, Wish
from provisions.finder.spoken import spoken_as
from provisions.finder.typed import Term
from workflows.life_areas import LifeArea

Row = Mapping[str, Any]
FITS, UNKNOWN, NOT = "fits", "unknown", "not"
LONGEST_ALIKE = 6


def reasons(row: Row, asked: Asked, asked_for: list[Wish]) -> dict[str, list[str]]:
    """The reasons under `fits`, `unknown` and `not`, in the order asked."""
    told: dict[str, list[str]] = {FITS: [], UNKNOWN: [], NOT: []}
    if asked.typed.terms and row["named"]:
        told[FITS].append(_("what you look for is in its name"))
    for number, wish in enumerate(asked_for):
        how = FITS if row[f"yes_{number}"] else NOT if row[f"no_{number}"] else UNKNOWN
        text = TOLD[wish.code](row, asked)[(FITS, UNKNOWN, NOT).index(how)]
        told[how].extend([text] if text else [])
    if asked.near and asked.within is None and row["km"] is not None:
        told[FITS].append(_far(row, asked))
    return told


def _far(row: Row, asked: Asked) -> str:
    if asked.near and asked.near.name:
        return _("%(km)s km from %(place)s") % {"km": km(row["km"]), "place": asked.near.name}
    return _("%(km)s km away") % {"km": km(row["km"])}


def km(distance: float) -> str:
    return str(number_format(round(distance, 1), decimal_pos=1))


def _words(row: Row, asked: Asked) -> tuple[str, str, str]:
    return "", "", _("it does not have all your words")


def _need(row: Row, asked: Asked) -> tuple[str, str, str]:
    area = {"area": LifeArea(asked.life_area).label}
    return (
        _("for: %(area)s") % area,
        _("not known whether it is for: %(area)s") % area,
        _("not for: %(area)s") % area,
    )


def _law(row: Row, asked: Asked) -> tuple[str, str, str]:
    return "", _("not known under which law"), _("under another law")


def _near(row: Row, asked: Asked) -> tuple[str, str, str]:
    if row["km"] is None:
        return "", _("not known where it is"), ""
    far = _far(row, asked)
    return far, "", _("%(far)s, further than you asked") % {"far": far}


def _area(row: Row, asked: Asked) -> tuple[str, str, str]:
    return "", "", _("only for people of other neighbourhoods")


def _open(row: Row, asked: Asked) -> tuple[str, str, str]:
    when = _when(asked)
    return (
        _("open %(when)s") % {"when": when},
        _("not known whether it is open %(when)s") % {"when": when},
        _("not open %(when)s") % {"when": when},
    )


def _when(asked: Asked) -> str:
    day = DAYS[asked.weekday or 0]()
    return _("%(day)s at %(time)s") % {"day": day, "time": f"{asked.at:%H:%M}"} if asked.at else day


DAYS: tuple[Callable[[], str], ...] = (
    lambda: _("on Monday"),
    lambda: _("on Tuesday"),
    lambda: _("on Wednesday"),
    lambda: _("on Thursday"),
    lambda: _("on Friday"),
    lambda: _("on Saturday"),
    lambda: _("on Sunday"),
)


def _age(row: Row, asked: Asked) -> tuple[str, str, str]:
    ages = for_ages(row["minimum_age"], row["maximum_age"])
    return ages or _("for all ages"), "", ages


def _language(row: Row, asked: Asked) -> tuple[str, str, str]:
    spoken = {"language": spoken_as(asked.language)}
    return (
        _("in %(language)s") % spoken,
        _("not known whether they speak %(language)s") % spoken,
        _("not in %(language)s") % spoken,
    )


def _free(row: Row, asked: Asked) -> tuple[str, str, str]:
    costs = row["cost"] or _("it costs something")
    return _("costs nothing"), _("not known what it costs"), costs


def _room(row: Row, asked: Asked) -> tuple[str, str, str]:
    return _("there is room"), _("not known whether there is room"), waiting(row)


def waiting(row: Row) -> str:
    """That one must wait, and how long if that is known; nothing where there is room or it is not known."""
    if row["room"] == "full":
        return _("full")
    if row["room"] != "waiting_list":
        return ""
    weeks = row["waiting_weeks"]
    if weeks is None:
        return _("there is a waiting list")
    return ngettext("a waiting list of about %(n)s week", "a waiting list of about %(n)s weeks", weeks) % {"n": weeks}


def _intake(row: Row, asked: Asked) -> tuple[str, str, str]:
    return _("no intake needed"), "", _("an intake first")


TOLD: dict[str, Callable[[Row, Asked], tuple[str, str, str]]] = {
    "words": _words,
    "need": _need,
    "law": _law,
    "near": _near,
    "area": _area,
    "open": _open,
    "age": _age,
    "language": _language,
    "free": _free,
    "room": _room,
    "intake": _intake,
}


def standing(row: Row) -> list[str]:
    """What stands in the way of walking in, also when nobody asked."""
    told = [_("an intake first")] if row["needs_intake"] else []
    told += [waiting(row)] if waiting(row) else []
    told += [_("closed for now")] if row["status"] != "active" else []
    return told + ([_("needs a decision of the municipality")] if row["layer"] == "tailored_provision" else [])


def fresh(confirmed_on: date | None, *, on: date) -> str:
    """When somebody last said that the facts are right."""
    if confirmed_on is None:
        return _("never checked")
    day = {"day": _written(confirmed_on, get_language() or "")}
    if is_stale(confirmed_on, on=on):
        return _("last checked on %(day)s, more than six months ago") % day
    return _("checked on %(day)s") % day


@lru_cache(maxsize=1000)
def _written(day: date, language: str) -> str:
    """A day in the reader's language, which is named so that it is not kept for readers of another."""
    return str(date_format(day, "j F Y"))


def used(referred: int, started: int) -> str:
    """How it went before, in counts; nothing when nobody was sent there yet."""
    if not referred:
        return ""
    times = ngettext("%(n)s time referred", "%(n)s times referred", referred) % {"n": referred}
    return _("%(times)s, %(n)s started") % {"times": times, "n": started}


def searched(term: Term) -> str:
    """What was searched for one word: the word, and what counts as it."""
    also = [*term.others[:LONGEST_ALIKE], *([" + ".join(term.parts)] if len(term.parts) > 1 else [])]
    if not also:
        return term.word
    return _("%(word)s (or: %(others)s)") % {"word": term.word, "others": ", ".join(also)}
