"""The embedded PostgreSQL: made once by initdb, then run on its socket only, with a password for everybody."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from config.local import binaries, keys, processes, roles
from config.local.account import of_servers, own_folder
from config.local.errors import LocalError
from config.local.paths import Local

STOP = signal.SIGINT  # fast shutdown: ends sessions, writes a checkpoint
MAKING = 120.0
STARTING = 60.0

# initdb knows no Dutch locale everywhere; the built-in one sorts and folds case the same on every machine.
INITDB = (
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %d %u ",
    "log_min_duration_statement": "-1",
}
# A test cluster may be lost at any moment; it must be quick and let many workers in.
FOR_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "autovacuum": "off",  # its workers would hold databases that a test drops
}


class Postgres:
    """One embedded PostgreSQL server and its folder."""

    name = "PostgreSQL"
    stop = STOP
    patience = STARTING

    def __init__(self, local: Local, *, kind: str) -> None:
        self.local = local
        self.kind = kind
        self.runner = of_servers()
        self.data = local.home / "postgres"
        self.log = local.logs / "postgres.log"
        self.binaries = binaries.for_account(self.runner, local.home)

    def prepare(self) -> None:
        """Make the data folder when there is none. A folder that initdb did not finish is begun again."""
        if self.data.exists():
            own_folder(self.data, account=self.runner)
            return
        draft = self.data.with_name("postgres.draft")
        self._clear(draft)
        own_folder(draft, account=self.runner)
        self._initdb(draft)
        draft.rename(self.data)

    def start(self) -> "subprocess.Popen[bytes]":
        settings = SETTINGS | {"unix_socket_directories": str(self.local.run)}
        if self.kind == "test":
            settings |= FOR_TESTS
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._forget_a_reused_pid()
        with self.log.open("ab") as output:
            return processes.spawn(
                [str(self.binaries.postgres), "-D", str(self.data), *given],
                ends_with=self.stop,
                output=output,
                environ=processes.bare_environment(),
                runner=self.runner,
                cwd=self.data,
            )

    def ready(self, pid: int) -> bool:
        """Whether the server with this pid takes sessions: it says so itself on the eighth line of its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def may_pass(self) -> bool:
        """Whether trying again may help: sessions of a killed server hold its memory a moment longer."""
        return "still in use" in self.log.read_text(errors="replace")[-2000:]

    def after_start(self) -> None:
        """Roles and the database, once: the mark is set when they are all there."""
        done = self.local.home / "roles-made"
        if done.exists():
            return
        made = keys.read(self.local.keys)
        superuser = roles.url("postgres", made["postgres_password"], database="postgres", host=str(self.local.run))
        roles.bootstrap(superuser, owner_password=made["owner_password"], runtime_password=made["runtime_password"])
        done.touch()

    def _initdb(self, folder: Path) -> None:
        password = self.local.home / "postgres.password"
        password.unlink(missing_ok=True)
        number = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w") as file:
            file.write(keys.read(self.local.keys)["postgres_password"])
        os.chown(password, self.runner.uid, self.runner.gid)
        try:
            self._run_initdb(folder, password)
        finally:
            password.unlink()

    def _run_initdb(self, folder: Path, password: Path) -> None:
        hasty = ["--no-sync"] if self.kind == "test" else []
        with self.log.open("ab") as output:
            child = processes.spawn(
                [str(self.binaries.initdb), "-D", str(folder), f"--pwfile={password}", *INITDB, *hasty],
                ends_with=signal.SIGKILL,
                output=output,
                environ=processes.bare_environment(),
                runner=self.runner,
                cwd=folder,
            )
            try:
                failed = child.wait(MAKING) != 0
            except subprocess.TimeoutExpired:
                child.kill()
                failed = True
        if failed:
            raise LocalError(f"PostgreSQL could not make {folder}: {processes.last_line(self.log)}. Look in {self.log}")

    def _clear(self, draft: Path) -> None:
        if draft.exists():
            shutil.rmtree(draft)

    def _forget_a_reused_pid(self) -> None:
        """After a power cut the pid in postmaster.pid may be another program's, and PostgreSQL would not start."""
        note = self.data / "postmaster.pid"
        try:
            pid = note.read_text().splitlines()[0]
            program = Path(f"/proc/{pid}/comm").read_text().strip()
        except (OSError, IndexError):
            return
        if program != "postgres":
            note.unlink(missing_ok=True)
