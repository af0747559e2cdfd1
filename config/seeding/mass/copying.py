"""Writing copies by COPY: a batch is one transaction with one journal entry, made once."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.conf import settings
from django.db import connection
from psycopg import sql

from accounts import access
from config.seeding.mass import tally
from config.seeding.mass.filling import Calendar, calendar, filled, written_id
from config.seeding.mass.plan import BATCH, Copy, Plan, batches_of, copies
from config.seeding.mass.reading import CONVERSATIONS, EVENTS, Table
from config.seeding.mass.residents import Town
from ledger import journal

JOB = "seed"
LAST_NUMBERS = "SELECT year, last FROM cases_casenumber WHERE municipality_id = %s FOR UPDATE"
SET_NUMBERS = """
INSERT INTO cases_casenumber (municipality_id, year, last) VALUES (%s, %s, %s)
ON CONFLICT (municipality_id, year) DO UPDATE SET last = excluded.last
"""
Progress = Callable[[int, int], None]


def write(
    plan: Plan,
    tables: Mapping[str, Table],
    *,
    municipality: str,
    town: Town,
    until: date,
    at: datetime,
    progress: Progress,
    paused: Sequence[str] = (),
) -> tuple[Counter[str], int]:
    """Write the batches that are not there yet. Gives the rows per table, and how many cases there were already.

    `paused`: triggers of ledger_event that do not fire for the copies.
    """
    rows: Counter[str] = Counter()
    days, there, earlier = calendar(until), made_before(plan.tag, plan.cases), 0
    for batch in batches_of(plan.cases):
        size = min(BATCH, plan.cases - batch * BATCH)
        if batch in there:
            earlier += size
        else:
            with access.system(JOB, at=at, origin="command") as operation, _paused(paused):
                operation.municipality = municipality
                rows.update(_batch(plan, batch, tables, municipality, town, days))
                journal.note("cases:seeded", reason=f"cases:{size}", fields=[f"batch:{batch + 1}"])
        progress(batch * BATCH + size, plan.cases)
    return rows, earlier


def made_before(tag: str, cases: int) -> set[int]:
    """The batches that are there, known by the first row of the first case of each."""
    firsts = {f"{written_id(tag, 2 * batch * BATCH)['id']}{1:012x}": batch for batch in batches_of(cases)}
    found = sql.SQL("SELECT id::text FROM {} WHERE id = ANY (%s::uuid[])").format(sql.Identifier(CONVERSATIONS))
    with connection.cursor() as cursor:
        cursor.execute(found, [list(firsts)])
        return {firsts[key] for (key,) in cursor.fetchall()}


def _batch(
    plan: Plan, batch: int, tables: Mapping[str, Table], municipality: str, town: Town, days: Calendar
) -> Counter[str]:
    thrown = plan.dice(batch)
    rows: Counter[str] = Counter()
    counted: dict[str, Counter[str]] = {}
    texts: dict[str, list[str]] = {name: [] for name in tables}
    with _numbers(municipality) as number:
        for copy in copies(plan, batch, thrown):
            values = filled(copy, plan, town=town, days=days, number=number, thrown=thrown)
            for table, text in copy.choice.template.blocks:
                texts[table].append(text % values)
            _count(copy, rows, counted)
        _send(tables, texts)
        tally.add(counted)
    return rows


def _count(copy: Copy, rows: Counter[str], counted: dict[str, Counter[str]]) -> None:
    rows.update(copy.choice.template.rows)
    for facility, more in copy.choice.template.tallies.items():
        counted.setdefault(facility, Counter()).update(more)


def _send(tables: Mapping[str, Table], texts: Mapping[str, Sequence[str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [settings.TIME_ZONE])
        for name, table in tables.items():
            columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
            asked = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), columns)
            with cursor.copy(asked) as stream:
                stream.write("".join(texts[name]))


@contextmanager
def _numbers(municipality: str) -> Iterator[Callable[[int], str]]:
    """Case numbers that follow on the last one given in each year, noted at the end."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_NUMBERS, [municipality])
        last = Counter(dict(cursor.fetchall()))

        def following(year: int) -> str:
            last[year] += 1
            return f"{year}-{last[year]:04}"

        yield following
        cursor.executemany(SET_NUMBERS, [(municipality, year, given) for year, given in last.items()])


@contextmanager
def _paused(triggers: Sequence[str]) -> Iterator[None]:
    """Within the transaction of the batch: others wait to write events until it is done."""
    _switch("DISABLE", triggers)
    yield
    _switch("ENABLE", triggers)


def _switch(how: str, triggers: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for name in triggers:
            asked = sql.SQL("ALTER TABLE {} {} TRIGGER {}")
            cursor.execute(asked.format(sql.Identifier(EVENTS), sql.SQL(how), sql.Identifier(name)))


def analyze(tables: Sequence[str]) -> None:
    """Let PostgreSQL know how large the tables have become."""
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
