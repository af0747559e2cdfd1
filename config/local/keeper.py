"""The process that holds the embedded servers as its children, for as long as anybody uses them.

    python -m config.local.keeper FOLDER KIND

It is started by the first user of a cluster and lives on when that one leaves before the others. It ends when the lock
has no user left, also when the users were killed: the kernel gives their locks back. Its own end, however it comes,
ends the servers.
"""

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from config.local import kept, processes
from config.local.account import of_servers, our_folder, ourselves, own_folder
from config.local.errors import LocalError
from config.local.kept import Kept
from config.local.locks import Lock
from config.local.paths import Local
from config.local.postgres import Postgres
from config.local.redis import Redis

PAUSE = 0.1
STOPPING = 3.0


class Keeper:
    """Both servers of one cluster."""

    def __init__(self, local: Local, *, kind: str) -> None:
        self.local = local
        self.lock = Lock(local.lock)
        self.told_to_stop = False
        make_folders(local)
        self.servers: tuple[Postgres | Redis, ...] = (Postgres(local, kind=kind), Redis(local, kind=kind))
        self.kept = [Kept(server.name, server.start, stop=server.stop) for server in self.servers]

    def bring_up(self) -> None:
        for server, one in zip(self.servers, self.kept, strict=True):
            server.prepare()
            self._until_ready(server, one)
            server.after_start()

    def keep(self) -> None:
        while not self.told_to_stop and not self.lock.try_exclusive():
            fallen = [one for one in self.kept if one.look_after()]
            if fallen:
                self.note()
            time.sleep(PAUSE)

    def bring_down(self) -> None:
        kept.stop_all(self.kept, patience=STOPPING)
        self.local.state.unlink(missing_ok=True)

    def note(self) -> None:
        children = {one.name: one.child.pid for one in self.kept if one.child}
        kept.note(self.local.state, {"keeper": os.getpid()} | children)

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True

    def _until_ready(self, server: Postgres | Redis, one: Kept) -> None:
        """Start and wait. A PostgreSQL whose killed predecessor still has sessions gives up at first: try again."""
        deadline = time.monotonic() + server.patience
        while True:
            child = one.start()
            self.note()
            while child.poll() is None and time.monotonic() < deadline:
                if server.ready(child.pid):
                    return
                time.sleep(0.02)
            reason = processes.last_line(server.log)
            if time.monotonic() > deadline or not server.may_pass():
                raise LocalError(f"{server.name} did not start: {reason}. Look in {server.log}")
            time.sleep(0.5)


def make_folders(local: Local) -> None:
    if local.home != local.folder:
        own_folder(local.home, account=ourselves(), mode=0o711)
    our_folder(local.logs, mode=0o700)
    own_folder(local.run, account=of_servers())


def main(argv: list[str]) -> int:
    """Say one line on standard output, `ready` or what went wrong, then keep the servers."""
    keeper = None
    try:
        keeper = Keeper(Local(Path(argv[0])), kind=argv[1])
        signal.signal(signal.SIGTERM, keeper.stop)
        keeper.bring_up()
    except (LocalError, OSError) as error:
        _say(str(error))
        if keeper:
            keeper.bring_down()
        return 2
    _say("ready")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    keeper.keep()
    keeper.bring_down()
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
