"""Runs that copy: again, killed, with another seed, for invented teams, beside triggers, and as a command."""

import json
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.access import actor_of
from accounts.models import User
from cases.dossier.models import Case
from config.local.roles import OWNER, RUNTIME
from config.seeding.mass import copying, reading
from config.seeding.mass.make import Asked
from config.stories.scratch import connected, scratch
from ledger.models import Event
from tests.pages.hands import page, signed_in
from tests.stories.mass_town import (
    CASES,
    YESTERDAY,
    Town,
    copied,
    counts,
    now,
)


def test_made_again_nothing_is_added(town: Town) -> None:
    before = now()
    again = copied(town.asked)
    assert (again.cases, again.conversations, again.earlier, again.rows) == (0, 0, CASES, {})
    assert [one for one in now() if one[0] not in JOURNAL] == [one for one in before if one[0] not in JOURNAL]


JOURNAL = ("ledger_journalentry", "ledger_journalhead")


class Killed(Exception):
    pass


def test_a_run_that_is_killed_leaves_whole_batches_and_is_finished_later(town: Town) -> None:
    def die(done: int, _of: int) -> None:
        if done > 200:
            raise Killed

    with scratch() as name, connected(OWNER, name):
        with patch.object(copying.tally, "add", side_effect=[None, Killed]), pytest.raises(Killed):
            copied(town.asked)
        assert Case.objects.count() == 200
        rest = copied(town.asked)
        assert (rest.cases, rest.earlier) == (400, 200)
        once = counts()
        numbers = sorted(Case.objects.values_list("number", "registered_on"))
    assert once == counts()
    assert numbers == sorted(Case.objects.values_list("number", "registered_on"))


def test_another_seed_gives_other_figures(town: Town) -> None:
    with scratch() as name, connected(OWNER, name):
        copied(Asked(CASES, 8))
        other = counts()
    assert other != counts()


def test_invented_teams_get_the_cases_and_the_demo_opens_them(town: Town) -> None:
    with scratch() as name, connected(OWNER, name):
        copied(Asked(200, 7, teams=3))
        codes = set(Case.objects.values_list("team__code", flat=True))
        assert codes == {"seeded-01", "seeded-02", "seeded-03"}
        user = User.objects.with_posts(on=YESTERDAY).get(email="team@demo.trede.test")
        case = Case.objects.filter(team__code="seeded-03").order_by("number")[0]
        with connected(RUNTIME, name):
            assert signed_in(actor_of(user, on=YESTERDAY)).get(page(case)).status_code == 200


KEEPS = """
CREATE TABLE kept_facts (event bigint);
CREATE FUNCTION keep_fact() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO kept_facts VALUES (NEW.id); RETURN NULL; END';
CREATE TRIGGER keeps_facts AFTER INSERT ON ledger_event FOR EACH ROW EXECUTE FUNCTION keep_fact();
"""


@pytest.mark.parametrize("paused", [True, False])
def test_a_paused_trigger_does_not_fire_and_fires_again_afterwards(town: Town, paused: bool) -> None:
    called: list[int] = []

    def afterwards() -> None:
        called.append(reading.sizes_of("ledger_event"))

    with scratch() as name, connected(OWNER, name):
        with connection.cursor() as cursor:
            cursor.execute(KEEPS)
        names = ("keeps_facts",) if paused else ()
        copied(Asked(200, 7), paused=names, afterwards=afterwards)
        assert called == [Event.objects.count()]
        assert (reading.sizes_of("kept_facts") == 0) == paused
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'keeps_facts'")
            assert cursor.fetchone() == ("O",)


def test_a_table_that_held_something_and_grew_is_refused(town: Town) -> None:
    before = {**dict(now()), "cases_case": 1}
    with pytest.raises(reading.Unreadable, match="cases_case held rows before"):
        reading.bundles(before, zone="Europe/Amsterdam")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--cases", "-1"], "takes 1 to 2,000,000"),
        (["--cases", "2000001"], "takes 1 to 2,000,000"),
        (["--cases", "5000", "--teams", "100"], "takes 0 to 99"),
        (["--cases", "50", "--teams", "3"], "more than 2,000 cases"),
        (["--cases", "5000", "--municipality", "assen"], "Known are: coevorden"),
    ],
)
def test_bad_input_ends_with_two(arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told) as failure:
        call_command("seed", *arguments)
    assert failure.value.returncode == 2


def test_the_command_answers_for_machines(grown: dict[str, Any]) -> None:
    said = StringIO()
    with scratch() as name, connected(OWNER, name):
        call_command("seed", "--cases", "2001", json=True, stdout=said, stderr=StringIO())
    answer = json.loads(said.getvalue())
    assert answer["cases"] == answer["rows"]["cases_case"] == 2001
    assert answer["seconds"] > 0
    assert answer["cases_per_second"] > 0
