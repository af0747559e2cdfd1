"""Children that are started again when they fall, and the note that tells a later start which they were."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from config.local import processes
from config.local.processes import Process

Child: TypeAlias = "subprocess.Popen[bytes]"
Starter: TypeAlias = Callable[[], Child]

SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY = 60.0


class Kept:
    """One child that should be there."""

    def __init__(self, name: str, start: Starter, *, stop: signal.Signals) -> None:
        self.name = name
        self.child: Child | None = None
        self._start = start
        self._stop = stop
        self._falls = 0
        self._started = 0.0
        self._next_try = 0.0

    def start(self) -> Child:
        self._started = time.monotonic()
        self.child = self._start()
        return self.child

    def look_after(self) -> bool:
        """Start it again when it fell, each time after a longer pause; says whether it did."""
        now = time.monotonic()
        if self.child is None or self.child.poll() is None or now < self._next_try:
            return False
        self._falls = 1 if now - self._started > STEADY else self._falls + 1
        self._next_try = now + min(SHORTEST_PAUSE * 2**self._falls, LONGEST_PAUSE)
        self.start()
        return True

    @property
    def age(self) -> float:
        """For how many seconds this child has run; 0 when it does not."""
        return time.monotonic() - self._started if self.child is not None and self.child.poll() is None else 0.0

    def end(self) -> None:
        """End it at once, with everything in its session: `look_after` starts it again."""
        if self.child is not None:
            _end_session(self.child.pid)
            self.child.wait()

    def ask_to_stop(self) -> None:
        if self.child is not None and self.child.poll() is None:
            self.child.send_signal(self._stop)

    def bring_down(self, *, by: float) -> None:
        """Wait until the moment `by` (monotonic), then end it with everything in its session."""
        if self.child is None:
            return
        try:
            self.child.wait(max(by - time.monotonic(), 0.01))
        except subprocess.TimeoutExpired:
            _end_session(self.child.pid)
            self.child.wait()


def stop_all(kept: Iterable[Kept], *, patience: float) -> None:
    everyone = list(kept)
    for one in everyone:
        one.ask_to_stop()
    by = time.monotonic() + patience
    for one in everyone:
        one.bring_down(by=by)


def note(path: Path, children: Mapping[str, int]) -> None:
    """Write down pid and start time of each, in one stroke."""
    known = {name: Process.of(pid) for name, pid in children.items()}
    text = json.dumps({name: [process.pid, process.started] for name, process in known.items()})
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="ascii")
    draft.replace(path)


def noted(path: Path) -> dict[str, Process]:
    try:
        found = json.loads(path.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return {}
    return {name: Process(pid=pid, started=started) for name, (pid, started) in found.items()}


def end_leftovers(path: Path, *, first: Mapping[str, signal.Signals]) -> None:
    """End what a killed run left behind, and forget it."""
    for name, process in noted(path).items():
        if process.alive:
            processes.end(process, first=first.get(name, signal.SIGTERM), patience=2)
    path.unlink(missing_ok=True)


def _end_session(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
