"""How far a run is, written over a connection of its own: it shows while the run's transaction is still open."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection

EVERY = 0.5
BEGIN = """
INSERT INTO provisions_importprogress AS p (run, round, done, "of", attempts, stop) VALUES (%s, %s, 0, %s, 1, false)
ON CONFLICT (run) DO UPDATE SET round = EXCLUDED.round, done = 0, "of" = EXCLUDED."of",
    attempts = CASE WHEN p.round = EXCLUDED.round THEN p.attempts + 1 ELSE 1 END,
    stop = p.round = EXCLUDED.round AND p.stop
RETURNING attempts
"""
GO_ON = """UPDATE provisions_importprogress SET done = %s WHERE run = %s RETURNING stop"""


class Stopped(Exception):
    """Somebody asked to stop: nothing of the run holds."""


class Beside:
    """The second connection of one run. `attempt` says the how manieth try of this round it is."""

    def __init__(self, run: UUID, round: int, of: int) -> None:
        self._run, self._last = run, 0.0
        self._connection: Any = connection.copy()
        self.attempt = int(self._ask(BEGIN, [run, round, of])[0])

    def went(self, done: int) -> None:
        """Write it down, at most twice a second. Raises Stopped."""
        now = time.monotonic()
        if now - self._last < EVERY:
            return
        self._last = now
        found = self._ask(GO_ON, [done, self._run])
        if found and found[0]:
            raise Stopped

    def close(self) -> None:
        self._connection.close()

    def _ask(self, statement: str, given: list[object]) -> Any:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, given)
            return cursor.fetchone()


@contextmanager
def beside(run: UUID, *, round: int, of: int) -> Iterator[Beside]:
    second = Beside(run, round, of)
    try:
        yield second
    finally:
        second.close()
