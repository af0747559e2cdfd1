"""Locks the kernel gives back when a process dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.local.errors import LocalError
from config.local.processes import wait_until


class Lock:
    """An flock on one file. Users hold it shared; whoever gets it exclusively knows that nobody uses the cluster."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def try_shared(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def close(self) -> None:
        os.close(self._number)

    def _try(self, how: int) -> bool:
        try:
            fcntl.flock(self._number, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def alone(path: Path, *, seconds: float) -> Iterator[None]:
    """Hold the file exclusively, waiting at most so many seconds."""
    lock = Lock(path)
    try:
        if not wait_until(lock.try_exclusive, seconds=seconds):
            raise LocalError(f"Another start has held {path} for {seconds:.0f} seconds. End it and try again.")
        yield
    finally:
        lock.close()
