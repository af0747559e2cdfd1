"""A web server as in production, and the lines over which it is asked: HTTP, on connections that stay open."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from config.bench.serving import NotServed
from config.local import ROOT, processes
from config.local.processes import Process

STARTING, STOPPING = 60.0, 30.0
ALIVE = "/_healthz/livez/"
# The server ends a line that was silent for five seconds (config.gunicorn): who waited as long as this opens another.
SILENT = 2.0


class Line:
    """Speaks WSGI with who asks and HTTP with the server: what takes a handler may be given a line instead."""

    def __init__(self, place: Path) -> None:
        self._connection = _Connection(place)
        self._used = 0.0

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if time.monotonic() - self._used > SILENT:
            self._connection.close()
        self._connection.request(
            environ["REQUEST_METHOD"], _address(environ), environ["wsgi.input"].read() or None, _headers(environ)
        )
        answer = self._connection.getresponse()
        body = answer.read()
        self._used = time.monotonic()
        start(f"{answer.status} {answer.reason}", answer.getheaders())
        return (body,)

    def close(self) -> None:
        """The next that is asked opens it again."""
        self._connection.close()


class _Connection(http.client.HTTPConnection):
    def __init__(self, place: Path) -> None:
        super().__init__("localhost", timeout=STARTING)
        self.place = place

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.place))


def _address(environ: dict[str, Any]) -> str:
    query = environ["QUERY_STRING"]
    return quote(environ["PATH_INFO"]) + (f"?{query}" if query else "")


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    told = {key[5:].replace("_", "-"): value for key, value in environ.items() if key.startswith("HTTP_") and value}
    return told | ({"Content-Type": environ["CONTENT_TYPE"]} if "CONTENT_TYPE" in environ else {})


@dataclass(frozen=True, slots=True)
class Web:
    """A server that runs: where it listens, and its first process."""

    place: Path
    master: int

    def workers(self) -> list[int]:
        """The processes that answer. Linux alone tells them."""
        return [int(one) for one in Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()]

    @contextmanager
    def lines(self, number: int) -> Iterator[list[Line]]:
        """So many lines, closed afterwards: a server waits for lines that are open before it ends."""
        lines = [Line(self.place) for _ in range(number)]
        try:
            yield lines
        finally:
            for line in lines:
                line.close()


@contextmanager
def served(database: str, *, workers: int = 1) -> Iterator[Web]:
    """Trede and the floors, served in the same processes to the runtime role's address `database`.

    They are gone afterwards, also when this process is killed. Raises NotServed.
    """
    given = {"DATABASE_URL": database, "TREDE_ROLE": "runtime", "WEB_WORKERS": str(workers)}
    with tempfile.TemporaryDirectory(prefix="trede-") as folder:
        place = Path(folder) / "web"
        command = ["-m", "gunicorn", "--config", "python:config.gunicorn", "--bind", f"unix:{place}"]
        started = processes.spawn(
            [sys.executable, *command, "config.bench.wsgi"],
            ends_with=signal.SIGTERM,
            output=subprocess.DEVNULL,
            environ=os.environ | given,
            cwd=ROOT,
        )
        process = Process.of(started.pid)
        try:
            _wait(started, place)
            yield Web(place, started.pid)
        finally:
            processes.end(process, patience=STOPPING)
            started.wait()


def _wait(started: "subprocess.Popen[bytes]", place: Path) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until and started.poll() is None:
        line = _Connection(place)
        try:
            line.request("GET", ALIVE)
            line.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            line.close()
    raise NotServed("The web server of the bench did not start.")
