"""The databases of a test run: one template migrated by the owner, and a clone of it for each process.

A clone takes a twentieth of a second, so a test that committed something ends with a fresh one. A flush would not do:
the runtime role may not TRUNCATE, and the append-only tables refuse it to everybody.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import psycopg
from psycopg import sql

from config.local import ROOT, Local, environment
from config.local.insisting import insist
from config.local.locks import alone
from config.local.roles import prepare_database, with_database

Server: TypeAlias = "psycopg.Connection[tuple[object, ...]]"
OURS = "trede_test"
TEMPLATES, CLONES = f"{OURS}_template_%", f"{OURS}_for_%"
KEPT = 2
NAMED = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid"
SHAPED_BY = ("*/migrations/*.py", "ledger/rls.py", "ledger/sql.py", "config/local/roles.py", "requirements/dev.txt")


def migrated_template(local: Local) -> str:
    """The name of the migrated template; it is made once per set of migrations, whoever comes first."""
    name = f"{OURS}_template_{_shape()}"
    with alone(local.folder / "template.lock", seconds=120), _server(local) as server:
        _clear_leftovers(server)
        if name not in _named(server, TEMPLATES):
            _migrate(local, f"{name}_draft")
            draft, made = sql.Identifier(f"{name}_draft"), sql.Identifier(name)
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(draft, made))
    return name


def _clear_leftovers(server: Server) -> None:
    """What runs that ended left behind; templates only when nobody is left who may still clone one."""
    for left in _named(server, CLONES):
        if not Path(f"/proc/{left.split('_')[3]}").exists():
            _drop(server, left)
    if not _named(server, CLONES):
        for old in _named(server, TEMPLATES)[:-KEPT]:
            _drop(server, old)


def clone(local: Local, template: str, name: str) -> None:
    """A fresh database called `name`, in place of the one that was there."""
    with _server(local) as server:
        _drop(server, name)
        insist(server, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template))))


def drop(local: Local, name: str) -> None:
    with _server(local) as server:
        _drop(server, name)


def own_name(suffix: str = "") -> str:
    """A name no other process takes, also of another run beside this one."""
    return f"{OURS}_for_{os.getpid()}{suffix}"


def environment_for(local: Local, name: str) -> dict[str, str]:
    """What a process of its own needs to work on the database `name`."""
    given = environment(local)
    urls = {key: with_database(given[key], name) for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    return os.environ | given | urls | {"ANCHOR_DIR": str(local.folder / "anchors")}


def manage(local: Local, name: str, *arguments: str, role: str = "owner") -> "subprocess.CompletedProcess[str]":
    """Run a management command on the database `name`, as its own process."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment_for(local, name) | {"TREDE_ROLE": role},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _migrate(local: Local, name: str) -> None:
    owner = environment(local)["DATABASE_OWNER_URL"]
    with _server(local) as server:
        _drop(server, name)
    prepare_database(owner, name)
    done = manage(local, name, "migrate", "--verbosity=0")
    if done.returncode:
        raise RuntimeError(f"the migrations fail:\n{done.stderr}")


def _shape() -> str:
    digest = hashlib.sha256()
    for pattern in SHAPED_BY:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _server(local: Local) -> Iterator[Server]:
    owner = environment(local)["DATABASE_OWNER_URL"]
    with psycopg.connect(with_database(owner, "postgres"), autocommit=True) as server:
        yield server


def _drop(server: Server, name: str) -> None:
    insist(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _named(server: Server, like: str) -> list[str]:
    return [str(name) for (name,) in server.execute(NAMED, [like])]
