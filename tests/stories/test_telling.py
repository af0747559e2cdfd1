"""The command: scratch databases that go away, stories that stay once, and answers for machines."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts import access
from cases.dossier.models import Case
from cases.residents.models import Resident
from cases.safety.models import SafetyConcern
from config.municipality import pack as packs
from config.municipality import people
from config.stories import told
from config.stories.scratch import SCRATCH, scratch
from config.stories.telling import before
from config.stories.told import SHIPPED
from intake.models import Conversation
from ledger.models import Event

LONELINESS = SHIPPED / "1-loneliness.toml"


def tell(*arguments: Any, **options: Any) -> str:
    said = StringIO()
    call_command("tell_stories", *map(str, arguments), stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(old: str, new: str) -> Path:
        path = tmp_path / "changed.toml"
        path.write_text(LONELINESS.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        return path

    return write


def databases(server: Any) -> set[str]:
    return {name for (name,) in server.execute("SELECT datname FROM pg_database")}


def test_a_told_story_is_one_line(stage: None) -> None:
    assert tell(LONELINESS) == "1-loneliness: holds\n"


def test_a_machine_reads_what_happened(stage: None) -> None:
    answer = json.loads(tell(LONELINESS, json=True, municipality="coevorden"))
    assert (answer["municipality"], answer["holds"]) == ("coevorden", True)
    assert answer["stories"][0]["id"] == "1-loneliness"


def test_a_story_that_does_not_hold_ends_with_one(stage: None, changed: Any) -> None:
    said = StringIO()
    path = changed('case = "resolved"', 'case = "decided"')
    with pytest.raises(CommandError, match="1-loneliness: case: expected decided, came out resolved") as failure:
        call_command("tell_stories", str(path), json=True, stdout=said)
    assert failure.value.returncode == 1
    assert json.loads(said.getvalue())["holds"] is False


def test_bad_input_ends_with_two(stage: None, changed: Any) -> None:
    with pytest.raises(CommandError, match=r"changed\.toml, step 7") as failure:
        tell(changed("own_strength = {", "eigen_kracht = {"))
    assert failure.value.returncode == 2


def test_an_unknown_municipality_ends_with_two() -> None:
    with pytest.raises(CommandError, match="Known are: coevorden, hoogeveen") as failure:
        tell(LONELINESS, municipality="assen")
    assert failure.value.returncode == 2


@pytest.fixture
def server(stage: None) -> Iterator[Any]:
    from config.local import environment
    from config.local.roles import with_database

    owner = with_database(environment()["DATABASE_OWNER_URL"], "postgres")
    with psycopg.connect(owner, autocommit=True) as connection:
        yield connection


def break_off(server: Any, names: list[str]) -> None:
    with scratch() as name:
        names.append(name)
        assert name in databases(server)
        raise ZeroDivisionError


def test_a_scratch_database_goes_away_also_when_something_breaks(server: Any) -> None:
    names: list[str] = []
    with pytest.raises(ZeroDivisionError):
        break_off(server, names)
    assert not databases(server) & set(names)


def test_what_a_killed_run_left_behind_goes_away(server: Any) -> None:
    left = f"{SCRATCH}left_by_{os.getpid()}"
    server.execute(f"CREATE DATABASE {left}")
    with scratch() as name:
        assert left not in databases(server)
        assert name in databases(server)


def test_a_scratch_database_in_use_stays(server: Any) -> None:
    with scratch() as first, scratch():
        assert first in databases(server)


def test_stories_are_played_as_the_runtime_role(demo_database: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.RUNTIME_ROLE,)


def test_a_kept_story_is_told_once(demo_database: None) -> None:
    assert "1-loneliness: holds" in tell(LONELINESS, keep=True)
    assert "1-loneliness: was told earlier" in tell(LONELINESS, keep=True)


def test_a_story_that_does_not_hold_leaves_nothing_behind(demo_database: None, changed: Any) -> None:
    with pytest.raises(CommandError, match="expected decided"):
        tell(changed('case = "resolved"', 'case = "decided"'), keep=True)
    assert "1-loneliness: holds" in tell(LONELINESS, keep=True)


def test_two_municipalities_share_one_database_and_neither_sees_the_other(demo_database: None) -> None:
    for municipality in packs.known():
        answer = json.loads(tell(keep=True, json=True, municipality=municipality))
        assert [story["why"] for story in answer["stories"] if not story["holds"]] == []
        assert {"14-evicted", "91-broken-off"} <= {story["id"] for story in answer["stories"]}
    for municipality in packs.known():
        for role in packs.ROLES:
            assert seen_elsewhere(role, municipality) == 0


def seen_elsewhere(role: str, municipality: str) -> int:
    """How much somebody sees of another municipality, in the lists or in the database."""
    now = timezone.now()
    actor = people.actor(role, municipality, on=timezone.localdate(now))
    with access.acting(actor, at=now, origin="story"):
        other = {"municipality": next(code for code in packs.known() if code != municipality)}
        return (
            Case.objects.filter(**other).count()
            + Resident.objects.filter(**other).count()
            + SafetyConcern.objects.filter(**other).count()
            + Conversation.objects.filter(team__municipality=other["municipality"]).count()
            + Event.objects.filter(**other).count()
        )


def test_kept_stories_end_in_the_week_before_today() -> None:
    story = told.read(LONELINESS)
    for day in range(10):
        today = date(2027, 3, 1) + timedelta(days=day)
        moved = before(today, story)
        assert timedelta(1) <= today - moved.today <= timedelta(7)
        assert moved.steps[0].at.weekday() == story.steps[0].at.weekday()
