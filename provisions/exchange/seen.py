"""What one import has met so far, in tables that last as long as its transaction: memory stays flat in rows."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

TABLES = """
CREATE TEMPORARY TABLE exchange_seen (kind text, key text, row int, PRIMARY KEY (kind, key)) ON COMMIT DROP;
CREATE TEMPORARY TABLE exchange_refused (kind text, key text, PRIMARY KEY (kind, key)) ON COMMIT DROP;
CREATE TEMPORARY TABLE exchange_order (kind text, key text, n int, PRIMARY KEY (kind, key)) ON COMMIT DROP;
CREATE TEMPORARY TABLE exchange_later (kind text, key text, parent text, row int) ON COMMIT DROP;
CREATE TEMPORARY TABLE exchange_part (key text, row int, words text) ON COMMIT DROP;
"""
NAMES = ("seen", "refused", "order", "later", "part")
PAGE = 1000
# Thousands of values go in as one text: as an array the driver would look at each of them.
GIVEN = "jsonb_to_recordset(%s::jsonb)"


def begin() -> None:
    """Make the tables anew, in the transaction that is open."""
    _run(" ".join(f"DROP TABLE IF EXISTS pg_temp.exchange_{name};" for name in NAMES))
    _run(TABLES)


def end() -> None:
    _run(" ".join(f"DROP TABLE IF EXISTS pg_temp.exchange_{name};" for name in NAMES))


def meet(kind: str, keys: Sequence[str], rows: Sequence[int]) -> dict[str, int]:
    """Write these keys down; the ones that were met before, with the row they were met in."""
    found = _ask(
        f"WITH given AS (SELECT * FROM {GIVEN} AS g (key text, row int)), "
        "new AS (INSERT INTO exchange_seen SELECT %s, key, row FROM given ON CONFLICT DO NOTHING RETURNING key) "
        "SELECT s.key, s.row FROM exchange_seen s JOIN given USING (key) WHERE s.kind = %s "
        "AND NOT EXISTS (SELECT 1 FROM new WHERE new.key = s.key)",
        [_given(zip(keys, rows, strict=True), "key", "row"), kind, kind],
    )
    return dict(found)


def refuse(kind: str, keys: Iterable[str]) -> None:
    """These rows were refused: what belongs to them can say so."""
    _run(
        "INSERT INTO exchange_refused SELECT %s, * FROM jsonb_array_elements_text(%s::jsonb) ON CONFLICT DO NOTHING",
        [kind, json.dumps(list(keys))],
    )


def refused(kind: str, keys: Iterable[str]) -> set[str]:
    found = _ask(
        "SELECT key FROM exchange_refused JOIN jsonb_array_elements_text(%s::jsonb) AS g (key) USING (key) "
        "WHERE kind = %s",
        [json.dumps(list(keys)), kind],
    )
    return {key for (key,) in found}


def places(kind: str, keys: Sequence[str]) -> Iterator[int]:
    """For each key the how manieth of its name this is, over the whole table; 1 for the first."""
    counted = Counter(keys)
    totals = dict(
        _ask(
            f"INSERT INTO exchange_order SELECT %s, key, n FROM {GIVEN} AS g (key text, n int) "
            "ON CONFLICT (kind, key) DO UPDATE SET n = exchange_order.n + EXCLUDED.n RETURNING key, n",
            [kind, _given(counted.items(), "key", "n")],
        )
    )
    place = {key: totals[key] - counted[key] for key in counted}
    for key in keys:
        place[key] += 1
        yield place[key]


def later(kind: str, links: Iterable[tuple[str, str, int]]) -> None:
    """Rows that name one of their own table which was not met yet: (key, parent, row)."""
    asked = list(links)
    if asked:
        _run(
            f"INSERT INTO exchange_later SELECT %s, * FROM {GIVEN} AS g (key text, parent text, row int)",
            [kind, _given(asked, "key", "parent", "row")],
        )


def link_later(kind: str, *, table: str, municipality: str, source: str) -> list[tuple[str, str, int]]:
    """Lay those links now. What still names nobody: (key, parent, row)."""
    # Said as the partial index has it.
    here = "municipality_id = %s AND {0}.source = %s AND {0}.source_id <> '' AND {0}.source_id"
    _run(
        f"UPDATE {table} AS t SET parent_id = p.id FROM exchange_later l "
        f"JOIN {table} p ON p.{here.format('p')} = l.parent "
        f"WHERE l.kind = %s AND t.{here.format('t')} = l.key",
        [municipality, source, kind, municipality, source],
    )
    return _ask(
        f"SELECT l.key, l.parent, l.row FROM exchange_later l WHERE l.kind = %s AND NOT EXISTS "
        f"(SELECT 1 FROM {table} p WHERE p.{here.format('p')} = l.parent) ORDER BY l.row",
        [kind, municipality, source],
    )


def stage(parts: Iterable[tuple[str, int, str]]) -> None:
    """Parts of a row of another table: (its key, the row the part stands in, the words)."""
    asked = list(parts)
    if asked:
        _run(
            f"INSERT INTO exchange_part SELECT * FROM {GIVEN} AS g (key text, row int, words text)",
            [_given(asked, "key", "row", "words")],
        )


def gathered() -> Iterator[list[tuple[str, str, list[int]]]]:
    """The parts put together per key, in pages: (key, words, rows). Then they are forgotten."""
    after = ""
    while page := _ask(
        "SELECT key, string_agg(words, E'\\n' ORDER BY row), array_agg(row ORDER BY row) FROM exchange_part "
        "WHERE key > %s GROUP BY key ORDER BY key LIMIT %s",
        [after, PAGE],
    ):
        yield page
        after = page[-1][0]
    _run("DELETE FROM exchange_part")


def absent(kind: str, *, table: str, municipality: str, source: str) -> int:
    """How many rows of an earlier import were not met now."""
    return int(
        _ask(
            f"SELECT count(*) FROM {table} t WHERE t.municipality_id = %s AND t.source = %s AND t.source_id <> '' "
            "AND t.withdrawn_on IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM exchange_seen s WHERE s.kind = %s AND s.key = t.source_id)",
            [municipality, source, kind],
        )[0][0]
    )


def _given(rows: Iterable[tuple[Any, ...]], *names: str) -> str:
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows])


def _run(statement: str, given: Sequence[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def _ask(statement: str, given: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
