import os
import signal
import subprocess
import sys

import pytest

from config.local import ROOT, kept, processes
from config.local.processes import Process, wait_until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
PARENT = """
import os, signal, subprocess, sys, time
from config.local import processes
processes.LINUX = sys.argv[1] == "kernel"
child = processes.spawn(
    [sys.executable, "-c", "import time; time.sleep(60)"],
    ends_with=signal.SIGTERM, output=subprocess.DEVNULL, environ=os.environ,
)
print(child.pid, flush=True)
time.sleep(60)
"""


def sleeper() -> "subprocess.Popen[bytes]":
    return processes.spawn(SLEEPER, ends_with=signal.SIGTERM, output=subprocess.DEVNULL, environ=os.environ)


@pytest.mark.parametrize("tie", ["kernel", "leash"])
def test_a_child_ends_when_its_parent_is_killed(tie):
    with subprocess.Popen([sys.executable, "-c", PARENT, tie], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        child = Process.of(int(parent.stdout.readline()))
        assert child.alive
        parent.kill()
    assert wait_until(lambda: not child.alive, seconds=5)


def test_a_child_leads_its_own_session():
    with sleeper() as child:
        assert os.getsid(child.pid) == child.pid
        child.kill()


def test_a_pid_that_was_given_to_another_is_not_taken_for_ours():
    with sleeper() as child:
        reused = Process(pid=child.pid, started="another moment")
        processes.end(reused)
        assert not reused.alive
        assert child.poll() is None
        child.kill()


def test_a_process_that_only_waits_to_be_buried_is_dead():
    with sleeper() as child:
        process = Process.of(child.pid)
        child.kill()
        assert wait_until(lambda: not process.alive, seconds=5)


def test_what_does_not_listen_is_made_to_stop():
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        processes.end(Process.of(child.pid), patience=0.2)
        assert child.wait(5) == -signal.SIGKILL


def test_leftovers_are_ended_and_forgotten(folder):
    with sleeper() as child:
        kept.note(folder / "note.json", {"sleeper": child.pid})
        kept.end_leftovers(folder / "note.json", first={})
        assert child.wait(5) == -signal.SIGTERM
    assert not (folder / "note.json").exists()


def test_a_fallen_child_is_started_again_and_then_only_after_a_pause():
    one = kept.Kept("faller", lambda: subprocess.Popen([sys.executable, "-c", ""]), stop=signal.SIGTERM)
    one.start().wait()
    assert one.look_after()
    one.child.wait()
    assert not one.look_after()


def test_a_child_that_stands_is_left_alone():
    one = kept.Kept("sleeper", sleeper, stop=signal.SIGTERM)
    pid = one.start().pid
    assert not one.look_after()
    assert one.child.pid == pid
    kept.stop_all([one], patience=5)
    assert one.child.returncode == -signal.SIGTERM
