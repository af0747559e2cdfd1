import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from config.local import ROOT, demo, environment, kept, running
from config.local.demo import NOTE, SERVICES
from config.local.processes import wait_until

pytestmark = [pytest.mark.servers, pytest.mark.enable_socket]

# A web that answers and a worker that may be deaf to SIGTERM, in place of the real ones.
TOY = """
import sys
from config.local import demo
WEB = '''
import http.server, os
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ready).serve_forever()
'''
WORKER = "import os, signal, time; 'DEAF' in os.environ and signal.signal(15, signal.SIG_IGN); time.sleep(60)"
services = {"web": ("-c", WEB.replace("{", "{{").replace("}", "}}")), "worker": ("-c", WORKER)}
sys.exit(demo.main(sys.argv[1:], services=services, to_do=[("Asking for the version", STEP)]))
"""


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])


class Run:
    """A demo with toy services."""

    def __init__(self, local, *, port: str, step=("version",), through=(), more=(), **environ: str) -> None:
        self.local = local
        self.process = subprocess.Popen(
            [*through, sys.executable, "-c", TOY.replace("STEP", repr(step)), *more],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "TREDE_LOCAL": str(local.folder), "PORT": port} | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def until_ready(self) -> "Run":
        for line in self.process.stdout:
            if line.startswith("Ctrl-C"):
                return self
        raise AssertionError(self.process.stderr.read())

    def end(self, number: signal.Signals) -> tuple[str, str]:
        self.process.send_signal(number)
        return self.process.communicate(timeout=20)

    def children(self) -> dict[str, kept.Process]:
        return kept.noted(self.local.folder / NOTE) | running(self.local)


@pytest.fixture
def start(demo_local) -> Iterator[callable]:
    runs = []

    def begin(**given) -> Run:
        runs.append(Run(given.pop("local", demo_local), **{"port": free_port()} | given))
        return runs[-1]

    yield begin
    for run in runs:
        run.process.kill()
        run.process.communicate()
        assert wait_until(lambda run=run: not running(run.local), seconds=10)


def test_ctrl_c_stops_everything_also_what_does_not_listen(start, demo_local):
    run = start(DEAF="1").until_ready()
    children = run.children()
    assert {"web", "worker", "keeper", "PostgreSQL", "Redis"} == set(children)
    out, err = run.end(signal.SIGINT)
    assert (run.process.returncode, out, err) == (0, "Trede has stopped.\n", "")
    assert not any(child.alive for child in children.values())
    assert not any(demo_local.run.iterdir())


def test_a_killed_demo_takes_its_children_along_and_the_next_one_starts(start):
    run = start(DEAF="1").until_ready()
    children = run.children()
    run.end(signal.SIGKILL)
    assert wait_until(lambda: not any(c.alive for name, c in children.items() if name != "worker"), seconds=10)
    again = start().until_ready()
    assert not children["worker"].alive
    again.end(signal.SIGTERM)


def test_the_demo_stops_when_make_is_killed(start):
    make = (sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])")
    run = start(through=make, more=("attached",)).until_ready()
    children = run.children()
    run.end(signal.SIGKILL)
    assert wait_until(lambda: not any(child.alive for child in children.values()), seconds=10)


def test_a_child_that_falls_is_started_again(start):
    run = start().until_ready()
    web = run.children()["web"]
    os.kill(web.pid, signal.SIGKILL)
    assert wait_until(lambda: run.children()["web"] != web, seconds=5)
    _, err = run.end(signal.SIGINT)
    assert err.startswith("web fell and was started again.")


def test_a_taken_port_is_one_clear_line(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        run = start(port=str(taken.getsockname()[1]))
        out, err = run.process.communicate(timeout=20)
    assert (run.process.returncode, out) == (2, "")
    assert err.startswith("Port ")
    assert err.count("\n") == 1


def test_a_public_name_is_refused_before_anything_starts(start, local):
    run = start(local=local, ALLOWED_HOSTS="localhost,trede.example")
    _, err = run.process.communicate(timeout=20)
    assert (run.process.returncode, err.count("\n")) == (2, 1)
    assert "trede.example" in err
    assert not local.folder.exists()


def test_a_step_that_fails_is_named_with_its_reason(start):
    run = start(step=("no_such_command",))
    _, err = run.process.communicate(timeout=30)
    assert run.process.returncode == 2
    assert err.startswith("Asking for the version failed: ")
    assert "setup.log" in err


def test_starting_over_makes_new_keys(local, monkeypatch):
    monkeypatch.setenv("TREDE_LOCAL", str(local.folder))
    before = environment(local)["SECRET_KEY"]
    assert demo.main(["reset"]) == 0
    assert not any(local.folder.iterdir())
    assert environment(local)["SECRET_KEY"] != before


def test_a_demo_that_runs_is_not_started_over(start, demo_local, monkeypatch, capsys):
    monkeypatch.setenv("TREDE_LOCAL", str(demo_local.folder))
    start().until_ready()
    assert demo.main(["reset"]) == 2
    assert "Stop the demo first" in capsys.readouterr().err


def test_the_demo_runs_all_four_parts():
    assert set(SERVICES) == {"web", "worker", "beat", "relay"}


def test_a_worker_that_takes_no_work_is_started_again(local, monkeypatch, capsys):
    sleeper = ("-c", "import time; time.sleep(60)")
    monkeypatch.setattr(demo.health, "is_deaf", lambda environ: True)
    monkeypatch.setattr(demo.deaf, "LIMIT", timedelta(seconds=0.5))
    local.logs.mkdir(parents=True)
    running = demo.Demo(local, os.environ, {"worker": sleeper, "relay": sleeper})
    before = [one.start() for one in running.kept]
    try:
        running._look_after()
        assert [one.child for one in running.kept] == before, "a young worker gets its time"
        assert wait_until(lambda: running._look_after() or running.kept[0].child is not before[0], seconds=10)
        assert before[0].poll() == -signal.SIGKILL
        assert running.kept[1].child is before[1]
    finally:
        running.stop()
    assert "worker fell and was started again" in capsys.readouterr().err
