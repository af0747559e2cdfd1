"""Editions: which years are due, that they are made once, and that nothing but what may be shown is kept."""

import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts import access
from config.local import ROOT, Local
from reporting.editions import making
from reporting.editions.making import Period, due, make, thresholds_of
from reporting.editions.models import Audience, Edition
from reporting.editions.storing import kept, read_back
from reporting.tasks import make_due
from tests import database
from tests.cast import ANNE, MAX, acting
from tests.reporting.finishings import finished, write

pytestmark = pytest.mark.usefixtures("world")
FEBRUARY = datetime(2026, 2, 1, 9, tzinfo=UTC)
YEAR = Period("hoogeveen", "finished", 2025)


def as_job(work: Any) -> Any:
    with access.system("make_editions", at=FEBRUARY):
        return work()


def twelve(layer: str = "own_strength", *, month: int = 3, number: int = 12, law: str = "wmo", **more: Any) -> None:
    for _time in range(number):
        finished(layer, law=law, on=date(2025, month, 10), **more)


def edition(audience: str = "inside") -> Edition:
    with acting(ANNE):
        return Edition.objects.visible_to(ANNE).get(family="finished", audience=audience)


def test_a_year_is_due_from_the_first_of_february() -> None:
    twelve()
    assert as_job(lambda: due(on=date(2026, 1, 31))) == []
    assert as_job(lambda: due(on=date(2026, 2, 1))) == [YEAR]


def test_a_year_without_anything_to_count_before_it_is_not_due() -> None:
    assert as_job(lambda: due(on=date(2026, 2, 1))) == []


def test_both_editions_are_made_once() -> None:
    twelve()
    assert make_due(at=FEBRUARY) == 1
    assert make_due(at=FEBRUARY) == 0
    assert as_job(lambda: make(YEAR, at=FEBRUARY)) is False
    assert {edition(audience).threshold for audience in Audience.values} == {5, 10}


def test_what_changes_later_changes_no_edition() -> None:
    twelve()
    make_due(at=FEBRUARY)
    before = edition().tables
    twelve("social_network")
    make_due(at=FEBRUARY)
    assert edition().tables == before


def test_not_even_the_job_rewrites_an_edition() -> None:
    twelve()
    make_due(at=FEBRUARY)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        as_job(lambda: Edition.objects.update(threshold=2))


def test_a_small_number_is_not_kept_anywhere() -> None:
    twelve(number=40)
    twelve("tailored_provision", number=40)
    twelve("general_facility", number=3)
    make_due(at=FEBRUARY)
    for audience in Audience.values:
        counts = [count for table in edition(audience).tables.values() for _key, count in table["shown"]]
        assert counts
        assert not {1, 2, 3, 4} & set(counts)


def test_few_cases_are_no_table_and_a_sentence_says_so() -> None:
    twelve(number=4)
    make_due(at=FEBRUARY)
    assert edition().tables == {}
    assert set(edition().refused.values()) == {"too_few"}


def test_a_confidential_case_is_not_counted() -> None:
    twelve()
    hidden = finished("own_strength", on=date(2025, 3, 10))
    write("case:confidential", hidden)
    make_due(at=FEBRUARY)
    table = read_back("steps-by-law", edition().tables["steps-by-law"])
    assert table.count() == 12


def test_what_is_kept_reads_back_the_same() -> None:
    twelve(number=40)
    twelve("social_network", number=7)
    table = as_job(lambda: making.protect(making.counted("finished", "hoogeveen", 2025)[0], threshold=5)).tables[0]
    back = read_back(table.name, kept(table))
    assert (back.shown, back.hidden) == (dict(table.shown), table.hidden)


def test_the_thresholds_come_from_the_pack() -> None:
    assert thresholds_of({}) == {"inside": 5, "publication": 10}
    rows = [{"audience": "inside", "threshold": 7}, {"audience": "publication", "threshold": 20}]
    assert thresholds_of({"small_cells": rows}) == {"inside": 7, "publication": 20}


def test_an_adviser_reads_editions_and_no_fact() -> None:
    twelve()
    make_due(at=FEBRUARY)
    with acting(ANNE), connection.cursor() as cursor:
        for table in ("reporting_finished", "reporting_finishedmonth", "reporting_course", "ledger_event"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
        assert Edition.objects.count() == 2


def test_a_manager_reads_no_edition() -> None:
    """Who knows her own numbers could take them off, and see those of the other team."""
    twelve()
    make_due(at=FEBRUARY)
    with acting(MAX):
        assert Edition.objects.count() == 0


def test_nobody_writes_an_edition_by_hand() -> None:
    twelve()
    make_due(at=FEBRUARY)
    made = edition()
    made.pk, made.year = None, 2024
    with acting(ANNE), pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        made.save(force_insert=True)


def test_the_web_loads_no_solver(servers: Local) -> None:
    """SciPy would make each web process a third larger: only who makes editions loads it."""
    asks = "import sys, config.urls, reporting.published, reporting.tasks; print('scipy' in sys.modules)"
    done = database.manage(servers, connection.settings_dict["NAME"], "shell", "-v", "0", "-c", asks, role="runtime")
    assert done.stdout.strip() == "False", done.stderr


def test_what_gunicorn_serves_loads_workbooks_when_it_writes_one_and_no_numpy() -> None:
    asks = """
import sys
from config import gunicorn
gunicorn.post_fork(None, None)
from config.wsgi import application
loaded = "openpyxl" in sys.modules, "odf" in sys.modules
from psycopg.adapt import PyFormat, Transformer
from reporting import exports
Transformer().get_dumper(1, PyFormat.AUTO)
made = exports.file_of("x", "xlsx", heads=["a"], rows=[[1.5]], notes=[])
print("numpy" in sys.modules, loaded, made.content[:2])
"""
    done = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False (False, False) b'PK'", done.stderr
