"""What is asked on a page is done in the background: once, whole or not at all, seen while it runs, and undone."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection, transaction

from accounts import access
from config.local import ROOT, Local
from ledger import outbox
from ledger.models import OutboxMessage
from provisions.exchange import actions, delivering, storing, tasks
from provisions.exchange.models import DirectoryImport, ImportLine, ImportProgress
from provisions.exchange.reading import read_package
from provisions.models import Organisation, Provision, Schedule, TaxonomyTerm
from tests import database
from tests.cast import ADA, AT, acting, journal, refusal_of
from tests.provisions.exchange.packages import Rows, many, small, zipped
from tests.storm import storm
from workflows.refusal import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, world: None) -> Path:
    settings.IMPORT_DIR = str(tmp_path / "imports")
    return tmp_path


def received(tables: dict[str, Rows], folder: Path, *, source: str = "lijst") -> UUID:
    stored = storing.keep([zipped(tables)], name="lijst.zip")
    run = uuid4()
    with acting(ADA):
        actions.receive(
            run=run,
            package=read_package(storing.path_of(stored), name="lijst.zip"),
            name="lijst.zip",
            stored=stored,
            municipality="hoogeveen",
            source=source,
            by=ADA,
            at=AT,
        )
    return run


def ask(verb: str, run: UUID) -> None:
    with acting(ADA):
        getattr(actions, verb)(run=run, by=ADA, at=AT)


def deliver() -> None:
    for message in OutboxMessage.objects.filter(state="waiting", kind__startswith="directory.").order_by("id"):
        with access.system("deliver", at=AT):
            outbox.deliver(message.id, at=AT)


def does(verb: str, run: UUID) -> DirectoryImport:
    ask(verb, run)
    deliver()
    return DirectoryImport.objects.get(pk=run)


def entered(tables: dict[str, Rows], folder: Path, **more: Any) -> UUID:
    run = received(tables, folder, **more)
    assert does("look", run).state == "looked"
    assert does("apply", run).state == "applied"
    return run


def test_looking_tells_everything_and_leaves_all_as_it_was(folder: Path) -> None:
    found = does("look", received(small(), folder))
    assert found.state == "looked"
    assert not Provision.objects.exists()
    assert found.tallies["services"]["rejected"] == 1
    told = ImportLine.objects.get(run=found.pk, what="rejected", table="services")
    assert (told.row, told.code, told.name) == (4, "organization.unknown", "Van niemand")


def test_entering_brings_it_and_the_journal_knows(folder: Path) -> None:
    run = entered(small(), folder)
    assert Provision.objects.count() == 3
    acts = [entry.act for entry in journal(object_id=run)]
    assert acts == ["import:receive", "import:look", "import:apply"]


def test_what_was_asked_twice_is_done_once(folder: Path) -> None:
    run = received(small(), folder)
    does("look", run)
    ask("apply", run)
    with acting(ADA):
        assert refusal_of(actions.apply, run=run, by=ADA, at=AT) == "import_is_applying"
    deliver()
    with access.system("deliver", at=AT):
        delivering.enter({"run": str(run), "round": 2}, AT)
    assert Organisation.objects.count() == 2


def test_of_two_administrators_one_wins_and_the_other_is_told(folder: Path) -> None:
    first, second = (received(small(), folder, source=name) for name in ("een", "twee"))
    for run in (first, second):
        does("look", run)
    outcomes = storm(2, lambda number: ask("apply", (first, second)[number]))
    assert not outcomes.errors
    assert len(outcomes.won) == 1
    assert dict(outcomes.answers) == {"import.another_writes": 1}


def test_the_same_import_entered_by_two_is_entered_once(folder: Path) -> None:
    run = received(small(), folder)
    does("look", run)
    outcomes = storm(4, lambda number: ask("apply", run))
    assert (len(outcomes.won), dict(outcomes.answers)) == (1, {"import_is_applying": 3})


def test_what_changes_nothing_is_not_entered(folder: Path) -> None:
    entered(small(), folder)
    again = received(small(), folder)
    does("look", again)
    with acting(ADA):
        assert refusal_of(actions.apply, run=again, by=ADA, at=AT) == "import.nothing_new"


def test_how_far_it_is_shows_while_it_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run's transaction is open and holds its own: another session sees the count grow."""
    monkeypatch.setattr("provisions.exchange.progress.EVERY", 0)
    run = received(many(1200), folder)
    seen: list[tuple[int, int, int]] = []
    from provisions.exchange.progress import Beside

    real = Beside.went

    def heard(self: Beside, done: int) -> None:
        real(self, done)
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute('SELECT done, "of" FROM provisions_importprogress WHERE run = %s', [run])
            progress = cursor.fetchone()
            cursor.execute("SELECT count(*) FROM provisions_provision")
            seen.append((*progress, cursor.fetchone()[0]))
        other.close()

    monkeypatch.setattr(Beside, "went", heard)
    does("look", run)
    does("apply", run)
    done = [one for one, _of, _rows in seen]
    assert len(set(done)) > 5
    assert max(done) == DirectoryImport.objects.get(pk=run).lines
    assert {rows for _done, _of, rows in seen} == {0}


def test_it_is_stopped_on_request_and_nothing_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provisions.exchange.progress.EVERY", 0)
    run = received(small(), folder)
    does("look", run)
    ask("apply", run)
    ImportProgress.objects.create(run=run, round=2, stop=True)
    deliver()
    found = DirectoryImport.objects.get(pk=run)
    assert (found.state, found.reason) == ("failed", "import.stopped")
    assert not Provision.objects.exists()


def worker(run: UUID, fatal: int, settings: Any) -> int:
    environment = database.environment_for(Local.of(), connection.settings_dict["NAME"])
    return subprocess.run(
        [sys.executable, "tests/provisions/exchange/doomed.py", str(fatal)],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT), "IMPORT_DIR": settings.IMPORT_DIR},
        timeout=300,
        check=False,
    ).returncode


@pytest.mark.servers
def test_a_killed_worker_leaves_nothing_half_done_and_the_next_one_does_it_once(folder: Path, settings: Any) -> None:
    run = received(many(1500), folder)
    does("look", run)
    ask("apply", run)
    for fatal in (2, 5):
        assert worker(run, fatal, settings) == -signal.SIGKILL
        assert not Provision.objects.exists()
        assert DirectoryImport.objects.get(pk=run).state == "applying"
    assert worker(run, 0, settings) == 0
    assert DirectoryImport.objects.get(pk=run).state == "applied"
    assert (Provision.objects.count(), Schedule.objects.count()) == (1500, 4500)


@pytest.mark.servers
def test_workers_that_die_over_it_are_not_asked_for_ever(folder: Path, settings: Any) -> None:
    run = received(small(), folder)
    does("look", run)
    ask("apply", run)
    for _time in range(3):
        assert worker(run, 1, settings) == -signal.SIGKILL
    assert worker(run, 1, settings) == 0
    found = DirectoryImport.objects.get(pk=run)
    assert (found.state, found.reason) == ("failed", "import.given_up")


class TestUndo:
    def test_what_is_new_goes_and_what_changed_comes_back(self, folder: Path) -> None:
        entered(small(), folder)
        edited = small()
        edited["services"][0]["name"] = "Theeochtend"
        edited["services"].append({"id": "19", "organization_id": "1", "name": "Soep", "description": "", "url": ""})
        run = entered(edited, folder)
        found = does("undo", run)
        assert (found.state, found.left) == ("undone", {"restored": 1, "removed": 1, "withdrawn": 0, "left": 0})
        assert not Provision.objects.filter(source_id="19").exists()
        assert Provision.objects.get(source_id="11").name == "Koffieochtend"

    def test_a_whole_directory_goes_again(self, folder: Path) -> None:
        found = does("undo", entered(small(), folder))
        assert (found.left["removed"] > 15, found.left["withdrawn"]) == (True, 0)
        assert not Organisation.objects.exists()

    def test_a_category_goes_after_those_below_it(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("provisions.exchange.undoing.STEP", 1)
        tables = small()
        tables["taxonomy"].reverse()
        found = does("undo", entered(tables, folder))
        assert (found.left["withdrawn"], TaxonomyTerm.objects.count()) == (0, 0)

    def test_what_something_rests_on_is_withdrawn_and_comes_back_with_the_file(self, folder: Path) -> None:
        run = entered(small(), folder)
        coffee = Provision.objects.get(source_id="11")
        Schedule.objects.create(provision=coffee, municipality_id="hoogeveen", description="met de hand")
        found = does("undo", run)
        coffee.refresh_from_db()
        assert (coffee.withdrawn_on, found.left["withdrawn"]) == (AT.date(), 2)
        assert coffee.organisation.withdrawn_on == AT.date()
        entered(small(), folder)
        coffee.refresh_from_db()
        assert (coffee.withdrawn_on, coffee.extra) == (None, {})

    def test_what_a_colleague_changed_since_stays_and_is_listed(self, folder: Path) -> None:
        entered(small(), folder)
        edited = small()
        edited["services"][0]["name"] = "Theeochtend"
        run = entered(edited, folder)
        Provision.objects.filter(source_id="11").update(name="Met de hand")
        found = does("undo", run)
        assert found.left["left"] == 1
        assert ImportLine.objects.get(run=run, what="left").code == "import.changed_since"
        assert Provision.objects.get(source_id="11").name == "Met de hand"

    def test_after_seven_days_it_stays_and_the_file_is_gone(self, folder: Path) -> None:
        from datetime import timedelta

        run = entered(small(), folder)
        with acting(ADA, at=AT + timedelta(days=8)):
            answer = refusal_of(actions.undo, run=run, by=ADA, at=AT + timedelta(days=8))
        assert answer == "import.too_late"
        stored = DirectoryImport.objects.get(pk=run).stored
        os.utime(storing.path_of(stored), (AT.timestamp(), AT.timestamp()))
        with time_machine.travel(AT + timedelta(days=6)):
            tasks.clear_imports()
        assert storing.is_here(stored)
        with time_machine.travel(AT + timedelta(days=8)):
            tasks.clear_imports()
        assert not storing.is_here(stored)
        assert not ImportLine.objects.filter(run=run).exists()
        assert DirectoryImport.objects.get(pk=run).tallies


def test_a_file_that_is_left_aside_is_removed(folder: Path) -> None:
    run = received(small(), folder)
    stored = DirectoryImport.objects.get(pk=run).stored
    ask("drop", run)
    assert not storing.is_here(stored)
    with acting(ADA):
        assert refusal_of(actions.look, run=run, by=ADA, at=AT) == "import_is_dropped"


def test_a_refused_file_leaves_nothing(folder: Path) -> None:
    with pytest.raises(Refused), transaction.atomic():
        storing.keep([b"x" * 2**20] * 60, name="a.csv")
    assert list((folder / "imports").iterdir()) == []
