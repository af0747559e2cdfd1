"""The two roles and their databases, the same for the embedded cluster and for one that was installed.

    python -m config.local.roles     with DATABASE_SUPERUSER_URL, DATABASE_OWNER_URL and DATABASE_URL in the environment

The owner migrates, seeds and verifies. The runtime role serves: it owns nothing and passes no row-level security.
"""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from config.local.errors import LocalError

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

OWNER = "trede_owner"
RUNTIME = "trede_runtime"
DATABASE = "trede"
ADDRESSES = ("DATABASE_SUPERUSER_URL", "DATABASE_OWNER_URL", "DATABASE_URL")

ATTRIBUTES = {
    OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION CREATEDB",
    RUNTIME: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB",
}

# A clone by CREATE DATABASE ... TEMPLATE keeps all of these.
GRANTS = f"""
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {RUNTIME};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {RUNTIME};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO {RUNTIME};
"""


def url(role: str, password: str, *, database: str = DATABASE, host: str, port: str = "5432") -> str:
    """A connection URL; `host` may be a socket's folder."""
    query = urlencode({"host": host, "port": port}, safe="/", quote_via=quote)
    return f"postgresql://{role}:{quote(password, safe='')}@/{quote(database, safe='')}?{query}"


def with_database(address: str, name: str) -> str:
    """The same server and role, another database."""
    parts = urlsplit(address)
    kept = [(key, value) for key, value in parse_qsl(parts.query) if key != "dbname"]
    return urlunsplit(parts._replace(path=f"/{quote(name, safe='')}", query=urlencode(kept, safe="/", quote_via=quote)))


def bootstrap(superuser_url: str, *, owner_password: str, runtime_password: str, database: str = DATABASE) -> None:
    """Make roles and database, or set right what is there already."""
    with _connect(superuser_url) as connection:
        for role, password in ((OWNER, owner_password), (RUNTIME, runtime_password)):
            _set_role(connection, role, password)
        # The owner must be able to end the runtime's sessions, or it can't drop a scratch database.
        connection.execute(f"GRANT {RUNTIME} TO {OWNER}".encode())
    prepare_database(superuser_url, database)


def prepare_database(address: str, name: str) -> None:
    """Make the database `name`, the owner's, with the runtime's grants; `address`: the superuser's or owner's URL."""
    from psycopg import sql

    with _connect(with_database(address, "postgres")) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not found:
            making = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8'")
            connection.execute(making.format(sql.Identifier(name), sql.Identifier(OWNER)))
    with _connect(with_database(address, name)) as connection:
        connection.execute(GRANTS.encode())


def from_environment(environ: Mapping[str, str]) -> None:
    """Set up an installed PostgreSQL from the URLs the services use."""
    try:
        superuser, owner, runtime = (environ[name] for name in ADDRESSES)
    except KeyError as error:
        raise LocalError(f"{error.args[0]} is not set: the roles are made from the three database URLs.") from error
    names = (urlsplit(owner).username, urlsplit(runtime).username)
    if names != (OWNER, RUNTIME):
        raise LocalError(f"The database URLs must name {OWNER} and {RUNTIME}, not {names[0]} and {names[1]}.")
    bootstrap(
        superuser,
        owner_password=unquote(urlsplit(owner).password or ""),
        runtime_password=unquote(urlsplit(runtime).password or ""),
        database=unquote(urlsplit(runtime).path.lstrip("/")) or DATABASE,
    )


def _set_role(connection: "Connection[TupleRow]", role: str, password: str) -> None:
    from psycopg import sql

    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "ALTER" if found else "CREATE"
    setting = sql.SQL(f"{verb} ROLE {{}} {ATTRIBUTES[role]} PASSWORD {{}}")
    connection.execute(setting.format(sql.Identifier(role), sql.Literal(password)))


def _connect(address: str) -> "Connection[TupleRow]":
    import psycopg  # here, because most that import this module only read the URLs

    try:
        return psycopg.connect(address, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise LocalError(f"PostgreSQL can't be reached: {' '.join(str(error).split())}") from error


def main() -> int:
    try:
        from_environment(os.environ)
    except LocalError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
