"""Making and dropping databases while PostgreSQL tidies them up."""

import time
from typing import Any

import psycopg
from psycopg import sql

PATIENCE, PAUSE = 50, 0.1  # times, seconds


def insist(server: "psycopg.Connection[Any]", statement: sql.Composed) -> None:
    """Do this to a database, although autovacuum may be in it for a moment; the owner can't send that away."""
    for _ in range(PATIENCE):
        try:
            server.execute(statement)
        except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege):
            time.sleep(PAUSE)
        else:
            return
    server.execute(statement)
