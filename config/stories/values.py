"""Reading the values of a story: each reader answers with the value, or says what to write instead."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from config.municipality.pack import one_of

CODE = re.compile(r"[a-z0-9_]+")
REFUSAL = re.compile(r"[a-z0-9_.:]+")
Reader = Callable[[object], Any]


class BadStory(ValueError):
    """A story that can't be told, with where and what to write instead."""


def text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadStory(f'{value!r} is no text. Write it between quotes: "..."')
    return value.strip()


def code(value: object) -> str:
    if not isinstance(value, str) or not CODE.fullmatch(value):
        raise BadStory(f"{value!r} is no code. Write small letters, digits and _ only, such as not_helped.")
    return value


def refusal(value: object) -> str:
    if not isinstance(value, str) or not REFUSAL.fullmatch(value):
        raise BadStory(f"{value!r} is no code of a refusal. Write it as the refusal names itself, such as not_weighed.")
    return value


def day(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise BadStory(f"{value!r} is no day. Write it as 2026-04-02, without quotes.")
    return value


def moment(value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo:
        raise BadStory(f"{value!r} is no moment. Write it as 2026-04-02T09:30:00, without quotes or time zone.")
    return value


def clock_time(value: object) -> time:
    if not isinstance(value, time):
        raise BadStory(f"{value!r} is no time of day. Write it as 14:30:00, without quotes.")
    return value


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadStory(f"{value!r} is neither true nor false.")
    return value


def count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadStory(f"{value!r} is no number. Write 0, 1, 2 and so on.")
    return value


def amount(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise BadStory(f"{value!r} is no amount. Write a number above zero, such as 2.5.")
    return Decimal(str(value))


def one(*choices: str) -> Reader:
    """One of some words."""

    def reads(value: object) -> str:
        if value not in choices:
            raise BadStory(f"{value!r} is not known here. {one_of(value, choices)}")
        return str(value)

    return reads


def many(reader: Reader) -> Reader:
    """A list of values of one kind."""

    def reads(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise BadStory(f'{value!r} is no list. Write it as ["...", "..."].')
        return tuple(reader(item) for item in value)

    return reads


def named(keys: Reader, values: Reader) -> Reader:
    """A table of values of one kind by name."""

    def reads(value: object) -> dict[str, Any]:
        return {keys(key): values(item) for key, item in table(value).items()}

    return reads


def record(*, needs: Mapping[str, Reader], may: Mapping[str, Reader]) -> Reader:
    """A table with these keys and no others."""

    def reads(value: object) -> dict[str, Any]:
        return fields(table(value), needs=needs, may=may)

    return reads


def table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadStory(f"{value!r} is no table. Write it as {{ key = value }}.")
    return value


def fields(given: Mapping[str, Any], *, needs: Mapping[str, Reader], may: Mapping[str, Reader]) -> dict[str, Any]:
    """The values of a table, read by key. Raises BadStory for a missing key, an unknown one, or a bad value."""
    readers = {**needs, **may}
    for key in given:
        if key not in readers:
            raise BadStory(f"{key!r} is not known here. {one_of(key, sorted(readers))}")
    missing = [key for key in needs if key not in given]
    if missing:
        raise BadStory(f"{missing[0]!r} is missing.")
    read: dict[str, Any] = {}
    for key, value in given.items():
        try:
            read[key] = readers[key](value)
        except BadStory as bad:
            raise BadStory(f"{key}: {bad}") from bad
    return read
