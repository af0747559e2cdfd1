"""Why a provision fits what was asked, what does not, what is not known, and how fresh its facts are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
Said = str | Callable[[Row], str]
Three = tuple[Said, Said, Said]
FITS, UNKNOWN, NOT = "fits", "unknown", "not"
LONGEST_ALIKE = 6


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said of the rows of one search; the sentences that are the same for all rows are made once.

    `wishes`: of each wish what is said when it fits, when that is not known, and when it does not fit.
    """

    wishes: list[Three]
    in_name: str
    far: Callable[[Row], str]

    def reasons(self, row: Row) -> dict[str, list[str]]:
        """The reasons under `fits`, `unknown` and `not`, in the order asked."""
        told: dict[str, list[str]] = {FITS: [], UNKNOWN: [], NOT: []}
        if self.in_name and row["named"]:
            told[FITS].append(self.in_name)
        for three, yes, no in zip(self.wishes, row["yes"], row["no"], strict=True):
            how, said = (FITS, three[0]) if yes else (NOT, three[2]) if no else (UNKNOWN, three[1])
            text = said if isinstance(said, str) else said(row)
            if text:
                told[how].append(text)
        if far := self.far(row):
            told[FITS].append(far)
        return told


def telling(asked: Asked, asked_for: list[Wish]) -> Telling:
    """How the rows of this search are told about, in the reader's language."""
    return Telling(
        [TOLD[wish.code](asked) for wish in asked_for],
        in_name=_("what you look for is in its name") if asked.typed.terms else "",
        far=_far(asked) if asked.near and asked.within is None else lambda row: "",
    )


def _far(asked: Asked) -> Callable[[Row], str]:
    place = asked.near.name if asked.near else ""
    said = _("%(km)s km from %(place)s") if place else _("%(km)s km away")
    return lambda row: "" if row["km"] is None else said % {"km": km(row["km"]), "place": place}


def km(distance: float) -> str:
    return _tenth(round(distance, 1), get_language() or "")


@lru_cache(maxsize=1000)
def _tenth(distance: float, language: str) -> str:
    """In the reader's language, as with `_fresh`."""
    return str(number_format(distance, decimal_pos=1))


def _words(asked: Asked) -> Three:
    return "", "", _("it does not have all your words")


def _need(asked: Asked) -> Three:
    area = {"area": LifeArea(asked.life_area).label}
    return (
        _("for: %(area)s") % area,
        _("not known whether it is for: %(area)s") % area,
        _("not for: %(area)s") % area,
    )


def _law(asked: Asked) -> Three:
    return "", _("not known under which law"), _("under another law")


def _near(asked: Asked) -> Three:
    far, further = _far(asked), _("%(far)s, further than you asked")
    return far, _("not known where it is"), lambda row: further % {"far": far(row)}


def _area(asked: Asked) -> Three:
    return "", "", _("only for people of other neighbourhoods")


def _open(asked: Asked) -> Three:
    when = {"when": _when(asked)}
    return (
        _("open %(when)s") % when,
        _("not known whether it is open %(when)s") % when,
        _("not open %(when)s") % when,
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


def _age(asked: Asked) -> Three:
    everybody = _("for all ages")
    return lambda row: _ages(row) or everybody, "", _ages


def _ages(row: Row) -> str:
    return for_ages(row["minimum_age"], row["maximum_age"])


def _language(asked: Asked) -> Three:
    spoken = {"language": spoken_as(asked.language)}
    return (
        _("in %(language)s") % spoken,
        _("not known whether they speak %(language)s") % spoken,
        _("not in %(language)s") % spoken,
    )


def _free(asked: Asked) -> Three:
    something = _("it costs something")
    return _("costs nothing"), _("not known what it costs"), lambda row: row["cost"] or something


def _room(asked: Asked) -> Three:
    return _("there is room"), _("not known whether there is room"), waiting


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


def _intake(asked: Asked) -> Three:
    return _("no intake needed"), "", _("an intake first")


TOLD: dict[str, Callable[[Asked], Three]] = {
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
    return _fresh(confirmed_on, on, get_language() or "")


@lru_cache(maxsize=1000)
def _fresh(confirmed_on: date | None, on: date, language: str) -> str:
    """In the reader's language, which is named so that the sentence is not kept for readers of another."""
    if confirmed_on is None:
        return _("never checked")
    day = {"day": date_format(confirmed_on, "j F Y")}
    if is_stale(confirmed_on, on=on):
        return _("last checked on %(day)s, more than six months ago") % day
    return _("checked on %(day)s") % day


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
