"""Children that never outlive us, and processes known by pid and start time."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config.local.account import Account

PR_SET_PDEATHSIG = 1
LINUX = sys.platform.startswith("linux")


@dataclass(frozen=True, slots=True)
class Process:
    """A pid with the moment it started, so that a reused pid is never taken for ours."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "Process":
        return cls(pid=pid, started=_started(pid))

    @property
    def alive(self) -> bool:
        return bool(self.started) and _started(self.pid) == self.started


def spawn(
    argv: Sequence[str],
    *,
    ends_with: signal.Signals,
    output: IO[bytes] | int,
    environ: Mapping[str, str],
    runner: Account | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session that gets the signal `ends_with` when we die, however we die."""
    leashed = list(argv) if LINUX else [sys.executable, "-m", "config.local.leash", str(int(ends_with)), *argv]
    drops = runner is not None and runner.drops
    return subprocess.Popen(
        leashed,
        stdin=subprocess.DEVNULL if LINUX else subprocess.PIPE,  # the leash reads it: end of file means we are gone
        stdout=output,
        stderr=subprocess.STDOUT,
        env=dict(environ),
        cwd=cwd,
        start_new_session=True,
        user=runner.uid if runner and drops else None,
        group=runner.gid if runner and drops else None,
        extra_groups=[] if drops else None,
        preexec_fn=_dies_with_us(ends_with) if LINUX else None,
    )


def end(process: Process, *, first: signal.Signals = signal.SIGTERM, patience: float = 5.0, force: bool = True) -> None:
    """Ask it to stop, and after `patience` seconds make it, unless `force` is false."""
    for number in (first, signal.SIGKILL) if force else (first,):
        if not process.alive:
            return
        _send(process.pid, number)
        if wait_until(lambda: not process.alive, seconds=patience):
            return


def wait_until(holds: Callable[[], bool], *, seconds: float, pause: float = 0.02) -> bool:
    """Whether `holds` came true within so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def bare_environment() -> dict[str, str]:
    """What a server needs of our environment: none of our secrets, and messages in English."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def last_line(log: Path) -> str:
    """The last line that says something, for an error of one line."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return "no log was written"
    said = [line.strip() for line in lines if line.strip()]
    return said[-1].rstrip(".") if said else "the log is empty"


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _dies_with_us(number: signal.Signals) -> Callable[[], None]:
    # Loaded before the fork, and set after the change of user, which would clear it again.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # we died between the fork and the line above
            os._exit(1)

    return tie


def _started(pid: int) -> str:
    """When the process started, or nothing when it is gone or only waits to be buried."""
    if not LINUX:
        return _started_by_ps(pid)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return "" if fields[0] in "ZX" else f"{boot}:{fields[19]}"


def _started_by_ps(pid: int) -> str:
    asked = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    shown = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    state, _, moment = shown.strip().partition(" ")
    return "" if state.startswith("Z") else moment.strip()
