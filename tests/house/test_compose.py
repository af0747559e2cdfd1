import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from config.local import ROOT, Local, environment, processes, setup, superuser_url, using
from config.local.binaries import installed
from config.local.demo import SERVICES
from config.local.postgres import INITDB
from config.local.processes import wait_until
from config.local.roles import with_database
from tests.local.test_demo import free_port

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PARTS = COMPOSE["services"]
OURS = ("web", "worker", "beat", "relay")

Done = namedtuple("Done", "returncode")


def test_every_part_of_the_design_is_there():
    assert set(PARTS) == {*OURS, "setup", "postgres", "redis"}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_can_be_asked_whether_it_is_well(name):
    assert PARTS[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_not_root_and_can_change_nothing(name):
    part = PARTS[name]
    assert part["user"].split(":")[0] not in ("0", "root")
    assert part["read_only"] is True
    assert part["cap_drop"] == ["ALL"]
    assert part["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in part


def test_only_the_site_is_published_and_only_on_this_machine():
    published = {name: part["ports"] for name, part in PARTS.items() if "ports" in part}
    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert PARTS["postgres"]["networks"] == PARTS["redis"]["networks"] == ["inside"]


def test_what_serves_knows_neither_owner_nor_superuser():
    for name in OURS:
        assert not {"DATABASE_OWNER_URL", "DATABASE_SUPERUSER_URL"} & PARTS[name]["environment"].keys()


def test_only_the_worker_speaks_to_the_mail_server_and_knows_its_password():
    assert {name for name in PARTS if "EMAIL_URL" in PARTS[name].get("environment", {})} == {"worker"}
    assert {name for name in PARTS if "post" in PARTS[name]["networks"]} == {"worker"}


def test_the_worker_is_asked_whether_it_takes_work():
    assert PARTS["worker"]["healthcheck"]["test"][-2:] == ["config.local.health", "worker"]


def test_everything_waits_for_the_setup():
    for name in OURS:
        assert PARTS[name]["depends_on"] == {"setup": {"condition": "service_completed_successfully"}}


def test_both_set_ups_run_the_same_commands():
    for name in ("worker", "relay"):
        assert PARTS[name]["command"][1:] == list(SERVICES[name])
    assert PARTS["web"]["command"][1:5] == list(SERVICES["web"][:4])
    assert PARTS["beat"]["command"][1:5] == list(SERVICES["beat"][:4])


def test_both_clusters_sort_and_fold_letters_alike():
    given = set(PARTS["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split())
    assert given == set(INITDB) - {"--username=postgres", "--no-instructions"}


def test_the_image_is_not_root_and_installs_by_hash():
    lines = (ROOT / "Dockerfile").read_text()
    assert "USER 10001:10001" in lines
    assert "--require-hashes -r requirements/runtime.txt" in lines


class Town:
    """The services of the compose file as processes, on a database of their own in the embedded cluster."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"compose_{os.getpid()}"
        local = Local(ROOT / ".local" / "test")
        self.superuser = superuser_url(local)
        given = environment(local)
        self.port = free_port()
        self.environ = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "TREDE_LOCAL": str(folder / "keys"),
            "ANCHOR_DIR": str(folder / "anchors"),
            "STATIC_ROOT": str(folder / "static"),
            "TREDE_DEMO": "1",
            "DEMO_CASES": "5",
            "MUNICIPALITY": "hoogeveen",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "WEB_PORT": self.port,
            "WEB_GRACE": "1",
            "DATABASE_URL": with_database(given["DATABASE_URL"], self.name),
            "REDIS_URL": given["REDIS_URL"],
        }
        self.owner = with_database(given["DATABASE_OWNER_URL"], self.name)

    def run(self, *command: str, **more: str) -> "subprocess.CompletedProcess[str]":
        full = self.environ | more
        return subprocess.run(command, cwd=ROOT, env=full, capture_output=True, text=True, check=False, timeout=120)

    def start(self, name: str) -> "subprocess.Popen[bytes]":
        moved = {"0.0.0.0:8000": f"127.0.0.1:{self.port}", "/tmp/beat": str(self.folder / "beat")}
        command = [moved.get(word, word) for word in PARTS[name]["command"]]
        with (self.folder / f"{name}.log").open("wb") as log:
            return processes.spawn(command, ends_with=signal.SIGTERM, output=log, environ=self.environ, cwd=ROOT)

    def is_well(self, name: str) -> bool:
        return self.run(*PARTS[name]["healthcheck"]["test"][1:]).returncode == 0

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()


@pytest.fixture
def town() -> Iterator[Town]:
    folder = Path(tempfile.mkdtemp(prefix="trede-", dir="/tmp"))
    with using(Local(ROOT / ".local" / "test"), kind="test"):
        made = Town(folder)
        yield made
        import psycopg

        with psycopg.connect(made.superuser, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {made.name} WITH (FORCE)")
    shutil.rmtree(folder)


@pytest.mark.servers
@pytest.mark.enable_socket
def test_every_part_starts_by_its_own_command(town):
    assert town.run(sys.executable, "manage.py", "collectstatic", "--noinput").returncode == 0
    done = town.run(*PARTS["setup"]["command"], DATABASE_OWNER_URL=town.owner, DATABASE_SUPERUSER_URL=town.superuser)
    assert done.returncode == 0, done.stderr
    running = {name: town.start(name) for name in OURS}
    try:
        for name, process in running.items():
            assert wait_until(lambda name=name: town.is_well(name), seconds=40, pause=0.5), town.log(name)
            assert process.poll() is None, town.log(name)
    finally:
        for process in running.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.servers
@pytest.mark.enable_socket
def test_known_passwords_are_refused_outside_the_demo(town):
    known = with_database("postgresql://trede_owner:trede-demo@postgres/trede", "trede")
    done = town.run(
        sys.executable,
        "-m",
        "config.local.setup",
        TREDE_DEMO="0",
        DATABASE_OWNER_URL=known,
        DATABASE_SUPERUSER_URL=known,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.servers
@pytest.mark.parametrize(("demo", "told"), [("1", True), ("", False)], ids=["demo", "production"])
def test_invented_people_come_with_the_demo_alone(demo, told, monkeypatch):
    ran = []
    monkeypatch.setattr(setup.roles, "from_environment", lambda environ: None)
    monkeypatch.setattr(setup.subprocess, "run", lambda command, **_more: ran.append(command[2]) or Done(0))
    for name, value in {"TREDE_DEMO": demo, "DATABASE_SUPERUSER_URL": "x", "ALLOWED_HOSTS": "localhost"}.items():
        monkeypatch.setenv(name, value)
    setup.run()
    assert {"migrate", "load_municipality"} <= set(ran)
    assert ("tell_stories" in ran, "seed" in ran) == (told, told)


def test_postgresql_takes_the_options_of_the_compose_file():
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "postgresql.conf").touch(mode=0o644)
        command = [str(installed().postgres), *PARTS["postgres"]["command"][1:], "-D", folder, "-C", "max_connections"]
        runner = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        asked = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **runner)
    assert asked.stdout == "200\n", asked.stderr


@pytest.mark.servers
def test_redis_takes_the_options_of_the_compose_file(tmp_path):
    aside = ["--port", "0", "--unixsocket", "redis.sock"]
    command = [str(installed().redis), *PARTS["redis"]["command"][1:], *aside]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        ready = any("ready to accept connections" in line for line in server.stdout)
        server.kill()
    assert ready
