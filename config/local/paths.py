"""Where everything of the embedded set-up lies. Pure: nothing here makes a folder or needs a server."""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.local import account, binaries

ROOT = Path(__file__).resolve().parents[2]
# The kernel takes 107 bytes for a socket's path; Redis says nothing when it is longer.
LONGEST_SOCKET = 90
PLAIN = re.compile(r"[A-Za-z0-9._/-]+")


@dataclass(frozen=True, slots=True)
class Local:
    """One embedded cluster: its folder (`.local`, or TREDE_LOCAL) and the places that follow from it."""

    folder: Path

    @classmethod
    def of(cls, environ: Mapping[str, str] = os.environ) -> "Local":
        return cls(ROOT / environ.get("TREDE_LOCAL", ".local"))

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def starting(self) -> Path:
        return self.folder / "starting"

    @property
    def state(self) -> Path:
        return self.folder / "state.json"

    @property
    def kind(self) -> Path:
        return self.folder / "kind"

    @property
    def demo(self) -> Path:
        return self.folder / "demo"

    @property
    def mark(self) -> str:
        return hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]

    @property
    def home(self) -> Path:
        """Where the servers keep their data: the folder itself, or /var/tmp where their account can't reach it."""
        runner = account.of_servers()
        reachable = account.reaches(runner, self.folder) and binaries.reachable(runner)
        return self.folder if reachable else Path("/var/tmp") / f"trede-{self.mark}"  # noqa: S108 - must survive a reboot

    @property
    def run(self) -> Path:
        """Where the sockets lie."""
        folder = self.home / "run"
        longest = len(os.fsencode(folder / ".s.PGSQL.5432"))
        # A space or a quote would have to be escaped differently in each of the three URLs that carry this path.
        if longest <= LONGEST_SOCKET and PLAIN.fullmatch(str(folder)):
            return folder
        return _temporary() / f"trede-run-{self.mark}"


def data_dir() -> Path:
    """The folder of this checkout's own files."""
    return Local.of().folder


def _temporary() -> Path:
    # Not TMPDIR first: every process of one checkout must find the same folder, whatever its environment.
    common = Path("/tmp")  # noqa: S108 - the folder in it is ours alone, 0700
    return common if os.access(common, os.W_OK) else Path(tempfile.gettempdir())
