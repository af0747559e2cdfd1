"""The floor of a transition in process: the same rows in one transaction of psycopg, prepared, without any rule.

Read and lock the case, move it by its version, and write the event, the journal entry with the head of its chain, and
the course that the figures count.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg

AT = datetime(2026, 1, 1, tzinfo=UTC)
HASH = bytes(32)
READ = "SELECT version, state FROM bench.cases WHERE number = %s FOR UPDATE"
MOVE = "UPDATE bench.cases SET state = '2', version = version + 1 WHERE number = %s AND version = %s"
EVENT = 'INSERT INTO bench.events ("case", seq, kind, at) VALUES (%s, %s, %s, %s)'
COURSE = 'UPDATE bench.courses SET talked = %s WHERE "case" = %s'
HEAD = "UPDATE bench.heads SET seq = seq + 1, hash = %s WHERE chain = 1"
JOURNAL = "INSERT INTO bench.journal (chain, act, about, at, hash) VALUES (1, %s, %s, %s, %s)"


@contextmanager
def transitions(address: str) -> Iterator[Callable[[int], None]]:
    """Moves the case with this number, over one connection that stays."""
    with psycopg.connect(address, autocommit=True, prepare_threshold=0) as line:

        def move(number: int) -> None:
            with line.transaction():
                found = line.execute(READ, [number]).fetchone()
                if found is None:
                    raise RuntimeError(f"There is no case {number}.")
                version = found[0]
                line.execute(MOVE, [number, version])
                line.execute(EVENT, [number, version + 1, "moved", AT])
                line.execute(COURSE, [AT, number])
                line.execute(HEAD, [HASH])
                line.execute(JOURNAL, ["moved", number, AT, HASH])

        yield move
