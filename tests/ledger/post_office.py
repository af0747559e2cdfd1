"""A worker, a relay, Redis and a mail server, each a real process that a test may kill, on the database of the test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.db.models import F

from config.local import ROOT, Local
from config.local.processes import spawn, wait_until
from config.local.redis import SOCKET, Redis
from ledger import mail, outbox
from ledger.models import OutboxMessage
from tests import database
from tests.ledger.mail_server import MailServer

Child = "subprocess.Popen[bytes]"
WORKER = ("-m", "celery", "--app", "config.celery", "worker", "--loglevel", "WARNING", "--concurrency", "2")
ROOM = ("--include", "writing_room")


class PostOffice:
    """`start` and `kill` its parts by name: worker, relay, redis. The mail server stays."""

    def __init__(self, folder: Path, server: MailServer) -> None:
        self.folder, self.server = folder, server
        local = Local(folder / "redis")
        for made in (local.folder, local.logs, local.run):
            made.mkdir(parents=True, exist_ok=True)
        (local.run).chmod(0o777)
        self.redis = Redis(local, kind="test")
        self.redis.prepare()
        given = database.environment_for(Local.of(), connection.settings_dict["NAME"])
        self.environ = given | {
            "PYTHONPATH": f"{ROOT}:{ROOT / 'tests' / 'ledger'}",
            "REDIS_URL": f"redis+socket://{local.run / SOCKET}",
            "EMAIL_URL": server.url,
            "MAIL_FROM": "Trede <post@trede.example>",
            "SITE_URL": "https://trede.example",
            "MAIL_TIMEOUT": "5",
        }
        self.parts: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        for name in names:
            self.parts[name] = getattr(self, f"_{name}")()

    def kill(self, name: str) -> None:
        """kill -9, with all its children."""
        part = self.parts.pop(name)
        os.killpg(part.pid, signal.SIGKILL)
        part.wait()

    def close(self) -> None:
        for name in list(self.parts):
            self.kill(name)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def logs(self) -> str:
        return "\n".join(f"{path.name}:\n{path.read_text()[-4000:]}" for path in sorted(self.folder.glob("*.log")))

    def _redis(self) -> "subprocess.Popen[bytes]":
        started = self.redis.start()
        assert wait_until(lambda: self.redis.ready(started.pid), seconds=20)
        return started

    def _worker(self) -> "subprocess.Popen[bytes]":
        return self._run("worker", *WORKER, *ROOM)

    def _relay(self) -> "subprocess.Popen[bytes]":
        return self._run("relay", "manage.py", "relay")

    def _run(self, name: str, *command: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("ab") as log:
            return spawn(
                [sys.executable, *command], ends_with=signal.SIGKILL, output=log, environ=self.environ, cwd=ROOT
            )


def time_passes() -> None:
    """As if the leases of what was handed over had ended. Time does nothing else here."""
    waiting = OutboxMessage.objects.filter(state="waiting", leased_until__isnull=False)
    waiting.update(leased_until=F("leased_until") - outbox.LEASE)
    OutboxMessage.objects.filter(state="sending").update(leased_until=F("leased_until") - mail.SENDING)


def under_way() -> int:
    return OutboxMessage.objects.filter(state__in=("waiting", "sending")).exclude(kind="canary").count()


def until(holds: Callable[[], bool], *, seconds: float) -> bool:
    """Whether it came true in so many seconds. Where nothing moves any more, time passes."""
    deadline, before = time.monotonic() + seconds, under_way()
    while not wait_until(holds, seconds=3, pause=0.05):
        left = under_way()
        if left == before:
            time_passes()
        before = left
        if time.monotonic() > deadline:
            return False
    return True
