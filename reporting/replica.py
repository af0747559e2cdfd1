"""Reports may read a copy of the database (DATABASE_REPLICA_URL): of what moment it is, and what when it is lost.

Only what a figure asks is read there, under the same context and the same row-level security. Without a copy, or when
it does not answer, the primary does.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connections
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import access

ALIAS = "replica"
# How long the primary answers by itself after the copy was lost, so that not every page waits for it in vain.
SPARED = 30.0
# A copy further behind than this is not read: a case closed off since would still be counted in it.
TOO_OLD = timedelta(minutes=15)
AGE = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_xact_replay_timestamp() ELSE now() END"
T = TypeVar("T")
_reading: ContextVar[bool] = ContextVar("reading_the_copy", default=False)
_lost_until = [0.0]


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures were read. `as_of`: the last moment of the copy, None on the primary; `lost`: it did not answer."""

    as_of: datetime | None = None
    lost: bool = False


class ReportsReadTheCopy:
    """Django's router: reads go to the copy while a figure is read, and nothing is ever written or migrated there."""

    def db_for_read(self, _model: Any, **_hints: Any) -> str | None:
        return ALIAS if _reading.get() else None

    def db_for_write(self, _model: Any, **_hints: Any) -> str:
        return "default"

    def allow_relation(self, _one: Any, _other: Any, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, *_given: Any, **_hints: Any) -> bool | None:
        return False if db == ALIAS else None


def read(work: Callable[[], T], *, at: datetime) -> tuple[T, Source]:
    """What `work` gives, all of it read by then, and where that was. `work` only reads: it may be done twice."""
    if ALIAS not in connections.settings:
        return work(), Source()
    if time.monotonic() < _lost_until[0]:
        return work(), Source(lost=True)
    try:
        with access.also_on(ALIAS):
            as_of = _age()
            if as_of and at - as_of <= TOO_OLD:
                return _on_the_copy(work), Source(as_of=as_of)
    except (OperationalError, InterfaceError):
        pass
    _lost_until[0] = time.monotonic() + SPARED
    return work(), Source(lost=True)


def _on_the_copy(work: Callable[[], T]) -> T:
    token = _reading.set(True)
    try:
        return work()
    finally:
        _reading.reset(token)


def _age() -> datetime | None:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(AGE)
        row = cursor.fetchone()
    return row[0] if row else None


def said(source: Source, *, at: datetime) -> str:
    """How old the figures are; empty when they are of now."""
    if source.lost:
        return _("The copy for reports does not answer, or is too far behind. These figures are of now.")
    if source.as_of is None:
        return ""
    moment = {"time": date_format(localtime(source.as_of), "H:i")}
    behind = int((at - source.as_of).total_seconds() // 60)
    if behind < 1:
        return _("Figures as of %(time)s.") % moment
    words = ngettext(
        "Figures as of %(time)s, %(n)s minute behind.", "Figures as of %(time)s, %(n)s minutes behind.", behind
    )
    return words % (moment | {"n": behind})
