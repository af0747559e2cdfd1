"""A real mail server for tests, in a process of its own. It notes what reached it, whatever it answered.

python tests/ledger/mail_server.py FOLDER     port: where it listens; mode: how it behaves, read each time;
                                              received: the Message-ID of each mail whose content came in whole
"""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from config.local import ROOT
from config.local.processes import wait_until

ANSWERS = {"busy": "451 try again later", "unknown": "550 no such mailbox", "unwanted": "554 we do not want this"}
SLOW = 0.05


class Handler:
    """Behaves as the mode of the moment says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def mode(self) -> str:
        return (self.folder / "mode").read_text()

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.mode == "drops_early":
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.mode in ("busy", "unknown"):
            return ANSWERS[self.mode]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mode = self.mode
        if mode == "unwanted":
            return ANSWERS[mode]
        with (self.folder / "received").open("a") as file:
            file.write(message_from_bytes(envelope.content)["Message-ID"] + "\n")
        if mode == "hangs":
            await asyncio.sleep(3600)
        if mode == "drops":
            server.transport.abort()
        if mode == "slow":
            await asyncio.sleep(SLOW)
        (self.folder / "last").write_bytes(envelope.content)
        return "250 OK"


async def serve(folder: Path) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(folder), loop=loop), "127.0.0.1", 0)
    (folder / "port").write_text(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


class MailServer:
    """The same, seen from a test: `with MailServer(folder) as server:`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.behaves("accepts")
        (folder / "received").touch()

    def __enter__(self) -> "MailServer":
        command = [sys.executable, __file__, str(self.folder)]
        self.process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)})
        assert wait_until(lambda: (self.folder / "port").exists() and bool(self.port), seconds=20)
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()

    def behaves(self, mode: str) -> None:
        (self.folder / "mode.new").write_text(mode)
        (self.folder / "mode.new").replace(self.folder / "mode")

    @property
    def port(self) -> str:
        return (self.folder / "port").read_text()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def last(self) -> str:
        """The mail that was accepted last, as it came in."""
        return (self.folder / "last").read_text()

    def received(self) -> "Counter[str]":
        """How often each mail came in."""
        return Counter((self.folder / "received").read_text().splitlines())


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
