"""Copied work at its stated size."""

import resource
import time
from datetime import date
from typing import Any

import pytest

from cases.dossier.models import Case
from config.local.roles import OWNER
from config.municipality import pack as packs
from config.seeding.mass import make
from config.seeding.mass.make import Asked, copy_cases
from config.stories.scratch import connected, scratch
from reporting.figures.escalation import escalation
from tests.stories.mass_town import (
    AT,
    CODE,
    YESTERDAY,
    copied,
    counts,
    quietly,
)


@pytest.mark.soak
def test_a_million_cases_are_made_in_minutes_and_memory_stays_flat(servers: Any, django_db_blocker: Any) -> None:
    marks: list[tuple[int, float, int]] = []

    def note(done: int, _of: int) -> None:
        marks.append((done, time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))

    with django_db_blocker.unblock(), scratch() as name, connected(OWNER, name):
        asked = Asked(1_000_000, 1, teams=50)
        done = copy_cases(packs.read(CODE), asked, at=AT, progress=note, growing=quietly)
        assert done.cases == Case.objects.count() == 1_000_000
        rows = escalation(actor=None, since=date(2021, 1, 1), until=YESTERDAY)
        first = str(make.houses.Team.objects.get(code="seeded-01").pk)
        found = {
            late: [row for row in rows if row.team == first and later(row.month) == late] for late in (False, True)
        }
        shares = {late: share_of(told) for late, told in found.items()}
    assert shares[False] == pytest.approx(0.30, abs=0.03)
    assert shares[True] == pytest.approx(0.40, abs=0.03)
    assert marks[-1][1] - marks[0][1] < 15 * 60
    assert marks[-1][2] - marks[len(marks) // 10][2] < 64 * 1024


def later(month: date) -> bool:
    return month >= date(2024, 11, 1)


def share_of(rows: list[Any]) -> float:
    known = [row for row in rows if row.law in ("wmo", "jeugd")]
    return sum(row.tailored for row in known) / sum(row.finished for row in known)


@pytest.mark.soak
def test_the_same_seed_grown_anew_gives_the_same_figures(servers: Any, django_db_blocker: Any) -> None:
    found = []
    with django_db_blocker.unblock():
        for _ in range(2):
            with scratch() as name, connected(OWNER, name):
                copied(Asked(3_000, 7, templates=60))
                found.append((counts(), sorted(map(str, Case.objects.values_list("pk", "number", "registered_on")))))
    assert found[0] == found[1]
