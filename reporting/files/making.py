"""Making a file where nobody waits: as who asked for it, with the rights of that moment.

The handler runs in the transaction that marks its outbox message done. A worker that is killed leaves nothing, the next
one begins again, and one file comes of it.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Max
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Actor, Permission, actor_of
from accounts.models import User
from ledger import journal, outbox
from provisions.exchange.escaping import written
from provisions.exchange.progress import Beside, Stopped, beside
from reporting import asked as asking
from reporting import exports, tables
from reporting.catalogue import FIGURES
from reporting.catalogue.shapes import Definition, Text
from reporting.figures.scope import Asked
from reporting.files import courses
from reporting.files.models import LASTS, FigureFile, FigureFilePart
from reporting.files.rights import asked_of, scope_in

log = logging.getLogger(__name__)
PART = 1024 * 1024
MOST_ATTEMPTS = 3
BOM = b"\xef\xbb\xbf"
# A COPY of millions of rows takes longer than a page may.
PATIENT = "SELECT set_config('statement_timeout', '1800000', true)"


class GivenUp(Exception):
    """It was begun too often: workers died over it."""


@dataclass(frozen=True, slots=True)
class _Work:
    """One file to make: what of, for whom, and where its progress is told."""

    file: FigureFile
    actor: Actor
    asked: Asked
    at: datetime
    went: Callable[[int], None]

    @property
    def teams(self) -> dict[str, str]:
        return {str(post.team): post.team_name for post in self.actor.posts}


def make(payload: outbox.Payload, at: datetime) -> None:
    """Make the file, if it is still asked for; what goes wrong is undone and said."""
    found = FigureFile.objects.being_made().select_for_update().filter(pk=payload["file"]).first()
    if found is None:
        return
    actor = _asker(found, at)
    if actor is None:
        _failed(found, "figures.no_right")
        return
    try:
        with transaction.atomic(), access.acting(actor, at=at, origin="task"), translation.override(found.language):
            _make(found, actor, at)
    except (DatabaseError, GivenUp, Stopped) as wrong:
        log.warning("a file of figures failed: %s", type(wrong).__name__)
        _failed(found, "figures.given_up" if isinstance(wrong, GivenUp) else "figures.database")


def _asker(found: FigureFile, at: datetime) -> Actor | None:
    """Who asked, with the posts of today; None when what was asked is no longer hers."""
    user = User.objects.with_posts(on=localdate(at)).filter(pk=found.by_id, is_active=True).first()
    actor = actor_of(user, on=localdate(at)) if user else None
    needed = [Permission.FIGURES_READ, *([Permission.CASE_READ] if found.what == courses.NAME else [])]
    if actor is None or not all(actor.may(permission) for permission in needed):
        return None
    return actor if scope_in(actor, asked_of(found.asked, actor)) else None


def _make(found: FigureFile, actor: Actor, at: datetime) -> None:
    asked = asked_of(found.asked, actor, now=localdate(at))
    found.scope = scope_in(actor, asked)
    listed = found.what == courses.NAME
    if listed:
        told = courses.in_sight(asked).aggregate(seen=Count("id"), last=Max("id"))
        found.seen, found.last = told["seen"], told["last"] or 0
    with beside(found.pk, round=1, of=found.seen) as second, TemporaryFile() as spool:
        _not_too_often(second)
        work = _Work(found, actor, asked, at, second.went)
        found.rows = (_write_list if listed else _write_figure)(work, spool)
        found.size = _store(found, spool)
    found.made_at, found.expires_at = at, at + LASTS
    found.save(update_fields=["scope", "seen", "last", "rows", "size", "made_at", "expires_at"])
    journal.note("figures:file_made", about=("figures", found.pk), reason=found.what)


def _not_too_often(second: Beside) -> None:
    if second.attempt > MOST_ATTEMPTS:
        raise GivenUp


def _write_list(work: _Work, spool: IO[bytes]) -> int:
    """As CSV in what COPY sends, a row at a time: memory stays flat however many there are."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENT)
    spool.write(BOM)
    number = -1
    for line in courses.lines(work.asked, scope=work.file.scope, teams=work.teams):
        spool.write(line)
        number += 1
        work.went(number)
    for note in _notes(work, courses.TITLE, courses.DEFINITION):
        spool.write(('"' + written(note).replace('"', '""') + '"\n').encode())
    return number


def _write_figure(work: _Work, spool: IO[bytes]) -> int:
    figure = FIGURES[work.file.what].divided(work.asked.by)
    counted = figure.rows(work.asked)
    heads, rows = tables.values(figure, counted, asking.called(work.asked, work.teams))
    notes = [*map(str, figure.notes(work.asked, counted)), *_notes(work, figure.title, figure.definition)]
    spool.write(exports.file_of(f"trede-{figure.name}", work.file.kind, heads=heads, rows=rows, notes=notes).content)
    return len(rows)


def _notes(work: _Work, title: Text, said: Definition) -> list[str]:
    made = {"moment": date_format(localtime(work.at), "j F Y H:i"), "name": work.actor.name}
    return [
        str(title),
        asking.period(work.asked, today=localdate(work.at)),
        *map(str, (said.what, said.population, said.source, said.cannot_say)),
        _("Made on %(moment)s by %(name)s") % made,
    ]


def _store(found: FigureFile, spool: IO[bytes]) -> int:
    size = spool.tell()
    spool.seek(0)
    for seq, content in enumerate(_parts(spool)):
        FigureFilePart.objects.create(file=found, by=found.by_id, seq=seq, content=content)
    return size


def _parts(spool: IO[bytes]) -> Iterator[bytes]:
    while content := spool.read(PART):
        yield content


def _failed(found: FigureFile, reason: str) -> None:
    FigureFile.objects.filter(pk=found.pk).update(reason=reason)
    journal.note("figures:file_failed", about=("figures", found.pk), reason=reason)
