"""The floors of a page and of a file do what they say: a floor that reads nothing makes everything else look slow."""

from typing import Any

from django.db import connections
from django.utils import timezone

from config.bench import asked, databases, sides
from config.bench.databases import sizes_of
from tests.bench.conftest import CASES


def test_they_have_the_rows_of_the_sums(made: tuple[str, str], django_db_blocker: Any) -> None:
    """Nobody is signed in at a floor: behind the walls it would time an empty page."""
    _small, large = sizes_of(CASES)
    with (
        django_db_blocker.unblock(),
        databases.elsewhere(),
        databases.opened(made[1]) as session,
        databases.owned(made[1]) as owner,
    ):
        here = sides.side(large, session=session, owner=owner, municipality="hoogeveen", at=timezone.now())
        floors: dict[str, Any] = sides.floors(here, move=lambda _number: None)
        (_status, page), (_also, file) = floors[sides.SUMMARY_PAGE](), floors[sides.COPY]()
        connections["default"] = owner
        rows = asked.rows_of(asked.text_of("escalation"), here.asked())
        lines = asked.rows_of(asked.text_of("export"), here.asked(months=sides.EXPORTED))
    assert page.count(b"<tr>") == len(rows) > 1
    assert file.count(b"\n") == len(lines) > 1
