"""`manage.py bench`: what it prints, what it refuses, and that it leaves nothing but its own databases behind."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.local import ROOT
from config.local.processes import Process
from config.management.commands.bench import Command
from reporting.catalogue import FIGURES
from tests.bench.conftest import COMMAND, has_floors, owner

# As the handbook has them: design.md 7, and performance.md 5 for what it does not repeat.
BUDGETS = {
    "worklist": 1.5,
    "my work": 1.5,
    "case page": 1.5,
    "create over HTTP": 3,
    "transition over HTTP": 2.5,
    "transition as a call": 3.5,
    "escalation page": 2,
    "CSV export": 2,
    "transition with its sums": 1.5,
    "growth in time: R1 bare page (control)": 1.1,
    "growth in time: worklist": 1.1,
    "growth in time: case page": 1.1,
    "growth in time: create over HTTP": 1.1,
    "growth in time: transition over HTTP": 1.1,
    "growth in buffers: worklist": 1.3,
    "growth in buffers: case page": 1.3,
    "growth in buffers: create over HTTP": 1.3,
    "growth in buffers: transition over HTTP": 1.3,
    "four at once: transition over HTTP": 1.2,
    "four at once: create over HTTP": 1.2,
    "four at once on one case: not just one winner": 0,
    "memory of a web worker": 110,
    "memory of a CSV export, above rest": 32,
}
REPORT = 1.2
WINNERS = "four at once on one case: not just one winner"


def test_a_row_says_path_floor_ratio_budget_and_statements(told: dict[str, Any]) -> None:
    assert {frozenset(row) for row in told["rows"]} == {
        frozenset({"path", "floor", "ratio", "budget", "statements", "held"})
    }
    untimed = ("memory of a CSV export, above rest", WINNERS)
    timed = [row for row in told["rows"] if row["floor"] != "no floor written" and row["path"] not in untimed]
    assert all(row["ratio"] > 0 for row in timed)


def test_the_budgets_are_those_of_the_handbook(told: dict[str, Any]) -> None:
    reports = {f"report {name}": REPORT for name in FIGURES if name != "escalation"}
    assert {row["path"]: row["budget"] for row in told["rows"]} == BUDGETS | reports


def test_of_four_who_move_a_case_by_the_same_version_one_wins(told: dict[str, Any]) -> None:
    (row,) = [row for row in told["rows"] if row["path"] == WINNERS]
    assert (row["ratio"], row["held"]) == (0, True)


def test_pages_and_acts_say_how_often_they_ask(told: dict[str, Any]) -> None:
    asked = {row["path"]: row["statements"] for row in told["rows"]}
    assert 0 < asked["worklist"] <= 8
    assert 0 < asked["case page"] <= 12
    assert 0 < asked["transition over HTTP"] <= 12
    assert asked["memory of a web worker"] is None


def test_json_is_all_that_stands_on_standard_output(benched: Any, told: dict[str, Any]) -> None:
    assert benched.stdout.count("\n") == 1
    assert (told["cases"], told["rounds"]) == (300, 1)


def test_no_table_of_a_floor_stays_behind(made: tuple[str, str]) -> None:
    assert [has_floors(name) for name in made] == [False, False]


def test_the_databases_are_kept_under_names_of_their_own(made: tuple[str, str]) -> None:
    with psycopg.connect(owner("postgres")) as line:
        found = line.execute("SELECT datname FROM pg_database WHERE starts_with(datname, 'trede_bench_')").fetchall()
    assert {name for (name,) in found} == set(made)


def test_a_bench_that_is_told_to_end_takes_its_tables_down(made: tuple[str, str]) -> None:
    with subprocess.Popen(
        [*COMMAND, "--rounds", "50"], cwd=ROOT, env=os.environ, stderr=subprocess.PIPE, text=True
    ) as running:
        _wait_for(made[1])
        servers = [Process.of(pid) for pid in children(running.pid)]
        running.send_signal(signal.SIGTERM)
        _out, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said.endswith("The bench was stopped. Nothing of it stays behind but its databases.\n")
    assert [has_floors(name) for name in made] == [False, False]
    assert _trigger_works(made[1])
    assert servers
    assert not [server for server in servers if server.alive]


def children(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _wait_for(database: str) -> None:
    until = time.monotonic() + 60
    while not has_floors(database):
        assert time.monotonic() < until, "the bench made no tables"
        time.sleep(0.05)


def _trigger_works(database: str) -> bool:
    asked = "SELECT tgenabled FROM pg_trigger WHERE tgname = 'reporting_keep_facts'"
    with psycopg.connect(owner(database)) as line:
        return line.execute(asked).fetchone() == ("O",)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--cases", "0"], "--cases takes 200 to 2,000,000."),
        (["--cases", "-5"], "--cases takes 200 to 2,000,000."),
        (["--cases", "3000000"], "--cases takes 200 to 2,000,000."),
        (["--cases", "many"], "argument --cases: invalid int value: 'many'"),
        (["--rounds", "0"], "--rounds takes 1 to 50."),
        (["--rounds", "1e9"], "argument --rounds: invalid int value: '1e9'"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(
    capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "bench", *options])
    out, heard = capsys.readouterr()
    assert (ended.value.code, out) == (2, "")
    assert heard.count("\n") == 1
    assert said in heard


def test_what_is_served_in_debug_is_not_measured(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEBUG = True
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "bench"])
    assert ended.value.code == 2
    assert "DEBUG=0" in capsys.readouterr().err
