"""The environment names of the settings, with the values of the embedded set-up."""

import os
from collections.abc import Mapping

from config.local import keys, roles
from config.local.paths import Local
from config.local.redis import SOCKET


def environment(local: Local | None = None) -> dict[str, str]:
    """Every name of the settings that the embedded set-up gives. Needs no server; makes missing keys."""
    local = local or Local.of()
    made = keys.read(local.keys)
    host = str(local.run)
    return {
        "DATABASE_URL": roles.url(roles.RUNTIME, made["runtime_password"], host=host),
        "DATABASE_OWNER_URL": roles.url(roles.OWNER, made["owner_password"], host=host),
        "REDIS_URL": f"redis+socket://{local.run / SOCKET}",
        "SECRET_KEY": made["secret_key"],
        "DATA_KEYS": made["data_keys"],
        "INDEX_KEY": made["index_key"],
        "ANCHOR_KEY": made["anchor_key"],
        "HTTPS": "0",
    } | _as_the_demo_left_it(local)


def superuser_url(local: Local | None = None) -> str:
    """The embedded superuser's; only for the bootstrap and for tests of it."""
    local = local or Local.of()
    return roles.url("postgres", keys.read(local.keys)["postgres_password"], database="postgres", host=str(local.run))


def missing(environ: Mapping[str, str] = os.environ, *, local: Local | None = None) -> dict[str, str]:
    """What of `environment()` the given environment does not name itself; an empty value names nothing.

    Who names a database is no embedded set-up and gets no keys from here: a production that forgot one must hear it.
    Only the demo may be told over a named database.
    """
    named = bool(environ.get("DATABASE_URL"))
    if named and environ.get("TREDE_DEMO") != "1":
        return {}
    elsewhere = {"DATABASE_OWNER_URL"} if named else set()
    given = environment(local)
    return {name: value for name, value in given.items() if not environ.get(name) and name not in elsewhere}


def needs_servers(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether an embedded server is needed."""
    return bool({"DATABASE_URL", "REDIS_URL"} & missing(environ).keys())


def remember_demo(local: Local, *, municipality: str) -> None:
    """So that a plain `manage.py runserver` afterwards serves the same demo."""
    local.demo.write_text(municipality + "\n", encoding="utf-8")


def _as_the_demo_left_it(local: Local) -> dict[str, str]:
    if not local.demo.exists():
        return {}
    return {"TREDE_DEMO": "1", "MUNICIPALITY": local.demo.read_text(encoding="utf-8").strip()}
