"""A town of copied work for tests: what was grown once, and what is copied from it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.utils import timezone

from config.local.roles import OWNER
from config.municipality import pack as packs
from config.seeding.mass import copying, make, plan, reading
from config.seeding.mass.make import Asked, Copied, copy_cases
from config.seeding.mass.tally import COUNTS
from config.stories.scratch import connected, scratch
from provisions.models import ProvisionTally
from reporting.figures.escalation import escalation

AT = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.get_default_timezone())
YESTERDAY = date(2026, 11, 22)
CASES, TEMPLATES = 600, 40
CODE = "hoogeveen"


@dataclass(frozen=True)
class Town:
    """A database with copies, what was asked and made, and what they are copies of."""

    name: str
    asked: Asked
    copied: Copied
    grown: make.Grown
    tallied: dict[str, dict[str, int]]


def quietly(_done: int, _of: int) -> None:
    pass


def copied(asked: Asked, **more: Any) -> Copied:
    return copy_cases(packs.read(CODE), asked, at=AT, progress=quietly, growing=quietly, **more)


@pytest.fixture(scope="module")
def grown(servers: Any, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Grown once for all databases of this module: whoever asks for templates again gets the same, for its own ids."""
    kept: dict[str, Any] = {}
    grow, tied = make.grow, make.bundles

    def bundles(before: Any, *, zone: str) -> Any:
        kept["bundles"] = tied(before, zone=zone)
        kept["guarded"] = guarded_with_rows()
        kept["tallies"] = tallies()
        return kept["bundles"]

    with django_db_blocker.unblock(), ExitStack() as stack:
        like = stack.enter_context(scratch())
        with connected(OWNER, like):
            make.settle(packs.read(CODE), at=AT)
            kept["before"] = make.sizes()
            grow(packs.read(CODE), cases=TEMPLATES, seed=7, at=AT, progress=quietly, back=make.BACK)

        @contextmanager
        def clone() -> Iterator[str]:
            with scratch(like=like) as name:
                yield name

        stack.enter_context(patch.object(make, "scratch", clone))
        stack.enter_context(patch.object(make, "grow", lambda *_args, **_more: None))
        stack.enter_context(patch.object(make, "sizes", lambda: kept["before"]))
        stack.enter_context(patch.object(make, "bundles", bundles))
        stack.enter_context(patch.object(plan, "BATCH", 200))
        stack.enter_context(patch.object(copying, "BATCH", 200))
        yield kept


@pytest.fixture(scope="module")
def town(grown: dict[str, Any]) -> Iterator[Town]:
    """A town with copies in the pack's own teams, seen by the owner of the tables."""
    made: list[make.Grown] = []
    templates = make.templates

    def noted(*given: Any, **more: Any) -> make.Grown:
        made.append(templates(*given, **more))
        return made[-1]

    asked = Asked(CASES, 7)
    with scratch() as name, connected(OWNER, name):
        with patch.object(make, "templates", noted):
            done = copied(asked)
        yield Town(name, asked, done, made[0], grown["tallies"])


def guarded_with_rows() -> set[str]:
    """The tables behind a wall in which something stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        return {name for (name,) in cursor.fetchall() if reading.sizes_of(name)}


def tallies() -> dict[str, dict[str, int]]:
    rows = ProvisionTally.objects.values("provision__name", *COUNTS)
    return {row.pop("provision__name"): row for row in rows}


def counts() -> dict[Any, int]:
    """Per team, month and layer how many investigations finished."""
    rows = escalation(actor=None, since=date(2020, 1, 1), until=YESTERDAY)
    steps = ("finished", "own", "around", "nearby", "tailored", "own_decision", "nowhere", "external")
    codes = {str(pk): code for pk, code in make.houses.Team.objects.values_list("pk", "code")}
    return {(codes[row.team], row.month, row.law, step): getattr(row, step) for row in rows for step in steps}


def copies_of(town: Town, cases: int = CASES) -> tuple[list[plan.Copy], plan.Plan]:
    """What was planned, in the order of writing, and the plan."""
    crews = make.houses.crews(packs.read(CODE), invented=0, on=YESTERDAY)
    planned = plan.plan_of(
        town.grown.templates, crews, cases=cases, seed=town.asked.seed_in(CODE), until=YESTERDAY, years=5
    )
    return [
        one for batch in plan.batches_of(planned.cases) for one in plan.copies(planned, batch, planned.dice(batch))
    ], planned


def tied_again() -> list[reading.Bundle]:
    """What was copied, read as what was grown is read."""
    before = {name: 0 if name.startswith(("cases_", "intake_")) or name in MORE else size for name, size in now()}
    return reading.bundles(before, zone="Europe/Amsterdam")


MORE = ("ledger_event", "accounts_notice")


def now() -> list[tuple[str, int]]:
    return list(reading.sizes().items())
