"""Under which account the servers run, and what that account can reach.

PostgreSQL refuses to run as root. As root both servers drop to `nobody`; an ordinary user runs them as itself.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from config.local.errors import LocalError


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the servers: `drops` says whether that is someone else than we are."""

    uid: int
    gid: int
    drops: bool


def of_servers() -> Account:
    if os.geteuid() != 0:
        return ourselves()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise LocalError("PostgreSQL does not run as root and this machine has no user 'nobody'.") from error
    return Account(uid=nobody.pw_uid, gid=nobody.pw_gid, drops=True)


def ourselves() -> Account:
    return Account(uid=os.geteuid(), gid=os.getegid(), drops=False)


def reaches(account: Account, path: Path) -> bool:
    """Whether the account may pass every existing folder above `path`, and read and run `path` where it exists."""
    if not account.drops:
        return True
    folders = [folder for folder in path.parents if folder.exists()]
    passes = all(_bits(account, folder) & stat.S_IXOTH for folder in folders)
    if not passes or not path.exists():
        return passes
    needed = stat.S_IXOTH if path.is_dir() else stat.S_IROTH | stat.S_IXOTH
    return _bits(account, path) & needed == needed


def own_folder(path: Path, *, account: Account, mode: int = 0o700) -> Path:
    """Make `path` for the account. An existing folder keeps its mode and must already be the account's."""
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        _refuse_a_stranger(path, uids={account.uid, os.geteuid()})
    else:
        path.chmod(mode)  # the umask may have taken bits away
    if path.stat().st_uid != account.uid:
        os.chown(path, account.uid, account.gid)
    return path


def our_folder(path: Path, *, mode: int) -> Path:
    """Make `path` for ourselves, with its parents; the modes of folders that exist stay as they are."""
    for folder in reversed([path, *path.parents]):
        try:
            folder.mkdir(mode=mode)
        except FileExistsError:
            continue
        folder.chmod(mode)
    if not path.is_dir():
        raise LocalError(f"{path} is in the way: a folder is needed there.")
    return path


def make_folder(path: Path) -> Path:
    """A cluster's own folder; as root others may pass it, or the servers' account could not reach its data."""
    return our_folder(path, mode=0o711 if os.geteuid() == 0 else 0o700)


def _refuse_a_stranger(path: Path, *, uids: set[int]) -> None:
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise LocalError(f"{path} is in the way: a folder is needed there.")
    if found.st_uid not in uids:
        raise LocalError(f"{path} belongs to user {found.st_uid}. Go on as the user who made it, or remove it.")


def _bits(account: Account, path: Path) -> int:
    """The permission bits that count for the account, moved to the place of 'others'."""
    found = path.stat()
    if found.st_uid == account.uid:
        return found.st_mode >> 6
    return found.st_mode >> 3 if found.st_gid == account.gid else found.st_mode
