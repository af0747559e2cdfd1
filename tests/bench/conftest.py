"""The bench as its user runs it: the command, at a tiny size, on the cluster of the tests."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from config.bench.databases import OURS, sizes_of
from config.local import ROOT, environment
from config.local.roles import with_database
from config.stories import scratch

CASES = 300
COMMAND = [sys.executable, "manage.py", "bench", "--cases", str(CASES)]


def owner(database: str) -> str:
    return with_database(environment()["DATABASE_OWNER_URL"], database)


def has_floors(database: str) -> bool:
    """Whether the tables of the floors are there."""
    with psycopg.connect(owner(database)) as line:
        return bool(line.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'bench'").fetchone())


@pytest.fixture(scope="session")
def benched(servers: Any) -> Iterator["subprocess.CompletedProcess[str]"]:
    """The command's answer as JSON; its databases stay until the last test here is done."""
    done = subprocess.run(
        [*COMMAND, "--rounds", "1", "--json"], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    yield done
    scratch.drop_all(OURS)


@pytest.fixture(scope="session")
def told(benched: Any) -> dict[str, Any]:
    assert benched.returncode == 0, benched.stderr
    return dict(json.loads(benched.stdout))


@pytest.fixture(scope="session")
def made(told: dict[str, Any], django_db_blocker: Any) -> tuple[str, str]:
    """The names of the two databases, the small one first."""
    with django_db_blocker.unblock():
        small, large = sizes_of(CASES)
        return small.name, large.name
