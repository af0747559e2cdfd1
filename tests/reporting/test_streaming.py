"""A real replica that follows the cluster of the tests: behind while its replay rests, lost when it is killed."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from config.local import Local, processes
from config.local.account import own_folder
from config.local.environment import superuser_url
from config.local.postgres import FOR_TESTS, SETTINGS, STOP, Postgres
from reporting import replica
from tests.reporting.test_replica import ROUTER, opens, page, twelve

pytestmark = [pytest.mark.soak, pytest.mark.servers, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]


class Standby:
    """A copy of the cluster by pg_basebackup, that follows it."""

    def __init__(self, local: Local) -> None:
        self.source = Postgres(local, kind="test")
        self.folder = own_folder(local.run / "copy", account=self.source.runner)
        self.data = self.folder / "data"
        self.address = superuser_url(local)
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self, local: Local) -> None:
        run: dict[str, Any] = {"user": self.source.runner.uid, "group": self.source.runner.gid, "extra_groups": []}
        tool = self.source.binaries.postgres.with_name("pg_basebackup")
        given = ["-D", str(self.data), "-R", "-X", "stream", "-c", "fast", "-d", superuser_url(local)]
        subprocess.run([str(tool), *given], check=True, cwd=self.folder, **(run if self.source.runner.drops else {}))
        settings = SETTINGS | FOR_TESTS | {"unix_socket_directories": str(self.folder)}
        self.process = processes.spawn(
            [
                str(self.source.binaries.postgres),
                "-D",
                str(self.data),
                *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
            ],
            ends_with=STOP,
            output=subprocess.DEVNULL,
            environ=processes.bare_environment(),
            runner=self.source.runner,
            cwd=self.data,
        )
        assert processes.wait_until(self._answers, seconds=60)

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, question: str) -> Any:
        with psycopg.connect(self.address, host=str(self.folder), autocommit=True) as session:
            return session.execute(question.encode()).fetchone()

    def caught_up(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_lsn()::text")
            place = cursor.fetchone()[0]
        reached = f"SELECT pg_last_wal_replay_lsn() >= '{place}'::pg_lsn"
        assert processes.wait_until(lambda: self.ask(reached)[0], seconds=30)

    def _answers(self) -> bool:
        try:
            return bool(self.ask("SELECT pg_is_in_recovery()")[0])
        except psycopg.OperationalError:
            return False


@pytest.fixture
def standby(servers: Local, world: None, settings: Any) -> Iterator[Standby]:
    made = Standby(servers)
    replica._lost_until[0] = 0.0
    try:
        made.begin(servers)
        own = connection.settings_dict
        options = own["OPTIONS"] | {"options": "-c default_transaction_read_only=on", "pool": False}
        connections.settings[replica.ALIAS] = {**own, "HOST": str(made.folder), "OPTIONS": options}
        settings.DATABASE_ROUTERS = [ROUTER]
        opens()
        yield made
    finally:
        if replica.ALIAS in connections.settings:
            connections[replica.ALIAS].close()
            del connections[replica.ALIAS]
            del connections.settings[replica.ALIAS]
        replica._lost_until[0] = 0.0
        made.end()


def test_a_streaming_replica_is_read_while_it_answers(standby: Standby) -> None:
    twelve()
    standby.caught_up()
    shown = page()
    assert "12 afgeronde onderzoeken" in shown
    assert "Cijfers van" in shown
    standby.ask("SELECT pg_wal_replay_pause()")
    twelve()
    assert "12 afgeronde onderzoeken" in page()
    standby.ask("SELECT pg_wal_replay_resume()")
    standby.caught_up()
    assert "24 afgeronde onderzoeken" in page()
    standby.end()
    lost = page()
    assert "24 afgeronde onderzoeken" in lost
    assert "antwoordt niet" in lost
