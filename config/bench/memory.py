"""What a web worker takes: gunicorn as it is served, with one worker, asked for each path in turn."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from config.local import ROOT
from config.local.roles import RUNTIME
from config.stories import scratch

PROC = Path("/proc")
STARTING = 60.0
TIMES = 3
MIB = 1024.0


class NotServed(RuntimeError):
    """The web server did not start, or answered with an error."""


def can_tell() -> bool:
    """Whether this system says how much memory a process takes."""
    return (PROC / "self" / "smaps_rollup").exists()


def of_a_worker(database: str, pages: Mapping[str, str]) -> float:
    """Resident memory (RSS) in MiB, after each page was served some times.

    `pages`: address to cookies. Raises NotServed.
    """
    with tempfile.TemporaryDirectory(prefix="trede-") as folder, _served(database, Path(folder) / "web") as web:
        place, master = web
        for _ in range(TIMES):
            for address, cookies in pages.items():
                _ask(place, address, cookies)
        worker = _children(master)[0]
        return _lines(worker, "smaps_rollup")["Rss"] / MIB


def peak_while(work: Callable[[], object]) -> float:
    """By how many MiB the memory of this process rose above what it was, at its highest, during one call."""
    (PROC / "self" / "clear_refs").write_text("5")
    before = _lines(os.getpid(), "status")["VmRSS"]
    work()
    return (_lines(os.getpid(), "status")["VmHWM"] - before) / MIB


@contextmanager
def _served(database: str, place: Path) -> Iterator[tuple[Path, int]]:
    given = {"DATABASE_URL": scratch.address(RUNTIME, database), "TREDE_ROLE": "runtime", "WEB_WORKERS": "1"}
    command = ["-m", "gunicorn", "--config", "python:config.gunicorn", "--bind", f"unix:{place}", "config.wsgi"]
    web = subprocess.Popen(  # noqa: S603
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | given,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(web, place)
        yield place, web.pid
    finally:
        web.send_signal(signal.SIGTERM)
        try:
            web.wait(timeout=STARTING)
        except subprocess.TimeoutExpired:
            web.kill()
            web.wait()


def _wait(web: "subprocess.Popen[bytes]", place: Path) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until and web.poll() is None:
        try:
            _ask(place, "/_healthz/livez/", "")
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return
    raise NotServed("The web server of the bench did not start.")


def _ask(place: Path, address: str, cookies: str) -> None:
    line = http.client.HTTPConnection("localhost", timeout=STARTING)
    line.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.sock.connect(str(place))
        line.request("GET", address, headers={"Cookie": cookies, "Accept-Language": "nl"})
        answer = line.getresponse()
        answer.read()
    finally:
        line.close()
    if answer.status != HTTPStatus.OK:
        raise NotServed(f"{address} answers {answer.status}.")


def _children(process: int) -> list[int]:
    return [int(one) for one in (PROC / f"{process}/task/{process}/children").read_text().split()]


def _lines(process: int, file: str) -> dict[str, int]:
    """The figures of a file of the kernel about a process, in kB."""
    lines = (PROC / str(process) / file).read_text().splitlines()
    told = (line.split() for line in lines if line.endswith(" kB"))
    return {name.rstrip(":"): int(number) for name, number, _kb in told}
