"""Using the embedded servers: the first user has them started, the last one has them stopped."""

import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from config.local import kept, processes
from config.local.account import make_folder, our_folder
from config.local.environment import environment
from config.local.errors import LocalError
from config.local.locks import Lock, alone
from config.local.paths import ROOT, Local
from config.local.postgres import Postgres
from config.local.processes import Process, wait_until

KINDS = ("keep", "test")
STARTING = 240.0
STOPPING = 10.0


class Membership:
    """One use of a cluster: `join()` returns when both servers answer, `leave()` when they stopped or others stay."""

    def __init__(self, local: Local, *, kind: str | None = None, patience: float = STOPPING) -> None:
        if kind is not None and kind not in KINDS:
            raise ValueError(f"A cluster is one of {KINDS}, not {kind!r}")
        self.local = local
        self.kind = kind
        self.patience = patience
        self._lock: Lock | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    def join(self) -> None:
        make_folder(self.local.folder)
        with alone(self.local.starting, seconds=STARTING):
            self._lock = Lock(self.local.lock)
            if not wait_until(self._lock.try_shared, seconds=STOPPING * 2):
                raise LocalError(f"The servers of {self.local.folder} do not stop. Look in {self.local.logs}")
            if "keeper" not in running(self.local):
                kept.end_leftovers(self.local.state, first={Postgres.name: Postgres.stop})
                self._start()

    def leave(self) -> None:
        """Give the servers back. Who can have the lock alone is the last: it sends the keeper home and waits.

        It waits `patience` seconds at most; the keeper ends the servers also when nobody waits for it.
        """
        if self._lock is None:
            return
        known = kept.noted(self.local.state)
        if self._lock.try_exclusive():
            if "keeper" in known:
                processes.end(known["keeper"], patience=self.patience, force=False)
            self._bury()
        elif not self._lock.try_shared():  # the keeper itself was quicker
            wait_until(lambda: "keeper" not in known or not known["keeper"].alive, seconds=self.patience)
            self._bury()
        elif self._keeper is not None:
            self._keeper.returncode = 0  # it outlives us, for the others: Popen must not complain about that
        self._lock.close()
        self._lock = None

    def _start(self) -> None:
        kind = _settled_kind(self.local, self.kind)
        our_folder(self.local.logs, mode=0o700)
        with (self.local.logs / "keeper.log").open("ab") as log:
            self._keeper = subprocess.Popen(
                [sys.executable, "-m", "config.local.keeper", str(self.local.folder), kind],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env=processes.bare_environment() | {"PYTHONPATH": str(ROOT)},
                cwd=ROOT,
                start_new_session=True,
            )
        said = _first_line(self._keeper, seconds=STARTING)
        if said != "ready":
            self._bury()
            raise LocalError(said or f"The servers did not start. Look in {self.local.logs / 'keeper.log'}")

    def _bury(self) -> None:
        """Wait for the keeper we started ourselves; one that still makes the cluster is told to give up."""
        if self._keeper is None:
            return
        self._keeper.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._keeper.wait(self.patience)


@contextmanager
def using(
    local: Local | None = None, *, kind: str | None = None, patience: float = STOPPING
) -> Iterator[dict[str, str]]:
    """Bring the servers up, or join those who use them already; gives `environment()`.

    `kind`: "test" makes a quick cluster that survives no power cut, "keep" (default) one to keep. It counts when the
    cluster is made; later users need not name it. `patience`: how long to wait for the servers when we are the last.
    """
    membership = Membership(local or Local.of(), kind=kind, patience=patience)
    try:
        membership.join()
        yield environment(membership.local)
    finally:
        membership.leave()


def running(local: Local) -> dict[str, Process]:
    """The keeper and the servers of a cluster that are alive."""
    return {name: process for name, process in kept.noted(local.state).items() if process.alive}


def _settled_kind(local: Local, asked: str | None) -> str:
    if local.kind.exists():
        settled = local.kind.read_text(encoding="ascii").strip()
        if asked not in (None, settled):
            raise LocalError(f"{local.folder} is a cluster of kind {settled}, not {asked}: set another TREDE_LOCAL.")
        return settled
    local.kind.write_text((asked or "keep") + "\n", encoding="ascii")
    return asked or "keep"


def _first_line(child: "subprocess.Popen[bytes]", *, seconds: float) -> str:
    """What the child says first on standard output, or nothing when it ends or keeps silent."""
    if child.stdout is None:
        return ""
    with child.stdout as stream:
        heard, _, _ = select.select([stream], [], [], seconds)
        return stream.readline().decode(errors="replace").strip() if heard else ""
