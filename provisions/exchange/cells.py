"""What stands in a cell, read as what the column is. Whatever is made of it differently is said: a note, by its code.

A reader takes the text and gives (value, notes); it raises ValueError with the code of why the row can't be taken.
Nothing is repaired that is not named here, and what is odd but can be kept is kept as it is, with a note.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

Notes = tuple[str, ...]
Read = Callable[[str], tuple[Any, Notes]]
NONE: Notes = ()

PLAIN = re.compile(r"[\x20-\x5b\x5d-\x7e]*")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
TURNED = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
UNFIT = ((CONTROL, "text.control"), (SURROGATE, "text.surrogate"), (TURNED, "text.bidi"))
LINE_END = re.compile(r"\r\n?|\\r\\n|\\n")
MARKER = re.compile(r"#{2,}\w+#{2,}")
# What UTF-8 looks like once it was read as something else: already so in the file, and not ours to guess back.
GARBLED = re.compile(
    "[\u00c3\u00c2][\u0080-\u00bf\u20ac\u201a-\u2122]|\u00e2\u20ac|G\u00c7[^\\w\\s]?|\u251c[\u00ae\u00a1\u2502]|\ufffd"
)


def tidy(raw: str) -> tuple[str, Notes]:
    """Text without spaces around it and with real line ends. ValueError for what has no place in a text."""
    if PLAIN.fullmatch(raw) and raw == raw.strip() and "##" not in raw:
        return raw, NONE
    for pattern, code in UNFIT:
        if pattern.search(raw):
            raise ValueError(code)
    notes = []
    given = LINE_END.sub("\n", raw)
    if given != raw:
        notes.append("text.line_end")
    text = given.strip()
    if text != given:
        notes.append("text.trimmed")
    if MARKER.search(text):
        notes.append("text.marker")
    if GARBLED.search(text):
        notes.append("text.garbled")
    return text, tuple(notes)


def text(raw: str) -> tuple[str, Notes]:
    return tidy(raw)


def words(longest: int) -> Read:
    """One line of at most so many characters."""

    def read(raw: str) -> tuple[str, Notes]:
        value, notes = tidy(raw)
        if "\n" in value:
            value = " ".join(value.split())
            notes = (*(note for note in notes if note != "text.line_end"), "text.one_line")
        if len(value) > longest:
            raise ValueError("text.too_long")
        return value, notes

    return read


def needed(read: Read) -> Read:
    """The row means nothing without it."""

    def read_it(raw: str) -> tuple[Any, Notes]:
        value, notes = read(raw)
        if value in ("", None):
            raise ValueError("cell.needed")
        return value, notes

    return read_it


HOST = re.compile(r"[^\s/@:]+\.[^\s/@:]{2,}(:\d+)?([/?#]\S*)?", re.IGNORECASE)
WITH_SCHEME = re.compile(r"(https?|mailto|tel):\S+", re.IGNORECASE)


def url(longest: int) -> Read:
    line = words(longest)

    def read(raw: str) -> tuple[str, Notes]:
        value, notes = line(raw)
        if not value or WITH_SCHEME.fullmatch(value):
            return value, notes
        if HOST.fullmatch(value) and len(value) + 8 <= longest:
            return f"https://{value}", (*notes, "url.scheme")
        return value, (*notes, "url.strange")

    return read


EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}")


def email(raw: str) -> tuple[str, Notes]:
    value, notes = words(254)(raw)
    if value and not EMAIL.fullmatch(value):
        return value, (*notes, "email.strange")
    return value, notes


def number(low: float, high: float) -> Read:
    def read(raw: str) -> tuple[float | None, Notes]:
        value, notes = decimal(6)(raw)
        if value is None:
            return None, notes
        if not low <= value <= high:
            raise ValueError("number.range")
        return float(value), notes

    return read


def decimal(digits: int, *, places: int | None = None) -> Read:
    """`digits` before the sign. A comma is the decimal sign where no point stands after it."""

    def read(raw: str) -> tuple[Decimal | None, Notes]:
        value, notes = tidy(raw)
        if not value:
            return None, notes
        plain = value
        if re.fullmatch(r"-?\d+,\d+", plain):
            plain, notes = plain.replace(",", "."), (*notes, "number.comma")
        try:
            found = Decimal(plain)
        except InvalidOperation:
            raise ValueError("number.unreadable") from None
        if not found.is_finite() or found.adjusted() >= digits:
            raise ValueError("number.range")
        if places is not None:
            rounded = round(found, places)
            notes = notes if rounded == found else (*notes, "number.rounded")
            found = rounded
        return found, notes

    return read


MONEY = re.compile(r"(?:€|EUR|\$|USD|GBP|£)?\s*(-?\d+(?:[.,]\d+)?)(?:,-)?", re.IGNORECASE)


def money(raw: str) -> tuple[Decimal | None, Notes]:
    value, notes = tidy(raw)
    found = MONEY.fullmatch(value)
    if value and not found:
        raise ValueError("number.unreadable")
    if not found:
        return None, notes
    amount, more = decimal(10, places=2)(found[1])
    return amount, (*notes, *more, *(("money.sign",) if found[1] != value else NONE))


def whole(most: int = 2_000_000_000) -> Read:
    def read(raw: str) -> tuple[int | None, Notes]:
        value, notes = tidy(raw)
        if not value:
            return None, notes
        if not re.fullmatch(r"\d{1,12}(\.0+)?", value):
            raise ValueError("number.unreadable")
        found = int(value.split(".")[0])
        if found > most:
            raise ValueError("number.range")
        return found, notes

    return read


DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*")


def day(raw: str) -> tuple[date | None, Notes]:
    """As 2026-04-02; the Dutch 02-04-2026 is read so too, and a day with a time as the day."""
    value, notes = tidy(raw)
    if not value:
        return None, notes
    with_time = MOMENT.fullmatch(value)
    return _day(with_time[1] if with_time else value), (*notes, *(("day.time_left",) if with_time else NONE))


@lru_cache(maxsize=512)
def _day(value: str) -> date:
    for shape in DAYS:
        try:
            found = datetime.strptime(value, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if 1000 < found.year < 3000:
            return found
    raise ValueError("day.unreadable")


def moment(raw: str) -> tuple[datetime | None, Notes]:
    """A moment with its zone, as 2026-04-02T09:30:00+00:00."""
    value, notes = tidy(raw)
    if not value:
        return None, notes
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("moment.unreadable") from None
    if found.tzinfo is None:
        raise ValueError("moment.unreadable")
    return found, notes


CLOCK = re.compile(
    r"(\d{1,2})(?:[:.hu](\d\d))?(?::(\d\d)(?:\.\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|[+-]\d\d:?\d\d|uur|u)?", re.IGNORECASE
)


def clock(raw: str) -> tuple[time | None, Notes]:
    """A time of day: 13:50, 13.50, 13u50, 1:50pm."""
    value, notes = _clock(raw)
    return value, notes


@lru_cache(maxsize=2048)
def _clock(raw: str) -> tuple[time | None, Notes]:
    value, notes = tidy(raw)
    if not value:
        return None, notes
    found = CLOCK.fullmatch(value)
    if not found:
        raise ValueError("time.unreadable")
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        hour, notes = _of_twelve(hour, found[4]), (*notes, "time.twelve_hours")
    elif not found[2]:
        notes = (*notes, "time.hour_only")
    if found[5] and found[5][0] in "Z+-":
        notes = (*notes, "time.zone_left")
    if (hour, minute, second) == (24, 0, 0):
        return time(0, 0), (*notes, "time.midnight")
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("time.unreadable")
    return time(hour, minute, second), notes


def _of_twelve(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise ValueError("time.unreadable")
    return hour % 12 + (12 if half[0].lower() == "p" else 0)


YES = frozenset(("true", "1", "yes", "y", "ja", "j", "waar", "x"))
NO = frozenset(("false", "0", "no", "n", "nee", "onwaar", "-"))


def yes_no(raw: str) -> tuple[bool, Notes]:
    value, notes = tidy(raw)
    if value.lower() in YES:
        return True, notes
    if not value or value.lower() in NO:
        return False, notes
    raise ValueError("cell.yes_or_no")


def choice(allowed: Mapping[str, str]) -> Read:
    """One of some words, however capitals are used; the others of the mapping mean one of them."""

    def read(raw: str) -> tuple[str, Notes]:
        value, notes = tidy(raw)
        if not value or value in allowed:
            return allowed.get(value, ""), notes
        found = allowed.get(value) or allowed.get(value.lower()) or allowed.get(value.upper())
        if found is None:
            raise ValueError("cell.not_a_choice")
        return found, notes if found.lower() == value.lower() else (*notes, "cell.same_word")

    return read


def codes(allowed: Mapping[str, str]) -> Read:
    """Several of some words, with ; or , between them."""

    def read(raw: str) -> tuple[list[str], Notes]:
        value, notes = tidy(raw)
        given = [part.strip().lower() for part in re.split(r"[;,|]", value) if part.strip()]
        if any(part not in allowed for part in given):
            raise ValueError("cell.not_a_choice")
        return list(dict.fromkeys(allowed[part] for part in given)), notes

    return read


WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAYS = {
    **{name: day for names in (
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
        ("ma", "di", "wo", "do", "vr", "za", "zo"),
        ("1", "2", "3", "4", "5", "6", "7"),
    ) for name, day in zip(names, WEEK, strict=True)},
    **{day: day for day in WEEK},
}  # fmt: skip


def weekday(raw: str) -> tuple[str, Notes]:
    """HSDS 1.1's day as HSDS 3's. The other word is the change of version, no repair; spaces around it are."""
    value, notes = tidy(raw)
    found = WEEKDAYS.get(value) or WEEKDAYS.get(value.lower())
    if value and not found:
        raise ValueError("day.no_weekday")
    return found or "", notes
