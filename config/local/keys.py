"""Keys and passwords of the embedded set-up: made once, 0600, outside the database, the same after a restart."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from config.local.account import make_folder, our_folder


def _password() -> str:
    return secrets.token_urlsafe(32)


def _bytes32() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


MAKERS: dict[str, Callable[[], str]] = {
    "secret_key": lambda: secrets.token_urlsafe(48),
    "data_keys": lambda: f"1:{_bytes32()}",
    "index_key": _bytes32,
    "anchor_key": _bytes32,
    "postgres_password": _password,
    "owner_password": _password,
    "runtime_password": _password,
}


def read(folder: Path) -> dict[str, str]:
    """All keys by name; what is not there yet is made."""
    make_folder(folder.parent)
    our_folder(folder, mode=0o700)
    return {name: _one(folder / name, make) for name, make in MAKERS.items()}


def _one(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        _make(path, make())
    return path.read_text(encoding="ascii").strip()


def _make(path: Path, text: str) -> None:
    """Write aside, then link: of two starters one wins whole, and nobody reads a file that is half written."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(text + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
