import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.local import ROOT, Local, LocalError, Membership, environment, prepare_database, running, using
from config.local.account import make_folder, our_folder
from config.local.processes import wait_until
from config.local.roles import OWNER, RUNTIME, with_database

pytestmark = [pytest.mark.servers, pytest.mark.enable_socket]

USER = """
import sys, time
from pathlib import Path
from config.local import Local, using
with using(Local(Path(sys.argv[1])), kind="test"):
    print("in", flush=True)
    sys.stdin.read(1)
"""


def user(local: Local) -> "subprocess.Popen[bytes]":
    """Another process that uses the cluster until its standard input closes or it is killed."""
    command = [sys.executable, "-c", USER, str(local.folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"in\n"
    return process


def ask(address: str, question: str) -> list[tuple]:
    with psycopg.connect(address, autocommit=True) as connection:
        return connection.execute(question).fetchall()


def tell(address: str, *orders: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for order in orders:
            connection.execute(order)


@pytest.fixture(scope="module")
def shared() -> Iterator[dict[str, str]]:
    """The cluster of the whole test run, with a database of our own in it."""
    name = f"local_{os.getpid()}"
    with using(Local(ROOT / ".local" / "test"), kind="test") as given:
        owner = given["DATABASE_OWNER_URL"]
        prepare_database(owner, name)
        yield {"owner": with_database(owner, name), "runtime": with_database(given["DATABASE_URL"], name), "name": name}
        tell(owner, f"DROP DATABASE {name} WITH (FORCE)")


def test_the_roles_are_what_the_design_says(shared):
    rows = ask(shared["runtime"], "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles")
    found = {name: rights for name, *rights in rows}
    assert found[OWNER] == [False, False, True, False]
    assert found[RUNTIME] == [False, False, False, False]


def test_the_owner_owns_the_database_and_the_runtime_role_nothing(shared):
    owners = ask(
        shared["runtime"], "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    )
    assert owners == [(OWNER,)]
    owned = f"SELECT FROM pg_shdepend WHERE deptype = 'o' AND refobjid = '{RUNTIME}'::regrole"
    assert ask(shared["runtime"], owned) == []


def test_the_runtime_role_reads_and_writes_what_the_owner_makes_and_makes_nothing(shared):
    tell(shared["owner"], "CREATE TABLE note (id serial, text text)")
    tell(shared["runtime"], "INSERT INTO note (text) VALUES ('ë')", "UPDATE note SET text = 'Ë'")
    assert ask(shared["runtime"], "SELECT lower(text) FROM note") == [("ë",)]
    for forbidden in ("CREATE TABLE mine (id int)", "TRUNCATE note", "DROP TABLE note", "CREATE DATABASE mine"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            tell(shared["runtime"], forbidden)


def test_a_clone_has_the_same_grants_and_the_owner_can_drop_it_under_a_session(shared):
    clone = f"{shared['name']}_clone"
    tell(shared["owner"], "CREATE TABLE early (id int)")
    tell(with_database(shared["owner"], "postgres"), f"CREATE DATABASE {clone} TEMPLATE {shared['name']}")
    tell(with_database(shared["owner"], clone), "CREATE TABLE later (id int)")
    tell(with_database(shared["runtime"], clone), "INSERT INTO early VALUES (1)", "INSERT INTO later VALUES (1)")
    with psycopg.connect(with_database(shared["runtime"], clone)):
        tell(shared["owner"], f"DROP DATABASE {clone} WITH (FORCE)")


def test_the_database_knows_the_dutch_language_and_every_letter(shared):
    found = ask(
        shared["runtime"], "SELECT datcollate, datlocprovider, datlocale, upper('ĳëß') FROM pg_database LIMIT 1"
    )
    assert found == [("C", "b", "C.UTF-8", "ĲËß")]
    assert ask(shared["runtime"], "SELECT to_tsvector('dutch', 'de fietsen')") == [("'fiets':2",)]


def test_nobody_comes_in_without_a_password(shared):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://postgres:wrong@/postgres?host={Local(ROOT / '.local' / 'test').run}")


def test_nothing_listens_on_a_port(shared):
    assert ask(shared["runtime"], "SHOW listen_addresses") == [("",)]
    with socket.socket(socket.AF_UNIX) as redis:
        redis.connect(str(Local(ROOT / ".local" / "test").run / "redis.sock"))
        redis.sendall(b"CONFIG GET port\r\n")
        assert redis.recv(100).endswith(b"\r\n0\r\n")


def test_a_cluster_keeps_its_kind_and_its_data(local):
    with using(local, kind="test") as given:
        tell(given["DATABASE_OWNER_URL"], "CREATE TABLE kept (id int)")
    with using(local) as given:
        assert ask(given["DATABASE_URL"], "SELECT count(*) FROM kept") == [(0,)]
        assert ask(given["DATABASE_URL"], "SHOW fsync") == [("off",)]
        assert ask(given["DATABASE_URL"], "SHOW max_connections") == [("300",)]
    with pytest.raises(LocalError, match="kind test"), using(local, kind="keep"):
        pass


def test_the_second_user_joins_and_the_last_one_stops_the_servers(local):
    first, second = user(local), user(local)
    before = running(local)
    first.communicate(b".")
    assert running(local) == before
    assert len(before) == 3
    second.communicate(b".")
    assert running(local) == {}
    assert not any(local.run.iterdir())


def test_users_that_are_killed_leave_nothing_behind(local):
    first, second = user(local), user(local)
    for killed in (first, second):
        killed.kill()
        killed.communicate()
    assert wait_until(lambda: not running(local), seconds=10)


def test_a_server_that_is_killed_is_started_again_for_those_who_use_it(local):
    with using(local, kind="test"):
        before = running(local)
        for name in ("PostgreSQL", "Redis"):
            os.kill(before[name].pid, signal.SIGKILL)
        assert wait_until(lambda: len(set(running(local).values()) - set(before.values())) == 2, seconds=10)
        assert wait_until(lambda: answers(local), seconds=10)


def test_a_killed_keeper_takes_its_servers_along_and_the_next_start_works(local):
    with using(local, kind="test"):
        servers = running(local)
        os.kill(servers["keeper"].pid, signal.SIGKILL)
        assert wait_until(lambda: not any(process.alive for process in servers.values()), seconds=10)
    with using(local):
        assert answers(local)


def test_six_starts_at_the_same_moment_make_one_cluster(local):
    command = [sys.executable, "-c", USER, str(local.folder)]
    crowd = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(6)]
    assert [one.stdout.readline() for one in crowd] == [b"in\n"] * 6
    assert len(running(local)) == 3
    for one in crowd:
        one.communicate(b".")
    assert running(local) == {}


def test_a_server_that_cant_start_says_why_in_one_line(local):
    make_folder(local.folder)
    (local.folder / "postgres.draft").mkdir()  # of an initdb that was cut off: begun again
    with using(local, kind="test"):
        pass
    (local.home / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(LocalError, match=r"^PostgreSQL did not start: .*Look in .*postgres\.log$"), using(local):
        pass
    assert running(local) == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_root_in_a_closed_folder_keeps_its_data_where_the_servers_account_can_come(folder):
    closed = our_folder(folder / "closed", mode=0o700)
    local = Local(closed / "local")
    try:
        with using(local, kind="test"):
            assert answers(local)
        assert Path("/var/tmp") in local.home.parents
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        subprocess.run(["rm", "-rf", local.home], check=True)


def answers(local: Local) -> bool:
    try:
        return ask(environment(local)["DATABASE_URL"], "SELECT 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def test_who_started_the_servers_may_leave_before_the_others(local):
    starter = Membership(local, kind="test")
    starter.join()
    other = user(local)
    starter.leave()
    del starter
    gc.collect()
    assert len(running(local)) == 3
    other.communicate(b".")
    assert running(local) == {}
