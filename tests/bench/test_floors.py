"""The floors of a page and of a file do what they say: a floor that reads nothing makes everything else look slow."""

from datetime import date
from typing import Any

from django.db import connections
from django.utils import timezone

from config.bench import asked, databases, serving
from config.bench.databases import on
from config.bench.tables import tables
from config.local.roles import OWNER
from config.stories import scratch
from reporting.asked import months_back

MONTHS = 24


def test_they_have_the_rows_of_the_sums(made: tuple[str, str], django_db_blocker: Any) -> None:
    """Nobody is signed in at a floor: behind the walls it would time an empty page."""
    _small, large = made
    until = timezone.localdate()
    period: dict[str, date] = {"since": months_back(until.replace(day=1), MONTHS), "until": until}
    with (
        django_db_blocker.unblock(),
        databases.elsewhere(),
        tables(scratch.address(OWNER, large), rows=100),
        databases.opened(large) as session,
        databases.owned(large) as owner,
    ):
        floors = serving.bare()
        pages = (serving.page(floors, f"/{name}/", asked=period) for name in ("summary/html", "copy"))
        (_status, page), (_also, file) = (on(session, page)() for page in pages)  # type: ignore[misc]
        connections["default"] = owner
        rows, lines = (asked.rows_of(asked.text_of(name), period) for name in ("escalation", "export"))
    assert page.count(b"<tr>") == len(rows) > 1
    assert file.count(b"\n") == len(lines) > 1
