"""The embedded Redis: only a doorbell, so it keeps little; on its socket only."""

import signal
import socket
import subprocess

from config.local import binaries, processes
from config.local.account import of_servers, own_folder
from config.local.paths import Local

SOCKET = "redis.sock"


class Redis:
    """One embedded Redis server and its folder."""

    name = "Redis"
    stop = signal.SIGTERM
    patience = 30.0

    def __init__(self, local: Local, *, kind: str) -> None:
        self.local = local
        self.kind = kind
        self.runner = of_servers()
        self.data = local.home / "redis"
        self.socket = local.run / SOCKET
        self.log = local.logs / "redis.log"
        self.binaries = binaries.for_account(self.runner, local.home)

    def prepare(self) -> None:
        own_folder(self.data, account=self.runner)

    def start(self) -> "subprocess.Popen[bytes]":
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "no" if self.kind == "test" else "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
        }
        given = [part for name, value in settings.items() for part in (f"--{name}", value)]
        with self.log.open("ab") as output:
            return processes.spawn(
                [str(self.binaries.redis), *given],
                ends_with=self.stop,
                output=output,
                environ=processes.bare_environment(),
                runner=self.runner,
                cwd=self.data,
            )

    def ready(self, _pid: int) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def may_pass(self) -> bool:
        return False

    def after_start(self) -> None:
        """Nothing to make: what matters is in PostgreSQL."""
