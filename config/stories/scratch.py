"""Scratch databases: cloned from a migrated template, dropped afterwards. Stories are played there as the runtime role.

The owner makes, migrates, clones and drops. An advisory lock per scratch database, held as long as it is in use, tells
a scratch database at work from one that a killed run left behind.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.utils import load_backend
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from config import local
from config.local.insisting import insist
from config.local.roles import OWNER, RUNTIME, prepare_database, with_database
from ledger import rls
from ledger import sql as ledger_sql

TEMPLATE = "trede_stories_template_"
SCRATCH = "trede_stories_scratch_"
URLS = {OWNER: "DATABASE_OWNER_URL", RUNTIME: "DATABASE_URL"}
# One maker at a time, and no clone of a template that is being replaced.
MAKING = "trede_stories"

Server = psycopg.Connection[tuple[Any, ...]]


class NoRole(RuntimeError):
    """The address of a database role is not known."""


@contextmanager
def connected(role: str, name: str | None = None) -> Iterator[None]:
    """Django's own connection, as another role and on database `name` (by default the current one), without a pool."""
    before = connections["default"]
    given = conninfo_to_dict(_url(role))
    settings = {
        **before.settings_dict,
        "NAME": name or before.settings_dict["NAME"],
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "OPTIONS": {**before.settings_dict["OPTIONS"], "pool": False},
    }
    connections["default"] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = before


@contextmanager
def scratch(*, like: str = "") -> Iterator[str]:
    """The name of a fresh database with all tables and nothing in them, or `like` another scratch database.

    It is gone afterwards, whatever happens.
    """
    name = f"{SCRATCH}{secrets.token_hex(6)}"
    with _server() as server:
        _lock(server, name)
        try:
            with _making(server):
                _drop_left_behind(server)
                _execute(server, "CREATE DATABASE {} TEMPLATE {}", name, like or _template(server))
            yield name
        finally:
            _drop(server, name)


def keep(name: str, *, fill: Callable[[], None], instead_of: str) -> None:
    """A database that stays: with all tables, filled as the owner, and called `name` only when it is whole.

    One that has the name already is left as it is; else all whose names begin with `instead_of` are dropped first.
    """
    with _server() as server:
        found = _named(server, instead_of)
        if name in found:
            return
        for old in found:
            _drop(server, old)
        draft = f"{name}_draft"
        with _making(server):
            _execute(server, "CREATE DATABASE {} TEMPLATE {}", draft, _template(server))
        with connected(OWNER, draft):
            fill()
        _execute(server, "ALTER DATABASE {} RENAME TO {}", draft, name)


@contextmanager
def alone(what: str) -> Iterator[bool]:
    """Whether nobody else holds this word on this server; who got it holds it meanwhile."""
    with _server() as server:
        found = server.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [what]).fetchone()
        yield found == (True,)


def drop_all(begins: str) -> None:
    """Drop every database whose name begins so."""
    with _server() as server:
        for name in _named(server, begins):
            _drop(server, name)


def address(role: str, name: str) -> str:
    """Where a role reaches database `name`. Raises NoRole."""
    return with_database(_url(role), name)


def _template(server: Server) -> str:
    """The migrated template, made when there is none for these migrations."""
    name = f"{TEMPLATE}{shape()}"
    if name in _named(server, TEMPLATE):
        return name
    for old in _named(server, TEMPLATE):
        _drop(server, old)
    draft = f"{TEMPLATE}draft"
    prepare_database(_url(OWNER), draft)
    with connected(OWNER, draft):
        call_command("migrate", interactive=False, verbosity=0)
    _execute(server, "ALTER DATABASE {} RENAME TO {}", draft, name)
    return name


def shape() -> str:
    """A hash of all migrations and of what they are written with."""
    digest = hashlib.sha256()
    migrations = MigrationLoader(None).disk_migrations
    modules = [import_module(migrations[key].__module__) for key in sorted(migrations)]
    for module in [*modules, rls, ledger_sql]:
        digest.update(module.__name__.encode() + Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:12]


def _drop_left_behind(server: Server) -> None:
    for name in _named(server, SCRATCH):
        if server.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name]).fetchone() == (True,):
            _drop(server, name)
            server.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


@contextmanager
def _making(server: Server) -> Iterator[None]:
    _lock(server, MAKING)
    try:
        yield
    finally:
        server.execute("SELECT pg_advisory_unlock(hashtext(%s))", [MAKING])


def _lock(server: Server, name: str) -> None:
    server.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])


def _named(server: Server, begins: str) -> list[str]:
    found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [begins])
    return [str(name) for (name,) in found]


def _drop(server: Server, name: str) -> None:
    _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _execute(server: Server, statement: str, *names: str) -> None:
    insist(server, sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def _server() -> Iterator[Server]:
    with psycopg.connect(with_database(_url(OWNER), "postgres"), autocommit=True) as server:
        yield server


def _url(role: str) -> str:
    known = {**local.missing(), **os.environ}
    if not known.get(URLS[role]):
        raise NoRole(f"Set {URLS[role]} in the environment: stories are played in a database of their own.")
    return known[URLS[role]]
